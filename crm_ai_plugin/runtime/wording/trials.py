"""What a version of a prompt is tried on, and what its answer is worth.

A text is worth nothing when it fell at the gate, and else what it keeps of the figures and names of the engine's text,
a little less when it reads hard. The engine's own words are worth about one, so a version that is not near one does
harm. A choice is worth one when it is right, and nothing when it is wrong or did not come.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ...ai.gate.figures import figures
from ...ai.gate.language import language
from ...ai.prompts import Prompt
from ...ai.prompts.golden_set import GoldenChoice, golden_choices, golden_set
from ...ai.wording import ModelDesk
from ...errors import NotFoundError
from ...ports.writing import Wording, WordingRequest

EASY_WORDS = 18
"""Words per sentence that everybody reads easily."""
_KEEPING, _READING = 0.8, 0.2


@dataclass(frozen=True)
class Scored:
    """One case under one version."""

    case: str
    score: float
    passed: float
    kept: float
    words_per_sentence: float
    reason: str | None


class Trial(Protocol):
    """One case."""

    def tried(self, desk: ModelDesk, workspace: str) -> Scored:
        """Return what comes of it at a desk.

        Urgent: without room for the model a case counts as failed rather than end the run.
        """


@dataclass(frozen=True)
class WordingTrial:
    """Texts to word."""

    name: str
    request: WordingRequest

    def tried(self, desk: ModelDesk, workspace: str) -> Scored:
        """Word them."""
        return scored(self.name, self.request, desk.writer(workspace, urgent=True).phrase(self.request))


@dataclass(frozen=True)
class ChoiceTrial:
    """Readings to choose from."""

    case: GoldenChoice

    def tried(self, desk: ModelDesk, workspace: str) -> Scored:
        """Choose one."""
        chosen = desk.chooser(workspace).choose(self.case.request)
        passed, right = float(chosen.key is not None), float(chosen.key in self.case.right)
        return Scored(self.case.name, right, passed, right, 0.0, chosen.by.reason)


def golden_trials(prompt: Prompt) -> Sequence[Trial]:
    """Return the golden set of a prompt; none where the package has none."""
    try:
        if prompt.settings.task == "choose":
            return [ChoiceTrial(case) for case in golden_choices(prompt.feature)]
        return [WordingTrial(case.name, case.request) for case in golden_set(prompt.feature)]
    except NotFoundError:
        return []


def scored(name: str, request: WordingRequest, wording: Wording) -> Scored:
    """Return what a wording of a request is worth."""
    words = language(request.language)
    kept, lengths = [], []
    for slot in request.slots:
        text = wording.texts[slot.key]
        wanted = figures(slot.text, words)
        total = len(wanted.numbers) + len(wanted.days)
        there = figures(text, words)
        lost = sum(not any(n.agrees(m) for m in there.numbers) for n in wanted.numbers)
        lost += sum(not any(d.within(e) or e.within(d) for e in there.days) for d in wanted.days)
        names = [n for p in request.people for n in p.names[:1] if n in slot.text]
        lost += sum(n not in text for n in names)
        total += len(names)
        kept.append(1.0 - lost / total if total else 1.0)
        lengths.append(len(text.split()) / max(1, len(re.findall(r"[.!?…]+(?:\s|$)", text))))
    slots = max(1, len(request.slots))
    passed = 1.0 - min(slots, wording.by.replaced) / slots
    if wording.by.by == "engine" and wording.by.reason != "no_better":
        passed = 0.0
    keeping = statistics.fmean(kept) if kept else 1.0
    length = statistics.fmean(lengths) if lengths else 0.0
    reading = min(1.0, EASY_WORDS / length) if length else 1.0
    score = passed * (_KEEPING * keeping + _READING * reading)
    return Scored(name, score, passed, keeping, length, wording.by.reason)
