"""What is held about a person is shown whole: from every place the registry knows, on both databases, others masked."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import JSON, Boolean, Float, Integer, LargeBinary, Table, create_engine, insert

from crm_ai_plugin.errors import NotFoundError, UserInputError
from crm_ai_plugin.privacy import Named, Own
from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal, DealContact, Owner
from crm_ai_plugin.runtime.privacy.access import AccessReport
from crm_ai_plugin.runtime.privacy.access.accessing import described
from crm_ai_plugin.runtime.privacy.access.pages import html, markdown
from crm_ai_plugin.runtime.privacy.access.writing import DATA, PAGE, SCHEMA, TEXT, write
from crm_ai_plugin.runtime.privacy.registry import PersonalDataRegistry, TablePlace
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import InboxRow
from crm_ai_plugin.store.types import UtcDateTime
from tests.fixtures.stores import NOON

W, C, ANN, BOB = "acme", "crm", "p-1", "p-2"
NAME = "Annabel Quill"
PLACES = {
    name: place
    for name, place in PersonalDataRegistry.collected(owners=()).tables.items()
    if place.data.of_contacts
}
RECORDS = {"contacts", "activities", "deals", "deal_contacts", "participants", "owners"}
"""Planted as records, because others of them rest on each other."""


@pytest.fixture
def services(tmp_path: Path, database_url: str) -> Iterator[Services]:
    made = Services(
        Settings.load(env_file=None, home=tmp_path / "home", database_url=database_url), clock=lambda: NOON
    )
    with made.store.system() as system:
        for name in (W, "rival"):
            system.workspaces.ensure(name, name)
    yield made
    made.close()


@pytest.fixture
def world(services: Services) -> Services:
    mail = Activity(
        id="a-1",
        type=ActivityType.EMAIL,
        at=NOON,
        deal_id="d-1",
        subject="SUBJECT-1",
        body="WORDS-1, says Bob Marley of bob@example.com to annabel@example.com. Ask Sally Seller, +49 170 1234567.",
        contact_ids=(ANN, BOB),
        custom={"from": "CUSTOM-1"},
    )
    note = Activity(
        id="a-2", type=ActivityType.NOTE, at=NOON, deal_id="d-1", body="Hm. Quill MENTION-2 signs. Other."
    )
    with services.store.workspace(W) as session:
        session.records.upsert(
            C,
            [
                Contact(
                    id=ANN,
                    first_name="Annabel",
                    last_name="Quill",
                    email="annabel@example.com",
                    title="TITLE-1",
                ),
                Contact(
                    id=BOB,
                    first_name="Bob",
                    last_name="Marley",
                    email="bob@example.com",
                    phone="+49 170 1234567",
                ),
                Owner(
                    id="o-1", name="Sally Seller", email="sally@example.com", custom={"x": f"{NAME} OWNER-1"}
                ),
                Deal(id="d-1", name=f"Deal of {NAME} DEAL-1", custom={"note": "Annabel DEALCUSTOM-1"}),
                DealContact(deal_id="d-1", contact_id=ANN, role="ROLE-1"),
                DealContact(deal_id="d-1", contact_id=BOB),
                mail,
                note,
            ],
        )
    return services


def report(services: Services) -> AccessReport:
    return services.accessing.report(W, ANN, by="anna")


def value(column: Any, text: str) -> Any:
    """Return something a column can hold, with `text` in it where it holds texts."""
    if isinstance(column.type, UtcDateTime):
        return NOON
    if isinstance(column.type, JSON):
        return {"said": text}
    if isinstance(column.type, LargeBinary):
        return text.encode()
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, (Integer, Float)):
        return 1
    return text


def planted(place: TablePlace, services: Services, marks: list[str]) -> Mapping[str, Any]:
    """Return a row of Ann's, or one that mentions her where a table has none of anybody's, with a mark in each column."""
    row: dict[str, Any] = {}
    for column in cast(Table, place.mapped.__table__).columns:
        name, data = column.name, place.data
        mark = f"MARK-{place.name}-{name}"
        if name == "workspace_id":
            row[name] = W
        elif name in data.sealed:
            marks.append(mark)
            row[name] = services.vault.encrypt({"text": f"{NAME} {mark}"})
        elif name in data.readable and name not in _ids(place):
            marks.append(mark)
            row[name] = value(column, f"{NAME} {mark}")
        else:
            row[name] = value(column, f"x-{name}")
    for finder in place.data.rows:
        if isinstance(finder, Own):
            row[finder.id] = finder.form.format(id=ANN).replace("*", "d-1")
            if finder.connection is not None:
                row[finder.connection] = C
            if finder.only is not None:
                row[finder.only[0]] = finder.only[1]
            break
        row[finder.column] = [finder.form.format(connection=C, id=ANN)]
        if "connection" in row:
            row["connection"] = C
    return row


def _ids(place: TablePlace) -> set[str]:
    return {finder.column if isinstance(finder, Named) else finder.id for finder in place.data.rows}


def test_a_string_in_every_personal_place_is_shown(world: Services) -> None:
    marks = [
        *(
            "TITLE-1",
            "SUBJECT-1",
            "WORDS-1",
            "CUSTOM-1",
            "MENTION-2",
            "OWNER-1",
            "DEAL-1",
            "DEALCUSTOM-1",
            "ROLE-1",
        ),
        "MARK-inbox",
    ]
    # By a plain connection, each place for itself: what a row would have to rest on is no matter here.
    engine = create_engine(world.store.engine.url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for name, place in PLACES.items():
            if name in RECORDS or place.system or not (place.data.readable or place.data.sealed):
                continue
            connection.execute(insert(place.mapped).values(**planted(place, world, marks)))
        # The planted event says in which delivery it came.
        connection.exec_driver_sql("UPDATE events SET inbox_id = 'inb_1'")
    engine.dispose()
    with world.store.system() as system:
        body = json.dumps([{"objectId": ANN, "name": "MARK-inbox"}, {"objectId": BOB, "name": "NOT-HERS"}])
        system.inbox.insert_many([InboxRow("inb_1", "hubspot", "POST", "/", {}, body.encode(), NOON)])
    made = report(world)
    shown = {DATA: made.model_dump_json(), PAGE: html(made), TEXT: markdown(made).replace("\\", "")}
    missing = {name: [mark for mark in marks if mark not in text] for name, text in shown.items()}
    assert missing == {DATA: [], PAGE: [], TEXT: []}
    assert "NOT-HERS" not in shown[DATA]
    told = {one.key for one in made.sections}
    assert told == PLACES.keys()


def test_every_place_is_described_in_plain_words() -> None:
    assert described().keys() == PLACES.keys()
    for words in described().values():
        assert set(words) == {"title", "what", "why", "until", "source"}


def test_others_in_the_same_records_are_masked(world: Services) -> None:
    made = report(world)
    text = made.model_dump_json()
    for other in ("Bob", "Marley", "bob@example.com", "Sally", "Seller", "170 1234567", BOB):
        assert other not in text
    assert "[another person]" in text
    assert "annabel@example.com" in text
    assert made.masked >= 5
    note = next(e for s in made.sections for e in s.entries if "MENTION-2" in str(e.values))
    assert note.about == "mentions you"
    assert "Other." not in str(note.values), "what does not mention her is not hers"


def test_origin_recipients_and_the_deed_are_told(world: Services) -> None:
    first = report(world)
    contact = next(one for one in first.sections if one.key == "contacts")
    assert contact.entries[0].origin == f"Received from {C}: contact {ANN}."
    second = report(world)
    audit = next(one for one in second.sections if one.key == "audit")
    assert [one.context["action"] for one in audit.entries] == ["access_export"]
    assert first.id in str(audit.entries[0].values)


def test_another_workspace_holds_nothing_and_a_stranger_is_not_found(world: Services) -> None:
    with pytest.raises(NotFoundError):
        world.accessing.report("rival", ANN, by="anna")
    made = world.accessing.report("rival", ANN, C, by="anna")
    assert made.filled == []


class Outline(HTMLParser):
    """Collects what a screen reader goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_can_be_read_by_anybody_and_runs_nothing(world: Services) -> None:
    with world.store.workspace(W) as session:
        hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)> [x](javascript:alert(3)) | `a`'
        mail = Activity(id="a-9", type=ActivityType.EMAIL, at=NOON, body=hostile, contact_ids=(ANN,))
        session.records.upsert(C, [mail])
    made = report(world)
    page = html(made)
    outline = Outline()
    outline.feed(page)
    names = [tag for tag, _ in outline.tags]
    assert not {"script", "img", "iframe", "form", "link"} & set(names)
    assert not [a for _, attrs in outline.tags for a in attrs if a.startswith("on")]
    assert ("html", {"lang": "en"}) in outline.tags
    assert names.count("h1") == 1
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in pairwise(levels)), "no level of headings is left out"
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [str(attrs["href"]) for tag, attrs in outline.tags if tag == "a"]
    assert targets
    assert all(one.startswith("#") and one[1:] in ids for one in targets)
    assert all("scope" in attrs for tag, attrs in outline.tags if tag == "th")
    text = markdown(made)
    assert "<script>" not in text
    assert not re.search(r"(?<!\\)\]\((?!#)", text), "no link but those of the table of contents"


