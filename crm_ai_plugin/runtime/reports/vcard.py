"""A persona as a vCard: who somebody is by the CRM, and what was observed of them, for address books.

Source: RFC 6350 (vCard 4.0): escaping in section 3.4, folding in 3.2, the properties in 6.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC

from ...insights import Insight
from ...insights.persona import Named, PersonaPayload

MEDIA_TYPE = "text/vcard; charset=utf-8"
_OCTETS = 75
_BARRED = ("Cc", "Cf", "Cs", "Co")


def vcard(insight: Insight) -> bytes:
    """Return the vCard of a persona that names its person; whatever a name or a statement holds stays one value."""
    return "".join(_folded(line) for line in _lines(insight)).encode()


def _lines(insight: Insight) -> Iterator[str]:
    payload = PersonaPayload.model_validate(insight.payload)
    who = payload.person or Named(name=insight.subject.id)
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield "KIND:individual"
    yield f"FN:{_text(who.name)}"
    if who.family or who.given:
        yield f"N:{_text(who.family or '')};{_text(who.given or '')};;;"
    for name, value in (("TITLE", who.title), ("ORG", who.company), ("EMAIL", who.email)):
        if value:
            yield f"{name}:{_text(value)}"
    if who.phone:
        yield f"TEL;VALUE=text:{_text(who.phone)}"
    if payload.clock.basis != "none":
        yield f"TZ:{_text(payload.clock.zone)}"
    yield f"REV:{insight.as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    advice = "\n".join(line.text for line in payload.how_to_work_with)
    if advice:
        yield f"NOTE:{_text(advice)}"
    for trait in payload.traits:
        # Keys are ours: small letters and underscores.
        yield f"X-CRM-AI-TRAIT;X-CRM-AI-KEY={trait.key}:{_text(f'{trait.label}: {trait.value}')}"
    yield f"X-CRM-AI-VERSION:{insight.version}"
    yield "END:VCARD"


def _text(value: str) -> str:
    """Return a text value: line breaks and separators escaped, other controls gone."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in value if c == "\n" or unicodedata.category(c) not in _BARRED)
    escaped = kept.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    # What else some readers take for the end of a line.
    for end in ("\u2028", "\u2029", "\n"):
        escaped = escaped.replace(end, "\\n")
    return escaped


def _folded(line: str) -> str:
    """Return a line of at most 75 octets and its continuations; no character is cut in two."""
    parts: list[str] = []
    held: list[str] = []
    size = 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _OCTETS:
            parts.append("".join(held))
            # The space that marks a continuation counts.
            held, size = [" "], 1
        held.append(character)
        size += octets
    parts.append("".join(held))
    return "\r\n".join(parts) + "\r\n"
