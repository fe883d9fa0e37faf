"""Readings as bytes: what was read once need not be read again, and no words of anybody's are kept for that.

A reading follows from a text and from our phrases and code alone. Kept are numbers, topics and places in the text; quotes are
cut out of the text again, which has to be the same to the letter.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from ...records import Activity
from ...signals import PhraseLibrary, Span, default_library
from .reading import NOTHING, Reading, manners
from .touchpoints import Touchpoint

_MODULES = (
    ("crm_ai_plugin.signals", None),
    (__package__ or "", ("reading.py", "autoreply.py", "keeping.py")),
)


def pack(points: Sequence[Touchpoint], library: PhraseLibrary | None = None) -> bytes:
    """Return the readings of touchpoints; the same readings give the same bytes."""
    rows = {p.activity.id: _row(p) for p in points if p.reading is not NOTHING}
    text = json.dumps([fingerprint(library), rows], separators=(",", ":"))
    return zlib.compress(text.encode(), 1)


def unpack(
    kept: bytes | None, activities: Sequence[Activity], library: PhraseLibrary | None = None
) -> Mapping[str, Reading]:
    """Return those readings that still hold, by activity id: same text, same phrases, same code."""
    if not kept:
        return {}
    try:
        found_by, rows = json.loads(zlib.decompress(kept))
    except (ValueError, TypeError, zlib.error):
        return {}
    if found_by != fingerprint(library):
        return {}
    found = {}
    for activity in activities:
        row = rows.get(activity.id)
        if row is not None and row[0] == _digest(activity):
            found[activity.id] = _reading(row, activity.body or activity.subject)
    return found


def fingerprint(library: PhraseLibrary | None = None) -> str:
    """Name the phrases and the code that read."""
    return f"{(library or default_library()).fingerprint}-{manners().fingerprint}-{_code()}"


@cache
def _code() -> str:
    digest = hashlib.blake2b(digest_size=16)
    for package, names in _MODULES:
        for entry in sorted(files(package).iterdir(), key=lambda one: one.name):
            if entry.name.endswith(".py") and (names is None or entry.name in names):
                digest.update(entry.read_bytes())
    return digest.hexdigest()


def _row(point: Touchpoint) -> list[Any]:
    reading = point.reading
    return [
        _digest(point.activity),
        int(reading.automatic),
        reading.words,
        reading.formal,
        reading.informal,
        reading.asks,
        reading.kept_out,
        [[span.topic, span.start, span.end, span.language] for span in reading.spans],
    ]


def _reading(row: Sequence[Any], text: str) -> Reading:
    _, automatic, words, formal, informal, asks, kept_out, spans = row
    return Reading(
        automatic=bool(automatic),
        words=words,
        formal=formal,
        informal=informal,
        asks=asks,
        spans=tuple(
            Span(topic, start, end, text[start:end], language) for topic, start, end, language in spans
        ),
        kept_out=kept_out,
    )


def _digest(activity: Activity) -> str:
    text = f"{activity.type.value}\0{activity.subject}\0{activity.body}"
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=12).hexdigest()
