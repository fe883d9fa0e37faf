"""What must not leave does not leave, and everything comes back as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.ai.redaction import Redaction, find
from crm_ai_plugin.ai.redaction.hiding import TOKEN, names_pattern
from crm_ai_plugin.ai.redaction.patterns import iban, luhn
from crm_ai_plugin.ports.writing import Person

ANNA = Person("c1", ("Anna Schmidt", "Schmidt", "Anna", "anna@acme.example", "+49 30 1234567"))
WILL = Person("c2", ("Will Lee", "Lee", "Will"))
NAMES = (*ANNA.names, *WILL.names)

SECRETS = [
    ("mail me at anna.s+x@sub.acme.example.", "anna.s+x@sub.acme.example", "email"),
    ("root@localhost runs", "root@localhost", "email"),
    ("see https://meet.example/j/987?pwd=abc, ok", "https://meet.example/j/987?pwd=abc", "link"),
    ("at evil.example/steal now", "evil.example/steal", "link"),
    ("call +49 (0)30 123-45 67 today", "+49 (0)30 123-45 67", "phone"),
    ("ring 555 123 4567", "555 123 4567", "phone"),
    ("mobile 612 345 678", "612 345 678", "phone"),
    ("SSN 123-45-6789", "123-45-6789", "phone"),
    ("card 4111 1111 1111 1111 ok", "4111 1111 1111 1111", "card"),
    ("IBAN DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00", "iban"),
    ("order 00812345678901", "00812345678901", "phone"),
    ("id 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "id"),
    ("opp 006Hs00000AbCdE1XY", "006Hs00000AbCdE1XY", "id"),
    ("host 10.0.12.7 is down", "10.0.12.7", "address"),
    ("key sk-proj-a1B2c3D4e5F6g7H8", "sk-proj-a1B2c3D4e5F6g7H8", "id"),
    ("Anna Schmidt said", "Anna Schmidt", "person"),
    ("ANNA said", "ANNA", "person"),
    ("anna  schmidt said", "anna  schmidt", "person"),
]


@pytest.mark.parametrize(("text", "secret", "kind"), SECRETS)
def test_it_is_hidden_and_comes_back(text: str, secret: str, kind: str) -> None:
    redaction = Redaction([ANNA, WILL])
    hidden = redaction.hide(text)
    assert secret not in hidden
    assert hidden == text.replace(secret, f"⟦{kind}-1⟧")
    assert redaction.restore(hidden) == text
    assert redaction.counts[kind] == 1


@pytest.mark.parametrize(
    "text",
    [
        "The amount is 1.234.567 EUR or 1,234,567.00 USD.",
        "12 345 678 € in all",
        "From 2026-11-05 to 12.11.2026, or 11/12/2026 10:30.",
        "It will take 14 days, 3.5 times as long, 20 %.",
        "the mark of a good will",
        "e.g. this one, i.e. that one. Version 2.0.1 is out.",
        "customer-relationship-management",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redaction([ANNA, WILL]).hide(text) == text


def test_the_same_thing_has_the_same_token() -> None:
    redaction = Redaction([ANNA])
    one = redaction.hide("Anna wrote to a@b.example")
    assert redaction.hide("a@b.example: Anna!") == "⟦email-1⟧: ⟦person-1⟧!"
    assert one == "⟦person-1⟧ wrote to ⟦email-1⟧"


def test_a_written_token_is_no_token() -> None:
    redaction = Redaction([ANNA])
    assert redaction.hide("Anna") == "⟦person-1⟧"
    forged = redaction.hide("I am ⟦person-1⟧")
    assert "⟦person-1⟧" not in forged
    assert redaction.restore(forged) == "I am ⟦person-1⟧"


def test_policies() -> None:
    text = "Anna of Acme"
    assert Redaction([ANNA], ["Acme"], "none").hide(text) == text
    assert Redaction([ANNA], ["Acme"]).hide(text) == "⟦person-1⟧ of Acme"
    assert Redaction([ANNA], ["Acme"], "all").hide(text) == "⟦person-1⟧ of ⟦company-1⟧"
    assert Redaction([ANNA], (), "none").hide("anna@acme.example") == "⟦email-1⟧", "addresses always"


def test_names_without_borders() -> None:
    redaction = Redaction([Person("c", ("王伟",))])
    assert redaction.hide("昨天王伟说") == "昨天⟦person-1⟧说"


_WORDS = st.text(max_size=12)
_PARTS = st.one_of(
    _WORDS,
    st.sampled_from([secret for _, secret, _ in SECRETS]),
    st.sampled_from(NAMES),
    st.emails(),
    st.from_regex(r"\+?\d{3}[ -]\d{3}[ -]\d{4}", fullmatch=True),
    st.sampled_from(["⟦", "⟧", "⟦person-1⟧", " ", "@", ".", "\n", "0", "00", "+"]),
)
_TEXTS = st.lists(_PARTS, max_size=14).map("".join)


@settings(max_examples=300)
@given(st.lists(_TEXTS, max_size=3))
def test_nothing_that_matches_leaves_and_the_way_back_is_exact(texts: list[str]) -> None:
    redaction = Redaction([ANNA, WILL], ["Acme"], "all")
    hidden = [redaction.hide(text) for text in texts]
    for text, safe in zip(texts, hidden, strict=True):
        assert redaction.restore(safe) == text
        for rest in TOKEN.split(safe)[::2]:
            assert not list(find(rest))
            assert not names_pattern(NAMES).search(rest)
            assert "⟦" not in rest
            assert "⟧" not in rest


def plainly(names: list[str]) -> re.Pattern[str]:
    """Return what finds names by trying each at each place: what there is to find, however long it takes."""
    forms = []
    for name in sorted(set(names), key=lambda one: (-len(one), one)):
        if " " in name or "@" in name:
            form = rf"(?i:{re.escape(name)})"
        else:
            form = f"(?:{re.escape(name)}|{re.escape(name.upper())})" if name.upper() != name else name
        forms.append(rf"(?<!\w){form}(?!\w)")
    return re.compile("|".join(forms) or r"(?!)")


_ODD = [
    "Ann",
    "Ann King",
    "Öz",
    "İpek",
    "Straße",
    "ſmith",
    "Łukasz Kay",
    "X",
    "O'Neil",
    "a@b.test",
    "Kelvin",
    "Anna",
]


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(_ODD), max_size=6),
    st.lists(
        st.one_of(
            *(st.sampled_from(_ODD).map(change) for change in (str, str.upper, str.lower, str.swapcase)),
            st.sampled_from([" ", ".", "x", "_", "\n", "\u212a"]),
        ),
        max_size=12,
    ).map("".join),
)
def test_of_thousands_of_names_the_same_are_found_as_by_trying_each(names: list[str], text: str) -> None:
    found = [one.span() for one in names_pattern(names).finditer(text)]
    assert found == [one.span() for one in plainly(names).finditer(text)]


def test_a_name_with_spaces_around_it_is_found_in_capitals() -> None:
    assert names_pattern([" Will "]).sub("-", "(WILL) and Will") == "(-) and -"


@given(st.integers(min_value=10**11, max_value=10**17))
def test_every_card_number_is_hidden(stem: int) -> None:
    number = (
        next(f"{stem}{check}" for check in range(10) if luhn(f"{stem}{check}"))
        if stem > 10**12
        else str(stem)
    )
    assert number not in Redaction().hide(f"pay with {number} please")


def test_check_digits() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert iban("GB82 WEST 1234 5698 7654 32")
    assert not iban("GB83 WEST 1234 5698 7654 32")
    assert not iban("ÄÖ82 WEST 1234 5698 7654 32")


@pytest.mark.parametrize("unit", ["a", "a.", "1 ", "a@", "-", "DE12", "⟦", "1", "a1", "+1("])
def test_long_texts_take_no_longer_than_they_are(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    redaction = Redaction([ANNA])
    assert redaction.restore(redaction.hide(text)) == text
