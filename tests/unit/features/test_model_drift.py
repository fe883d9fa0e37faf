"""A population that moves over months is noticed, however often models are made anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.support.planted_moments import planted
from crm_ai_plugin.facts.batch import table_of
from crm_ai_plugin.features.deal_coach.learning.comparing import RECENT_DAYS, alarms
from crm_ai_plugin.features.deal_coach.learning.served import unlearned

HISTORY = planted("nothing", 900, 21).batch
YESTERDAY = {"win": unlearned().to_json(), "newest_close": float(HISTORY.closed_at.max()) - 1.0}


def columns(history):
    return [
        one["column"] for one in alarms(YESTERDAY, history, table_of(history)) if one["kind"] == "population"
    ]


def test_a_population_that_stays_raises_no_alarm():
    assert columns(HISTORY) == []


def test_one_that_moved_in_the_last_months_does_although_the_model_is_of_yesterday():
    recent = HISTORY.closed_at > HISTORY.closed_at.max() - RECENT_DAYS
    moved = {**HISTORY.numbers}
    moved["custom.own_2"] = np.where(recent, moved["custom.own_2"] + 2.0, moved["custom.own_2"])
    assert columns(replace(HISTORY, numbers=moved)) == ["custom.own_2"]


def test_no_history_is_no_error():
    nobody = HISTORY.take(np.zeros(HISTORY.n, dtype=bool))
    assert alarms(YESTERDAY, nobody, table_of(nobody)) == []
