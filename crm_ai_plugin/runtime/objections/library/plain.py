"""What a text of the library may hold: plain sentences about the product, nothing about anybody."""

from __future__ import annotations

import re

from ....ai.gate.language import language as language_of
from ....ai.gate.plainness import unplain
from ....ai.redaction import find
from ...spreadsheet import FORMULA_STARTS

GAPS = ("{company}",)
"""Gaps that a template's sentence may have; the buyer's company is set in, or the sentence is left out."""
CLAIM_MARK = "claim:"
"""In a file, a line of a template that begins like this names a claim."""
_NAMES = {
    "email": "an e-mail address",
    "phone": "a telephone number",
    "card": "a card number",
    "iban": "a bank account",
    "link": "a link",
    "id": "an id",
    "address": "a network address",
}
_PERSONAL = ("email", "iban", "card", "phone", "id", "address")
"""In the order they are named in: what is an account number looks like a telephone number as well."""
_GAP = re.compile(r"[{}\[\]⟦⟧]|<[^>]*>|%\(?\w+\)?s\b|\$\w+\$|\b(?:XX+|TODO|TBD)\b|_{2,}|\.{4,}")
_UNPLAIN = {
    "control": "holds a line break or a character nobody sees",
    "markup": "holds markup; write plain sentences",
    "link": "holds a link or an address of the web",
    "script": "holds letters of another script",
    "leftover": "holds an instruction to a language model",
    "token": "holds a token",
}


def unfit(text: str, language: str, longest: int, *, gaps: bool = False) -> str | None:
    """Return why a text can't stand in the library, or None.

    Args:
        text: The text.
        language: ISO 639-1 code.
        longest: Most characters.
        gaps: Whether it may have the gaps of a template's sentence.
    """
    if not text.strip():
        return "is empty"
    if len(text) > longest:
        return f"has more than {longest} characters"
    return _told(text) or _unfinished(text, gaps=gaps) or _not_plain(text, language)


def _told(text: str) -> str | None:
    """What would be about somebody."""
    kinds = {kind for _, _, kind in find(text)}
    kind = next((one for one in _PERSONAL if one in kinds), None)
    if kind is not None:
        return f"holds what looks like {_NAMES[kind]}: never personal data in the library"
    return f"holds {_NAMES['link']}" if "link" in kinds else None


def _unfinished(text: str, *, gaps: bool) -> str | None:
    """A gap that would be sent as it stands."""
    found = _GAP.search(_without_gaps(text) if gaps else text)
    if found is None:
        return None
    known = f"; the one that is known is {', '.join(GAPS)}" if gaps else ""
    return f"holds a gap that nothing fills ({found[0][:20]!r}){known}"


def _not_plain(text: str, language: str) -> str | None:
    if text.lstrip().startswith((*FORMULA_STARTS, "'")):
        return "begins like a formula of a spreadsheet; begin with a word"
    if text != text.strip() or "  " in text:
        return "has blanks at an end, or several in a row"
    if text.casefold().startswith(CLAIM_MARK):
        return f"begins with {CLAIM_MARK!r}, which names a claim"
    refused = unplain(_without_gaps(text), language_of(language), frozenset(), lines=False)
    return None if refused is None else _UNPLAIN.get(refused, f"is no plain sentence ({refused})")


def _without_gaps(text: str) -> str:
    for gap in GAPS:
        text = text.replace(gap, "Acme")
    return text
