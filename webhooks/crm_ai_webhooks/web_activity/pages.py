"""Addresses of pages without what could tell one visitor from another."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

LEFT_OUT = "…"

MAX_PAGE = 500
_MAX_PARTS = 40
_SCHEMES = frozenset(("http", "https"))
_DECODINGS = 3
_HOST = re.compile(r"[a-z0-9.-]{1,253}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_PIECE = re.compile(r"[^\W_]+")
_LONG_NUMBER = 7
"""Digits in a row, or with signs between, from which on a number is somebody's: a phone, an account, an order."""
_LONG_PIECE = 16
"""Letters and digits mixed from which on nobody reads a word in them."""


def page_of(address: str) -> str | None:
    """Return scheme, host and path of a web address; None if it is none.

    User, port, query and fragment go. Of the path goes what looks like an e-mail address, a long number or a token, and
    parameters behind a semicolon.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _SCHEMES or not _HOST.fullmatch(host):
        return None
    path = "/".join(_kept(part) for part in parts.path.split("/")[:_MAX_PARTS])
    return f"{parts.scheme}://{host}{path}"[:MAX_PAGE]


def _kept(part: str) -> str:
    plain = part.partition(";")[0]
    for _ in range(_DECODINGS):
        plain = unquote(plain, errors="replace")
    plain = plain.partition(";")[0]
    if "%" in plain or _is_somebodys(plain):
        return LEFT_OUT
    # Encoded anew: what was hidden in the encoding (slashes, line ends) stays one part of one path.
    return quote(plain, safe="-._~!$&'()*+,=:")


def _is_somebodys(part: str) -> bool:
    if "@" in part or _UUID.search(part):
        return True
    if re.search(rf"\d(?:[\s().+-]?\d){{{_LONG_NUMBER - 1},}}", part):
        return True
    return any(_is_token(piece) for piece in _PIECE.findall(part))


def _is_token(piece: str) -> bool:
    return len(piece) >= _LONG_PIECE and any(c.isdigit() for c in piece) and any(c.isalpha() for c in piece)
