"""Who deals with whom: the committee among themselves, and each of them with us."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from itertools import combinations

from ....facts import EvidenceBook, EvidenceDraft
from ....facts.context import Context
from ....insights.committee import Contacted, Reach, Tie
from ....records import Activity, Contact
from ....sentences import Say

_MOST_AT_ONCE = 12
"""A mail to more people is a mailing; nobody deals with anybody in it."""


def ties(context: Context, book: EvidenceBook, people: Collection[str]) -> list[Tie]:
    """Return who of `people` was in the same mails, calls and meetings, most often first."""
    found: dict[tuple[str, str], list[Activity]] = defaultdict(list)
    for activity in context.touches:
        here = sorted(set(activity.contact_ids) & set(people))
        if len(activity.contact_ids) > _MOST_AT_ONCE or len(here) < 2:
            continue
        for pair in combinations(here, 2):
            found[pair].append(activity)
    return [
        Tie(
            a=a,
            b=b,
            by=dict(sorted(Counter(one.type.value for one in together).items())),
            n=len(together),
            last=together[-1].at,
            evidence=book.ids([_dealt(context, together[-1], "together")]),
        )
        for (a, b), together in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]


def reach_of(context: Context, book: EvidenceBook, contact: Contact, owners: Mapping[str, str]) -> Reach:
    """Return how far a contact's dealings reach on this deal."""
    touches = [a for a in context.touches if contact.id in a.contact_ids]
    by_owner: dict[str, list[Activity]] = defaultdict(list)
    for activity in touches:
        if activity.owner_id:
            by_owner[activity.owner_id].append(activity)
    beside = {id_ for a in touches if len(a.contact_ids) <= _MOST_AT_ONCE for id_ in a.contact_ids}
    return Reach(
        touches=len(touches),
        theirs=len(context.engaged.get(contact.id, ())),
        ours=[
            Contacted(
                owner=owner,
                name=owners.get(owner, owner),
                n=len(dealt),
                last=dealt[-1].at,
                evidence=book.ids([_dealt(context, dealt[-1], "dealt")]),
            )
            for owner, dealt in sorted(by_owner.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ],
        colleagues=sorted((beside - {contact.id}) & context.contacts.keys()),
    )


def _dealt(context: Context, activity: Activity, what: str) -> EvidenceDraft:
    said = Say(f"committee.evidence.{what}", {"type": activity.type.value, "when": activity.at})
    return EvidenceDraft(context.ref("activity", activity.id), said, activity.at)
