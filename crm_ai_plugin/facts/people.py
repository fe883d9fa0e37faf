"""How many people of the customer take part."""

from __future__ import annotations

from ..sentences import Say
from .context import Context
from .model import Category, Found, Odds, Unknown, Value, fact

CATEGORY: Category = "stakeholders"

_CHANNELS = ("email", "call", "meeting")


def _counted(context: Context, days: int | None) -> Found | Unknown:
    if not context.contacts:
        return Unknown(Say("reason.no_contacts"))
    people = context.engaged_within(days if days is not None else 100_000)
    evidence = tuple(context.on_activity(a, "took_part", name=c.display_name) for c, a in people)
    if not people:
        evidence = (context.on_deal("nobody_took_part", days=days or 0, n=len(context.contacts)),)
    names = tuple(c.display_name for c, _ in people[:4])
    return Found(len(people), evidence, {"names": names, "known": len(context.contacts)})


@fact("people_engaged", unit="count", needs=_CHANNELS, bands=(1, 2, 3, 5))
def people_engaged(context: Context) -> Found | Unknown:
    """People of the customer who ever wrote to us or spoke with us on this deal."""
    return _counted(context, None)


@fact("people_engaged_30d", unit="count", needs=_CHANNELS, bands=(1, 2, 3, 5))
def people_engaged_30d(context: Context) -> Found | Unknown:
    """The same in the last 30 days."""
    return _counted(context, 30)


def _capped(value: Value) -> float:
    return min(float(value or 0), 5.0)


@fact(
    "people_engaged_60d",
    unit="count",
    needs=_CHANNELS,
    bands=(1, 2, 3, 5),
    odds=Odds(0.25, 0.2, 2.0, 1.2, of=_capped),
)
def people_engaged_60d(context: Context) -> Found | Unknown:
    """The same in the last 60 days."""
    return _counted(context, 60)


@fact("single_threaded", unit="yes_no", needs=_CHANNELS)
def single_threaded(context: Context) -> Found | Unknown:
    """Whether the whole conversation of the last 60 days hangs on one person."""
    found = _counted(context, 60)
    if isinstance(found, Unknown):
        return found
    return Found(found.value == 1, found.evidence, found.detail)


@fact("quiet_people", unit="count", needs=_CHANNELS, bands=(1, 2, 3))
def quiet_people(context: Context) -> Found | Unknown:
    """People who took part in the last 90 days, but not in the last 30."""
    if not context.contacts:
        return Unknown(Say("reason.no_contacts"))
    recent = {contact.id for contact, _ in context.engaged_within(30)}
    quiet = [(c, a) for c, a in context.engaged_within(90) if c.id not in recent]
    evidence = tuple(context.on_activity(a, "last_heard_of", name=c.display_name) for c, a in quiet)
    if not quiet:
        evidence = (context.on_deal("nobody_went_quiet", n=len(recent)),)
    names = tuple(c.display_name for c, _ in quiet[:3])
    return Found(len(quiet), evidence, {"names": names}, mark=",".join(sorted(c.id for c, _ in quiet)))
