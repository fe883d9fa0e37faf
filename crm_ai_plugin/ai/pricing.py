"""What calls cost, in billionths of a US dollar, so that sums are exact and a cap is a cap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from .catalogue import Catalogue

NANO = 1_000_000_000
_NANO_PER_MILLIONTH = 1000  # a dollar per million tokens is a thousand billionths per token


@dataclass(frozen=True)
class TokenCount:
    """Tokens of one attempt; `cached` and `cache_written` are parts of `input`."""

    input: int = 0
    output: int = 0
    cached: int = 0
    cache_written: int = 0

    @property
    def total(self) -> int:
        """Input and output."""
        return self.input + self.output


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens."""

    input_usd: float
    output_usd: float


@dataclass(frozen=True)
class PriceList:
    """Prices by model: an installation's own before those of the catalogue.

    A model without a price costs as much as the dearest known one, because a cap must not be missed for
    want of a number. Cached input is charged in full: what it is worth differs and changes.
    """

    catalogue: Catalogue
    own: Mapping[str, Price] = field(default_factory=dict)

    def price(self, model: str) -> Price:
        """Return a model's price."""
        if own := self.own.get(model):
            return own
        facts = self.catalogue.facts(model)
        if facts.input_usd is None or facts.output_usd is None:
            return Price(*self.catalogue.dearest())
        return Price(facts.input_usd, facts.output_usd)

    def is_known(self, model: str) -> bool:
        """Whether the price is the model's own."""
        return model in self.own or self.catalogue.facts(model).input_usd is not None

    def cost(self, model: str, tokens: TokenCount) -> int:
        """Return what `tokens` cost, in billionths of a dollar, rounded up."""
        price = self.price(model)
        extra = tokens.cache_written * (self.catalogue.cache_write_factor - 1)
        dollars_per_million = (tokens.input + extra) * price.input_usd + tokens.output * price.output_usd
        return math.ceil(dollars_per_million * _NANO_PER_MILLIONTH)

    def worst(self, model: str, input_tokens: int, output_tokens: int) -> int:
        """Return the most a call within these bounds can cost: all input written to the provider's cache."""
        return self.cost(model, TokenCount(input_tokens, output_tokens, cache_written=input_tokens))


def dollars(nano: int) -> float:
    """Return billionths of a dollar as dollars."""
    return nano / NANO
