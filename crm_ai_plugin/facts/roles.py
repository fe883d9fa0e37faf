"""Who is who in the buying committee, and who of them is with us."""

from __future__ import annotations

import re

from ..records import Activity, BuyingRole, Contact
from ..sentences import Param, Say
from .context import Context
from .model import Category, Found, Odds, Unknown, fact

CATEGORY: Category = "stakeholders"

_KEY_ROLES = (
    BuyingRole.CHAMPION,
    BuyingRole.ECONOMIC_BUYER,
    BuyingRole.DECISION_MAKER,
    BuyingRole.INFLUENCER,
    BuyingRole.USER,
)
_SENIOR = frozenset(
    {"c_level", "c-level", "c_suite", "cxo", "executive", "owner", "partner", "vp", "director", "head"}
)
_SENIOR_TITLE = re.compile(
    r"\b(c[efiotm]o|ciso|chief|president|vp|vice president|director|head of|managing|partner|owner|founder|"
    r"geschäftsführer(?:in)?|vorstand|leiter(?:in)?|directeur|directrice|gerente|directora?)\b",
    re.IGNORECASE,
)
_ACTIVE_DAYS = 30


def _no_roles(context: Context) -> Unknown | None:
    if not context.contacts:
        return Unknown(Say("reason.no_contacts"))
    return None if context.roles else Unknown(Say("reason.no_roles"))


def _named(context: Context, *roles: BuyingRole) -> list[Contact]:
    return [contact for role in roles for contact in context.roles.get(role.value, ())]


@fact("roles_covered", unit="count", needs=("deal_contact",), bands=(1, 2, 3), past="as_now")
def roles_covered(context: Context) -> Found | Unknown:
    """How many of the five supporting roles somebody holds."""
    unknown = _no_roles(context)
    if unknown:
        return unknown
    covered = [(role, people[0]) for role in _KEY_ROLES if (people := context.roles.get(role.value))]
    evidence = tuple(context.on_contact(contact, "role", role=role.value) for role, contact in covered)
    missing = tuple(role.value for role in _KEY_ROLES if role.value not in context.roles)
    return Found(len(covered), evidence or (context.on_deal("no_key_role"),), {"missing": missing})


@fact("champion_known", unit="yes_no", needs=("deal_contact",), past="as_now")
def champion_known(context: Context) -> Found | Unknown:
    """Whether somebody is marked as champion."""
    return _known(context, "no_champion", BuyingRole.CHAMPION)


@fact("economic_buyer_known", unit="yes_no", needs=("deal_contact",), past="as_now")
def economic_buyer_known(context: Context) -> Found | Unknown:
    """Whether somebody is marked as economic buyer or decision maker."""
    return _known(context, "no_economic_buyer", BuyingRole.ECONOMIC_BUYER, BuyingRole.DECISION_MAKER)


def _known(context: Context, absent: str, *roles: BuyingRole) -> Found | Unknown:
    if not context.contacts:
        return Unknown(Say("reason.no_contacts"))
    people = _named(context, *roles)
    if not people:
        return Found(value=False, evidence=(context.on_deal(absent, n=len(context.contacts)),))
    evidence = tuple(context.on_contact(contact, "role", role=roles[0].value) for contact in people)
    return Found(value=True, evidence=evidence, detail={"name": people[0].display_name})


def _last_of(context: Context, people: list[Contact]) -> tuple[Contact, Activity | None]:
    """The one of `people` who took part last, with that activity."""
    heard = [
        (contact, context.engaged[contact.id][-1]) for contact in people if contact.id in context.engaged
    ]
    if not heard:
        return people[0], None
    return max(heard, key=lambda pair: (pair[1].at, pair[0].id))


