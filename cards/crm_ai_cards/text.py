"""Hostile text and hostile links, made harmless for every medium alike."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF])
"""Characters that reorder what stands around them: "invoice<RLO>fdp.exe"."""
_URL = re.compile(r"https?://[!#-;=?-Z_a-z~]+", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def clean(text: str, limit: int = 2000) -> str:
    """Return `text` on one line, without control and direction characters, at most `limit` characters."""
    text = text.translate(_DIRECTION)
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in text)
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean_run(text: str, limit: int = 2000) -> str:
    """Like `clean`, but keep one blank at either end: it stands between a run and its neighbour."""
    body = clean(text, limit)
    if not body:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{body}{' ' * text[-1].isspace()}"


def safe_url(url: str | None) -> str | None:
    """Return `url` if it is a plain http(s) address of a host, else None.

    An address with a user name is refused: ``https://crm.example@evil.example`` reads like the first.
    """
    if url is None or len(url) > 2000 or not _URL.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if host and "@" not in parts.netloc else None
