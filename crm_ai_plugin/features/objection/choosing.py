"""Which answers are shown: ranked by what is known of them, with the chance each had of standing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from ...errors import UserInputError
from ...insights import Estimate
from ...ports.feature import Recommendation
from ...ports.question import Question
from ...stats.bandit import Arm, rank
from .answers import TONES, Answer, known_tones
from .learning import Learned

SHOWN = 3
"""Most answers per tone."""
_MOST_RANKED = 24
"""Of a large library so many per tone take part: the best known and, among equals, any."""


@dataclass(frozen=True)
class Choice:
    """One answer that is shown."""

    answer: Answer
    score: Estimate
    first: float


def choose(
    question: Question, category: str, answers: Sequence[Answer], learned: Learned
) -> tuple[list[Choice], list[Recommendation]]:
    """Return the answers to show, and everything that was considered with its chance.

    Without tones asked for, it is the first answer of each tone.

    Raises:
        UserInputError: a tone was asked for that there is nothing in.
    """
    known = known_tones(question)
    for tone in question.tones:
        if tone not in known:
            raise UserInputError(
                f"there is no tone {tone!r}",
                code="tone_unknown",
                hint=f"one of {', '.join(sorted(known))}; an approved template brings its own",
            )
    tones = tuple(dict.fromkeys(question.tones)) or TONES
    most = SHOWN if question.tones else 1
    seed = int.from_bytes(sha256(question.id.encode()).digest()[:8])
    used = {variant for turn in question.earlier for variant in turn.shown}
    shown: list[Choice] = []
    considered: list[Recommendation] = []
    for at, tone in enumerate(tones):
        fitting = [answer for answer in answers if answer.tone == tone]
        # In the same conversation nothing is said twice while there is something else to say.
        fresh = [answer for answer in fitting if answer.key not in used] or fitting
        if not fresh:
            continue
        rng = np.random.default_rng([seed, at])
        ranked = rank(_few(learned, tone, fresh, question.segment, rng), rng)
        by_key = {answer.key: answer for answer in fresh}
        n = learned.n(tone)
        for place, one in enumerate(ranked):
            rate, is_shown = one.rate, place < most
            considered.append(
                Recommendation(
                    key=one.key,
                    rank=place + 1 if is_shown else None,
                    shown=is_shown,
                    propensity=one.first,
                    expected_effect=rate.value,
                    trigger=category,
                )
            )
            if is_shown:
                basis = "prior" if n == 0 else f"prior + {n} answers shown"
                score = Estimate(value=rate.value, low=rate.low, high=rate.high, n=n, basis=basis)
                shown.append(Choice(by_key[one.key], score, one.first))
    return shown, considered


def _few(
    learned: Learned, tone: str, answers: Sequence[Answer], segment: str, rng: np.random.Generator
) -> list[Arm]:
    arms = learned.arms(tone, answers, segment)
    if len(arms) <= _MOST_RANKED:
        return arms
    tie = rng.random(len(arms))

    def known(at: int) -> tuple[float, float]:
        arm = arms[at]
        n, reward = arm.elsewhere.n + arm.here.n, arm.elsewhere.reward + arm.here.reward
        return (reward + 4 * arm.prior) / (n + 4), float(tie[at])

    return [arms[at] for at in sorted(range(len(arms)), key=known, reverse=True)[:_MOST_RANKED]]
