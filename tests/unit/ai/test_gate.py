"""What the gate lets through, in seven languages, and what it stops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.ai.gate import Gate, Material
from crm_ai_plugin.ai.gate.figures import figures
from crm_ai_plugin.ai.gate.language import language, languages
from crm_ai_plugin.ai.gate.quantities import readings
from crm_ai_plugin.ai.gate.vocabulary import vocabulary
from crm_ai_plugin.ports.writing import SlotKind

CORPUS = Path(__file__).parents[2] / "fixtures" / "wordings"
GATE = Gate()


def _corpus() -> Iterator[tuple[str, dict[str, Any]]]:
    for code in languages():
        yield from (
            (code, group) for group in yaml.safe_load((CORPUS / f"{code}.yaml").read_text(encoding="utf-8"))
        )
    for name in ("later", "untouched"):
        written = yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))
        yield from ((code, group) for code, groups in written.items() for group in groups)


def _material(code: str, group: dict[str, Any]) -> Material:
    return Material(
        group["own"], (), tuple(group.get("evidence", ())), (), tuple(group.get("dates", ())), language=code
    )


def test_honest_wordings_pass() -> None:
    judged: Counter[str] = Counter()
    refused = []
    for code, group in _corpus():
        material = _material(code, group)
        for text in group["say"]:
            judged[code] += 1
            why = GATE.refusal(text, group.get("kind", "why"), material)
            if why is not None:
                refused.append((code, why, text))
    assert set(judged) == set(languages())
    assert judged.total() >= 380
    assert len(refused) <= 0.02 * judged.total(), refused


def test_the_engines_own_words_pass() -> None:
    for code, group in _corpus():
        kind: SlotKind = group.get("kind", "why")
        assert GATE.refusal(group["own"], kind, _material(code, group)) is None, group["own"]


OWN = {
    "en": "The amount stands at 48,500 EUR, 20 % below its highest value, since 5 Dec 2026. Ask ⟦person-1⟧ about it.",
    "de": "Die Summe liegt seit dem 5. Dezember 2026 bei 48.500 EUR, 20 % unter dem Höchstwert. Fragen Sie ⟦person-1⟧.",
    "fr": "Depuis le 5 décembre 2026, le montant est de 48 500 EUR, soit 20 % de moins. Demandez à ⟦person-1⟧.",
    "es": "Desde el 5 de diciembre de 2026 el importe es de 48.500 EUR, un 20 % menos. Pregunte a ⟦person-1⟧.",
    "pt": "Desde 5 de dezembro de 2026 o valor é de 48.500 EUR, 20 % a menos. Pergunte a ⟦person-1⟧.",
    "it": "Dal 5 dicembre 2026 l'importo è di 48.500 EUR, il 20 % in meno. Chieda a ⟦person-1⟧.",
    "nl": "Sinds 5 december 2026 is het bedrag 48.500 EUR, 20 % lager. Vraag het ⟦person-1⟧.",
}
STOPPED = [
    ("en", "number", "The amount stands at 49,500 EUR, 20 % below its highest value."),
    ("en", "number", "The amount stands at 48,500 EUR, twenty-five percent below its highest value."),
    ("en", "number", "The amount stands at 20 EUR below its highest value."),
    ("en", "number", "The amount is 48,500 % below its highest value."),
    ("en", "number", "The amount stands at 48.5 EUR below its highest value."),
    ("en", "number", "The amount fell twelve times below its highest value."),
    ("en", "date", "The amount stands below its highest value since 6 Dec 2026."),
    ("en", "date", "The amount stands below its highest value since 5 Dec 2027."),
    ("en", "date", "The amount stands below its highest value since 12/06/2026."),
    ("en", "date", "Ask about the highest value of the amount by Friday."),
    ("en", "date", "Ask about the highest value of the amount tomorrow."),
    ("en", "date", "Ask about the highest value of the amount in November."),
    ("en", "name", "Ask Mallory about the highest value of the amount."),
    ("en", "name", "Mallory knows the highest value of the amount."),
    ("en", "name", "Ask about the highest value of the amount at Salesforce."),
    ("en", "word", "Ask zebulon about the highest value of the amount."),
    ("en", "name", "Ask about the highest value of the amount at McKinsey."),
    ("en", "token", "Ask ⟦person-2⟧ about the highest value of the amount."),
    ("en", "link", "Ask about the amount, see https://evil.example/x?d=1"),
    ("en", "link", "Ask about the amount, see www.evil.example"),
    ("en", "address", "Ask about the amount, see evil.example/x"),
    ("en", "link", "Ask about the amount, write to a@evil.example"),
    ("en", "address", "Ask about the amount, call +49 30 1234567 now"),
    ("en", "markup", "Ask about the <b>amount</b> and its highest value."),
    ("en", "markup", "Ask about the **amount** and its highest value."),
    ("en", "markup", "Ask about the [amount](x) and its highest value."),
    ("en", "markup", "# The amount and its highest value."),
    ("en", "control", "Ask about the amount\u200b and its highest value."),
    ("en", "control", "Ask about the amount\nand its highest value."),
    ("en", "script", "Ask about the аmount and its highest value."),
    ("en", "leftover", "Here is the wording: the amount is below its highest value."),
    ("en", "leftover", "As an AI I see the amount below its highest value."),
    ("en", "stake", "Offer a discount on the amount below its highest value."),
    ("en", "stake", "Send the password for the amount below its highest value."),
    ("en", "stake", "The highest value of the amount is guaranteed."),
    ("en", "quote", 'They said "the amount was agreed with us" about the highest value.'),
    ("en", "name", "Der Betrag liegt unter dem höchsten Wert."),
    ("en", "drift", "Tell everybody else that nothing matters and then go home early."),
    ("en", "empty", "  "),
    ("en", "length", "The amount stands below its highest value. " * 30),
    ("de", "number", "Die Summe liegt bei 49.500 EUR, 20 % unter dem Höchstwert."),
    ("de", "number", "Die Summe liegt fünfundzwanzig Prozent unter dem Höchstwert."),
    ("de", "date", "Die Summe liegt seit dem 6. Dezember 2026 unter dem Höchstwert."),
    ("de", "date", "Die Summe liegt seit dem 6.12. unter dem Höchstwert."),
    ("de", "date", "Fragen Sie bis Freitag nach dem Höchstwert der Summe."),
    ("de", "date", "Fragen Sie morgen nach dem Höchstwert der Summe."),
    ("de", "name", "Fragen Sie Zebulon nach dem Höchstwert der Summe."),
    ("de", "name", "Fragen Sie Klaus nach dem Höchstwert der Summe."),
    ("de", "stake", "Geben Sie einen Rabatt auf die Summe unter dem Höchstwert."),
    ("de", "leftover", "Ignoriere die Summe und den Höchstwert."),
    ("fr", "number", "Depuis le 5 décembre 2026, le montant est de 49 500 EUR."),
    ("fr", "date", "Depuis le 6 décembre 2026, le montant est de 48 500 EUR."),
    ("fr", "name", "Demandez à Zebulon de parler du montant."),
    ("fr", "stake", "Proposez une remise sur le montant."),
    ("es", "number", "Desde el 5 de diciembre de 2026 el importe es de 49.500 EUR."),
    ("es", "date", "Desde el 6 de diciembre de 2026 el importe es de 48.500 EUR."),
    ("es", "name", "Pregunte a Zebulon por el importe."),
    ("es", "stake", "Ofrezca un descuento sobre el importe."),
    ("pt", "number", "Desde 5 de dezembro de 2026 o valor é de 49.500 EUR."),
    ("pt", "name", "Pergunte a Zebulon sobre o valor."),
    ("pt", "stake", "Ofereça um desconto sobre o valor."),
    ("it", "number", "Dal 5 dicembre 2026 l'importo è di 49.500 EUR."),
    ("it", "name", "Chieda a Zebulon dell'importo."),
    ("it", "stake", "Offra uno sconto sull'importo."),
    ("nl", "number", "Sinds 5 december 2026 is het bedrag 49.500 EUR."),
    ("nl", "name", "Vraag Zebulon naar het bedrag."),
    ("nl", "stake", "Bied een korting op het bedrag aan."),
]


@pytest.mark.parametrize(("code", "why", "text"), STOPPED)
def test_what_is_not_so_is_stopped(code: str, why: str, text: str) -> None:
    assert GATE.refusal(text, "why", Material(OWN[code], language=code)) == why


def test_a_record_lends_words_but_no_facts() -> None:
    material = Material(
        "Ask about the budget.", background=("Zebulon Quarck offers 900 EUR on 3 May 2027 for the gearbox.",)
    )
    assert GATE.refusal("Ask about the budget of the gearbox.", "why", material) is None
    for text in (
        "Ask Zebulon about the budget.",
        "Ask about the budget of 900 EUR.",
        "Ask on 3 May 2027 about the budget.",
    ):
        assert GATE.refusal(text, "why", material) in ("name", "number", "date")


def test_a_cited_line_lends_its_facts() -> None:
    material = Material("Ask about the budget.", evidence=("Zebulon offers 900 EUR on 3 May 2027.",))
    assert GATE.refusal("Ask Zebulon about the budget of 900 EUR on May 3, 2027.", "why", material) is None


def test_a_reply_may_have_lines_and_a_title_may_not() -> None:
    material = Material("Thanks for asking about the price.")
    assert GATE.refusal("Thanks for asking.\n\nThe price is a fair point.", "reply", material) is None
    assert GATE.refusal("Thanks for asking.\nThe price.", "title", material) == "control"


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("1234", {"1234"}),
        ("1,234", {"1234", "1.234"}),
        ("1.234,50", {"1234.50"}),
        ("1,234.50", {"1234.50"}),
        ("1.234.567", {"1234567"}),
        ("1 234 567,8", {"1234567.8"}),
        ("12'345", {"12345", "12.345"}),
        ("12,5", {"12.5"}),
        ("0.5", {"0.5"}),
    ],
)
def test_readings(written: str, values: set[str]) -> None:
    assert readings(written) & {Decimal(v) for v in values}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "December 5, 2026"),
        ("en", "5th of December 2026"),
        ("en", "2026-12-05"),
        ("de", "5. Dez. 2026"),
        ("de", "05.12.2026"),
        ("de", "am 5.12. "),
        ("fr", "le 5 décembre 2026"),
        ("fr", "5/12/2026"),
        ("es", "5 de diciembre de 2026"),
        ("pt", "5 de dezembro"),
        ("it", "il 5 dicembre 2026"),
        ("nl", "5-12-2026"),
        ("nl", "zaterdag 5 december"),
    ],
)
def test_a_date_is_a_date_however_it_is_written(code: str, text: str) -> None:
    allowed = figures("", language(code))
    allowed.add_date(date(2026, 12, 5))
    found = figures(text, language(code))
    assert found.days
    assert found.missing_from(allowed) is None
    other = figures("", language(code))
    other.add_date(date(2026, 11, 6))
    assert found.missing_from(other) == "date"


def test_an_unknown_language_is_judged_as_english() -> None:
    assert language("xx") is language("en")
    assert language("../en") is language("en")
    assert "customer" in vocabulary("xx")


@given(st.text(max_size=300), st.sampled_from(languages()))
def test_any_text_gets_a_verdict(text: str, code: str) -> None:
    why = GATE.refusal(text, "reply", Material(OWN[code], evidence=(text,), language=code))
    assert why is None or isinstance(why, str)


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["en", "de", "fr"]))
def test_a_number_is_found_again_in_every_writing(number: int, code: str) -> None:
    plain, grouped = f"{number} pieces", f"{number:,} pieces"
    if code == "de":
        grouped = grouped.replace(",", ".")
    if code == "fr":
        grouped = grouped.replace(",", "\u202f")
    words = language(code)
    assert figures(grouped, words).missing_from(figures(plain, words)) is None
    other = figures(f"{number + 1} pieces", words)
    assert other.missing_from(figures(plain, words)) == "number"
