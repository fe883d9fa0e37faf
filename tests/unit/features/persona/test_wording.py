"""What is observed reads as a sentence, whichever part of it was seen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.features.persona.people import NOW, contact, persona, touch


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((0,), "More active on Mondays, hardly on Tuesdays, Wednesdays, Thursdays and Fridays"),
        ((0, 1, 2, 3), "Hardly active on Fridays"),
    ],
)
def test_days_read_well_whether_busy_or_quiet(days: tuple[int, ...], said: str) -> None:
    # NOW is a Monday.
    acts = [
        touch(f"a{week}-{day}", (NOW - (NOW - timedelta(days=7 * week) + timedelta(days=day))).days)
        for week in range(1, 31)
        for day in days
    ]
    (trait,) = [t for t in persona(contact(acts)).traits if t.key == "best_days"]
    assert trait.value == said
