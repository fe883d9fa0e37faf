"""What each pattern finds, with its evidence; and that it is silent where it can't see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from crm_ai_plugin.alerts.pattern import Finding
from crm_ai_plugin.alerts.patterns import patterns
from crm_ai_plugin.alerts.watched import Chance, DealKey, Surroundings, WatchedDeal
from crm_ai_plugin.facts import measure_all
from crm_ai_plugin.insights import Estimate, WinLossPayload
from crm_ai_plugin.ports.moments import Moment, MomentBatch, MomentKind, batch_of
from crm_ai_plugin.records import (
    Activity,
    ActivityType,
    Company,
    Deal,
    DealSnapshot,
    Direction,
    StageChange,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NOISE = tuple(f"custom.{name}" for name in "abcdef")
VISIBLE = frozenset({"email", "call", "meeting", "stage_change"})


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def deal(
    *, activities: Sequence[Activity] = (), moves: Sequence[StageChange] = (), **fields: Any
) -> WatchedDeal:
    snapshot = DealSnapshot(
        connection="c",
        as_of=NOW,
        deal=Deal(**{"id": "1", "stage": "offer", "pipeline": "p", "created_at": days_ago(200)} | fields),
        company=Company(id="co", industry="Banking"),
        activities=tuple(activities),
        stage_changes=tuple(moves),
        visible=VISIBLE,
    )
    return WatchedDeal(snapshot, lambda one: measure_all(one, {}), lambda _key: ())


def empty() -> MomentBatch:
    return batch_of([])


def around(**given: Any) -> Surroundings:
    nothing: dict[str, Any] = {
        "closed": empty,
        "living": empty,
        "stays": empty,
        "lost_to": dict,
        "win_loss": lambda: answer(deals=[]),
    }
    return Surroundings(**nothing | {name: (lambda value=value: value) for name, value in given.items()})


def look(
    pattern: str, watched: WatchedDeal, surroundings: Surroundings | None = None, **options: Any
) -> Finding | None:
    kind = patterns()[pattern]
    return kind.look(watched, surroundings or around(), kind.options.model_validate(options))


def mail(days: float, direction: Direction = Direction.INBOUND) -> Activity:
    return Activity(
        id=f"a{days}",
        type=ActivityType.EMAIL,
        direction=direction,
        at=days_ago(days),
        deal_id="1",
        subject="hi",
    )


def test_every_pattern_is_found_by_its_file() -> None:
    assert {"silent", "chance_dropped", "stage_overdue", "like_lost", "factor_present"} == set(patterns())


def test_silence_is_found_with_the_last_touch_as_evidence() -> None:
    found = look("silent", deal(activities=[mail(20), mail(3, Direction.OUTBOUND)]), days=14)
    assert found is not None
    assert found.figures["days"] == 20
    assert [proof.record.id for proof in found.proof] == ["a20"]
    assert found.proof[0].record.connection == "c"
    assert look("silent", deal(activities=[mail(13)]), days=14) is None


def test_silence_that_cannot_be_seen_is_no_finding() -> None:
    watched = deal()
    blind = WatchedDeal(
        watched.snapshot.model_copy(update={"visible": frozenset()}), watched.measure, watched.past
    )
    assert look("silent", blind, days=1) is None
    assert look("silent", watched, days=1) is None


def with_chances(*chances: tuple[float, float]) -> WatchedDeal:
    made = [
        Chance(days_ago(days), Estimate(value=p, low=p, high=p, n=0, basis="prior")) for days, p in chances
    ]
    watched = deal()
    return WatchedDeal(watched.snapshot, watched.measure, lambda _key: made)


@pytest.mark.parametrize(
    ("chances", "drop"),
    [
        (((30, 0.7), (2, 0.5)), 20),  # what was said before the window holds until the first change in it
        (((30, 0.9), (20, 0.5), (2, 0.45)), None),  # the fall lies before the window
        (((10, 0.5), (6, 0.7), (2, 0.55)), 15),
        (((10, 0.5), (2, 0.7)), None),
        (((2, 0.7),), None),
        ((), None),
    ],
)
def test_a_drop_within_the_window(chances: tuple[tuple[float, float], ...], drop: int | None) -> None:
    found = look("chance_dropped", with_chances(*chances), points=10, days=14)
    assert (found.figures["points"] if found else None) == drop


def moment(id_: str, kind: MomentKind, outcome: str, at: datetime, place: int = 0, **more: Any) -> Moment:
    values: Mapping[str, float | str] = more.pop("values", {})
    closed = more.pop("closed_at", None)
    return Moment(
        connection="c",
        deal_id=id_,
        kind=kind,
        place=place,
        at=at,
        outcome=outcome,
        created_at=days_ago(400),
        closed_at=closed,
        pipeline="p",
        stage=more.pop("stage", "offer"),
        owner_id=None,
        company_id=None,
        amount=None,
        currency=None,
        values=values,
    )


def stays(*days: float) -> MomentBatch:
    return batch_of(
        [
            moment(f"s{n}", "stage", "won", days_ago(300), closed_at=days_ago(300 - length))
            for n, length in enumerate(days)
        ]
    )


def entered(days: float, stage: str = "offer") -> StageChange:
    return StageChange(deal_id="1", from_stage="talk", to_stage=stage, at=days_ago(days))


def test_a_stage_is_overdue_by_the_deals_that_left_it() -> None:
    surroundings = around(stays=stays(5, 6, 7, 8, 9, 10, 11, 12, 13, 40))
    found = look("stage_overdue", deal(moves=[entered(30)]), surroundings, share=0.8)
    assert found is not None
    assert (found.figures["days"], found.figures["n"]) == (30, 10)
    assert [proof.record.type for proof in found.proof] == ["stage_change"]
    assert look("stage_overdue", deal(moves=[entered(9)]), surroundings, share=0.8) is None


def test_few_deals_do_not_say_what_is_late() -> None:
    assert look("stage_overdue", deal(moves=[entered(90)]), around(stays=stays(5, 6)), share=0.8) is None
    assert look("stage_overdue", deal(moves=[entered(90)])) is None


def test_a_stage_whose_entry_is_unknown_is_never_late() -> None:
    surroundings = around(stays=stays(*range(5, 15)))
    assert look("stage_overdue", deal(), surroundings) is None
    assert look("stage_overdue", deal(moves=[entered(90, "talk")]), surroundings) is None


def test_a_stay_ends_with_the_next_stage() -> None:
    from crm_ai_plugin.alerts.patterns.stage_overdue import stays_of

    batch = batch_of(
        [
            moment("a", "stage", "won", days_ago(100), 0, stage="talk", closed_at=days_ago(50)),
            moment("a", "stage", "won", days_ago(90), 1, stage="offer", closed_at=days_ago(50)),
        ]
    )
    found = stays_of(batch)
    assert {key: curve.times.tolist() for key, curve in found.items()} == {
        ("p", "talk"): [10.0],
        ("p", "offer"): [40.0],
    }


def planted(like_lost: bool) -> Surroundings:
    """40 closed deals in two clouds: near (9, 9) all were lost to Initech, near (0, 0) a third was lost to others."""
    rng = np.random.default_rng(7)
    closed, lost_to = [], {}
    for n in range(40):
        near = n < 20
        x, y = rng.normal(9.0 if near else 0.0, 0.5, 2)
        lost = near or n % 3 == 0
        closed.append(
            moment(
                f"k{n:02}",
                "life",
                "lost" if lost else "won",
                days_ago(100),
                closed_at=days_ago(50),
                values={"custom.x": float(x), "custom.y": float(y), "custom.z": float(rng.normal())},
            )
        )
        if lost:
            lost_to["c", f"k{n:02}"] = ("Initech" if near else "Umbrella",)
    place = 9.0 if like_lost else 0.0
    living = [moment("1", "now", "open", NOW, values={"custom.x": place, "custom.y": place, "custom.z": 0.1})]
    known: Mapping[DealKey, Sequence[str]] = lost_to
    return around(closed=batch_of(closed), living=batch_of(living), lost_to=known)


def test_a_deal_like_those_lost_to_a_competitor() -> None:
    found = look("like_lost", deal(), planted(like_lost=True), competitor="initech", nearest=10)
    assert found is not None
    assert found.figures["lost"] == 10
    assert found.figures["low"] > found.figures["usual"]  # type: ignore[operator]  # both are numbers here
    assert {proof.record.type for proof in found.proof} == {"deal"}
    assert all(int(proof.record.id[1:]) < 20 for proof in found.proof)
    assert "x" in found.why


def test_a_deal_unlike_them_is_left_alone() -> None:
    assert look("like_lost", deal(), planted(like_lost=False), competitor="Initech", nearest=10) is None
    assert look("like_lost", deal(), planted(like_lost=True), competitor="Umbrella", nearest=10) is None
    assert look("like_lost", deal(), planted(like_lost=True), competitor="Nobody", nearest=10) is None


def test_noise_hardly_ever_looks_like_a_pattern() -> None:
    wrong = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        closed = [
            moment(f"k{n}", "life", "lost" if rng.random() < 0.4 else "won", days_ago(100), closed_at=days_ago(50),
                   values={name: float(rng.normal()) for name in NOISE})
            for n in range(120)
        ]  # fmt: skip
        living = [moment("1", "now", "open", NOW, values={name: float(rng.normal()) for name in NOISE})]
        surroundings = around(closed=batch_of(closed), living=batch_of(living))
        wrong += look("like_lost", deal(), surroundings, nearest=15, share=0.5) is not None
    assert wrong <= 4


def answer(**changes: Any) -> WinLossPayload:
    finding = {
        "id": "f",
        "key": "price_pressure",
        "category": "pricing",
        "title": "Speak of value before price",
        "why": "w",
        "how": "h",
        "effect": {"value": -0.12, "low": -0.2, "high": -0.05, "n": 80, "basis": "x"},
        "touches": 3,
        "deals": ["1"],
        "certainty": 0.97,
        "score": 0.3,
    } | changes
    return WinLossPayload.model_validate(
        {
            "headline": "h",
            "cohort": {},
            "cohort_id": "coh_1",
            "n_won": 40,
            "n_lost": 40,
            "n_open": 3,
            "coverage": {"used": 1, "complete": 1},
            "verdict": "v",
            "model": {"kind": "k", "n": 80},
            "insights": [finding],
        }
    )


def test_a_significant_factor_on_an_open_deal() -> None:
    found = look("factor_present", deal(), around(win_loss=answer()))
    assert found is not None
    assert (found.figures["factor"], found.figures["points"]) == ("price_pressure", 12)
    assert found.proof[0].record.id == "1"


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({"deals": ["2"]}, {}),
        ({"certainty": 0.8}, {}),
        ({}, {"category": "timeline"}),
        ({}, {"key": "other"}),
    ],
)
def test_a_factor_that_is_not_there_or_not_sure(changes: dict[str, Any], options: dict[str, Any]) -> None:
    assert look("factor_present", deal(), around(win_loss=answer(**changes)), **options) is None
