"""The committee map: what is declared and what was seen stand apart, gaps have evidence, and who is barred stays out."""

from __future__ import annotations

import json

import pytest

from crm_ai_plugin.features.persona.committee import Committee, Spoken, committee_of
from crm_ai_plugin.insights import Estimate, Evidence
from crm_ai_plugin.insights.committee import CommitteePayload, Member
from crm_ai_plugin.insights.persona import PersonaTrait
from crm_ai_plugin.records import Activity, DealSnapshot, Owner, RecordRef
from crm_ai_plugin.sentences import languages
from tests.unit.features.builders import DealBuilder, deal

SIGN = Evidence(
    id="ev_1",
    record=RecordRef(type="activity", id="old", connection="crm-1"),
    what="Said on 1 May 2026",
    quote="This saves us weeks.",
)


def spoken(side: str) -> Spoken:
    sure = Estimate(value=0.9, low=0.7, high=0.97, n=3, basis="3 observations")
    trait = PersonaTrait(
        key="stance",
        group="buying",
        label="Stance",
        value="Speaks for us: 3 signs",
        data={"stance": side},
        confidence=sure,
        n=3,
        evidence=["ev_1"],
    )
    return Spoken(trait, (SIGN,))


def gaps(found: Committee) -> dict[str, list[str]]:
    return {one.key: one.people for one in found.payload.gaps}


def member(found: Committee, contact: str) -> Member:
    return next(one for one in found.payload.members if one.contact == contact)


def full() -> DealBuilder:
    return (
        deal()
        .person("dana", "champion", title="Head of IT")
        .person("emil", "economic_buyer", title="Finance controller")
        .person("fay", None, title="CEO")
        .mail_in(5, "Fine.", "dana", owner_id="o1")
        .mail_in(4, "Our budget has been approved.", "emil", owner_id="o1")
        .mail_in(3, "The budget is frozen now.", "emil", owner_id="o2")
        .meeting(2, "dana", "emil", "fay", owner_id="o1", duration_s=1800)
    )


def test_who_is_who_who_deals_with_whom_and_nothing_is_missing() -> None:
    owners = {"o1": Owner(id="o1", name="Ann Seller"), "o2": Owner(id="o2", name="Bo Seller")}
    found = committee_of(full().build(), {"dana": spoken("champion")}, owners)
    emil = member(found, "emil")
    assert emil.declared == ["economic_buyer"]
    assert [(one.role, one.why) for one in emil.observed] == [
        ("economic_buyer", "Spoke of the budget in 2 of 2 messages")
    ]
    assert emil.reach is not None
    assert [(one.name, one.n) for one in emil.reach.ours] == [("Ann Seller", 2), ("Bo Seller", 1)]
    assert emil.reach.colleagues == ["dana", "fay"]
    dana = member(found, "dana")
    assert dana.stance is not None
    assert (dana.stance.side, dana.stance.by, dana.differ) == ("champion", "observed", False)
    quoted = {one.id: one.quote for one in found.evidence}
    assert [quoted[id_] for id_ in dana.stance.evidence] == ["This saves us weeks."]
    assert [(one.a, one.b, one.by) for one in found.payload.ties] == [
        ("dana", "emil", {"meeting": 1}),
        ("dana", "fay", {"meeting": 1}),
        ("emil", "fay", {"meeting": 1}),
    ]
    assert gaps(found) == {}


@pytest.mark.parametrize(
    ("build", "key", "people"),
    [
        (deal().person("dana", "champion").mail_in(2), "no_economic_buyer", []),
        (deal().person("dana", "user").mail_in(2), "no_champion", []),
        (deal().person("dana", "champion").mail_in(40), "champion_silent", ["dana"]),
        (deal().person("dana", "champion").person("emil").mail_in(2, who="emil"), "champion_never", ["dana"]),
        (deal().person("dana", "economic_buyer").person("e").mail_in(1, who="e"), "economic_buyer_silent", ["dana"]),
        (deal().person("dana").person("emil").mail_in(2), "single_threaded", ["dana"]),
        (deal().person("dana").mail_out(2), "nobody", []),
        (deal().person("dana", "blocker").mail_in(50), "blocker_silent", ["dana"]),
        (deal().person("dana", title="Head of IT").mail_in(2), "no_department_finance", []),
        (
            deal().person("dana").person("emil").mail_in(2, owner_id="o1").mail_in(2, who="emil", owner_id="o1"),
            "one_of_us",
            ["dana", "emil"],
        ),
    ],
)  # fmt: skip
def test_each_gap_is_found_with_evidence_of_records_that_exist(build: DealBuilder, key, people) -> None:
    snapshot = build.build()
    found = committee_of(snapshot, {})
    assert gaps(found)[key] == people
    ids = {
        "deal": {"d1"},
        "contact": {c.id for c in snapshot.contacts},
        "activity": {a.id for a in snapshot.activities},
    }
    cited = {one.id: one for one in found.evidence}
    for gap in found.payload.gaps:
        assert gap.evidence
        assert all(cited[id_].record.id in ids[cited[id_].record.type] for id_ in gap.evidence)


