"""Who answered what, and what machines wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.features.persona.autoreply import is_automatic
from crm_ai_plugin.features.persona.reading import read
from crm_ai_plugin.features.persona.touchpoints import Touchpoints, thread_of
from crm_ai_plugin.features.persona.zones import zone_of
from crm_ai_plugin.records import Company, Contact
from tests.unit.features.persona.people import contact, touch


def test_an_answer_belongs_to_the_newest_mail_of_ours_before_it() -> None:
    points = Touchpoints(
        contact(
            [
                touch("ask", 10, inbound=False, thread_id="t"),
                touch("chase", 6, inbound=False, thread_id="t"),
                touch("answer", 5, thread_id="t", body="Yes, let us talk."),
            ]
        )
    )
    first, second = points.mails
    assert (first.asked.activity.id, first.answer, first.hours) == ("ask", None, 96)
    assert second.answer is not None
    assert (second.asked.activity.id, second.answer.activity.id, second.hours) == ("chase", "answer", 24)


def test_an_out_of_office_note_answers_nothing_and_a_colleague_does_not_answer_for_them() -> None:
    points = Touchpoints(
        contact(
            [
                touch("ask", 4, inbound=False, thread_id="t"),
                touch(
                    "auto", 3.9, thread_id="t", subject="Automatic reply: offer", body="I am out of office."
                ),
                touch("boss", 3, thread_id="t", body="Sounds fine.", contact_ids=("c-2", "c-1")),
            ]
        )
    )
    assert [attempt.answered for attempt in points.mails] == [False]
    assert not points.theirs


def test_without_a_thread_id_the_subject_stitches() -> None:
    for prefix in ("Re: ", "AW: ", "Antw: ", "RE: Fwd: ", "RIF: ", "Re[2]: "):
        assert thread_of(touch("a", 1, subject=f"{prefix}Offer 12")) == thread_of(
            touch("b", 2, subject="offer 12")
        )


@pytest.mark.parametrize(
    "subject",
    ["Abwesenheitsnotiz: Angebot", "Réponse automatique : offre", "Respuesta automática: oferta", "Resposta automática: x",
     "Risposta automatica: x", "Automatisch antwoord: x", "Out of Office Re: x", "Accepted: demo", "Undeliverable: x"],
)  # fmt: skip
def test_automatic_answers_are_known_in_each_language(subject: str) -> None:
    assert is_automatic(subject, "")


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: offer", "I read the automatic report you sent."),
        ("Office move", "We are out of paper in the office."),
        ("Re: Urlaub", "Nach dem Urlaub sprechen wir weiter."),
    ],
)
def test_people_who_mention_absence_are_no_machines(subject: str, body: str) -> None:
    assert not is_automatic(subject, body)


def test_quoted_text_and_signature_are_not_theirs() -> None:
    body = "Fine by me.\n\nBest regards\nAnna Long Name\nChief of Everything\n\nOn Monday, Bob wrote:\n> Our price is 40,000 and the API is included."
    reading = read(touch("m", 1, body=body))
    assert reading.words == 3
    assert not reading.spans


def test_a_sentence_on_private_matters_is_counted_and_not_kept() -> None:
    body = "I was in hospital with my surgery, so the price talk had to wait. The API matters most to us."
    reading = read(touch("m", 1, body=body))
    assert reading.kept_out == 1
    assert {span.topic for span in reading.spans} == {"about.integration"}
    assert all("hospital" not in span.quote for span in reading.spans)


@given(st.text(max_size=400), st.text(max_size=80))
def test_any_text_can_be_read_and_every_quote_is_verbatim(body: str, subject: str) -> None:
    reading = read(touch("m", 1, body=body, subject=subject))
    text = touch("m", 1, body=body).body or touch("m", 1, subject=subject).subject
    assert all(span.quote in text for span in reading.spans)
    assert reading.words >= 0


@pytest.mark.parametrize(
    ("country", "zone", "basis"),
    [("DE", "Europe/Berlin", "country"), ("Deutschland", "Europe/Berlin", "country"), ("Japan", "Asia/Tokyo", "country"),
     ("US", "UTC", "none"), ("Atlantis", "UTC", "none"), (None, "UTC", "none")],
)  # fmt: skip
def test_a_time_zone_is_told_only_where_the_country_has_one(
    country: str | None, zone: str, basis: str
) -> None:
    found = zone_of(Contact(id="c", country=country))
    assert (found.name, found.basis) == (zone, basis)


def test_a_zone_on_the_record_comes_first_and_nonsense_does_not() -> None:
    assert zone_of(Contact(id="c", country="DE", custom={"timezone": "America/Lima"})).name == "America/Lima"
    assert (
        zone_of(Contact(id="c", country="DE", custom={"timezone": "../etc/passwd"})).name == "Europe/Berlin"
    )
    assert zone_of(Contact(id="c"), Company(id="x", country="France")).name == "Europe/Paris"
