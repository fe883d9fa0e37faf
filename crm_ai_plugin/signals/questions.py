"""Questions in what the customer wrote, and those that nobody answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..records import Activity, ActivityType, Direction
from .ownwords import own_segments
from .span import MAX_QUOTE, Span
from .tokens import Sentence, sentences

_MIN_WORDS = 3
_COURTESY = (
    ("how", "are", "you"),
    ("how", "are", "things"),
    ("hope", "you"),
    ("wie", "geht", "es"),
    ("comment", "allez", "vous"),
    ("comment", "ca", "va"),
    ("como", "estas"),
    ("como", "esta"),
    ("que", "tal"),
)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that has no later outbound message in its thread."""

    activity: Activity
    span: Span


def questions(text: str) -> list[Span]:
    """Return the sentences of the author's own words that end in a question mark, courtesies left out."""
    if "?" not in text:
        return []
    return questions_in(text, (s for start, end in own_segments(text) for s in sentences(text, start, end)))


def questions_in(text: str, read: Iterable[Sentence]) -> list[Span]:
    """Return what `questions` finds in sentences of `text` that were split already."""
    found = []
    for sentence in read:
        tail = text[max(sentence.start, sentence.end - 4) : sentence.end]
        if "?" not in tail or len(sentence.words) < _MIN_WORDS:
            continue
        if any(sentence.words[: len(c)] == c for c in _COURTESY):
            continue
        begin = sentence.start
        if sentence.end - begin > MAX_QUOTE:
            begin = next(
                p[0] for p in sentence.places if sentence.end - p[0] <= MAX_QUOTE or p is sentence.places[-1]
            )
            begin = max(begin, sentence.end - MAX_QUOTE)
        found.append(Span("question", begin, sentence.end, text[begin : sentence.end], ""))
    return found


def open_questions(activities: Sequence[Activity], as_of: datetime) -> list[OpenQuestion]:
    """Return the latest mail with a question of every thread that is still open at `as_of`, oldest first.

    The longest question of the mail stands for it: it says most.

    A thread is the CRM's thread id; without one, a later outbound e-mail or call to the same contact answers.
    Later activities than `as_of` don't count.
    """
    past = sorted((a for a in activities if a.at <= as_of), key=lambda a: (a.at, a.id))
    found: dict[str, OpenQuestion] = {}
    for place, activity in enumerate(past):
        if activity.type is not ActivityType.EMAIL or activity.direction is not Direction.INBOUND:
            continue
        spans = questions(activity.body)
        if spans and not any(_answers(later, activity) for later in past[place + 1 :]):
            found[activity.thread_id or activity.id] = OpenQuestion(
                activity, max(spans, key=lambda span: len(span.quote))
            )
    return list(found.values())


def _answers(later: Activity, question: Activity) -> bool:
    if later.direction is not Direction.OUTBOUND or later.at <= question.at:
        return False
    if question.thread_id is not None:
        return later.type is ActivityType.EMAIL and later.thread_id == question.thread_id
    if later.type not in (ActivityType.EMAIL, ActivityType.CALL):
        return False
    return not question.contact_ids or bool(set(question.contact_ids) & set(later.contact_ids))
