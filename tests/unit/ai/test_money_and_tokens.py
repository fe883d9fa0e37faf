"""Prices, bounds and the list of models."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.ai.catalogue import catalogue
from crm_ai_plugin.ai.pricing import Price, PriceList, TokenCount, dollars
from crm_ai_plugin.ai.token_bound import likely_tokens, most_tokens

PRICES = PriceList(catalogue())
counts = st.integers(0, 10**7)


def test_a_call_costs_what_the_list_says():
    assert dollars(PRICES.cost("gpt-6.1-terra", TokenCount(1_000_000, 1_000_000))) == 6.0
    assert PRICES.cost("gpt-6-luna", TokenCount(1, 0)) == 100, "a tenth of a millionth of a dollar"


def test_an_own_price_wins_and_an_unknown_model_is_charged_as_the_dearest():
    own = PriceList(catalogue(), {"llama": Price(0, 0)})
    assert own.cost("llama", TokenCount(10**6, 10**6)) == 0
    assert not PRICES.is_known("llama")
    assert PRICES.price("llama") == Price(*catalogue().dearest())


@given(counts, counts, st.data())
def test_the_worst_is_never_passed(told, said, data):
    written = data.draw(st.integers(0, told))
    tokens = TokenCount(told, said, cache_written=written)
    for model in ("gpt-6.1-terra", "gpt-6-luna", "unknown"):
        assert PRICES.cost(model, tokens) <= PRICES.worst(model, told, said)


def test_the_list_names_its_sources_and_knows_the_defaults():
    assert catalogue().as_of >= date(2026, 11, 1)
    for model in ("gpt-6.1-terra", "gpt-6-luna"):
        facts = catalogue().facts(model)
        assert facts.known
        assert facts.reasons
        assert PRICES.is_known(model)


def test_a_retired_name_is_replaced_from_its_last_day_on():
    before, after = date(2027, 1, 13), date(2027, 1, 14)
    assert catalogue().present("gpt-4o-mini", before) == "gpt-4o-mini"
    assert catalogue().present("gpt-4o-mini", after) == "gpt-6-luna"
    assert catalogue().present("gpt-4", before) == "gpt-6.1-terra"
    assert catalogue().present("our-own", after) == "our-own"
    assert catalogue().present("gpt-5.6-sol", after) == "gpt-5.6-sol", "gpt-5 is another one"


def test_no_replacement_is_itself_gone():
    far = date(2027, 6, 1)
    for entry in catalogue().entries:
        if entry.replacement is not None:
            assert not catalogue().facts(entry.replacement).is_gone(far)


def _greedy(text: str) -> int:
    """Tokens of a vocabulary that knows single bytes and all pairs of letters, and no more: the poorest there is."""
    count = position = 0
    while position < len(text):
        pair = text[position : position + 2]
        step = 2 if len(pair) == 2 and pair.isascii() and pair.isalpha() else 1
        count += 1 if step == 2 else len(text[position].encode(errors="replace"))
        position += step
    return count


@given(st.text())
def test_no_text_takes_more_than_the_bound(text):
    assert likely_tokens(text) >= 1
    assert _greedy(text) <= most_tokens(text)


def test_plain_english_is_bounded_at_three_times_a_fair_guess():
    text = "Ann Buyer asked for a price and wants to decide by the end of the quarter. " * 20
    assert likely_tokens(text) <= most_tokens(text) <= 3.5 * likely_tokens(text)
