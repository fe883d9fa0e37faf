"""Puts the committee together from what stands on the deal and what people were seen to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ....facts import EvidenceBook
from ....facts.context import Context
from ....insights import Coverage, Evidence
from ....insights.committee import CommitteePayload, Member, StanceOf
from ....insights.persona import PersonaTrait
from ....records import Contact, DealSnapshot, Owner
from ....sentences import Catalogue, Say
from ..roles import role_group
from .gaps import gaps
from .parts import observed_roles
from .ties import reach_of, ties
from .words import catalogue

MAX_MEMBERS = 40
"""More people on one deal are a mailing list."""
_KINDS = ("email", "call", "meeting")


@dataclass(frozen=True)
class Spoken:
    """A contact's stance as their persona has it, and the evidence it names."""

    stance: PersonaTrait | None = None
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True)
class Committee:
    """The map with what it rests on."""

    payload: CommitteePayload
    evidence: Sequence[Evidence]
    coverage: Coverage


def committee_of(
    snapshot: DealSnapshot,
    spoken: Mapping[str, Spoken],
    owners: Mapping[str, Owner] | None = None,
    language: str = "en",
) -> Committee:
    """Return the committee of a deal as of the snapshot; pure.

    Of who must not be profiled, name, title and the CRM's own role are shown, as the CRM shows them; nothing they did
    is looked at.

    Args:
        snapshot: The deal with what is around it.
        spoken: Stances from personas, by contact id; who is missing has none.
        owners: People of ours by id, for their names.
        language: Of the words.

    Raises:
        KeyError: there are no words in `language`.
    """
    words = catalogue(language)
    context, book = Context(snapshot, {}), EvidenceBook(words)
    everybody = sorted(snapshot.contacts, key=lambda c: (-_touches(context, c), c.id))
    shown = everybody[:MAX_MEMBERS]
    known = {id_: owner.name or id_ for id_, owner in (owners or {}).items()}
    declared = _declared(snapshot)
    members = [_member(context, book, words, one, spoken, known, declared.get(one.id, [])) for one in shown]
    payload = CommitteePayload(
        members=members,
        ties=ties(context, book, {m.contact for m in members if m.profiled}),
        gaps=list(gaps(context, book, words, members)),
        not_profiled=sum(one.do_not_profile for one in snapshot.contacts),
    )
    return Committee(payload, tuple(book.entries), _coverage(context, payload, words, len(everybody)))


def _member(
    context: Context,
    book: EvidenceBook,
    words: Catalogue,
    contact: Contact,
    spoken: Mapping[str, Spoken],
    owners: Mapping[str, str],
    declared: list[str],
) -> Member:
    if contact.do_not_profile:
        return Member(
            contact=contact.id,
            name=contact.display_name,
            title=contact.title,
            profiled=False,
            declared=declared,
        )
    stance = _stance(spoken.get(contact.id, Spoken()), book, words)
    observed = observed_roles(context, book, words, contact, stance)
    engaged = context.engaged.get(contact.id, ())
    touches = [a for a in context.touches if contact.id in a.contact_ids]
    return Member(
        contact=contact.id,
        name=contact.display_name,
        title=contact.title,
        declared=declared,
        observed=observed,
        differ=_differ(declared, [one.role for one in observed]),
        department=role_group(contact) if contact.title or contact.seniority else None,
        stance=stance,
        reach=reach_of(context, book, contact, owners),
        last_heard=engaged[-1].at if engaged else None,
        last_contact=touches[-1].at if touches else None,
        evidence=book.ids([context.on_activity(engaged[-1], "last_heard_of", name=contact.display_name)])
        if engaged
        else [],
    )


def _stance(spoken: Spoken, book: EvidenceBook, words: Catalogue) -> StanceOf:
    trait = spoken.stance
    if trait is None:
        return StanceOf(side="unknown", said=words.render(Say("committee.stance.unknown")))
    by_id = {one.id: one for one in spoken.evidence}
    side = trait.data.get("stance")
    return StanceOf(
        side=side if side in ("champion", "blocker") else "unknown",
        said=words.render(Say("committee.stance.in_words", {"said": trait.value})),
        by=trait.by,
        confidence=trait.confidence if trait.by == "observed" else None,
        evidence=[book.adopt(by_id[id_]) for id_ in trait.evidence if id_ in by_id],
    )


def _declared(snapshot: DealSnapshot) -> Mapping[str, list[str]]:
    found: dict[str, set[str]] = {}
    for link in snapshot.deal_contacts:
        if link.role:
            found.setdefault(link.contact_id, set()).add(link.role)
    return {id_: sorted(roles) for id_, roles in found.items()}


def _differ(declared: Sequence[str], observed: Sequence[str]) -> bool:
    """Only sides can contradict each other; somebody may well be a user and deal with the budget."""
    return ("champion" in declared and "blocker" in observed) or (
        "blocker" in declared and "champion" in observed
    )


def _touches(context: Context, contact: Contact) -> int:
    return 0 if contact.do_not_profile else len(context.engaged.get(contact.id, ()))


def _coverage(context: Context, payload: CommitteePayload, words: Catalogue, known: int) -> Coverage:
    return Coverage(
        seen={f"{kind}s": n for kind in _KINDS if (n := sum(a.type == kind for a in context.touches))},
        missing=[f"{kind}s" for kind in _KINDS if not context.sees(kind)],
        effect="".join(_effects(context, payload, words, known)),
    )


def _effects(context: Context, payload: CommitteePayload, words: Catalogue, known: int) -> Iterator[str]:
    yield words.render(Say("committee.coverage.full", {"n": len(context.touches)}))
    if payload.not_profiled:
        yield " " + words.render(Say("committee.coverage.barred", {"n": payload.not_profiled}))
    if known > len(payload.members):
        yield " " + words.render(Say("committee.coverage.people", {"n": len(payload.members)}))
