"""One deal: what each column adds to its chance, what the records say to it, and which deals are like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from ...facts import EvidenceDraft, Fact, measure_in
from ...facts.columns.measure import Row, row_from
from ...facts.context import Context, competitors_of
from ...insights.win_loss import Agreement, Category
from ...ports.cohort import CohortQuestion
from ...ports.moments import Moment, batch_of
from ...records import DealSnapshot, Outcome
from ...signals import PhraseLibrary
from ...signals.names import NameIndex
from ...stats import Interval
from ...stats.table import Floats
from .choosing import Deals
from .neighbours import Near, nearest
from .reasons import agreement, by_category, shown_category, stated_category
from .study import Study
from .timeline import Happening, quoted_categories, timeline

BEFORE_CLOSE = timedelta(days=1)
"""A closed deal is explained as it stood a day before its end: nothing of the closing itself is in it."""

_LIKES = 3
_BENCHMARKED = 50


@dataclass(frozen=True)
class ExplainedDeal:
    """One deal explained.

    Attributes:
        as_of: The moment of its columns.
        row: Its known cells.
        facts: Measured at that moment, with their evidence.
        base: Log-odds before anything about it counts.
        contributions: By column; with `base` they add up to the log-odds.
        sums: By category.
        p: Its chance at that moment, by the model.
        won_likes: The nearest won deals, as rows of the cohort's closed deals.
        lost_likes: The nearest lost deals.
        near: The nearest deals of either kind, for benchmarks.
        stated: What the rep's reason is about.
        shown: What the records show.
    """

    snapshot: DealSnapshot
    as_of: datetime
    row: Row
    facts: Mapping[str, Fact]
    base: float
    contributions: Mapping[str, float]
    sums: Floats
    p: Interval
    happenings: list[Happening]
    won_likes: tuple[Near, ...]
    lost_likes: tuple[Near, ...]
    near: tuple[Near, ...]
    stated: Category | None
    shown: Category | None
    agreement: Agreement

    def evidence(self, key: str) -> tuple[EvidenceDraft, ...]:
        """Return the evidence of a column: that of the fact it is, else the record itself."""
        fact = self.facts.get(key)
        return fact.evidence if fact is not None else ()


def explain(
    question: CohortQuestion,
    snapshot: DealSnapshot,
    deals: Deals,
    study: Study,
    parts: Floats,
    library: PhraseLibrary | None,
) -> ExplainedDeal:
    """Return the explanation of one deal beside a cohort.

    Args:
        question: With what is usual in the workspace.
        snapshot: The deal with its whole history.
        deals: The cohort.
        study: The model.
        parts: Contributions of the cohort's closed deals, rows × columns of the model.
        library: Phrases to look for.
    """
    as_of = _moment(snapshot)
    past = snapshot.at(as_of) if as_of < snapshot.as_of else snapshot
    context = Context(past, question.benchmarks, library)
    facts = measure_in(context)
    row = row_from(snapshot, past, facts, context)
    table = study.table(batch_of([_as_moment(snapshot, past, row, as_of)]))
    own = study.contributions(table)[0]
    said = study.model.predict(table)
    sums = by_category(own[None, :], study.columns)[0]
    # The story is told to its end, the closing day included.
    story = timeline(Context(_whole(snapshot), question.benchmarks, library))
    lost = snapshot.deal.outcome is Outcome.LOST
    stated = (
        stated_category(snapshot.deal.loss_reason, library, known_competitors(question)) if lost else None
    )
    others = np.array(
        [
            not (one == snapshot.deal.id and where == snapshot.connection)
            for one, where in zip(deals.closed.deal_id, deals.closed.connection, strict=True)
        ],
        dtype=bool,
    )
    return ExplainedDeal(
        snapshot=snapshot,
        as_of=as_of,
        row=row,
        facts=facts,
        base=study.model.base,
        contributions=dict(zip(study.columns, (float(v) for v in own), strict=True)),
        sums=sums,
        p=Interval(float(said.value[0]), float(said.low[0]), float(said.high[0])),
        happenings=story,
        won_likes=tuple(nearest(own, parts, others & (deals.won == 1.0), _LIKES)),
        lost_likes=tuple(nearest(own, parts, others & (deals.won == 0.0), _LIKES)),
        near=tuple(nearest(own, parts, others, _BENCHMARKED)),
        stated=stated,
        shown=shown_category(sums),
        agreement=agreement(stated, sums, quoted_categories(story)),
    )


def known_competitors(question: CohortQuestion) -> NameIndex:
    """Return the names that are recorded as competitors anywhere in the workspace."""
    return competitors_of(tuple(question.benchmarks.get("competitors", ())))


def _moment(snapshot: DealSnapshot) -> datetime:
    closed, created = snapshot.deal.closed_at, snapshot.deal.created_at
    if snapshot.deal.outcome is Outcome.OPEN or closed is None:
        return snapshot.as_of
    moment = closed - BEFORE_CLOSE
    return moment if created is None or moment >= created else created


def _whole(snapshot: DealSnapshot) -> DealSnapshot:
    """Return the deal as of its end, so that what came after the closing is not part of its story."""
    closed = snapshot.deal.closed_at
    if snapshot.deal.outcome is Outcome.OPEN or closed is None or closed >= snapshot.as_of:
        return snapshot
    # The close date often is a day without a time: what came on that day still counts.
    return snapshot.model_copy(update={"as_of": min(snapshot.as_of, closed + timedelta(days=1))})


def _as_moment(snapshot: DealSnapshot, past: DealSnapshot, row: Row, as_of: datetime) -> Moment:
    deal = past.deal
    return Moment(
        connection=snapshot.connection,
        deal_id=deal.id,
        kind="life",
        place=0,
        at=as_of,
        outcome=snapshot.deal.outcome.value,
        created_at=deal.created_at,
        closed_at=snapshot.deal.closed_at,
        pipeline=deal.pipeline,
        stage=deal.stage,
        owner_id=deal.owner_id,
        company_id=deal.company_id,
        amount=deal.amount,
        currency=deal.currency,
        values=row.values,
        replayed=row.replayed,
    )
