"""G: what an answer means. The definition's rules come first, then the usual meanings of statuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast, get_args

from crm_ai_plugin.errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)

from ..http.retry import DAILY
from ..text.redact import Redactor
from .model import Definition
from .model.answers import ErrorRule, Meaning, When
from .paths import find

_MATCHED = 4_000
_NAME = re.compile(r"[A-Za-z][\w.\- ]{0,79}")
_ID = re.compile(r"[\w-]{1,128}")
_DAY_S = 3600.0
_USUAL: Mapping[int, Meaning] = {
    401: "auth",
    403: "forbidden",
    404: "not_found",
    410: "not_found",
    408: "transient",
    409: "conflict",
    412: "conflict",
    421: "transient",
    423: "transient",
    425: "transient",
    429: "rate_limited",
    400: "validation",
    422: "validation",
}


class ExistsError(ConflictError):
    """What was to be created is there already; `existing_id` names it when the CRM did."""

    existing_id: str | None = None


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is parsed JSON, None when there was none; `text` when it was not JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any = None
    text: str = ""
    unreadable: bool = False


@dataclass(frozen=True)
class Verdict:
    """What an answer means, and the rule that said so."""

    meaning: Meaning
    rule: ErrorRule | None = None


def judge(definition: Definition, answer: Answer, hooked: str | None = None) -> Verdict | None:
    """Return what is wrong with the answer, None when nothing is."""
    if hooked in get_args(Meaning):
        return Verdict(cast("Meaning", hooked))
    if any(_fits(when, answer) for when in definition.auth_errors):
        return Verdict("auth")
    for rule in definition.errors:
        if _fits(rule.when, answer):
            return Verdict(rule.meaning, rule)
    status = answer.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Verdict("transient")
    return Verdict(_USUAL.get(status, "permanent"))


def _fits(when: When, answer: Answer) -> bool:
    success = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
    if not when.status and success and not when.body:
        # A success is an error only when its body or its status says so.
        return False
    statuses = {answer.status, f"{answer.status // 100}xx"}
    if when.status and not statuses & set(when.status):
        return False
    for name, pattern in when.header.items():
        if not re.search(pattern, answer.headers.get(name, "")[:_MATCHED]):
            return False
    for path, pattern in when.body.items():
        if not re.search(pattern, _text(find(answer.body, path))[:_MATCHED]):
            return False
    return when.text is None or re.search(when.text, answer.text[:_MATCHED]) is not None


def _text(value: Any) -> str:  # noqa: ANN401  # vendor JSON
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def error_of(
    definition: Definition,
    answer: Answer,
    verdict: Verdict,
    redactor: Redactor,
    *,
    write: bool,
    retry_after: float | None,
) -> CrmAiError:
    """Return the error an answer stands for; nothing of the body is in it but what the rules point at."""
    label, rule = definition.label, verdict.rule
    said = _message(rule, answer, redactor)
    tail = f": {said}" if said else ""
    error: CrmAiError
    match verdict.meaning:
        case "auth":
            error = ReauthoriseError(
                f"{label} no longer accepts this connection's credentials", hint=f"connect {label} again"
            )
        case "forbidden":
            message = f"{label} refuses because the connected user lacks a permission{tail}"
            error = PermanentError(message, code="forbidden")
        case "not_found" | "empty":
            error = NotFoundError(f"{label} has no such record, or this connection may not see it")
        case "conflict":
            error = ExistsError(f"{label} already has this, or another change came first{tail}")
            error.existing_id = _existing(rule, answer)
        case "rate_limited":
            wait = definition.rate.default_retry_s if retry_after is None else retry_after
            error = RateLimitedError(f"{label}'s rate limit is reached", retry_after=wait)
        case "daily_quota":
            wait = max(retry_after or 0.0, _DAY_S)
            error = RateLimitedError(
                f"{label}'s allowance for today is used up", code=DAILY, retry_after=wait
            )
        case "transient":
            error = RetryableError(
                f"{label} is unavailable at present (status {answer.status})",
                code="unavailable",
                retry_after=retry_after,
                # Of a 4xx we know that nothing was done.
                uncertain=write and answer.status // 100 != 4,
            )
        case "validation":
            about = _field(rule, answer)
            named = f" about {about}" if about else ""
            error = PermanentError(
                f"{label} refuses the call because a rule{named} is not met{tail}", code="validation"
            )
        case "permanent":
            error = _permanent(label, answer.status, tail)
    error.detail = f"status={answer.status} meaning={verdict.meaning}"
    error.hint = (rule.hint if rule else None) or error.hint
    return error


def _permanent(label: str, status: int, tail: str) -> PermanentError:
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return PermanentError(
            f"{label} answers with a redirect, which is not followed because it would carry credentials",
            code="redirect",
            hint="check the address of this connection",
        )
    return PermanentError(f"{label} refuses this call{tail}", code="refused")


def _message(rule: ErrorRule | None, answer: Answer, redactor: Redactor) -> str:
    if rule is None or rule.message is None:
        return ""
    said = ""
    if rule.message.header is not None:
        said = answer.headers.get(rule.message.header, "")
    if not said and rule.message.path is not None:
        found = find(answer.body, rule.message.path)
        said = "; ".join(map(_text, found[:5])) if isinstance(found, list) else _text(found)
    if not said and rule.message.text:
        said = answer.text
    return redactor.clean(said)


def _field(rule: ErrorRule | None, answer: Answer) -> str | None:
    found = find(answer.body, rule.field) if rule and rule.field is not None else None
    return found if isinstance(found, str) and _NAME.fullmatch(found) else None


def _existing(rule: ErrorRule | None, answer: Answer) -> str | None:
    found = find(answer.body, rule.existing) if rule and rule.existing is not None else None
    return str(found) if isinstance(found, (str, int)) and _ID.fullmatch(str(found)) else None
