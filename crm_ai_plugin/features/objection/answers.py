"""Everything that could be answered: our own texts in seven languages and the workspace's library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from ...ports.question import Claim, Question, Sentence, Template
from .categories import LANGUAGES, NOT_AN_OBJECTION
from .deal import is_plain

TONES = ("aggressive", "consultative", "empathetic")
"""Tones that our own texts know; a library may bring more. ``aggressive`` means direct: it asks for the decision."""
FALLBACK = "en"
COMPANY = "{company}"
"""The one gap a template may have."""
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Answer:
    """One possible answer: sentences that resolve, and what it ends with.

    `claims` are stated in it; `blocked` had to be left out because they are not, or no longer, approved. `template`
    is what it was made from, if that is the workspace's own.
    """

    key: str
    tone: str
    sentences: tuple[Sentence, ...]
    ask: str
    why: str
    approval: Literal["built_in", "approved"]
    blocked: tuple[Claim, ...] = ()
    claims: tuple[str, ...] = field(default=())
    template: Template | None = None


def answers_to(question: Question, category: str, language: str) -> list[Answer]:
    """Return what could be answered in `language`, claims checked."""
    if category == NOT_AN_OBJECTION:
        return []
    claims = {claim.id: claim for claim in question.claims}
    own = (
        _own(template, claims, question)
        for template in question.templates
        if template.topic == category
        and template.language == language
        and template.usable(question.asked_at)
        and _for(template.segments, question)
    )
    return [*_built_in(question, category, language), *(answer for answer in own if answer.sentences)]


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
    stale = [
        c
        for c in question.claims
        if category in c.topics and _for(c.segments, question) and not c.usable(question.asked_at)
    ]
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
    usable = [
        c
        for c in question.claims
        if c.language == language and _for(c.segments, question) and c.usable(question.asked_at)
    ]
    return next((c for c in usable if category in c.topics), next((c for c in usable if not c.topics), None))


def _for(segments: Sequence[str], question: Question) -> bool:
    return not segments or question.segment in segments


def _own(template: Template, claims: Mapping[str, Claim], question: Question) -> Answer:
    """The answer that a template of the workspace makes now: without what may not be said, or can't be filled in."""
    kept: list[Sentence] = []
    stated: list[str] = []
    blocked: list[Claim] = []
    for sentence in template.sentences:
        claim = claims.get(sentence.claim) if sentence.claim else None
        if sentence.claim is None:
            text = filled(sentence.text, question)
            kept += [Sentence(text)] if text is not None else []
        elif claim is not None and claim.usable(question.asked_at):
            kept.append(Sentence(sentence.text or claim.text, claim.id))
            stated.append(claim.id)
        else:
            # A claim nobody knows is blocked like one that has run out.
            blocked.append(claim or Claim(sentence.claim, sentence.claim, template.language))
    return Answer(
        template.variant,
        template.tone,
        tuple(kept),
        filled(template.ask, question) or "",
        template.why,
        "approved",
        tuple(blocked),
        tuple(stated),
        template,
    )


def filled(text: str, question: Question) -> str | None:
    """Return a template's sentence with the name of the buyer's company.

    None where it has a gap for a name that is not known, or not plain enough to stand in a sentence.
    """
    if COMPANY not in text:
        return text
    company = question.snapshot.company if question.snapshot else None
    name = (company.name or "").strip() if company else ""
    return text.replace(COMPANY, name) if is_plain(name, _LONGEST_NAME) else None


@cache
def _texts(language: str) -> Mapping[str, Any]:
    name = language if language in LANGUAGES else FALLBACK
    folder = files("crm_ai_plugin.features.objection") / "data" / "responses"
    found: Mapping[str, Any] = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    return found
