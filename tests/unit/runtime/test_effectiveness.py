"""Effects of advice in made-up workspaces: truth recovered where the bare difference is wrong, and said so when it can't be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from crm_ai_plugin.runtime.results.effectiveness import ActionResult, effect_of_advice
from crm_ai_plugin.runtime.results.episodes import Followed
from crm_ai_plugin.runtime.results.tables import say
from crm_ai_plugin.store import Episode
from crm_ai_plugin.testing.planted import action_world, drawn_world

START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = "reach_economic_buyer"


def episode(deal: str, **parts: Any) -> Episode:
    values: dict[str, Any] = {
        "connection": "c",
        "subject_id": deal,
        "key": KEY,
        "insight_id": f"ins_{deal}",
        "at": START,
        "as_of": START,
        "shown": True,
        "propensity": 1.0,
        "facts": {},
        "p": 0.4,
        "closed_at": START + timedelta(days=40),
        "won": False,
    }
    return Episode(**values | parts)


def follow(one: Episode, *, done: bool = False, compared: bool = True) -> Followed:
    return Followed(one, marked=done, observed=False, answer=None, reason=None, compared=compared)


def done_world(n: int, seed: int, **world: Any) -> tuple[Any, list[Followed]]:
    """Deals whose weak ones were more often acted on, as the coach has them on record."""
    made = action_world(n, seed, **world)
    columns = made.columns
    facts = [
        {"people_engaged": e, "amount_vs_usual": s, "deal_age": a}
        for e, s, a in zip(columns["engagement"], columns["employees"], columns["age_days"], strict=True)
    ]
    return made, [
        follow(episode(f"d{i}", facts=facts[i], won=bool(made.outcomes[i])), done=bool(made.treated[i]))
        for i in range(n)
    ]


def drawn(n: int, seed: int, **world: Any) -> tuple[Any, list[Followed]]:
    made = drawn_world(n, seed, **world)
    return made, [
        follow(
            episode(
                f"d{i:05}",
                shown=bool(made.shown[i]),
                propensity=float(made.propensity[i]),
                p=float(made.expected[i]),
                won=bool(made.outcomes[i]),
                closed_at=START + timedelta(days=40, minutes=i),
            )
        )
        for i in range(n)
    ]


def result(found: list[Followed]) -> ActionResult:
    (one,) = effect_of_advice(found, START).actions
    return one


def test_doing_it_is_measured_where_the_bare_difference_is_wrong() -> None:
    inside, bare, ours = [], [], []
    for seed in range(30):
        world, found = done_world(600, 1000 + seed)
        told = result(found).doing
        assert told.difference is not None
        assert told.raw is not None
        inside.append(told.difference.low <= world.effect <= told.difference.high)
        bare.append(told.raw - world.effect)
        ours.append(told.difference.value - world.effect)
    assert np.mean(inside) >= 0.82
    assert abs(np.mean(ours)) < 0.02
    assert np.mean(bare) < -0.1


def test_showing_it_is_measured_by_the_lot() -> None:
    inside = []
    for seed in range(12):
        world, found = drawn(900, seed, share=0.2)
        told = result(found).showing
        assert told is not None
        assert told.difference is not None
        inside.append(told.difference.low <= world.effect <= told.difference.high)
    assert np.mean(inside) >= 0.88


def test_an_effect_is_told_in_words_once_it_shows() -> None:
    _, found = done_world(3000, 5, log_odds=1.2)
    assert result(found).doing.verdict == "helps"
    assert "changed the chance to win by +" in say(result(found))
    _, harmful = done_world(3000, 6, log_odds=-1.2)
    assert result(harmful).doing.verdict == "harms"


def test_what_can_t_be_told_says_what_it_takes() -> None:
    _, found = done_world(80, 3)
    told = result(found).doing
    assert (told.verdict, told.target) == ("not_told_yet", 0.1)
    assert told.detectable is not None
    assert told.detectable > 0.2
    assert 400 < told.more < 800
    text = say(result(found))
    assert f"needs about {told.more} more closed deals" in text
    assert "show 2" in text, "what so many deals would show"
    # With as many as were asked for, a difference of that size is within reach.
    _, more = done_world(80 + told.more, 3)
    reached = result(more).doing.detectable
    assert reached is not None
    assert reached <= 0.115


def test_groups_too_different_are_not_compared() -> None:
    _, found = done_world(900, 2, confounding=12.0)
    assert result(found).doing.verdict == "no_overlap"
    assert "too different" in say(result(found))


def test_a_deal_with_five_pieces_of_advice_counts_once_in_all() -> None:
    found = [
        follow(episode(f"d{i}", key=key, won=i % 2 == 0), done=i % 3 == 0)
        for i in range(30)
        for key in ("set_amount", "book_meeting", KEY)
    ]
    whole = effect_of_advice(found, START)
    assert whole.deals == 30
    assert whole.overall.doing.treated + whole.overall.doing.untreated == 30
    assert whole.overall.recommended == 90
    assert [(m.deals, m.recommended, m.won) for m in whole.months] == [(30, 90, 15)]


def test_what_ended_too_soon_is_counted_and_not_compared() -> None:
    found = [follow(episode(f"d{i}"), compared=i > 4) for i in range(12)]
    one = result(found)
    assert (one.recommended, one.too_short) == (12, 5)
    assert one.doing.treated + one.doing.untreated == 7


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_is_no_reason_to_fail(n: int) -> None:
    whole = effect_of_advice([follow(episode("d"))][:n], START)
    assert whole.overall.doing.verdict == "not_told_yet"
    assert whole.overall.doing.more > 100


def test_of_many_actions_that_do_nothing_hardly_any_is_said_to_help() -> None:
    """Each alone would be told of in one case in ten; together they are held to a tenth of what is told."""
    alone = together = 0
    for seed in range(8):
        found = []
        for place in range(6):
            _, one = done_world(120, 8000 + 10 * seed + place, log_odds=0.0)
            key = f"action_{place}"
            found += [
                Followed(
                    episode(
                        f"{place}-{f.episode.subject_id}", key=key, facts=f.episode.facts, won=f.episode.won
                    ),
                    f.marked,
                    f.observed,
                    None,
                    None,
                    f.compared,
                )
                for f in one
            ]
        told = [one.doing for one in effect_of_advice(found, START).actions]
        assert all(t.q_value is not None and t.difference is not None for t in told)
        alone += any(not t.difference.low <= 0 <= t.difference.high for t in told if t.difference)
        together += any(t.verdict != "not_told_yet" for t in told)
    assert together <= 1
    assert alone >= 3