@fact(
    "champion_active",
    unit="yes_no",
    needs=("email", "call", "meeting"),
    odds=Odds(0.4, 0.3, 0.6, 0.5),
    past="as_now",
)
def champion_active(context: Context) -> Found | Unknown:
    """Whether the champion took part in the last 30 days."""
    people = _named(context, BuyingRole.CHAMPION)
    if not people:
        return Unknown(Say("reason.no_champion"), applies=False)
    contact, last = _last_of(context, people)
    if last is None:
        evidence = context.on_contact(contact, "never_took_part", role=BuyingRole.CHAMPION.value)
        return Found(value=False, evidence=(evidence,), detail={"name": contact.display_name})
    days = context.days_since(last.at)
    evidence = context.on_activity(last, "last_heard_of", name=contact.display_name)
    detail: dict[str, Param] = {"name": contact.display_name, "days": days}
    return Found(days < _ACTIVE_DAYS, (evidence,), detail, mark=contact.id)


@fact(
    "economic_buyer_reached",
    unit="yes_no",
    needs=("email", "call", "meeting"),
    odds=Odds(0.6, 0.35, 0.4, 0.49),
    past="as_now",
)
def economic_buyer_reached(context: Context) -> Found | Unknown:
    """Whether an economic buyer or decision maker ever wrote to us or spoke with us."""
    people = _named(context, BuyingRole.ECONOMIC_BUYER, BuyingRole.DECISION_MAKER)
    if not people:
        return Unknown(Say("reason.no_economic_buyer"), applies=False)
    contact, last = _last_of(context, people)
    detail: dict[str, Param] = {"name": contact.display_name, "title": contact.title}
    if last is None:
        evidence = context.on_contact(contact, "never_took_part", role=BuyingRole.ECONOMIC_BUYER.value)
        return Found(value=False, evidence=(evidence,), detail=detail, mark=contact.id)
    evidence = context.on_activity(last, "last_heard_of", name=contact.display_name)
    return Found(value=True, evidence=(evidence,), detail={**detail, "days": context.days_since(last.at)})


@fact(
    "blocker_present", unit="yes_no", needs=("deal_contact",), odds=Odds(-0.3, 0.3, 0.15, 0.36), past="as_now"
)
def blocker_present(context: Context) -> Found | Unknown:
    """Whether somebody is marked as blocker."""
    unknown = _no_roles(context)
    if unknown:
        return unknown
    people = _named(context, BuyingRole.BLOCKER)
    if not people:
        return Found(value=False, evidence=(context.on_deal("no_blocker", n=len(context.contacts)),))
    evidence = tuple(context.on_contact(contact, "role", role=BuyingRole.BLOCKER.value) for contact in people)
    detail: dict[str, Param] = {"name": people[0].display_name, "title": people[0].title}
    return Found(value=True, evidence=evidence, detail=detail, mark=people[0].id)


@fact("senior_reached", unit="yes_no", needs=("email", "call", "meeting"), odds=Odds(0.25, 0.3, 0.5, 0.5))
def senior_reached(context: Context) -> Found | Unknown:
    """Whether a director or somebody above took part."""
    known = [c for c in context.contacts.values() if c.seniority or c.title]
    if not known:
        return Unknown(Say("reason.no_titles"))
    senior = [c for c in known if _is_senior(c)]
    heard = [(c, context.engaged[c.id][-1]) for c in senior if c.id in context.engaged]
    if not heard:
        absent = context.on_deal("no_senior", n=len(known), senior=len(senior))
        first = senior[0] if senior else None
        detail: dict[str, Param] = {
            "name": first.display_name if first else None,
            "title": first.title if first else None,
        }
        return Found(value=False, evidence=(absent,), detail=detail)
    evidence = tuple(context.on_activity(a, "last_heard_of", name=c.display_name) for c, a in heard)
    return Found(value=True, evidence=evidence, detail={"name": heard[0][0].display_name})


def _is_senior(contact: Contact) -> bool:
    seniority = (contact.seniority or "").strip().lower()
    return seniority in _SENIOR or bool(_SENIOR_TITLE.search((contact.title or "")[:200]))
