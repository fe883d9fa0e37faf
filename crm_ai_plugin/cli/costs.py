"""What a run will cost is said before it begins, in the same words everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import output

if TYPE_CHECKING:
    from ..runtime.language_model.preview import ExpectedCost

PLACES = 4


def basis(cost: ExpectedCost) -> str:
    """Return what an expected cost rests on, and how sure its price is."""
    price = "" if cost.price_known else "; its price is unknown, the dearest was taken"
    if cost.basis == "measured":
        return f"measured over {cost.measured_calls} calls{price}"
    return f"{'by their length' if cost.basis == 'length' else 'assumed'}{price}"


def say(cost: ExpectedCost) -> None:
    """Tell what a run is likely to cost."""
    output.tell(
        f"at most {cost.calls} calls of {cost.model}, about {cost.usd:.{PLACES}f} USD ({basis(cost)})"
    )
