"""Makes text from the CRM fit for a plain sentence."""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"[<>\[\]{}`*_~|#\\^]")
_SPACE = re.compile(r"\s+")
_LINK = re.compile(r"(?i)\b(?:https?:/{0,2}|www\.|javascript:|data:|mailto:)\S*")


def plain(text: str, limit: int = 80) -> str:
    """Return `text` as one short line without markup, links and invisible characters.

    Names and subjects are written by anybody; a sentence of ours must not become a link, a tag or a list by them.
    """
    kept = "".join(
        c if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") else " " for c in text[:1000]
    )
    line = _SPACE.sub(" ", _MARKUP.sub(" ", _LINK.sub("(link)", kept))).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