def test_a_champion_in_the_crm_who_speaks_against_it_is_shown_as_both() -> None:
    snapshot = deal().person("dana", "champion").mail_in(2).build()
    found = committee_of(snapshot, {"dana": spoken("blocker")})
    dana = member(found, "dana")
    assert (dana.declared, [one.role for one in dana.observed], dana.differ) == (
        ["champion"],
        ["blocker"],
        True,
    )
    assert gaps(found)["champion_against"] == ["dana"]


def test_one_message_makes_no_role_and_a_persons_word_is_no_observation() -> None:
    snapshot = deal().person("dana").mail_in(2, "Our budget has been approved.").build()
    said = spoken("champion").stance
    assert said is not None
    stated = said.model_copy(update={"by": "person", "evidence": [], "n": 0})
    dana = member(committee_of(snapshot, {"dana": Spoken(stated)}), "dana")
    assert dana.observed == []
    assert dana.stance is not None
    assert (dana.stance.side, dana.stance.by, dana.stance.confidence) == ("champion", "person", None)


def barred(snapshot: DealSnapshot, contact: str) -> DealSnapshot:
    people = tuple(
        one.model_copy(update={"do_not_profile": True}) if one.id == contact else one
        for one in snapshot.contacts
    )
    return snapshot.model_copy(update={"contacts": people})


@pytest.mark.parametrize("who", ["dana", "emil", "fay"])
def test_of_who_is_barred_nothing_is_derived_and_no_gap_is_stated_that_they_may_fill(who: str) -> None:
    found = committee_of(barred(full().build(), who), {who: spoken("champion")})
    one = member(found, who)
    assert not one.profiled
    assert (one.observed, one.stance, one.reach, one.last_heard, one.last_contact, one.department) == (
        [], None, None, None, None, None,
    )  # fmt: skip
    assert all(who not in (tie.a, tie.b) for tie in found.payload.ties)
    assert all(who not in (m.reach.colleagues if m.reach else []) for m in found.payload.members)
    assert found.payload.not_profiled == 1
    assert (
        not {"no_champion", "no_economic_buyer", "single_threaded", "one_of_us", "nobody"}
        & gaps(found).keys()
    )
    assert who not in json.dumps([e.model_dump(mode="json") for e in found.evidence])
    assert "must not be profiled" in found.coverage.effect


def test_what_a_barred_person_did_changes_nothing_about_them() -> None:
    base = barred(full().build(), "emil")
    silent = base.model_copy(
        update={"activities": tuple(a for a in base.activities if a.contact_ids != ("emil",))}
    )
    assert member(committee_of(base, {}), "emil") == member(committee_of(silent, {}), "emil")


def test_swapped_names_change_nothing_but_the_names() -> None:
    snapshot = full().build()
    swapped = snapshot.model_copy(
        update={
            "contacts": tuple(
                one.model_copy(update={"first_name": "Zoë", "last_name": f"Ünal {one.id}"})
                for one in snapshot.contacts
            )
        }
    )

    def nameless(payload: CommitteePayload) -> list[object]:
        return [
            [
                m.model_dump(include={"contact", "declared", "observed", "stance", "reach", "department"})
                for m in payload.members
            ],
            [(g.key, g.people) for g in payload.gaps],
        ]

    assert nameless(committee_of(snapshot, {}).payload) == nameless(committee_of(swapped, {}).payload)


def test_evidence_taken_away_takes_the_role_away() -> None:
    snapshot = full().build()

    def about_money(activity: Activity) -> bool:
        return "frozen" in activity.body

    without = snapshot.model_copy(
        update={"activities": tuple(a for a in snapshot.activities if not about_money(a))}
    )
    assert member(committee_of(snapshot, {}), "emil").observed
    assert not member(committee_of(without, {}), "emil").observed


def test_what_can_not_be_seen_is_not_missed() -> None:
    snapshot = deal().person("dana", "economic_buyer").hide("email", "call", "meeting").build()
    assert (
        not {"nobody", "economic_buyer_silent", "single_threaded"} & gaps(committee_of(snapshot, {})).keys()
    )
    empty = committee_of(deal().build(), {})
    assert (empty.payload.members, empty.payload.gaps) == ([], [])


def test_a_mailing_ties_nobody() -> None:
    build = deal()
    for number in range(14):
        build.person(f"p{number}")
    build.meeting(2, *(f"p{number}" for number in range(14)), duration_s=60)
    assert committee_of(build.build(), {}).payload.ties == []


def test_every_language_of_personas_has_words_for_committees() -> None:
    from crm_ai_plugin.features.persona import words as persona
    from crm_ai_plugin.features.persona.committee import words as committee

    assert languages(committee.PACKAGE) == languages(persona.PACKAGE)