def test_a_report_is_written_whole_and_over_nothing(world: Services, tmp_path: Path) -> None:
    made = report(world)
    given = tmp_path / "given"
    given.mkdir()
    out = given / "answer"
    write(made, out)
    assert sorted(one.name for one in out.iterdir()) == sorted([PAGE, TEXT, DATA, SCHEMA])
    assert AccessReport.model_validate_json((out / DATA).read_text(encoding="utf-8")) == made
    assert json.loads((out / SCHEMA).read_text())["title"] == "AccessReport"
    assert out.stat().st_mode & 0o077 == 0
    with pytest.raises(UserInputError, match="there already"):
        write(made, out)
    with pytest.raises(UserInputError, match="no folder"):
        write(made, tmp_path / "nowhere" / "answer")
    write(made, given / "answer.zip")
    with zipfile.ZipFile(given / "answer.zip") as archive:
        assert sorted(archive.namelist()) == sorted([PAGE, TEXT, DATA, SCHEMA])
    assert {one.name for one in given.iterdir()} == {"answer", "answer.zip"}


def test_one_that_is_cut_off_leaves_nothing(
    world: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = report(world)
    given = tmp_path / "given"
    given.mkdir()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserInputError, match="no space left"):
        write(made, given / "answer")
    assert list(given.iterdir()) == []


def test_a_report_goes_with_the_person_where_it_still_lies(world: Services, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    places = [given / "answer", given / "answer.zip", given / "moved", given / "other"]
    for path in places:
        write(world.accessing.report(W, ANN, by="anna", where=str(path)), path)
    places[2].rename(given / "elsewhere")
    # Something else lies there by now.
    (places[3] / DATA).write_text("{}")
    row = world.forgetting.forget(W, ANN, C)
    (part,) = [one for one in row.parts if one["place"] == "access_exports"]
    assert (part["removed"], part["kept"]) == (2, 2)
    assert sorted(one.name for one in given.iterdir()) == ["elsewhere", "other"]
