"""What a CRM says about an error, made fit to be shown: short, on one line, without secrets or personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable

from . import plain_text

_EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@[^\s@<>\"',;]{1,255}")
_LONG_NUMBER = re.compile(r"\+?\d[\d ()./-]{5,}\d")
_URL = re.compile(r"https?://\S+")
_MIN_SECRET = 4
_LONGEST = 2000


class Redactor:
    """Takes out what must not show.

    Args:
        secrets: Values that must never show.
        patterns: Further regular expressions whose matches are taken out.
    """

    def __init__(self, secrets: Iterable[str] = (), patterns: Iterable[str] = ()) -> None:
        self._secrets = sorted({one for one in secrets if len(one) >= _MIN_SECRET}, key=len, reverse=True)
        self._patterns = [re.compile(one) for one in patterns]

    def __repr__(self) -> str:
        return "Redactor(***)"

    def clean(self, text: str, limit: int = 200) -> str:
        """Return at most `limit` characters of `text` that may be shown."""
        text = plain_text.from_html(text[: _LONGEST * 4])[:_LONGEST].replace("\n", " ")
        for secret in self._secrets:
            text = text.replace(secret, "***")
        for pattern in self._patterns:
            text = pattern.sub("***", text)
        text = _LONG_NUMBER.sub("***", _EMAIL.sub("***", _URL.sub("***", text)))
        return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
