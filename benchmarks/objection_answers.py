"""Answering an objection with the engine alone, out of a library of 10,000 approved answers.

Beside it stands reading the sentence alone: what ranking, evidence and wording cost on top.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.features.objection import ObjectionHandler
from crm_ai_plugin.features.objection.categories import CATEGORIES
from crm_ai_plugin.features.objection.reading import default_model, read
from crm_ai_plugin.features.objection.training.labelled import held_out_sentences
from crm_ai_plugin.ports.question import Claim, Question, Sentence, Template

from .support.measure import quantile

TONES = ("aggressive", "consultative", "empathetic")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Size:
    """Entries of the library, and questions asked."""

    entries: int
    questions: int


FULL = Size(entries=10_000, questions=500)
TINY = Size(entries=200, questions=20)


def run(size: Size) -> None:
    """Measure and print."""
    templates = tuple(_template(at) for at in range(size.entries))
    claims = tuple(
        Claim(f"clm_{at}", f"Statement {at}.", "en", (CATEGORIES[at % 14],), approved=True)
        for at in range(200)
    )
    learned = {
        "answers": [
            {"category": t.topic, "tone": t.tone, "variant": t.key, "segment": "", "n": 3, "reward": 1}
            for t in templates
        ]
    }
    texts = [one.text for one in held_out_sentences()]
    feature, writer = ObjectionHandler(), EngineWriter()
    answering, reading = [], []
    for at in range(size.questions + 5):
        text = texts[at % len(texts)]
        question = Question(f"obj_{at}", text, NOW, tones=TONES, templates=templates, claims=claims)
        begin = time.perf_counter()
        feature.word(feature.assess(feature.facts(question, learned), learned), writer)
        answered = time.perf_counter()
        read(text, default_model())
        if at >= 5:  # the first ones load the model
            answering.append(answered - begin)
            reading.append(time.perf_counter() - answered)
    print(f"{size.entries} entries, {size.questions} questions{'p50 ms':>16}{'p95 ms':>10}   target p95")
    for name, times, target in (("answer", answering, "300"), ("reading alone", reading, "")):
        print(f"{name:36}{quantile(times, 0.5) * 1e3:>10.1f}{quantile(times, 0.95) * 1e3:>10.1f}   {target}")


def _template(at: int) -> Template:
    return Template(
        key=f"tpl_{at}",
        topic=CATEGORIES[at % 14],
        tone=TONES[at // 14 % 3],
        language=("en", "de")[at // 42 % 2],
        sentences=(
            Sentence(f"Answer number {at} of the library."),
            Sentence("A statement.", f"clm_{at % 200}"),
        ),
        ask="Shall we?",
        why="When it fits.",
        approved=True,
    )
