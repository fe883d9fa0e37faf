"""Making the deal visible, so that advice can rest on something."""

from __future__ import annotations

from .model import FactView, Prior, Proposal, candidate

_SHARPER = "it does not move the buyer, but what is not recorded can't be seen or planned"
_PRIOR = Prior(0.05, 0.05, _SHARPER, spread=0.1)


@candidate("set_close_date", prior=_PRIOR, due=1)
def set_close_date(f: FactView) -> Proposal | None:
    """The deal has no expected close date."""
    return Proposal(("close_date_set",)) if f.no("close_date_set") else None


@candidate(
    "fix_close_date",
    prior=Prior(0.1, 0.1, "a date in the past says that nobody has talked about it", 0.15),
    due=1,
)
def fix_close_date(f: FactView) -> Proposal | None:
    """The expected close date has passed."""
    if not f.yes("close_date_past"):
        return None
    return Proposal(("close_date_past",), dict(f["close_date_past"].detail))


@candidate("set_amount", prior=_PRIOR, due=2)
def set_amount(f: FactView) -> Proposal | None:
    """The deal has no amount."""
    return Proposal(("amount_set",)) if f.no("amount_set") else None


@candidate("log_contacts", prior=Prior(0.06, 0.06, _SHARPER, 0.1), due=2)
def log_contacts(f: FactView) -> Proposal | None:
    """At most one contact is on the deal."""
    return Proposal(("contacts_linked",)) if f.below("contacts_linked", 2) else None


@candidate(
    "assign_roles",
    prior=Prior(0.06, 0.06, _SHARPER, 0.1),
    due=3,
    conflicts=("find_champion", "find_economic_buyer"),
)
def assign_roles(f: FactView) -> Proposal | None:
    """Contacts are there, but none has a buying role."""
    if not f.at_least("contacts_linked", 1) or not f.no("roles_recorded"):
        return None
    return Proposal(("roles_recorded", "contacts_linked"))


@candidate("link_company", prior=Prior(0.03, 0.04, _SHARPER, 0.1), due=3)
def link_company(f: FactView) -> Proposal | None:
    """The deal belongs to no company."""
    return Proposal(("company_linked",)) if f.no("company_linked") else None


@candidate("log_activity", prior=Prior(0.07, 0.07, _SHARPER, 0.1), due=1)
def log_activity(f: FactView) -> Proposal | None:
    """There is next to no activity on the record."""
    if not f.below("activities_logged", 2):
        return None
    return Proposal(("activities_logged",), {"hidden": f["activities_logged"].detail.get("hidden")})


@candidate(
    "plan_next_step",
    prior=Prior(0.08, 0.1, "every open deal needs a next step that somebody owns", 0.15),
    due=2,
)
def plan_next_step(f: FactView) -> Proposal | None:
    """Neither meetings nor texts are visible, so that no next step can be seen."""
    if f["next_meeting"].measured or f["next_step_agreed"].measured:
        return None
    return Proposal(("activities_logged",), {"hidden": f["activities_logged"].detail.get("hidden")})
