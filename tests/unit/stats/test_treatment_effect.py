"""What was done to weak deals looks harmful; the estimate sees through it, or says that it can't."""

from __future__ import annotations

import numpy as np
import pytest

from crm_ai_plugin.stats import Normal
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.stats.treatment import effect_of
from crm_ai_plugin.testing.planted import action_world


def _effect(world, **changes):
    return effect_of(Table.of(world.columns), world.treated, world.outcomes, groups=world.ids, **changes)


def test_the_truth_is_recovered_where_the_bare_difference_is_wrong():
    inside, bare = [], []
    for seed in range(12):
        world = action_world(1200, seed)
        effect = _effect(world)
        assert effect.verdict == "estimated"
        inside.append(effect.difference.low <= world.effect <= effect.difference.high)
        bare.append(effect.raw - world.effect)
    assert np.mean(inside) >= 0.75
    assert np.mean(bare) < -0.1


def test_an_effect_that_is_not_there_is_not_claimed():
    claims = []
    for seed in range(10):
        effect = _effect(action_world(1000, 50 + seed, log_odds=0.0))
        claims.append(not effect.difference.low <= 0.0 <= effect.difference.high)
    assert np.mean(claims) <= 0.3


def test_too_few_are_said_to_be_too_few():
    world = action_world(40, 1)
    effect = _effect(world)
    assert (effect.verdict, effect.difference, effect.log_odds) == ("too_few", None, None)


def test_groups_without_likes_are_not_compared():
    world = action_world(800, 2, confounding=12.0)
    effect = _effect(world)
    assert effect.verdict == "no_overlap"
    assert effect.overlap < 0.5


def test_the_estimate_is_shrunk_towards_what_was_believed():
    world = action_world(800, 3)
    free, held = _effect(world), _effect(world, prior=Normal(0.0, 0.1))
    assert abs(held.log_odds.mean) < abs(free.log_odds.mean)
    assert held.log_odds.sd < free.log_odds.sd


def test_looking_at_one_deal_often_is_no_more_evidence():
    world = action_world(500, 4)
    twice = np.repeat(np.arange(500), 2)
    table = Table.of({name: column[twice] for name, column in world.columns.items()})
    ids = [world.ids[i] for i in twice]
    doubled = effect_of(table, world.treated[twice], world.outcomes[twice], groups=ids)
    once = _effect(world)
    assert doubled.difference is not None
    assert once.difference is not None
    width = doubled.difference.high - doubled.difference.low
    assert width == pytest.approx(once.difference.high - once.difference.low, rel=0.15)
