"""What a model's server does on a bad day."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

__all__ = ["FAULTS", "FaultQueue", "ModelFault", "ModelFaultKind", "error_body"]

ModelFaultKind = Literal[
    "rate_limit",
    "quota",
    "server_error",
    "timeout",
    "trickle",
    "trickle_headers",
    "refusal",
    "truncated",
    "content_filter",
    "bad_json",
    "bad_output",
    "empty",
    "empty_body",
    "huge",
    "huge_error",
    "wrong_model",
    "wrong_key",
    "bad_request",
    "drop",
]
"""``trickle`` sends the body byte by byte without end, ``trickle_headers`` the headers; ``timeout`` says nothing;
``bad_json`` is no JSON as a whole, ``bad_output`` an answer that does not fit the schema; ``empty`` an answer
without content, ``empty_body`` none; ``huge`` a body without end; ``drop`` closes the connection unanswered."""

FAULTS: tuple[ModelFaultKind, ...] = get_args(ModelFaultKind)


@dataclass(frozen=True)
class ModelFault:
    """A fault to act out.

    Attributes:
        kind: What happens.
        times: How many calls it hits; None: all until the faults are cleared.
        model: Only calls of this model; any when empty.
        status: Status of ``server_error``.
        retry_after_s: ``Retry-After`` of ``rate_limit`` and ``server_error``; None leaves the header out.
    """

    kind: ModelFaultKind
    times: int | None = None
    model: str = ""
    status: int = 503
    retry_after_s: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in FAULTS:
            raise ValueError(f"unknown fault {self.kind!r}; known: {', '.join(FAULTS)}")


class FaultQueue:
    """The faults in force, first come first served."""

    def __init__(self) -> None:
        self._active: list[ModelFault] = []
        self._lock = threading.Lock()

    def add(self, fault: ModelFault) -> None:
        """Put a fault in force."""
        with self._lock:
            self._active.append(fault)

    def clear(self) -> None:
        """End all faults."""
        with self._lock:
            self._active.clear()

    def take(self, model: str) -> ModelFault | None:
        """Return the first fault that hits a call of `model`, used up by one."""
        with self._lock:
            for k, fault in enumerate(self._active):
                if fault.times == 0 or fault.model not in ("", model):
                    continue
                if fault.times is not None:
                    self._active[k] = replace(fault, times=fault.times - 1)
                return fault
        return None


_ERRORS: Mapping[str, tuple[int, str, str]] = {
    # kind: status, type, code
    "rate_limit": (429, "requests", "rate_limit_exceeded"),
    "quota": (429, "insufficient_quota", "insufficient_quota"),
    "server_error": (503, "server_error", "server_error"),
    "wrong_model": (404, "invalid_request_error", "model_not_found"),
    "wrong_key": (401, "invalid_request_error", "invalid_api_key"),
    "bad_request": (400, "invalid_request_error", "invalid_value"),
}


def error_body(kind: str, message: str = "as ordered") -> tuple[int, dict[str, Any]]:
    """Return (status, body) as the vendor writes errors; a kind that is no error status gives 500."""
    status, type_, code = _ERRORS.get(kind, (500, "server_error", kind))
    return status, {"error": {"message": message, "type": type_, "param": None, "code": code}}
