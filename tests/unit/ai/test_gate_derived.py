"""Words no dictionary lists: what is made from known words passes, what may be a name does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.ai.gate import Gate, Material
from crm_ai_plugin.ai.gate.derived import is_derived
from crm_ai_plugin.ai.gate.language import everywhere, language, languages
from crm_ai_plugin.ai.gate.names import unknown_word
from crm_ai_plugin.ai.gate.stems import SortedWords, related, sorted_words
from crm_ai_plugin.ai.gate.vocabulary import vocabulary

ENDINGS = ("", "s", "ed", "ing", "ly", "ness", "nesses", "able", "ment", "er", "ies", "isation")
WORDS = st.text(alphabet="abcdeéñß", min_size=1, max_size=6)


def _listed(code: str, word: str) -> bool:
    return any(word.casefold() == one for one in _listed_from(code, word.casefold()))


def _derived(code: str, word: str, beside: tuple[str, ...] = ()) -> bool:
    return is_derived(word, language(code), vocabulary(code), beside)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("en", "overdelegating"),
        ("en", "deliverables"),
        ("de", "Budgetfreigabegespräch"),
        ("de", "Entscheidungsvorlagenprüfung"),
        ("fr", "relançables"),
        ("it", "quantificarle"),
        ("nl", "budgetgoedkeuringsgesprekken"),
        ("pt", "liberação"),
        ("es", "escríbame"),
        ("es", "rentabilidad"),
        ("it", "automatizzare"),
    ],
)
def test_a_word_made_from_known_ones_is_a_word(code: str, word: str) -> None:
    assert not _listed(code, word)
    assert _derived(code, word)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("en", "zendesk dynatrace kubernetes gartner novalytics brandtner qualtrics"),
        (
            "de",
            "Dynatrace Brandtner Lindenthal Hofstetter Celonis personio lindenthal Kapitalwerk",
        ),
        ("fr", "Decathlon doctolib Montferrand Mathilde criteo"),
        ("es", "Mercadona mercadona Lourdes cabify Fuencaliente"),
        ("it", "Esselunga esselunga Fastweb Montalbano"),
        ("nl", "Coolblue coolblue adyen Ahold Vandersloot"),
        ("pt", "Sonangol petrobras Embraer Vieiraria"),
    ],
)
def test_a_name_is_no_word(code: str, names: str) -> None:
    nothing: frozenset[str] = frozenset()
    words, listed = language(code), vocabulary(code)
    assert [
        name for name in names.split() if unknown_word(name, nothing, nothing, words, listed) is None
    ] == []


@pytest.mark.parametrize(
    ("code", "word"), [("fr", "cœur"), ("nl", "één"), ("pt", "incômodo"), ("it", "plugin")]
)
def test_another_spelling_or_a_loan_is_a_word(code: str, word: str) -> None:
    assert word in vocabulary(code)


@given(at=st.integers(min_value=0), ending=st.sampled_from(ENDINGS))
def test_no_english_word_with_a_capital_is_derived(at: int, ending: str) -> None:
    listed = sorted_words("en")
    word = listed[at % len(listed)].decode() + ending
    assert not _derived("en", word.capitalize())
    assert not _derived("en", word.upper())


@given(
    at=st.integers(min_value=0),
    tail=st.sampled_from(sorted(language("de").name_tails)),
    joint=st.sampled_from(["", "s", "en", "er"]),
)
def test_what_ends_like_a_place_is_no_german_compound_of_two(at: int, tail: str, joint: str) -> None:
    heads = ("blumen", "silber", "gold", "linden", "kirsch", "daten", "kunden", "licht")
    name = (heads[at % len(heads)] + joint + tail).capitalize()
    words = language("de")
    of_trade = (one + end for one in words.noun_tails for end in words.noun_endings)
    if name in vocabulary("de") or name.casefold().endswith(tuple(of_trade)):
        return  # The dictionary's own affair, or a word of trade that ends in such letters.
    assert not _derived("de", name)


@pytest.mark.parametrize("code", languages())
def test_a_known_name_gives_no_stem(code: str) -> None:
    names = sorted(everywhere().names - everywhere().also_words - language(code).words)
    listed = vocabulary(code)
    # Whoever is related to a name is so by another word that begins alike, as marine by marin, not by the name.
    alone = [
        name
        for name in names
        if len(name) > 5 and not any(word != name for word in _listed_from(code, name[:4]))
    ]
    assert [name for name in alone if related(code, name + "s") and name + "s" not in listed] == []
    assert len(alone) < len(names)


def _listed_from(code: str, begin: str) -> list[str]:
    return sorted_words(code).near(begin, begin)


def test_a_capital_keeps_a_made_up_name_out_of_a_sentence() -> None:
    own = "The buyer asked two days ago and nobody has answered."
    gate, material = Gate(), Material(own)
    assert (
        gate.refusal("The buyer asked two days ago; nobody has been overdelegating to it.", "why", material)
        is None
    )
    assert (
        gate.refusal("The buyer asked Overdelegating two days ago and nobody has answered.", "why", material)
        == "name"
    )
    assert (
        gate.refusal("Overdelegating asked two days ago and nobody has answered.", "why", material) == "name"
    )


def test_what_the_evidence_says_lends_its_forms_to_small_words_only() -> None:
    assert not _derived("en", "frobnicating")
    assert _derived("en", "frobnicating", ("frobnicate",))
    assert not _derived("en", "Frobnicating", ("frobnicate",))


@given(words=st.sets(WORDS, max_size=40), begin=WORDS, word=WORDS)
def test_near_words_are_words_that_begin_like_that(words: set[str], begin: str, word: str) -> None:
    listed = SortedWords(words)
    assert [listed[at].decode() for at in range(len(listed))] == sorted(words, key=str.encode)
    found = listed.near(begin, word)
    all_of_them = sorted((one for one in words if one.startswith(begin)), key=str.encode)
    assert set(found) <= set(all_of_them)
    assert len(found) == len(set(found))
    assert set(all_of_them[:8]) <= set(found)


@given(word=st.text(max_size=30), code=st.sampled_from(languages()))
def test_any_word_gets_an_answer(word: str, code: str) -> None:
    _derived(code, word)
    related(code, word.casefold())
