"""Reading a request's body, never further than allowed."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge


def read_body(limit: int, *, keep: bool = False) -> bytes:
    """Return the whole body; with `keep` it can be read again.

    Raises:
        RequestEntityTooLarge: it is longer than `limit` bytes. What was announced is not read at all; of a
            body without announced length one byte more than `limit` is.
    """
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge
    # One more than allowed: at the limit itself the framework cuts a chunked body off without a word.
    request.max_content_length = limit + 1
    body = request.get_data(cache=keep)
    if len(body) > limit:
        raise RequestEntityTooLarge
    return body
