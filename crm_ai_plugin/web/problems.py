"""Every error as an RFC 9457 problem document; nothing of the inside gets out."""

from __future__ import annotations

import json
import math
import secrets
import traceback
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, request
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from werkzeug.exceptions import HTTPException

from ..errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    UserInputError,
    WebhookRejected,
)

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
DEFAULT_RETRY_AFTER_S = 5
_STATUS_BY_CLASS: tuple[tuple[type[CrmAiError], int], ...] = (
    # The first class that fits decides, so a class stands before its base.
    (NotFoundError, 404),
    (ConflictError, 409),
    (UserInputError, 422),
    (RateLimitedError, 429),
    (RetryableError, 503),
    (PermanentError, 502),
    (WebhookRejected, 401),
)
_STATUS_BY_CODE = {
    "body_too_large": 413,
    "body_malformed": 400,
    "unknown_connection": 404,
    "link_expired": 401,
    "link_invalid": 401,
    "link_used": 401,
    "state_invalid": 400,
    "callback_invalid": 400,
    "key_missing": 401,
    "key_unknown": 401,
    "not_covered": 403,
    "not_visible": 403,
    "not_allowed": 403,
    "csrf_invalid": 403,
    "account_unknown": 403,
    "account_shared": 409,
    "sign_in_failed": 401,
    "embed_invalid": 401,
    "embed_expired": 401,
    "embed_used": 401,
    "embed_disconnected": 403,
    "embed_foreign": 403,
    "media_type": 415,
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    hint: str | None = None,
    headers: dict[str, str] | None = None,
    **members: Any,  # noqa: ANN401  # RFC 9457 extension members: any JSON
) -> Response:
    """Return a problem document."""
    body = {
        "type": f"urn:crm-ai:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "hint": hint,
    } | members
    response = Response(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers.update(headers or {})
    return response


def status_of(error: CrmAiError) -> int:
    """Return the HTTP status that tells a caller what to do about `error`."""
    if error.code in _STATUS_BY_CODE:
        return _STATUS_BY_CODE[error.code]
    return next((status for cls, status in _STATUS_BY_CLASS if isinstance(error, cls)), 500)


def from_error(error: CrmAiError) -> Response:
    """Return the problem document of one of our errors."""
    status = status_of(error)
    headers = {}
    if isinstance(error, RetryableError):
        wait = error.retry_after if error.retry_after is not None else DEFAULT_RETRY_AFTER_S
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    if status >= 500:  # the boundary of server errors
        log.warning("request_failed", code=error.code, status=status, error=type(error).__name__)
    return problem(status, error.code, error.user_message, hint=error.hint, headers=headers)


def from_http(error: HTTPException) -> Response | HTTPException:
    """Return the problem document of an error of the web framework; redirects stay redirects."""
    status = error.code or 500
    if status < 400:  # the boundary of errors
        return error
    phrase = HTTPStatus(status).phrase
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    details = {
        404: "There is nothing at this address.",
        405: f"{request.method} is not possible here.",
        413: "The body is too large.",
    }
    return problem(
        status,
        phrase.lower().replace(" ", "_").replace("-", "_"),
        details.get(status, f"{phrase}."),
        headers=headers,
    )


def from_unknown(error: Exception) -> Response:
    """Return a problem document that names nothing but an id to look for in the log."""
    error_id = f"err_{secrets.token_hex(8)}"
    # Frames only: the message of a foreign exception may hold a customer's words or a secret.
    frames = [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    rule = request.url_rule.rule if request.url_rule else "unmatched"
    log.error(
        "unexpected_error", error_id=error_id, error=type(error).__qualname__, route=rule, frames=frames[-12:]
    )
    return problem(
        500,
        "internal",
        "Something went wrong on our side.",
        hint=f"quote {error_id} to the admin",
        error_id=error_id,
    )


def from_queue(_: Exception) -> Response:
    """Return the problem document of a queue that is away."""
    return problem(
        503,
        "queue_unreachable",
        "The queue can't be reached.",
        headers={"Retry-After": str(DEFAULT_RETRY_AFTER_S)},
    )


def install(app: Flask) -> None:
    """Make every error of `app` a problem document."""
    app.register_error_handler(CrmAiError, from_error)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(RedisConnectionError, from_queue)
    app.register_error_handler(RedisTimeoutError, from_queue)
    app.register_error_handler(Exception, from_unknown)
