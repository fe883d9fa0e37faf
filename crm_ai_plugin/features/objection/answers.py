"""Everything that could be answered: our own texts in seven languages and the workspace's library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from ...ports.question import Claim, Question, Sentence
from .categories import LANGUAGES, NOT_AN_OBJECTION

TONES = ("aggressive", "consultative", "empathetic")
"""Tones that our own texts know; a library may bring more. ``aggressive`` means direct: it asks for the decision."""
FALLBACK = "en"


@dataclass(frozen=True)
class Answer:
    """One possible answer: sentences that resolve, and what it ends with.

    `claims` are stated in it; `blocked` had to be left out because they are not, or no longer, approved.
    """

    key: str
    tone: str
    sentences: tuple[Sentence, ...]
    ask: str
    why: str
    approval: Literal["built_in", "approved"]
    blocked: tuple[Claim, ...] = ()
    claims: tuple[str, ...] = field(default=())


def answers_to(question: Question, category: str, language: str) -> list[Answer]:
    """Return what could be answered in `language`, claims checked."""
    if category == NOT_AN_OBJECTION:
        return []
    claims = {claim.id: claim for claim in question.claims}
    return [
        *_built_in(question, category, language),
        *(
            found
            for template in question.templates
            if template.topic == category
            and template.language == language
            and template.usable(question.asked_at)
            and (
                found := _checked(
                    Answer(
                        template.key,
                        template.tone,
                        template.sentences,
                        template.ask,
                        template.why,
                        "approved",
                    ),
                    claims,
                    question,
                )
            ).sentences
        ),
    ]


def known_tones(question: Question) -> frozenset[str]:
    """Return the tones there is anything in."""
    return frozenset(TONES) | {t.tone for t in question.templates if t.usable(question.asked_at)}


def phrase(language: str, name: str) -> str:
    """Return one of the sentences around the answers: ``quote`` or ``blocked``."""
    text: str = _texts(language)[f"_{name}"]
    return text


def _built_in(question: Question, category: str, language: str) -> Sequence[Answer]:
    texts = _texts(language)
    claim = _fitting(question, category, language)
    stale = [c for c in question.claims if category in c.topics and not c.usable(question.asked_at)]
    found = []
    for tone in TONES:
        for at, text in enumerate(texts[category][tone]):
            resolve, ask = text.split(" | ")
            sentences = [Sentence(resolve)]
            if claim is not None:
                sentences.append(Sentence(claim.text, claim.id))
            found.append(
                Answer(
                    f"{category}.{tone}.{at + 1}",
                    tone,
                    tuple(sentences),
                    ask,
                    texts["_why"][tone][at],
                    "built_in",
                    # Said only where nothing usable took the stale claim's place.
                    blocked=() if claim else tuple(c for c in stale if c.language == language)[:1],
                    claims=(claim.id,) if claim else (),
                )
            )
    return found


def _fitting(question: Question, category: str, language: str) -> Claim | None:
    """The claim that fits: named for the category before those that fit any."""
    usable = [c for c in question.claims if c.language == language and c.usable(question.asked_at)]
    return next((c for c in usable if category in c.topics), next((c for c in usable if not c.topics), None))


def _checked(answer: Answer, claims: Mapping[str, Claim], question: Question) -> Answer:
    kept: list[Sentence] = []
    stated: list[str] = []
    blocked: list[Claim] = []
    for sentence in answer.sentences:
        claim = claims.get(sentence.claim) if sentence.claim else None
        if sentence.claim is None:
            kept.append(sentence)
        elif claim is not None and claim.usable(question.asked_at):
            kept.append(sentence)
            stated.append(claim.id)
        else:
            # A claim nobody knows is blocked like one that has run out.
            blocked.append(claim or Claim(sentence.claim, sentence.claim, answer.key))
    return Answer(
        answer.key,
        answer.tone,
        tuple(kept),
        answer.ask,
        answer.why,
        answer.approval,
        tuple(blocked),
        tuple(stated),
    )


@cache
def _texts(language: str) -> Mapping[str, Any]:
    name = language if language in LANGUAGES else FALLBACK
    folder = files("crm_ai_plugin.features.objection") / "data" / "responses"
    found: Mapping[str, Any] = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    return found
