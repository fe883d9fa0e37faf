"""Whether the record holds what it takes to judge the deal."""

from __future__ import annotations

from ..sentences import Money
from .context import Context
from .model import Found, Unknown, fact

_ACTIVITY = ("email", "call", "meeting", "note", "task", "web")


@fact("amount_set", unit="yes_no", past="as_now")
def amount_set(context: Context) -> Found | Unknown:
    """Whether the deal has an amount."""
    amount = context.deal.amount
    if amount is None or amount <= 0:
        return Found(value=False, evidence=(context.on_deal("field_empty", field="amount"),))
    return Found(
        value=True, evidence=(context.on_deal("amount", amount=Money(amount, context.deal.currency)),)
    )


@fact("close_date_set", unit="yes_no")
def close_date_set(context: Context) -> Found | Unknown:
    """Whether the deal has an expected close date."""
    close = context.deal.expected_close_at
    if close is None:
        return Found(value=False, evidence=(context.on_deal("field_empty", field="close_date"),))
    return Found(value=True, evidence=(context.on_deal("close_date", when=close),))


@fact("company_linked", unit="yes_no", past="as_now")
def company_linked(context: Context) -> Found | Unknown:
    """Whether the deal belongs to a company."""
    linked = bool(context.deal.company_id)
    what = context.on_deal("company_linked") if linked else context.on_deal("field_empty", field="company")
    return Found(linked, (what,))


@fact("contacts_linked", unit="count", bands=(1, 2, 4), past="as_now")
def contacts_linked(context: Context) -> Found | Unknown:
    """How many contacts the deal has; the number includes those that may not be profiled."""
    count = len(
        {link.contact_id for link in context.snapshot.deal_contacts}
        | {c.id for c in context.snapshot.contacts}
    )
    return Found(count, (context.on_deal("contacts_linked", n=count),))


@fact("roles_recorded", unit="count", bands=(1, 2), past="as_now")
def roles_recorded(context: Context) -> Found | Unknown:
    """How many contacts have a buying role."""
    count = sum(1 for link in context.snapshot.deal_contacts if link.role)
    return Found(count, (context.on_deal("roles_recorded", n=count),))


@fact("activities_logged", unit="count", bands=(1, 5, 20))
def activities_logged(context: Context) -> Found | Unknown:
    """How many activities the CRM holds for this deal."""
    count = len(context.past)
    visible = tuple(kind for kind in _ACTIVITY if context.sees(kind))
    detail = {
        "visible": visible or None,
        "hidden": tuple(k for k in _ACTIVITY[:4] if k not in visible) or None,
    }
    return Found(count, (context.on_deal("activities_logged", n=count),), detail)
