"""Whoever asks as a viewer, and what is said about people as far as they may see it."""

from __future__ import annotations

from collections.abc import Iterable

from ..insights import Insight
from ..insights.committee import COMMITTEE
from ..runtime.personas.visibility import NotVisibleError, Viewer
from .auth import Principal
from .state import services


def viewer(principal: Principal) -> Viewer:
    """Return whoever asks.

    A key or an account sees what its role sees; who holds a card's link is a rep, known by the id that the link was made
    for.
    """
    by_link = principal.actor if principal.scope is not None else None
    return Viewer(principal.role, principal.crm_user or by_link)


def seen(principal: Principal, insight: Insight) -> Insight:
    """Return of an insight what whoever asks may see.

    Raises:
        NotVisibleError: they may not see any of it.
    """
    return services().visibility.seen(principal.workspace, insight, viewer(principal))


def all_seen(principal: Principal, insights: Iterable[Insight]) -> list[Insight]:
    """Return of several insights what whoever asks may see; who of them is wholly hidden fails the whole."""
    return [seen(principal, one) for one in insights]


def shown(
    principal: Principal, kind: str, subject_type: str, subject_id: str, connection: str | None
) -> Insight:
    """Return what a card shows: the newest version, or what is put together when somebody asks.

    Raises:
        NotFoundError: no such kind or record, or nothing was computed yet.
        NotVisibleError: whoever asks may not see any of it.
    """
    if (kind, subject_type) == (COMMITTEE, "deal"):
        found = services().committees.of(principal.workspace, subject_id, connection)
    else:
        found = services().coach.latest(principal.workspace, kind, subject_type, subject_id, connection)
    return seen(principal, found)


def traits_of(insight: Insight) -> frozenset[str]:
    """Return the keys of the traits that a persona speaks of, stated or not."""
    payload = insight.payload
    return frozenset(str(one["key"]) for part in ("traits", "not_seen") for one in payload.get(part, ()))


def require_trait(principal: Principal, insight: Insight, trait: str) -> None:
    """Refuse a decision about a trait that whoever asks may not see.

    Raises:
        NotVisibleError: they may not; of what is no trait at all nothing is said here.
    """
    if trait in traits_of(insight) - traits_of(seen(principal, insight)):
        raise NotVisibleError(f"{trait} is not visible to you", hint="an admin decides who sees what")


def require_part(principal: Principal, contact_id: str, connection: str | None, part: str) -> None:
    """Refuse a part of a contact's persona that whoever asks may not see.

    Raises:
        NotFoundError: no such contact.
        NotVisibleError: they may not.
    """
    found = services()
    key = found.person_looking.find(principal.workspace, contact_id, connection)
    if part in found.visibility.hidden(principal.workspace, key, contact_id, viewer(principal)):
        raise NotVisibleError(f"{part} are not visible to you", hint="an admin decides who sees what")
