"""What one touchpoint's text says, read once: the rest counts readings and never reads a text again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ...records import Activity, ActivityType
from ...signals import PhraseLibrary, Span, default_library, own_segments, questions_in
from ...signals.tokens import sentences
from .autoreply import is_automatic

_WRITTEN = (ActivityType.EMAIL, ActivityType.NOTE, ActivityType.CALL, ActivityType.MEETING)
_MAX_SPANS = 12

SENSITIVE = "sensitive"
MANNER = ("formal", "informal")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says.

    Attributes:
        automatic: A machine wrote it.
        words: Words of its author's own; 0 for what holds no text.
        formal: Turns of phrase that keep a distance.
        informal: Turns of phrase among people who know each other.
        asks: Questions.
        spans: What was spoken of, by topic, without sentences on which nothing may be built.
        kept_out: Sentences that speak of health, faith, politics and the like; nothing is kept of them but their number.
    """

    automatic: bool = False
    words: int = 0
    formal: int = 0
    informal: int = 0
    asks: int = 0
    spans: tuple[Span, ...] = ()
    kept_out: int = 0


NOTHING = Reading()


def read(activity: Activity, library: PhraseLibrary | None = None) -> Reading:
    """Read the text of one activity; hostile text costs no more than its length.

    Args:
        activity: What was said or written.
        library: Phrases of topics; the built-in ones if left out.
    """
    text = activity.body or activity.subject
    if activity.type not in _WRITTEN or not text:
        return NOTHING
    if activity.type is ActivityType.EMAIL and is_automatic(activity.subject, activity.body):
        return Reading(automatic=True)
    own = [sentence for start, end in own_segments(text) for sentence in sentences(text, start, end)]
    manner = manners().find_in(text, own)
    barred = [(span.start, span.end) for span in manner if span.topic == SENSITIVE]
    spans = [
        span
        for span in (
            *(library or default_library()).find_in(text, own),
            *(s for s in manner if s.topic not in (SENSITIVE, *MANNER)),
        )
        if not _touches(span, barred)
    ]
    return Reading(
        words=sum(len(sentence.words) for sentence in own),
        formal=sum(span.topic == "formal" for span in manner),
        informal=sum(span.topic == "informal" for span in manner),
        asks=len(questions_in(text, own)) if "?" in text else 0,
        spans=tuple(sorted(spans, key=lambda span: (span.start, span.topic)))[:_MAX_SPANS],
        kept_out=len(barred),
    )


@cache
def manners() -> PhraseLibrary:
    """Return the phrases that only personas look for."""
    entries = sorted((files(__package__ or "") / "data").iterdir(), key=lambda entry: entry.name)
    documents: list[tuple[str, dict[str, Any]]] = [
        (entry.name, yaml.safe_load(entry.read_text(encoding="utf-8")))
        for entry in entries
        if entry.name.endswith(".yaml")
    ]
    return PhraseLibrary(documents)


def _touches(span: Span, barred: list[tuple[int, int]]) -> bool:
    return any(span.start < end and start < span.end for start, end in barred)


__all__ = ["NOTHING", "SENSITIVE", "Reading", "manners", "read"]
