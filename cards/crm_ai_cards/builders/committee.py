"""The card of a ``committee`` insight: what is missing first, then who is who and who deals with whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.insights.committee import CommitteePayload, Member

from ..blocks import Block
from ..blocks.coverage import CoverageBlock
from ..blocks.evidence import EvidenceBlock, EvidenceItem
from ..blocks.headline import HeadlineBlock
from ..blocks.list import ListBlock, ListItem
from ..blocks.network import NetworkBlock, NetworkLink, NetworkNode
from ..blocks.table import TableBlock
from ..document import Card
from ..words import count, day, percent

_SIDES = {"champion": "for us", "blocker": "against", "unknown": "not known"}
_TONES: dict[str, Literal["for", "against", "open"]] = {"champion": "for", "blocker": "against"}
_NOT_PROFILED = "not profiled"
_NO_GAP = "No gap was found in this committee."
_NOBODY = "Nobody of the customer is on this deal in the CRM."


class CommitteeCard:
    """Builds the card of a buying committee."""

    kind: ClassVar[str] = "committee"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of a committee.
        """
        payload = CommitteePayload.model_validate(insight.payload)
        return Card.of(insight, "Buying committee", _blocks(insight, payload))


def _blocks(insight: Insight, payload: CommitteePayload) -> Iterator[Block]:
    names = {one.contact: one.name for one in payload.members}
    yield HeadlineBlock(text=payload.gaps[0].text if payload.gaps else _NO_GAP if names else _NOBODY)
    yield ListBlock(
        title="What is missing",
        items=tuple(
            ListItem(id=f"gap-{number}", title=gap.text, evidence=tuple(gap.evidence))
            for number, gap in enumerate(payload.gaps, start=1)
        ),
        empty=_NO_GAP if names else _NOBODY,
        ordered=False,
    )
    yield TableBlock(
        title="Who is who",
        columns=("Who", "Title", "In the CRM", "Seen", "Stance", "Last heard of"),
        rows=tuple(_row(one) for one in payload.members),
        empty=_NOBODY,
        notes=tuple(_notes(payload.members)),
    )
    yield _network(payload.members)
    yield TableBlock(
        title="Seen together",
        columns=("Who", "With", "How often", "Last"),
        rows=tuple(
            (
                names[one.a],
                names[one.b],
                ", ".join(count(n, f"{kind}s") for kind, n in one.by.items()),
                day(one.last),
            )
            for one in payload.ties
        ),
    )
    coverage = insight.coverage
    yield CoverageBlock(seen=coverage.seen, missing=tuple(coverage.missing), effect=coverage.effect)
    yield EvidenceBlock(items=tuple(EvidenceItem.of(e) for e in insight.evidence))


def _row(one: Member) -> tuple[str, ...]:
    declared = ", ".join(_words(role) for role in one.declared) or "–"
    if not one.profiled:
        return one.name, one.title or "–", declared, _NOT_PROFILED, _NOT_PROFILED, _NOT_PROFILED
    seen = ", ".join(_words(role.role) for role in one.observed) or "not enough seen"
    heard = day(one.last_heard) if one.last_heard else "never"
    return one.name, one.title or "–", declared, seen, _stance(one), heard


def _stance(one: Member) -> str:
    if one.stance is None or one.stance.by is None:
        return "–" if one.stance is None else one.stance.said
    if one.stance.confidence is None:
        return f"{one.stance.said} (stated by a person)"
    return f"{one.stance.said} ({percent(one.stance.confidence.value)} sure)"


def _notes(members: Sequence[Member]) -> Iterator[str]:
    for one in members:
        if one.differ:
            yield f"{one.name}: what was seen goes against the role in the CRM."
        for role in one.observed:
            yield f"{one.name}, {_words(role.role)}: {role.why}"


def _network(members: Sequence[Member]) -> NetworkBlock:
    # Our people by how much they deal with the committee.
    ours: dict[str, tuple[str, int]] = {}
    links = []
    for one in members:
        for dealt in one.reach.ours if one.reach else ():
            ours[dealt.owner] = (dealt.name, ours.get(dealt.owner, ("", 0))[1] + dealt.n)
            times = "once" if dealt.n == 1 else f"{dealt.n} times"
            links.append(
                NetworkLink(
                    ours=dealt.owner,
                    theirs=one.contact,
                    n=dealt.n,
                    words=f"{dealt.name} and {one.name}: {times}, last on {day(dealt.last)}",
                )
            )
    return NetworkBlock(
        title="Who deals with whom",
        ours=tuple(
            NetworkNode(id=id_, label=name)
            for id_, (name, _) in sorted(ours.items(), key=lambda pair: (-pair[1][1], pair[0]))
        ),
        theirs=tuple(
            NetworkNode(
                id=one.contact,
                label=one.name,
                words=_NOT_PROFILED if not one.profiled else _SIDES[one.stance.side] if one.stance else "",
                tone=_TONES.get(one.stance.side, "open") if one.stance else "open",
            )
            for one in members
        ),
        links=tuple(links),
        empty="",
        notes=() if ours else ("No mail, call or meeting says who of us it was.",),
    )


def _words(role: str) -> str:
    return role.replace("_", " ")
