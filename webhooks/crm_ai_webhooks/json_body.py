"""Reads a JSON body of unknown intent."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from .rejection import rejected


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def read_json(body: bytes) -> Any:  # noqa: ANN401  # any JSON
    """Return the JSON value in `body`, which must be UTF-8 and nothing else.

    Raises:
        WebhookRejected: ``body_malformed``, whatever is wrong: encoding, syntax, NaN, nesting, giant numbers.
    """
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        # The cause would quote the body, so it is not chained.
        raise rejected("body_malformed", detail=type(error).__name__) from None


def clean_text(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text` in a form every database stores.

    JSON can smuggle in lone surrogates, which UTF-8 has no bytes for, and NUL, which PostgreSQL refuses.
    """
    return text[:limit].encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
