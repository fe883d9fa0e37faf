"""What has no place in a plain sentence, whatever it says."""

from __future__ import annotations

import re
import unicodedata

from ..redaction import find
from ..redaction.hiding import TOKEN
from .language import Language, language
from .refusal import Refusal

_MARKUP = re.compile(r"[<>{}`|\\^~]|\*\*|__|\]\(|!\[|^\s*(?:[#>*+]|[-–]\s)|&(?:#|\w+;)|⟦|⟧", re.MULTILINE)
_SCHEMES = re.compile(
    r"(?i)\b(?:javascript|mailto|tel|vbscript|ftp|https?)\s*:|(?:data|file):(?=\S)|://|\bwww\.|@\w"
)
_ROLES = re.compile(
    r"(?i)^\s*(?:system|assistant|user|developer|human|ai)\s*:|\b(?:begin|end) (?:of )?(?:evidence|data|untrusted|slot)"
)


def unplain(
    text: str, words: Language, tokens: frozenset[str], *, own: str = "", lines: bool
) -> Refusal | None:
    """Return why `text` is no plain sentence of its language, or None.

    Args:
        text: What a model wrote.
        words: Its language.
        tokens: Tokens of hidden data that may be in it.
        own: The engine's words, which may speak of somebody who ignores long mails.
        lines: Whether it may have several lines.
    """
    if any(found.group() not in tokens for found in TOKEN.finditer(text)):
        return "token"
    bare = TOKEN.sub("", text)
    if any(unicodedata.category(c) in _HIDDEN and not (c == "\n" and lines) for c in bare):
        return "control"
    if _MARKUP.search(bare):
        return "markup"
    if _SCHEMES.search(bare):
        return "link"
    if _foreign_script(bare):
        return "script"
    if _ROLES.search(bare):
        return "leftover"
    for pattern in (words.leftovers, language("en").leftovers):
        engine = {found.group().casefold() for found in pattern.finditer(own)}
        if any(found.group().casefold() not in engine for found in pattern.finditer(bare)):
            return "leftover"
    return None


def addresses(text: str) -> set[str]:
    """Return every address, number of a person and link in `text`: what redaction would hide."""
    bare = TOKEN.sub(" ", text)
    return {bare[start:end] for start, end, _ in find(bare)}


_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def _foreign_script(text: str) -> bool:
    """Whether a letter is not a Latin one: look-alikes of other scripts get past every list of words."""
    return any(
        c.isalpha() and not unicodedata.name(c, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MICRO"))
        for c in text
    )
