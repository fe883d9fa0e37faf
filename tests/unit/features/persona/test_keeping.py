"""What was read once is not read again, and changes nothing."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.features.persona import Persona
from crm_ai_plugin.features.persona.assessment import PersonFacts
from crm_ai_plugin.features.persona.keeping import unpack
from crm_ai_plugin.features.persona.reading import read
from crm_ai_plugin.records import Activity, ContactSnapshot
from crm_ai_plugin.signals import PhraseLibrary
from crm_ai_plugin.testing.planted.people import planted_person
from tests.unit.features.persona.people import FEATURE, NOW, touch

PERSON = planted_person(5, 70).snapshot
WORDS = ("What does it cost? The price is too high.", "I was in hospital. Our ERP needs an API.", "", "Sehr geehrte Damen!\n> old")  # fmt: skip


def seen(activities: Sequence[Activity]) -> ContactSnapshot:
    return PERSON.model_copy(
        update={"activities": tuple(sorted(activities, key=lambda a: (a.at, a.id))), "as_of": NOW}
    )


def same(one: PersonFacts, other: PersonFacts) -> bool:
    return one.traits == other.traits and one.points.past == other.points.past


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["more", "edit", "gone"]), st.integers(0, 69), st.sampled_from(WORDS)),
        min_size=1,
        max_size=6,
    )
)
def test_after_any_sequence_of_changes_what_was_kept_gives_what_a_cold_look_gives(
    changes: list[tuple[str, int, str]],
) -> None:
    known = {a.id: a for a in PERSON.activities[:40]}
    kept = FEATURE.keep(FEATURE.facts(seen(list(known.values())), None))
    for kind, number, words in changes:
        activity = PERSON.activities[number]
        if kind == "gone":
            known.pop(activity.id, None)
        else:
            body = words if kind == "edit" else activity.body
            known[activity.id] = activity.model_copy(
                update={"body": body, "at": NOW - timedelta(days=number)}
            )
        snapshot = seen(list(known.values()))
        warm, cold = FEATURE.facts(snapshot, None, kept), FEATURE.facts(snapshot, None)
        assert same(warm, cold)
        kept = FEATURE.keep(warm)
        assert kept == FEATURE.keep(cold)


def test_only_new_texts_are_read() -> None:
    before = seen(PERSON.activities[:-1])
    kept = FEATURE.keep(FEATURE.facts(before, None))
    with patch("crm_ai_plugin.features.persona.touchpoints.read", wraps=read) as again:
        facts = FEATURE.facts(before, None, kept)
    assert not [call.args[0].id for call in again.call_args_list if call.args[0].body or call.args[0].subject]
    assert facts.traits == FEATURE.facts(before, None).traits


def test_no_words_are_kept() -> None:
    text = "Zanzibar pricing worries us. What does a seat cost at Zanzibar?"
    snapshot = seen([touch("m", 3, body=text, subject="Zanzibar", contact_ids=(PERSON.contact.id,))])
    kept = FEATURE.keep(FEATURE.facts(snapshot, None))
    _, rows = json.loads(zlib.decompress(kept))
    assert rows["m"]
    assert "anzibar" not in zlib.decompress(kept).decode()


@pytest.mark.parametrize("kept", [b"", b"rubbish", zlib.compress(b"[1]"), zlib.compress(b'["x", {}]'), zlib.compress(b'{"a": 1, "b": 2}')])  # fmt: skip
def test_what_can_not_be_used_is_read_anew(kept: bytes) -> None:
    assert unpack(kept, PERSON.activities) == {}
    assert same(FEATURE.facts(PERSON, None, kept), FEATURE.facts(PERSON, None))


def test_other_phrases_read_anew() -> None:
    kept = FEATURE.keep(FEATURE.facts(PERSON, None))
    other = Persona(PhraseLibrary([("own", {"topic": "about.pricing", "phrases": {"en": ["note"]}})]))
    assert same(other.facts(PERSON, None, kept), other.facts(PERSON, None))
