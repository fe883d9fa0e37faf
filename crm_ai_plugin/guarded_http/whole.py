"""Bounds how long a whole answer may take.

The read timeout of `requests` is about one read: a server that sends a byte now and then keeps a worker for
as long as it likes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ContentDecodingError
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError

READS = 4
"""An answer may take so many read timeouts from end to end."""
_CHUNK = 65_536


class WholeAnswers(HTTPAdapter):
    """Reads answers within `READS` times the read timeout; those that are asked for as a stream it leaves alone."""

    def send(  # type: ignore[override]  # arguments by name only, as sessions give them
        self,
        request: requests.PreparedRequest,
        *,
        stream: bool = False,
        timeout: Any = None,  # noqa: ANN401  # as in requests
        **more: Any,  # noqa: ANN401
    ) -> requests.Response:
        """Send and read the answer.

        Raises:
            requests.ReadTimeout: it did not end in time.
        """
        began = time.monotonic()
        response = super().send(request, stream=True, timeout=timeout, **more)
        read = timeout[1] if isinstance(timeout, tuple) else timeout
        if not stream and read is not None:
            parts = []
            for part in pieces(response):
                parts.append(part)
                if time.monotonic() > began + READS * read:
                    response.close()
                    raise requests.ReadTimeout("the answer did not end in time", request=request)
            # What `Response.content` would have kept.
            vars(response).update(_content=b"".join(parts), _content_consumed=True)
        return response


def pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield the body as it comes in; `Response.iter_content` waits until a piece is full.

    Raises:
        requests.RequestException: as `Response.iter_content` does.
    """
    try:
        while part := response.raw.read1(_CHUNK, decode_content=True):
            yield part
    except ProtocolError as error:
        raise ChunkedEncodingError(error) from error
    except DecodeError as error:
        raise ContentDecodingError(error) from error
    except ReadTimeoutError as error:
        raise requests.ConnectionError(error) from error
