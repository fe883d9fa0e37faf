"""Price, budget and amount."""

from __future__ import annotations

import math

from ..sentences import Money, Say
from .context import Context
from .model import Category, Found, Odds, Unknown, Value, fact
from .talk import DAYS, SPOKEN, any_, said, talk

CATEGORY: Category = "pricing"

talk("price_pressure", category="pricing", odds=Odds(-0.15, 0.25, 0.35, 0.48, of=any_))
talk("budget_approved", category="pricing", odds=Odds(0.4, 0.35, 0.1, 0.3, of=any_))


@fact("budget_blocked", unit="count", needs=SPOKEN, bands=(1, 2, 4), odds=Odds(-0.7, 0.4, 0.1, 0.3, of=any_))
def budget_blocked(context: Context) -> Found | Unknown:
    """Activities that speak of a frozen or missing budget and no later one of an approval."""
    approvals = context.said(("budget_approved",), days=DAYS)
    return said(context, ("budget_blocked",), after=approvals[-1] if approvals else None)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


@fact("amount_change", unit="share", needs=("field_change",), bands=(-0.3, -0.1, -0.02, 0.02, 0.1))
def amount_change(context: Context) -> Found | Unknown:
    """By which share the amount differs from its highest value so far; negative after a cut."""
    steps = [(c, _number(c.old), _number(c.new)) for c in context.changes_of("amount")]
    known = [(c, old, new) for c, old, new in steps if old and new and old > 0 and new > 0]
    if not known:
        return Found(0.0, (context.on_deal("amount_unchanged"),))
    top = max(max(old, new) for _, old, new in known)
    last = known[-1][2]
    evidence = tuple(
        context.on_change(
            c, "amount_changed", old=Money(old, context.deal.currency), new=Money(new, context.deal.currency)
        )
        for c, old, new in reversed(known)
    )
    detail = {"top": Money(top, context.deal.currency), "now": Money(last, context.deal.currency)}
    return Found(round(last / top - 1.0, 3), evidence, detail)


def _tens(value: Value) -> float:
    return max(-1.5, min(1.5, math.log10(max(float(value or 0.0), 1e-3))))


@fact(
    "amount_vs_usual",
    unit="ratio",
    bands=(0.5, 0.8, 1.25, 2, 5),
    odds=Odds(-0.2, 0.3, 0.0, 0.35, of=_tens),
    past="as_now",
)
def amount_vs_usual(context: Context) -> Found | Unknown:
    """Amount as a multiple of the median of deals in the same currency."""
    amount, currency = context.deal.amount, context.deal.currency
    if not amount or amount <= 0:
        return Unknown(Say("reason.no_amount"))
    usual = context.benchmark("amounts", currency or "").get("p50")
    if not usual:
        return Unknown(Say("reason.no_benchmark"))
    evidence = context.on_deal("amount", amount=Money(amount, currency))
    return Found(round(amount / usual, 2), (evidence,), {"p50": Money(usual, currency)})


@fact("largest_discount", unit="share", needs=("line_item",), bands=(0.05, 0.1, 0.2, 0.3), past="as_now")
def largest_discount(context: Context) -> Found | Unknown:
    """The largest discount on any line, from 0 to 1."""
    lines = [line for line in context.snapshot.line_items if line.discount is not None]
    if not lines:
        return Unknown(Say("reason.no_line_items"))
    top = max(lines, key=lambda line: (line.discount or 0.0, line.id))
    evidence = context.on_line(top, "discount", share=top.discount or 0.0, product=top.product)
    return Found(round(top.discount or 0.0, 3), (evidence,), {"product": top.product, "lines": len(lines)})
