"""What Kontor answers when it refuses: a fault inside a 200, most of the time."""

from __future__ import annotations

from typing import Any

__all__ = ["KontorError", "envelope", "not_there"]


def envelope(**content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """What every answer of Kontor's is wrapped in."""
    return {"kontor": {"v": 3, **content}}


class KontorError(Exception):
    """A refusal.

    Args:
        code: Kontor's code, such as ``E_NOT_THERE``.
        text: A sentence for people.
        status: The HTTP status, which tells nothing.
        headers: Of the answer.
        more: Further keys of the fault.
    """

    def __init__(
        self,
        code: str,
        text: str,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **more: Any,  # noqa: ANN401 - JSON
    ) -> None:
        super().__init__(text)
        self.status = status
        self.headers = headers or {}
        self.body = envelope(fault={"code": code, "text": text, **more})


def not_there() -> KontorError:
    """There is no such record."""
    return KontorError("E_NOT_THERE", "There is nothing of that number.")
