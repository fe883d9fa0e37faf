"""Which part somebody was seen to play: by what they write about, and on which side they speak."""

from __future__ import annotations

from ....facts import EvidenceBook, EvidenceDraft
from ....facts.context import Context
from ....insights import Estimate
from ....insights.committee import ObservedRole, StanceOf
from ....records import Activity, ActivityType, BuyingRole, Contact, Direction
from ....sentences import Catalogue, Say
from ....stats import shrunken_rate

_TOPICS: tuple[tuple[BuyingRole, tuple[str, ...], str], ...] = (
    (BuyingRole.ECONOMIC_BUYER, ("budget_approved", "budget_blocked"), "budget"),
    (
        BuyingRole.INFLUENCER,
        ("requirement_gap", "security_review", "legal_procurement", "decision_criteria"),
        "requirements",
    ),
)
"""Role, what its holder writes about, and the sentence that says so of a message."""
_MIN_MESSAGES = 2
"""One message makes no role."""
_EVER = 100_000
_USUAL, _STRENGTH = 0.1, 4.0
"""Share of messages that are about it where nothing is known, and how many messages that is worth."""
_SHOWN = 3


def observed_roles(
    context: Context, book: EvidenceBook, words: Catalogue, contact: Contact, stance: StanceOf
) -> list[ObservedRole]:
    """Return the roles that what the contact wrote on this deal speaks for, surest first."""
    wrote = [a for a in context.past if _by(a, contact)]
    found = []
    for role, topics, what in _TOPICS:
        said = [m for m in context.said(topics, days=_EVER) if _by(m.activity, contact)]
        if len(said) < _MIN_MESSAGES:
            continue
        rate = shrunken_rate(
            len(said), max(len(said), len(wrote)), prior_mean=_USUAL, prior_strength=_STRENGTH
        )
        drafts = [
            EvidenceDraft(
                context.ref("activity", m.activity.id),
                Say(f"committee.evidence.{what}", {"when": m.activity.at}),
                m.activity.at,
                m.span.quote,
            )
            for m in said[-_SHOWN:]
        ]
        found.append(
            ObservedRole(
                role=role.value,
                why=words.render(Say(f"committee.role.{role.value}", {"n": len(said), "of": len(wrote)})),
                share=Estimate(
                    value=rate.interval.value,
                    low=rate.interval.low,
                    high=rate.interval.high,
                    n=len(wrote),
                    basis=f"{len(wrote)} messages",
                ),
                evidence=book.ids(drafts),
            )
        )
    if stance.side != "unknown" and stance.by == "observed" and stance.confidence is not None:
        found.append(
            ObservedRole(
                role=stance.side,
                why=words.render(Say(f"committee.role.{stance.side}")),
                share=stance.confidence,
                evidence=list(stance.evidence),
            )
        )
    return sorted(found, key=lambda one: (-one.share.value, one.role))


def _by(activity: Activity, contact: Contact) -> bool:
    # Connectors put the person who wrote first; those in copy have said nothing by that.
    return (
        activity.type is ActivityType.EMAIL
        and activity.direction is Direction.INBOUND
        and activity.contact_ids[:1] == (contact.id,)
    )
