"""Python for the unusual: functions that a definition names and an admin has allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from crm_ai_plugin.errors import ConfigurationError, CrmAiError, PermanentError, SkippableError

from .answers import Answer
from .config import RestConfig
from .model import Definition


def _loaded(target: str | None, config: RestConfig) -> Callable[..., Any] | None:
    if target is None:
        return None
    if target not in config.allow_hooks:
        raise ConfigurationError(
            f"the definition asks for the function {target}, which this connection does not allow",
            code="hook_refused",
            hint="read that code; if you trust it, list it in allow_hooks",
        )
    module, _, name = target.partition(":")
    try:
        found = getattr(import_module(module), name)
    except Exception as error:
        raise ConfigurationError(
            f"the function {target} can't be loaded", code="hook_broken", detail=type(error).__name__
        ) from error
    if not callable(found):
        raise ConfigurationError(f"{target} is no function", code="hook_broken")
    return found  # type: ignore[no-any-return]  # a stranger's function


class Hooked:
    """The hooks of one connection; without any, everything stays as it is."""

    def __init__(self, definition: Definition, config: RestConfig) -> None:
        hooks = definition.hooks
        self._sign, self._record, self._answer = (
            _loaded(one, config) for one in (hooks.sign, hooks.record, hooks.answer)
        )
        self.sign = self._signed if self._sign is not None else None

    def _signed(
        self, method: str, path: str, query: str, body: bytes, secrets: Mapping[str, Any]
    ) -> Mapping[str, str]:
        problem = "failed"
        try:
            made = self._sign(method, path, query, body, secrets) if self._sign else {}
        except Exception as error:  # noqa: BLE001  # a stranger's function may raise anything
            problem = type(error).__name__
        else:
            return made if isinstance(made, Mapping) else {}
        # Not chained: the stranger's error may hold the secrets.
        raise PermanentError(
            "the signing function of this connection failed", code="hook_failed", detail=problem
        )

    def record(self, resource: str, raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return a record as the hook leaves it.

        Raises:
            SkippableError: the hook failed on it.
        """
        if self._record is None:
            return raw
        try:
            made = self._record(resource, raw)
        except CrmAiError:
            raise
        except Exception as error:
            raise SkippableError(
                "the record function of this connection failed",
                code="hook_failed",
                detail=type(error).__name__,
            ) from error
        return made if isinstance(made, Mapping) else None

    def answer(self, answer: Answer) -> str | None:
        """Return what the hook calls an answer, None when it has no opinion."""
        if self._answer is None:
            return None
        try:
            said = self._answer(answer.status, dict(answer.headers), answer.body)
        except Exception as error:
            raise PermanentError(
                "the answer function of this connection failed",
                code="hook_failed",
                detail=type(error).__name__,
            ) from error
        return said if isinstance(said, str) else None
