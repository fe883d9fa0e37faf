"""What a model is asked: texts and evidence between borders it cannot guess, and a form for the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import GenericAlias
from typing import Annotated, Any

from pydantic import BaseModel, Field, WithJsonSchema, create_model

from ...ports.language_model import Message
from ...ports.writing import Slot
from ..boundary import boundary
from ..gate.gate import LIMITS
from ..prompts import Prompt
from ..reading import Reading
from ..redaction import Redaction

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
}


class Entry(BaseModel):
    """One text as the model words it."""

    slot: str
    text: str
    evidence: list[str]


class Answer(BaseModel):
    """All of them."""

    texts: list[Entry]


@dataclass(frozen=True)
class Question:
    """What is sent, and which short id stands for which slot."""

    messages: Sequence[Message]
    schema: type[Answer]
    slots: Mapping[str, Slot]


def question(
    prompt: Prompt,
    slots: Sequence[Slot],
    hidden: Mapping[str, str],
    reading: Reading,
    redaction: Redaction,
    language: str,
) -> Question:
    """Return the question.

    Args:
        prompt: Instructions and form of the data.
        slots: What is to be worded.
        hidden: Their texts, nothing in them that must not leave.
        reading: Evidence, still as it is in the records; it is redacted here.
        redaction: Of this request.
        language: Of the answer.
    """
    numbered = {f"s{place}": slot for place, slot in enumerate(slots, start=1)}
    shown = {slot.key: _slot(id_, slot, hidden[slot.key], reading) for id_, slot in numbered.items()}
    evidence = [
        _passage(read.passage.id, read.passage.at, read.passage.what, read.text, redaction)
        for read in reading.passages
    ]
    data = {"slots": "\n\n".join(shown.values()), "evidence": "\n\n".join(evidence) or "none"}
    line = boundary("\n".join(data.values()))
    values = {
        **data,
        "boundary": line,
        "language": LANGUAGES.get(language, language),
        "feature": prompt.feature,
    }
    instructions, body = prompt.fill(values)
    ids = [read.passage.id for read in reading.passages]
    return Question(
        messages=(Message("system", instructions), Message("user", body, untrusted=True)),
        schema=answer_form(tuple(numbered), tuple(ids)),
        slots=numbered,
    )


def _slot(id_: str, slot: Slot, text: str, reading: Reading) -> str:
    read = {one.passage.id for one in reading.passages}
    uses = ", ".join(one for one in slot.evidence if one in read) or "none"
    return f"[{id_}] {slot.kind}, at most {LIMITS[slot.kind]} characters, may use: {uses}\n{text}"


def _passage(id_: str, at: Any, what: str, text: str, redaction: Redaction) -> str:  # noqa: ANN401
    day = f", {at.date().isoformat()}" if at else ""
    said = f"\n{redaction.hide(text)}" if text else ""
    return f"[{id_}{day}] {redaction.hide(what)}{said}"


@lru_cache(maxsize=256)
def answer_form(slots: tuple[str, ...], evidence: tuple[str, ...]) -> type[Answer]:
    """Return the form of the answer, which names the ids there are.

    A server that holds a model to the form makes other ids impossible. One that does not is no reason to lose
    the other texts, so an unknown id is judged with its text and not here.
    """
    one = Annotated[str, WithJsonSchema({"type": "string", "enum": list(slots)})]
    used = Annotated[str, WithJsonSchema({"type": "string", "enum": list(evidence) or ["none"]})]
    # Built and not written: to type checkers a variable is no type.
    evidence_list: Any = GenericAlias(list, (used,))
    entry = create_model(
        "WordedText",
        __base__=Entry,
        slot=(one, Field(description="id of the text")),
        text=(str, Field(description="the better wording")),
        evidence=(evidence_list, Field(description="ids of the evidence used")),
    )
    entries: Any = GenericAlias(list, (entry,))
    return create_model(
        "WordedTexts",
        __base__=Answer,
        texts=(entries, Field(description="one for each text")),
    )
