"""Time in stages: open stays count for as long as they lasted, and who was late is held against who was not."""

from __future__ import annotations

import numpy as np
import pytest

from crm_ai_plugin.features.win_loss.stages import StageTimes, late_in, stage_times
from crm_ai_plugin.ports.moments import MomentBatch, objects


def batch(
    rows: list[tuple[str, int, float, float, float, str]], waiting: list[float] | None = None
) -> MomentBatch:
    """(deal, place, entered, closed, won, stage) per row."""
    n = len(rows)
    none = np.full(n, np.nan)
    return MomentBatch(
        n=n,
        connection=objects(["crm"] * n),
        deal_id=objects([row[0] for row in rows]),
        place=np.array([row[1] for row in rows], dtype=np.int64),
        at=np.array([row[2] for row in rows]),
        created_at=none,
        closed_at=np.array([row[3] for row in rows]),
        won=np.array([row[4] for row in rows]),
        pipeline=objects([None] * n),
        stage=objects([row[5] for row in rows]),
        owner_id=objects([None] * n),
        company_id=objects([None] * n),
        amount=none,
        currency=objects([None] * n),
        numbers={"time_in_stage": np.array(waiting)} if waiting is not None else {},
        texts={},
        replayed={},
    )


def world() -> tuple[MomentBatch, MomentBatch]:
    """Forty deals, each 1 to 40 days in `demo` and then 5 in `offer`; those of more than 30 days were lost."""
    rows = []
    for i in range(40):
        days, won = float(i + 1), float(i < 30)
        rows.append((f"d{i}", 0, 100.0, 105.0 + days, won, "demo"))
        rows.append((f"d{i}", 1, 100.0 + days, 105.0 + days, won, "offer"))
    open_ = batch([(f"o{i}", 0, 0.0, np.nan, np.nan, "demo") for i in range(4)], [1.0, 20.0, 60.0, 70.0])
    return batch(rows), open_


def test_a_stay_ends_when_the_next_stage_is_entered_or_the_deal_closes():
    demo, offer = stage_times(*world())
    assert (demo.stage, offer.stage) == ("demo", "offer")
    assert offer.median is not None
    assert offer.median.value == pytest.approx(5.0)
    assert demo.n == 44


def test_late_deals_are_named_and_what_became_of_such():
    demo = stage_times(*world())[0]
    assert demo.late_after is not None
    assert 30 <= demo.late_after <= 36
    assert demo.late_open == (2, 3)
    assert demo.if_late is not None
    assert demo.if_not is not None
    assert demo.if_late[0].value < 0.3 < demo.if_not[0].value


def test_what_is_stored_comes_back_and_finds_the_late_of_today():
    _, open_ = world()
    demo = stage_times(*world())[0]
    again = StageTimes.from_json(demo.to_json())
    assert again.late_open == ()
    assert late_in(again, open_) == demo


def test_few_stays_say_nothing():
    few, open_ = world()
    assert stage_times(few.take(np.arange(10)), open_) == []


def test_the_order_of_rows_does_not_matter():
    entered, open_ = world()
    mixed = entered.take(np.random.default_rng(3).permutation(entered.n))
    assert stage_times(mixed, open_) == stage_times(entered, open_)
