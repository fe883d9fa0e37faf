"""Knowing people again by keyed hashes, and taking them out of texts; nothing else is touched."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.privacy.marks import Marker, plain_email, plain_phone
from crm_ai_plugin.privacy.person import Person, is_other_word, of_nobody_else, scope_of
from crm_ai_plugin.privacy.scrubbing import GONE, Scrubber
from crm_ai_plugin.privacy.sentences import pieces
from crm_ai_plugin.records import Activity, Contact, Deal, Owner

KEY = b"k" * 32
C = "crm"
ANN = Person(
    contacts=((C, "1"),),
    emails=("ann.weber@example.com",),
    phones=(plain_phone("+49 171 5550123"),),
    names=(("ann", "weber"),),
    deals=((C, "d"),),
    tokens=((scope_of("deal", C, "d"), "ann"), (scope_of("deal", C, "d"), "weber")),
)
ON_DEAL = (scope_of("deal", C, "d"),)


def scrubber(person: Person = ANN, workspace: str = "acme", key: bytes = KEY) -> Scrubber:
    marker = Marker(key, workspace)
    marks = person.marks(marker)
    sizes = {int(kind[4:]) for _, kind in marks if kind.startswith("name")}
    return Scrubber(marker, frozenset(mark for mark, _ in marks), tuple(sorted(sizes)))


def test_the_sentence_that_names_somebody_goes_and_the_others_stay() -> None:
    text = "Prices are fine. Ann Weber said no!  Next week?\nask ANN.WEBER@Example.com.\nBye."
    assert scrubber().text(text) == f"Prices are fine. {GONE}  Next week?\n{GONE}\nBye."


def test_a_name_is_known_in_any_order_case_and_spelling() -> None:
    for text in ("WEBER, Ann", "ann weber's wish", "Re: Ann Weber", "Ann   Weber", "Ａｎｎ Weber"):
        assert scrubber().text(text) == "", text


def test_a_telephone_is_known_however_it_is_written() -> None:
    for number in ("+49 171 555 01 23", "0171/5550123", "(0171) 555-0123", "0049 171 5550123"):
        assert scrubber().text(f"Call {number} now") == "", number
    assert scrubber().text("Order 5550123 of 2026") == "Order 5550123 of 2026"


def test_a_first_name_alone_is_known_only_where_nobody_else_has_it() -> None:
    assert scrubber().text("Ann wants it.", ON_DEAL) == ""
    assert scrubber().text("Ann wants it.") == "Ann wants it."
    assert scrubber().text("An annual plan.", ON_DEAL) == "An annual plan."


def test_the_name_of_another_thing_is_blacked_out_and_stays() -> None:
    assert scrubber().label("Weber GmbH: licences", ON_DEAL) == f"{GONE} GmbH: licences"
    assert scrubber().label("Deal of Ann Weber (2026)") == f"Deal of {GONE} (2026)"
    assert scrubber().label("Cloud licences") == "Cloud licences"


def test_json_keeps_its_shape_and_no_text_becomes_empty() -> None:
    held = {"a": ["Ann Weber", 1, None, ""], "b": {"c": "fine"}}
    assert scrubber().json(held) == {"a": [GONE, 1, None, ""], "b": {"c": "fine"}}


def test_a_new_id_with_the_same_address_is_the_same_person_and_a_namesake_is_not() -> None:
    same = Contact(id="9", email=" Ann.Weber@EXAMPLE.com ")
    assert scrubber().record(C, same) is None
    assert scrubber().record(C, Contact(id="9", first_name="Ann", last_name="Weber")) is not None
    assert scrubber().record(C, Contact(id="9", phone="+49 171 5550123")) is not None, "a switchboard's"
    both = Contact(id="9", first_name="Ann", last_name="Weber", phone="0171 5550123")
    assert scrubber().record(C, both) is None


def test_marks_of_one_workspace_or_key_tell_nothing_in_another() -> None:
    mine = scrubber().marks
    assert not mine & scrubber(workspace="other").marks
    assert not mine & scrubber(key=b"x" * 32).marks
    assert "ann" not in repr(scrubber()).lower().replace("scrubber", "")


def test_what_others_bear_too_is_not_theirs() -> None:
    ann = Contact(id="1", first_name="Ann", last_name="Weber", phone="+49 171 5550123")
    others: list[Contact | Owner] = [
        Contact(id="2", first_name="Ann", last_name="King", phone="0171 5550123"),
        Owner(id="o", name="Max"),
    ]
    phones, names, words = of_nobody_else([ann], others)
    assert (phones, names, words) == ((), (("ann", "weber"),), frozenset({"weber"}))
    namesake = Contact(id="3", first_name="Ann", last_name="Weber")
    assert of_nobody_else([ann], [namesake])[1:] == ((), frozenset())
    assert is_other_word("price", "What a price!")
    assert not is_other_word("price", "Mr Price called.")


def test_a_touchpoint_loses_who_took_part_and_their_words() -> None:
    mail = Activity(
        id="m", type="email", direction="inbound", at=datetime(2026, 3, 2, tzinfo=UTC), deal_id="d",
        subject="Hello", body="I said this", contact_ids=("1", "2"),
    )  # fmt: skip
    left = scrubber().record(C, mail)
    assert isinstance(left, Activity)
    assert (left.contact_ids, left.subject, left.body) == (("2",), "", "")
    sent = scrubber().record(
        C, mail.model_copy(update={"direction": "outbound", "body": "Hi Ann, hi Bob. See you."})
    )
    assert isinstance(sent, Activity)
    assert (sent.contact_ids, sent.body) == (("2",), "")
    his = scrubber().record(
        C, mail.model_copy(update={"contact_ids": ("2",), "body": "Hi Ann, hi Bob. See you."})
    )
    assert isinstance(his, Activity)
    assert his.body == f"{GONE} See you."


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="@"), max_size=60)


@given(WORDS)
def test_sentences_put_together_are_the_text(text: str) -> None:
    assert "".join(piece + gap for piece, gap in pieces(text)) == text


@given(st.text(max_size=200))
def test_scrubbing_twice_is_scrubbing_once(text: str) -> None:
    once = scrubber().text(text, ON_DEAL)
    assert scrubber().text(once, ON_DEAL) == once


@given(st.text(max_size=120), st.text(max_size=120))
def test_nothing_of_them_is_left_whatever_stands_around(before: str, after: str) -> None:
    for needle in ("Ann Weber", "ann.weber@example.com"):
        left = scrubber().text(f"{before} {needle} {after}")
        assert needle.casefold() not in left.casefold()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_texts_that_mention_nobody_stay_as_they_are(text: str) -> None:
    nobody = Scrubber(Marker(KEY, "acme"), frozenset({"0" * 32}), (2, 3))
    assert nobody.text(text, ON_DEAL) == text
    assert nobody.label(text, ON_DEAL) == text


LOCAL = st.from_regex(r"[a-z][a-z0-9._+-]{0,12}", fullmatch=True)


@given(LOCAL, st.lists(st.booleans(), min_size=30, max_size=30), st.sampled_from(["", " ", "\t", "\u00a0"]))
def test_an_address_is_the_same_in_any_case_and_with_any_spaces(
    local: str, cases: list[bool], space: str
) -> None:
    address = f"{local}@example.com"
    odd = (
        "".join(c.upper() if up else c for c, up in zip(address, cases, strict=False)) + address[len(cases) :]
    )
    marker = Marker(KEY, "acme")
    assert plain_email(f"{space}{odd}{space}") == address
    assert marker.email(f"{space}{odd}{space}") == marker.email(address)


@given(st.text(max_size=40))
def test_deals_of_nobody_are_not_touched(name: str) -> None:
    deal = Deal(id="x", name=name)
    kept = scrubber().record(C, deal)
    assert isinstance(kept, Deal)
    assert kept == deal or "ann" in name.casefold()
