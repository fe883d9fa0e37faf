"""Personas on both databases: built on demand, renewed when people do something, overruled by people, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from crm_ai_plugin.errors import NotFoundError, RetryableError, UserInputError
from crm_ai_plugin.insights import Insight
from crm_ai_plugin.insights.persona import PersonaPayload, PersonaTrait
from crm_ai_plugin.records import Activity, ActivityType, DealContact, Direction
from crm_ai_plugin.runtime.processes.scheduler import keep_house
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.planted.people import NOW, PlantedPerson, planted_person
from tests.fixtures.runtime_fakes import Clock

W, C = "acme", "crm"


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.now = NOW
    return made


@pytest.fixture
def services(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Services]:
    settings = Settings.load(env_file=None, home=tmp_path, database_url=database_url)
    made = Services(settings, clock)
    with made.store.system() as system:
        system.workspaces.ensure(W, W)
    yield made
    made.close()


@pytest.fixture
def person(services: Services) -> PlantedPerson:
    made = planted_person(11, 80)
    with services.store.workspace(W) as session:
        session.records.upsert(C, [made.snapshot.contact, *made.snapshot.activities])
    return made


def traits(insight: Insight) -> dict[str, PersonaTrait]:
    return {one.key: one for one in PersonaPayload.model_validate(insight.payload).traits}


def flood(services: Services, contact: str, kind: ActivityType, count: int) -> None:
    """Let a contact do much of one kind, so that what is observed turns round."""
    acts = [
        Activity(
            id=f"flood-{kind}-{i}",
            type=kind,
            direction=Direction.INBOUND if i % 2 else Direction.OUTBOUND,
            at=NOW + timedelta(hours=i),
            duration_s=600,
            contact_ids=(contact,),
        )
        for i in range(count)
    ]
    with services.store.workspace(W) as session:
        session.records.upsert(C, acts)


def test_the_first_persona_is_built_on_demand_and_the_same_makes_no_version(services, person) -> None:
    contact = person.snapshot.contact.id
    first = services.personas.get(W, contact)
    assert (first.kind, first.subject.type, first.version, first.source) == (
        "persona",
        "contact",
        1,
        "engine",
    )
    assert traits(first)["channel_preference"].data["channel"] == person.channel
    assert services.personas.renew(W, contact).id == first.id
    with pytest.raises(NotFoundError):
        services.personas.get(W, "nobody")


def test_a_lock_holds_while_what_is_observed_turns_round(services, person, clock) -> None:
    contact = person.snapshot.contact.id
    before = traits(services.personas.get(W, contact))["channel_preference"]
    services.personas.override(W, contact, "channel_preference", "lock", by="anna")
    other = ActivityType.MEETING if person.channel == "call" else ActivityType.CALL
    flood(services, contact, other, 120)
    clock.now = NOW + timedelta(days=30)
    after = traits(services.personas.renew(W, contact))["channel_preference"]
    assert after.value == before.value
    assert after.locked
    assert after.contradicted is not None
    assert after.contradicted.value != before.value
    lifted = traits(services.personas.override(W, contact, "channel_preference", "lift", by="anna"))
    assert lifted["channel_preference"].data["channel"] == other.value


def test_people_state_and_reject_traits_in_their_own_words(services, person) -> None:
    contact = person.snapshot.contact.id
    stated = services.personas.override(
        W, contact, "stance", "state", by="anna", value="Champion <b>", reason="met them"
    )
    assert traits(stated)["stance"].value == "Champion <b>"
    rejected = services.personas.override(
        W, contact, "best_hours", "reject", by="anna", reason="shared mailbox"
    )
    assert "best_hours" not in traits(rejected)
    assert "stance" in traits(rejected)
    for trait, kind in (
        ("stance", "state"),
        ("stance", "reject"),
        ("no_such", "lock"),
        ("pain_points", "lock"),
        ("language", "lift"),
    ):
        with pytest.raises(UserInputError):
            services.personas.override(W, contact, trait, kind, by="anna")


def test_versions_stay_as_they_were_and_any_two_can_be_compared(services, person) -> None:
    contact = person.snapshot.contact.id
    first = services.personas.get(W, contact)
    services.personas.override(W, contact, "main_topic", "state", by="anna", value="Only price counts")
    services.personas.override(
        W, contact, "language", "reject", by="anna", reason="writes through an assistant"
    )
    assert [one.version for one in services.personas.versions(W, contact)] == [3, 2, 1]
    assert services.personas.version(W, contact, 1) == first
    changed = {one.key: (one.before, one.after) for one in services.personas.diff(W, contact, 1, 3)}
    assert changed["main_topic"] == (traits(first)["main_topic"].value, "Only price counts")
    assert changed["language"][1] is None
    back = services.personas.roll_back(W, contact, 1, by="anna")
    assert traits(back)["main_topic"].value == traits(first)["main_topic"].value
    assert traits(back)["main_topic"].locked
    assert not [one for one in services.personas.diff(W, contact, 1, back.version) if one.after is None]


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_sequence_of_decisions_every_version_is_as_it_was_and_differences_add_up(
    services, person, seed
) -> None:
    chance, contact = Random(seed), person.snapshot.contact.id
    was = {1: services.personas.get(W, contact)}
    for step in range(7):
        stated = sorted(traits(services.personas.get(W, contact)))
        kind = chance.choice(["state", "lock", "reject", "lift", "roll_back"])
        try:
            if kind == "roll_back":
                made = services.personas.roll_back(W, contact, chance.choice(sorted(was)), by="anna")
            else:
                made = services.personas.override(
                    W, contact, chance.choice(stated), kind, by="anna", value=f"step {step}", reason="seen"
                )
        except UserInputError:
            continue  # nobody had decided about that trait
        assert was.setdefault(made.version, made) == made
    assert len(was) >= 3
    for version, one in was.items():
        assert services.personas.version(W, contact, version) == one
        text = {key: trait.value for key, trait in traits(one).items()}
        for change in services.personas.diff(W, contact, 1, version):
            assert traits(was[1]).get(change.key) is None or traits(was[1])[change.key].value == change.before
            assert text.get(change.key) == change.after
        same = {d.key for d in services.personas.diff(W, contact, 1, version)}
        assert all(text.get(key) == trait.value for key, trait in traits(was[1]).items() if key not in same)


def test_two_to_four_people_are_compared(services, person) -> None:
    other = planted_person(12, 40)
    with services.store.workspace(W) as session:
        session.records.upsert(C, [other.snapshot.contact, *other.snapshot.activities])
    ids = [other.snapshot.contact.id, person.snapshot.contact.id]
    assert [one.subject.id for one in services.personas.compare(W, ids)] == ids
    for wrong in ([ids[0]], [ids[0], ids[0]], [*ids, "c", "d", "e"]):
        with pytest.raises(UserInputError):
            services.personas.compare(W, wrong)


def test_personas_somebody_has_are_renewed_when_the_contact_acts(services, person, clock) -> None:
    contact = person.snapshot.contact.id
    services.person_building.refresh_due(W, 10)  # the look begins here
    services.personas.get(W, contact)
    services.personas.override(W, contact, "channel_preference", "reject", by="anna", reason="x")
    services.personas.override(W, contact, "channel_preference", "lift", by="anna")
    version = services.personas.get(W, contact).version
    flood(services, contact, ActivityType.MEETING if person.channel != "meeting" else ActivityType.CALL, 120)
    clock.now = NOW + timedelta(days=30)
    assert services.person_building.refresh_due(W, 10) == 1
    assert services.personas.get(W, contact).version > version
    assert services.person_building.refresh_due(W, 10) == 0


def test_what_came_of_somebody_renews_the_persona_there_is_and_makes_none(services, person, clock) -> None:
    contact = person.snapshot.contact.id
    other = planted_person(12, 40).snapshot
    with services.store.workspace(W) as session:
        session.records.upsert(C, [other.contact, *other.activities])
        session.records.upsert(C, [DealContact(deal_id="d1", contact_id=contact)])
    version = services.personas.get(W, contact).version
    flood(services, contact, ActivityType.MEETING if person.channel != "meeting" else ActivityType.CALL, 120)
    clock.now = NOW + timedelta(days=30)
    late = Activity(id="late", type=ActivityType.NOTE, at=NOW, contact_ids=(other.contact.id,), deal_id="d1")
    with services.store.workspace(W) as session:
        session.records.upsert(C, [late])
        assert list(session.records.on_deal(C, "d1")) == sorted([contact, other.contact.id])
    assert services.person_building.follow((W, C, "deal", "d1"))
    assert services.personas.get(W, contact).version > version
    with services.store.workspace(W) as session:
        assert session.insights.latest("persona", "contact", other.contact.id) is None


def test_who_was_faster_with_a_persona_leaves_it_to_be_looked_at_again(services, person, monkeypatch) -> None:
    contact = person.snapshot.contact.id
    services.personas.get(W, contact)

    def beaten(*_args: object, **_options: object) -> Insight:
        raise RetryableError("somebody else was faster")

    monkeypatch.setattr(type(services.person_building), "build", beaten)
    assert not services.person_building.follow((W, C, "contact", contact))


def test_one_touchpoint_more_gives_what_a_cold_look_gives(services, person) -> None:
    contact = person.snapshot.contact.id
    services.personas.get(W, contact)
    for n in range(4):
        more = person.snapshot.activities[3 * n].model_copy(
            update={
                "id": f"more-{n}",
                "at": NOW - timedelta(minutes=n),
                "body": f"{n}: the price is too high.",
            }
        )
        with services.store.workspace(W) as session:
            session.records.upsert(C, [more])
            if n == 2:
                session.records.delete(C, "activity", [person.snapshot.activities[0].id])
        services.personas.renew(W, contact)
        with services.store.workspace(W) as session:
            kept = session.persona_readings.of(C, contact)
            snapshot = session.records.person(C, contact, NOW)
        feature = services.person_building.feature
        cold = feature.facts(snapshot, None)
        assert kept == feature.keep(cold)
        assert feature.facts(snapshot, None, kept).traits == cold.traits


def test_everybody_gets_one_in_bulk_and_a_run_that_was_stopped_goes_on(services, person, monkeypatch) -> None:
    monkeypatch.setattr("crm_ai_plugin.runtime.personas.in_bulk.AT_ONCE", 2)
    others = [planted_person(seed, 8).snapshot for seed in range(20, 26)]
    barred = others[0].contact.model_copy(update={"do_not_profile": True})
    with services.store.workspace(W) as session:
        session.records.upsert(C, [r for one in others for r in (one.contact, *one.activities)])
        session.records.upsert(C, [barred])
    bulk, told = services.personas_in_bulk, []
    assert bulk.left(W) == 7

    def stop(n: int) -> None:
        told.append(n)
        if n >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.run(W, stop)
    assert told == [2, 4]
    # The last that was looked at comes once more: the mark does not say who it was.
    assert bulk.left(W) == 4
    with services.store.workspace(W) as session:
        assert "person" not in str(session.cursors.get("-", "persona_bulk"))
    assert bulk.run(W) == 4
    with services.store.workspace(W) as session:
        found = {
            one.contact.id: session.insights.latest("persona", "contact", one.contact.id, C)
            for one in (person.snapshot, *others)
        }
    assert [key for key, one in found.items() if one is None] == [barred.id]
    in_bulk = found[person.snapshot.contact.id]
    assert in_bulk is not None
    assert in_bulk.source == "engine"
    assert services.personas.renew(W, person.snapshot.contact.id) == in_bulk
    assert bulk.run(W) == 7
    with services.store.workspace(W) as session:
        assert session.insights.latest("persona", "contact", person.snapshot.contact.id, C) == in_bulk


def test_who_is_forgotten_has_no_persona_left(services, person) -> None:
    contact = person.snapshot.contact.id
    services.personas.override(W, contact, "stance", "state", by="anna", value="Kind")
    services.forgetting.forget(W, contact, C)
    with services.store.workspace(W) as session:
        assert not session.insights.history("persona", "contact", contact)
        assert not session.persona_overrides.of(C, contact)
        assert session.persona_readings.of(C, contact) is None
    with pytest.raises(NotFoundError):
        services.personas.get(W, contact)


def test_nothing_is_learned_from_a_handful_and_no_one_can_be_told(services, person) -> None:
    services.person_building.learn(W)
    with services.store.workspace(W) as session:
        learned = session.learned.latest("persona")
        assert learned is not None
        assert learned["usual"] == {}
        people = [planted_person(seed, 30).snapshot for seed in range(20, 32)]
        session.records.upsert(C, [r for one in people for r in (one.contact, *one.activities)])
    services.person_building.learn(W)
    with services.store.workspace(W) as session:
        learned = session.learned.latest("persona")
    assert learned is not None
    assert learned["people"] == 13
    assert set(learned["usual"]) == {"all", "other"}
    assert person.snapshot.contact.id not in str(learned)


def test_without_personas_the_house_is_kept_all_the_same(tmp_path, sqlite_url, redis_url, clock) -> None:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        database_url=sqlite_url,
        redis_url=redis_url,
        plugins_disabled=["crm_ai.features:persona"],
    )
    bare = Services(settings, clock)
    try:
        with bare.store.system() as system:
            system.workspaces.ensure(W, W)
        keep_house(bare)
        queues = Queue.all(connection=bare.redis, serializer=JSONSerializer)
        assert any("learn" in str(job.func_name) for queue in queues for job in queue.jobs)
    finally:
        bare.close()
