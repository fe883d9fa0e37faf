"""What a model may say about the reading: which of the objections that were found comes first."""

from __future__ import annotations

from dataclasses import replace

from ...insights import Subject
from ...ports.choosing import ChoiceRequest, Option
from ...signals.ownwords import own_segments
from .assessment import ObjectionFacts
from .categories import MEANINGS, NOT_AN_OBJECTION
from .deal import companies_of, people_of
from .reading import Reading
from .reading.read import MAX_LETTERS

PROMPT = "objection_category"


def choice(facts: ObjectionFacts) -> ChoiceRequest | None:
    """Return the choice there is; None where one objection was found, or none."""
    question, reading = facts.question, facts.reading
    options = [one.category for one in reading.found if one.category in reading.plausible]
    if len(options) < 2 or NOT_AN_OBJECTION in options:
        return None
    text = question.text[:MAX_LETTERS]
    return ChoiceRequest(
        feature="objection",
        prompt=PROMPT,
        subject=Subject(type="objection", id=question.id),
        language=reading.language,
        text="\n".join(text[start:end] for start, end in own_segments(text)),
        options=tuple(Option(key, MEANINGS[key]) for key in options),
        speaker=question.contact_id,
        people=people_of(question.snapshot),
        companies=companies_of(question.snapshot),
    )


def refined(reading: Reading, chosen: str | None) -> Reading:
    """Return the reading with `chosen` first, if the engine held it plausible and had found it; else as it was.

    How sure the answer is stays what the statistics say of it: no model is asked for that.
    """
    if chosen is None or chosen not in reading.plausible:
        return reading
    named = [one for one in reading.found if one.category == chosen]
    others = [one for one in reading.found if one.category != chosen]
    return replace(reading, found=(*named, *others)) if named else reading
