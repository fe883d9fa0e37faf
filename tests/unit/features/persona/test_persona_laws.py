"""Laws of a persona: evidence or silence, nothing from a name, a person's word stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.features.persona.learning import learn
from crm_ai_plugin.features.persona.overrides import substance
from crm_ai_plugin.features.persona.traits import trait_specs
from crm_ai_plugin.features.persona.words import catalogue
from crm_ai_plugin.insights.persona import PersonaPayload
from crm_ai_plugin.ports.person import Override
from crm_ai_plugin.testing.planted.buyers import BuyingHabits, planted_buyer
from crm_ai_plugin.testing.planted.people import planted_person
from tests.unit.features.persona.people import FEATURE, NOW, drafted, persona

Kind = Literal["state", "lock", "reject"]
KINDS: tuple[Kind, ...] = ("state", "lock", "reject")
KEYS = [spec.key for spec in trait_specs()]


@pytest.mark.parametrize("seed", range(6))
def test_every_statement_points_at_records_that_exist_and_quotes_are_verbatim(seed: int) -> None:
    snapshot = planted_person(seed, 60).snapshot
    draft = drafted(snapshot)
    payload = PersonaPayload.model_validate(draft.payload)
    records = {activity.id: activity for activity in snapshot.activities}
    evidence = {one.id: one for one in draft.evidence}
    assert payload.traits
    for trait in payload.traits:
        assert trait.evidence
        for id_ in trait.evidence:
            record = records[evidence[id_].record.id]
            quote = evidence[id_].quote
            assert quote is None or quote in record.body or quote in record.subject
    for line in payload.how_to_work_with:
        assert line.trait in {trait.key for trait in payload.traits}


@pytest.mark.parametrize("seed", range(3))
def test_as_its_evidence_is_taken_away_a_statement_goes(seed: int) -> None:
    whole = planted_person(seed, 60).snapshot
    for key, trait in FEATURE.facts(whole, None).traits.items():
        snapshot, seen = whole, trait.seen
        while seen is not None:
            cited = {draft.record.id for draft in seen.evidence}
            left = tuple(a for a in snapshot.activities if a.id not in cited)
            assert len(left) < len(snapshot.activities)
            snapshot = snapshot.model_copy(update={"activities": left})
            seen = FEATURE.facts(snapshot, None).traits[key].seen


@pytest.mark.parametrize("seed", range(6))
def test_names_change_nothing(seed: int) -> None:
    snapshot = planted_person(seed, 60).snapshot
    other = snapshot.contact.model_copy(
        update={"first_name": "Mohammed", "last_name": "O'Neill", "email": "queen@example.org"}
    )
    assert drafted(snapshot).payload == drafted(snapshot.model_copy(update={"contact": other})).payload


@pytest.mark.parametrize("hours", [-9, 3, 11])
def test_another_time_zone_moves_the_clock_and_nothing_else(hours: int) -> None:
    def seen_from(zone: str, by: int) -> dict[str, tuple[object, ...]]:
        moved = timedelta(hours=by)
        contact = snapshot.contact.model_copy(update={"country": None, "custom": {"timezone": zone}})
        other = snapshot.model_copy(
            update={
                "contact": contact,
                "as_of": snapshot.as_of + moved,
                "activities": tuple(a.model_copy(update={"at": a.at + moved}) for a in snapshot.activities),
            }
        )
        return {
            trait.key: (trait.n, trait.confidence, trait.estimate, trait.value.replace(zone, "ZONE"))
            for trait in persona(other).traits
        }

    snapshot = planted_person(4, 120).snapshot
    at_home = seen_from("Etc/GMT", 0)
    assert {"best_hours", "channel_preference"} <= at_home.keys()
    # POSIX counts zones west of Greenwich upwards.
    assert seen_from(f"Etc/GMT{-hours:+d}", -hours) == at_home


@pytest.mark.parametrize("seed", range(3))
def test_every_trait_of_a_buyer_goes_with_its_evidence_too(seed: int) -> None:
    known = learn((planted_buyer(100 + n) for n in range(12)), NOW)
    whole = planted_buyer(seed, 6, BuyingHabits(copies=True))
    stated = {key: t.seen for key, t in FEATURE.facts(whole, known).traits.items() if t.seen is not None}
    assert {"buying_behaviour", "copied_in"} <= stated.keys()
    for key in stated:
        left, found = whole, FEATURE.facts(whole, known).traits[key].seen
        while found is not None:
            cited = {draft.record.id for draft in found.evidence}
            assert cited <= {a.id for a in left.activities}
            assert cited
            left = left.model_copy(
                update={"activities": tuple(a for a in left.activities if a.id not in cited)}
            )
            found = FEATURE.facts(left, known).traits[key].seen


def test_who_must_not_be_profiled_has_no_persona() -> None:
    snapshot = planted_person(1, 60).snapshot
    barred = snapshot.contact.model_copy(update={"do_not_profile": True})
    payload = persona(snapshot.model_copy(update={"contact": barred}))
    assert not payload.traits
    assert not payload.how_to_work_with


def _override(trait: str, kind: Kind, value: str, minutes: int) -> Override:
    at = NOW + timedelta(minutes=minutes)
    return Override(trait, kind, None if kind == "reject" else value, "we know them", "rep", at)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KINDS), st.text(min_size=1, max_size=30)), max_size=8),
    st.lists(st.integers(5, 80), min_size=1, max_size=3),
)  # fmt: skip
def test_a_persons_word_survives_any_sequence_of_touchpoints(
    decided: list[tuple[str, Kind, str]], sizes: list[int]
) -> None:
    overrides = [_override(*one, minutes) for minutes, one in enumerate(decided)]
    last = {one.trait: one for one in overrides}
    for size in sizes:
        payload = persona(planted_person(3, size).snapshot, overrides)
        shown = {trait.key: trait for trait in payload.traits}
        for key, one in last.items():
            if one.kind == "reject":
                assert key not in shown
                assert key in {few.key for few in payload.not_seen if few.rejected}
            else:
                assert shown[key].value == one.value
                assert shown[key].locked
        overruled = {key for key, one in last.items() if one.kind != "lock"}
        assert not {line.trait for line in payload.how_to_work_with} & overruled


def test_a_contradiction_of_a_lock_is_shown_and_not_applied() -> None:
    snapshot = planted_person(7, 80).snapshot
    seen = FEATURE.facts(snapshot, None).traits["channel_preference"].seen
    assert seen is not None
    other = seen.value.key + "|channel=fax"
    kept = Override("channel_preference", "lock", "Prefers fax", "", "rep", NOW, {"said": other})
    (trait,) = [t for t in persona(snapshot, [kept]).traits if t.key == "channel_preference"]
    assert trait.value == "Prefers fax"
    assert trait.contradicted is not None
    assert trait.contradicted.evidence
    agreeing = Override("channel_preference", "lock", "Same", "", "rep", NOW, {"said": substance(seen)})
    (trait,) = [t for t in persona(snapshot, [agreeing]).traits if t.key == "channel_preference"]
    assert trait.contradicted is None


def test_every_trait_has_a_label_and_every_statement_its_advice() -> None:
    words = catalogue("en")
    for key in KEYS:
        assert words.has(f"trait.{key}.label")
    values = [key for key in words.keys if key.startswith("trait.") and ".value" in key]
    for key in values:
        special = key.replace(".value", ".advice")
        assert words.has(special) or words.has(f"{special.rsplit('.', 1)[0]}.advice")
