"""What is missing in a committee. Where somebody may fill a gap who must not be profiled, it is not stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....facts import EvidenceBook, EvidenceDraft
from ....facts.context import Context
from ....insights.committee import Gap, Member
from ....records import BuyingRole
from ....sentences import Catalogue, Param, Say

SILENT_DAYS = 21
"""A champion who was not heard of for so long may be none any more."""
WINDOW_DAYS = 60
_TALK = ("email", "call", "meeting")
_MONEY = (BuyingRole.ECONOMIC_BUYER.value, BuyingRole.DECISION_MAKER.value)
_DEPARTMENTS = ("executive", "finance", "technical")


def gaps(context: Context, book: EvidenceBook, words: Catalogue, members: Sequence[Member]) -> Iterator[Gap]:
    """Yield the gaps, those that matter most first; of what can't be seen nothing is missed."""
    if not members:
        return
    finder = _Finder(context, book, words, members)
    yield from finder.money()
    yield from finder.champions()
    yield from finder.threads()
    yield from finder.blockers()
    yield from finder.departments()


class _Finder:
    def __init__(
        self, context: Context, book: EvidenceBook, words: Catalogue, members: Sequence[Member]
    ) -> None:
        self._context, self._book, self._words = context, book, words
        self._members = members
        self._open = [one for one in members if one.profiled]
        self._barred = len(self._open) < len(members)
        self._talks = context.sees(*_TALK)

    def money(self) -> Iterator[Gap]:
        """Who decides on the money."""
        named = [m for m in self._members if set(m.declared) & set(_MONEY)]
        seen = [m for m in self._open if any(one.role in _MONEY for one in m.observed)]
        if not named and not seen and not self._barred:
            looked = self._context.on_deal("no_economic_buyer", n=len(self._open))
            yield self._gap("no_economic_buyer", [], [looked])
        if not self._talks or any(not m.profiled or m.last_heard for m in named):
            return
        for member in named[:1]:
            yield self._gap("economic_buyer_silent", [member], [self._never(member)], name=member.name)

    def champions(self) -> Iterator[Gap]:
        """Who speaks for us."""
        named = [m for m in self._members if BuyingRole.CHAMPION in m.declared]
        seen = [m for m in self._open if m.stance and m.stance.side == "champion"]
        if not named and not seen and not self._barred:
            said = Say("committee.evidence.champions", {"n": len(self._open)})
            looked = EvidenceDraft(self._context.ref("deal", self._context.deal.id), said)
            yield self._gap("no_champion", [], [looked])
        for member in {m.contact: m for m in (*named, *seen) if m.profiled}.values():
            if member.differ:
                evidence = member.stance.evidence if member.stance else []
                yield self._stated("champion_against", [member], evidence, name=member.name)
            elif member.last_heard is None and self._talks:
                yield self._gap("champion_never", [member], [self._never(member)], name=member.name)
            elif member.last_heard is not None:
                days = self._context.days_since(member.last_heard)
                if days >= SILENT_DAYS:
                    yield self._stated(
                        "champion_silent", [member], member.evidence, name=member.name, days=days
                    )

    def threads(self) -> Iterator[Gap]:
        """On how many people the conversation hangs, of theirs and of ours."""
        if self._barred or not self._talks:
            return
        heard = [m for m in self._open if m.last_heard is not None]
        if not heard:
            nobody = self._context.on_deal("nobody_took_part", n=len(self._open))
            yield self._gap("nobody", [], [nobody])
            return
        recent = [m for m in heard if m.last_heard and self._context.days_since(m.last_heard) < WINDOW_DAYS]
        if len(recent) == 1:
            only = recent[0]
            yield self._stated("single_threaded", [only], only.evidence, name=only.name, window=WINDOW_DAYS)
        ours = {one.owner: one for m in self._open if m.reach for one in m.reach.ours}
        if len(ours) == 1 and len(heard) > 1:
            (one,) = ours.values()
            yield self._stated("one_of_us", heard, one.evidence, owner=one.name)

    def blockers(self) -> Iterator[Gap]:
        """Whom nobody answers."""
        for member in self._open:
            against = BuyingRole.BLOCKER in member.declared or (
                member.stance is not None and member.stance.side == "blocker"
            )
            if not against or member.differ or member.last_heard is None:
                continue
            days = self._context.days_since(member.last_heard)
            if days >= SILENT_DAYS:
                yield self._stated("blocker_silent", [member], member.evidence, name=member.name, days=days)

    def departments(self) -> Iterator[Gap]:
        """Who is usually asked and is not there; only titles tell, so nothing is missed without any."""
        known = [m for m in self._open if m.department is not None]
        if self._barred or not known or len(known) < len(self._open):
            return
        for department in _DEPARTMENTS:
            if any(m.department == department for m in known):
                continue
            named = self._words.text(f"committee.department.{department}")
            said = Say("committee.evidence.titles", {"n": len(known), "department": named})
            looked = EvidenceDraft(self._context.ref("deal", self._context.deal.id), said)
            key = f"no_department_{department}"
            yield self._gap(key, [], [looked], template="no_department", department=named)

    def _never(self, member: Member) -> EvidenceDraft:
        role = next(iter(member.declared), BuyingRole.CHAMPION.value)
        contact = self._context.contacts[member.contact]
        return self._context.on_contact(contact, "never_took_part", role=role)

    def _gap(
        self,
        key: str,
        people: Sequence[Member],
        drafts: Sequence[EvidenceDraft],
        template: str | None = None,
        **params: Param,
    ) -> Gap:
        return self._stated(key, people, self._book.ids(drafts), template=template, **params)

    def _stated(
        self,
        key: str,
        people: Sequence[Member],
        evidence: Sequence[str],
        template: str | None = None,
        **params: Param,
    ) -> Gap:
        return Gap(
            key=key,
            text=self._words.render(Say(f"committee.gap.{template or key}", params)),
            people=[one.contact for one in people],
            evidence=list(evidence),
        )
