"""Every error this product raises, arranged by what the caller should do about it.

=====================  =====================================================================
class                  what the caller does
=====================  =====================================================================
ConfigurationError     tells the admin; nothing will work before it is mended
UserInputError         tells the user what, where and how to mend; exit code 2, HTTP 4xx
RetryableError         tries again, not before ``retry_after`` seconds
PermanentError         stops and shows ``user_message``; trying again would fail the same way
ReauthoriseError       stops all calls of that connection and asks the admin to connect again
SkippableError         leaves this one record out, counts it, goes on
WebhookRejected        answers 4xx; nothing else may come out of a receiver
PluginLoadError        disables that one plugin and says so in ``crm-ai doctor``
=====================  =====================================================================

No message holds a secret or a response body: bodies can carry personal data.
"""

from __future__ import annotations

from typing import Any


class CrmAiError(Exception):
    """Base of all errors of this product.

    Args:
        user_message: One sentence an admin may read; no secrets, no personal data.
        code: Stable machine name, ``snake_case``; the class has a default.
        detail: For logs only; must already be free of secrets and personal data.
        hint: How to mend it, when there is a way.
    """

    default_code = "error"

    def __init__(
        self,
        user_message: str,
        *,
        code: str | None = None,
        detail: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(user_message)
        self.user_message = user_message
        self.code = code or self.default_code
        self.detail = detail
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process borders (RQ stores them), so keyword arguments must survive pickling.
        return (_rebuild, (type(self), self.user_message, self.__dict__.copy()))


def _rebuild(cls: type[CrmAiError], message: str, state: dict[str, Any]) -> CrmAiError:
    error = cls.__new__(cls)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class ConfigurationError(CrmAiError):
    """A setting, key or installation is wrong; the admin has to act."""

    default_code = "configuration"


class UserInputError(CrmAiError):
    """What the user gave can't be used: an argument, a file, a request body."""

    default_code = "user_input"


class NotFoundError(UserInputError):
    """The record, insight or delivery that was named does not exist in this workspace."""

    default_code = "not_found"


class ConflictError(UserInputError):
    """The request contradicts the present state, e.g. an id that two connections share."""

    default_code = "conflict"


class RetryableError(CrmAiError):
    """Transient: a timeout, a 5xx, a rate limit.

    Attributes:
        retry_after: Seconds to wait before the next try, if the other side said so.
        uncertain: True when a write may have been applied although its answer was lost;
            look before writing again.
    """

    default_code = "retryable"

    def __init__(
        self,
        user_message: str,
        *,
        code: str | None = None,
        detail: str | None = None,
        hint: str | None = None,
        retry_after: float | None = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(user_message, code=code, detail=detail, hint=hint)
        self.retry_after = retry_after
        self.uncertain = uncertain


class RateLimitedError(RetryableError):
    """The other side, or our own budget, says: not now."""

    default_code = "rate_limited"


class PermanentError(CrmAiError):
    """The other side refuses for good: validation, missing permission, gone."""

    default_code = "permanent"


class ReauthoriseError(PermanentError):
    """The connection's credentials are dead; only a person can connect it again."""

    default_code = "reauthorise"


class SkippableError(CrmAiError):
    """One record can't be read; the rest can."""

    default_code = "skippable"


class PluginLoadError(CrmAiError):
    """An entry point could not be imported; only that plugin is disabled."""

    default_code = "plugin_load"


class WebhookRejected(CrmAiError):  # noqa: N818  # a verdict on a request, named as the field does
    """A delivery that is not to be believed or can't be read.

    ``code`` is one of ``signature_missing``, ``signature_invalid``, ``timestamp_missing``,
    ``timestamp_out_of_window``, ``body_too_large``, ``body_malformed``, ``account_wrong``,
    ``unknown_connection``.
    """

    default_code = "signature_invalid"
