"""Honest rewordings and lies, written in rounds before the gate's rules had seen them.

How each round fared at first sight is in docs/explanation/language-model.md; here no round may fall back.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.ai.gate import Gate, Material
from crm_ai_plugin.ai.gate.figures import figures
from crm_ai_plugin.ai.gate.language import language, languages

ROUNDS = Path(__file__).parents[2] / "fixtures" / "wordings" / "rounds"
GATE = Gate()
NEVER = (
    "address",
    "date",
    "harm",
    "invention",
    "leftover",
    "name",
    "number",
    "promise",
    "quote",
    "title",
    "token",
    "url",
)
"""Kinds of lies of which none gets through."""


def _groups() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.name.split(".")[1], group)
        for path in sorted(ROUNDS.glob("*.yaml"))
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _refusal(code: str, group: dict[str, Any], text: str) -> str | None:
    material = Material(
        group["own"],
        tuple(group.get("beside", ())),
        tuple(group.get("evidence", ())),
        (),
        tuple(group.get("dates", ())),
        language=code,
    )
    return GATE.refusal(text, group.get("kind", "why"), material)


def test_honest_rewordings_pass() -> None:
    texts = [(code, group, text) for code, group in _groups() for text in group.get("say", ())]
    refused = [text for code, group, text in texts if _refusal(code, group, text) is not None]
    assert {code for code, _, _ in texts} == set(languages())
    assert len(texts) >= 1820
    assert len(refused) <= 0.01 * len(texts), refused


def test_lies_are_stopped() -> None:
    told: Counter[str] = Counter()
    passed: list[tuple[str, str]] = []
    for code, group in _groups():
        for kind, lies in group.get("lies", {}).items():
            told[kind] += len(lies)
            passed += [(kind, lie) for lie in lies if _refusal(code, group, lie) is None]
    assert told.total() >= 1230
    assert not [lie for kind, lie in passed if kind in NEVER]
    assert len(passed) <= 0.062 * told.total(), passed


@pytest.mark.parametrize(
    ("code", "said", "known"),
    [
        ("en", "three weeks", "21 days"),
        ("en", "75 %", "three in four"),
        ("en", "half", "50 percent"),
        ("en", "half an hour", "30 minutes"),
        ("en", "six and a half", "6.5 times"),
        ("en", "within 9 days", "needed no more than 21 days and half no more than 9"),
        ("en", "phase one", "phase 1"),
        ("de", "fünfundzwanzig Tage", "25 Tagen"),
        ("de", "84 Tsd. EUR", "84.000 €"),
        ("de", "zweieinhalb Stunden", "150 Minuten"),
        ("de", "unter zwei Stunden", "Wie viele Stunden? Unter zwei höre ich auf."),
        ("fr", "quatre-vingt-dix-sept jours", "97 jours"),
        ("fr", "dix pour cent", "10 %"),
        ("es", "treinta y cinco días", "35 días"),
        ("es", "72 mil euros", "72.000 EUR"),
        ("it", "ventitré giorni", "23 giorni"),
        ("pt", "quarenta e oito dias", "48 dias"),
        ("nl", "tweeëntwintig dagen", "22 dagen"),
    ],
)
def test_one_amount_is_written_in_many_ways(code: str, said: str, known: str) -> None:
    words = language(code)
    assert figures(said, words).missing_from(figures(known, words)) is None


@pytest.mark.parametrize(
    ("code", "said", "known"),
    [
        ("en", "21 weeks", "21 days"),
        ("en", "21 hours", "21 days"),
        ("en", "48,500 USD", "48,500 EUR"),
        ("en", "more than a year", "more than a month"),
        ("en", "a third", "half"),
        ("en", "in May", "in March"),
        ("de", "nach der dritten Phase", "nach der ersten Phase"),
        ("fr", "quatre-vingt-quatre jours", "48 jours"),
        ("it", "ottantaquattro giorni", "48 giorni"),
    ],
)
def test_another_unit_is_another_amount(code: str, said: str, known: str) -> None:
    words = language(code)
    assert figures(said, words).missing_from(figures(known, words)) in ("number", "date")


@given(
    text=st.text(alphabet="aei ſıİK’'5.:?,sxtrdmnoß-0", max_size=60),
    before=st.sampled_from(["5 aprİl ", "ſix ", "dreißig ", "ſeptember ", "dıscount ", "not ", ""]),
    code=st.sampled_from(languages()),
)
def test_letters_that_look_like_others_break_nothing(text: str, before: str, code: str) -> None:
    material = Material(f"{text} {before}", evidence=(before + text,), language=code)
    GATE.refusal(before + text, "why", material)
