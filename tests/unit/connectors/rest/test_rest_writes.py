"""F: wrappers, whole records, locks, answers that tell little, and metadata that names fields."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from crm_ai_connectors.rest.connector import RestConnector
from crm_ai_connectors.rest.loading import parse
from crm_ai_plugin.errors import (
    CrmAiError,
    NotFoundError,
    PermanentError,
    RetryableError,
    UserInputError,
)
from crm_ai_plugin.ports.connector import Capability, Receipt, Target, WriteFields, WriteNote, WriteTask
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.rest_connecting import Counting, connected, context
from tests.fixtures.rest_small import definition, raw

NOTE: dict[str, Any] = {
    "targets": {"deal": "deals", "contact": "people"},
    "create": {
        "method": "POST",
        "path": "/{target.type}/{target.id}/notes",
        "body": {"text": "{text}"},
        "wrap": "note",
    },
    "created_id": None,
    "text": "text",
    "find": {"path": "/{target.type}/{target.id}/notes", "items": "items", "paging": {"type": "offset"}},
    "delete": {"method": "DELETE", "path": "/notes/{id}"},
    "max_length": 200,
}
FIELDS: dict[str, Any] = {
    "update": {"method": "PUT", "path": "/deals/{id}"},
    "any": "x_{name}",
    "fields": {"p_win": {"field": "x_p_win", "type": "integer", "scale": 100}},
}


class Tiny:
    """A CRM whose create answers only with a message, and that knows one deal."""

    def __init__(self) -> None:
        self.deal: dict[str, Any] = {
            "id": 1,
            "name": "Roof",
            "stage": "s1",
            "version": 3,
            "x_p_win": None,
            "x_next": None,
        }
        self.notes: dict[str, dict[str, Any]] = {}
        self.changing: str | None = None
        self.silent = False
        self.server = JsonServer(self.answer)

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/api/deals/1/notes":
            if asked.method == "GET":
                start = int(asked.query.get("offset", 0))
                return Reply({"items": list(self.notes.values())[start : start + int(asked.query["limit"])]})
            one = str(len(self.notes) + 1)
            text = asked.json["note"]["text"]
            if not self.silent:
                self.notes[one] = {"id": one, "text": text if self.changing is None else self.changing}
            return Reply({"message": "created"}, 201)
        if asked.path.startswith("/api/notes/"):
            gone = self.notes.pop(asked.path.rpartition("/")[2], None)
            return Reply({}, 200 if gone else 404)
        if asked.path != "/api/deals/1":
            return Reply({}, 404)
        if asked.method != "GET":
            if asked.headers.get("If-Match", "3") != str(self.deal["version"]):
                return Reply({}, 412)
            self.deal = {**self.deal, **asked.json, "version": self.deal["version"] + 1}
        return Reply(copy.deepcopy(self.deal), headers={"ETag": str(self.deal["version"])})


@pytest.fixture
def crm() -> Iterator[Tiny]:
    made = Tiny()
    with made.server:
        yield made


def connect(crm: Tiny, *, budget: Counting | None = None, **writes: Any) -> RestConnector:
    return connected(
        definition(writes=writes),
        context({"api_key": PLANTED["token"]}, budget),
        variables={"host": crm.server.host},
        base_url=crm.server.url,
    )


def note(attempt: int = 1, target: Target = Target("deal", "1"), text: str = "Call") -> WriteNote:  # noqa: B008
    return WriteNote("key-1", target, f"<p>{text}</p>", text, datetime(2026, 11, 1, tzinfo=UTC), attempt)


def test_capabilities_are_those_that_are_declared(crm: Tiny) -> None:
    made = connect(crm, note=NOTE)
    assert made.capabilities == {Capability.READS_RECORDS, Capability.READS_DEALS, Capability.WRITES_NOTES}
    assert hasattr(made, "undo")
    assert not hasattr(made, "write_task")
    assert not hasattr(made, "quota")
    assert not hasattr(connect(crm), "undo")


def test_an_answer_that_names_nothing_is_looked_up(crm: Tiny) -> None:
    crm.notes = {str(n): {"id": str(n), "text": "older"} for n in range(150)}
    made: Any = connect(crm, note=NOTE)
    receipt = made.write_note(note())
    assert receipt.created
    assert crm.notes[receipt.external_id]["text"].endswith("Ref crm-ai:key-1")
    again: Any = connect(crm, note=NOTE)
    assert again.write_note(note(attempt=2)).external_id == receipt.external_id
    again.undo(receipt)
    again.undo(receipt)
    assert len(crm.notes) == 150


def test_a_note_that_never_came_is_uncertain(crm: Tiny) -> None:
    crm.silent = True
    made: Any = connect(crm, note=NOTE)
    with pytest.raises(RetryableError) as caught:
        made.write_note(note())
    assert caught.value.uncertain


def test_a_note_that_is_not_kept_is_taken_away(crm: Tiny) -> None:
    crm.changing = "something else\n\nRef crm-ai:key-1"
    made: Any = connect(crm, note=NOTE)
    with pytest.raises(PermanentError, match="text reads back differently"):
        made.write_note(note())
    assert crm.notes == {}


def test_what_can_not_be_written_is_said_before_it_is_sent(crm: Tiny) -> None:
    made: Any = connect(crm, note=NOTE)
    with pytest.raises(PermanentError, match="longer than Tiny allows"):
        made.write_note(note(text="x" * 300))
    with pytest.raises(UserInputError, match="no note on a company"):
        made.write_note(note(target=Target("company", "1")))
    with pytest.raises(NotFoundError):
        made.write_note(note(target=Target("deal", "..")))
    assert crm.server.seen == []
    with pytest.raises(UserInputError):
        made.undo(Receipt("k", "1", {}, {}))
    with pytest.raises(UserInputError, match="takes no task"):
        made.parts.writer.write_task(WriteTask("k", Target("deal", "1"), "s", "b", date(2026, 11, 1)))


def test_a_whole_record_goes_back_with_its_lock(crm: Tiny) -> None:
    lock = {"from_header": "ETag", "header": "If-Match"}
    made: Any = connect(crm, fields={**FIELDS, "mode": "full", "lock": lock})
    receipt = made.write_fields(WriteFields("k", Target("deal", "1"), {"p_win": 0.4, "next": "Call"}))
    assert receipt.written == {"p_win": 0.4, "next": "Call"}
    put = next(one for one in crm.server.seen if one.method == "PUT")
    assert put.json == {"id": 1, "name": "Roof", "stage": "s1", "version": 3, "x_p_win": 40, "x_next": "Call"}
    assert put.headers["If-Match"] == "3"
    cleared = made.write_fields(WriteFields("k2", Target("deal", "1"), {"next": None}, receipt.written))
    assert crm.deal["x_next"] is None
    made.undo(cleared)
    made.undo(receipt)
    assert (crm.deal["x_p_win"], crm.deal["x_next"]) == (None, None)


def test_a_lock_in_the_body_and_fields_that_go_along(crm: Tiny) -> None:
    lock = {"from": "version", "body": "meta.version"}
    update = {
        "method": "PATCH",
        "path": "/deals/{id}",
        "wrap": "deal",
        "wrap_list": True,
        "body": {"source": "{host}"},
    }
    made = connect(crm, fields={**FIELDS, "update": update, "include": ["stage"], "lock": lock})
    sent = made.parts.fields.prepared("1", {"p_win": 40}, crm.deal, None)
    told = yaml.safe_load(sent.body)
    host = crm.server.host
    assert told == {"deal": [{"source": host, "stage": "s1", "x_p_win": 40, "meta": {"version": 3}}]}


def test_somebody_was_faster(crm: Tiny) -> None:
    lock = {"from": "name", "header": "If-Match"}
    made: Any = connect(crm, fields={**FIELDS, "lock": lock})
    with pytest.raises(RetryableError) as caught:
        made.write_fields(WriteFields("k", Target("deal", "1"), {"next": "Call"}))
    assert (caught.value.code, caught.value.uncertain) == ("changed_meanwhile", False)


def test_fields_are_for_deals_and_numbers_for_number_fields(crm: Tiny) -> None:
    made: Any = connect(crm, fields=FIELDS)
    with pytest.raises(UserInputError):
        made.write_fields(WriteFields("k", Target("contact", "1"), {"next": "x"}))
    with pytest.raises(UserInputError, match="must be a number"):
        made.write_fields(WriteFields("k", Target("deal", "1"), {"p_win": "soon"}))
    only: Any = connect(crm, fields={**FIELDS, "any": None})
    with pytest.raises(PermanentError, match="no field for 'next'"):
        only.write_fields(WriteFields("k", Target("deal", "1"), {"next": "x"}))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"note": {**NOTE, "create": {"method": "POST", "path": "/notes", "body": {"text": "x"}}}},
            "the text is nowhere in it",
        ),
        (
            {"note": {**NOTE, "create": {"method": "POST", "path": "/notes", "body": {"text": "{text}"}}}},
            "it belongs to is nowhere",
        ),
        ({"fields": {**FIELDS, "labels": "none"}}, "no metadata table 'none'"),
        ({"fields": {**FIELDS, "fields": {"p_win": {"label": "P"}}}}, "named by its label"),
        ({"fields": {**FIELDS, "lock": {"from": "a"}}}, "needs `from`"),
        ({"fields": {"update": FIELDS["update"]}}, "needs `fields`, `any` or `any_label`"),
        ({"fields": {**FIELDS, "any_label": "AI {name}"}}, "either `any` or `any_label`"),
        ({"fields": {"update": FIELDS["update"], "any_label": "AI {name}"}}, "named by its label"),
        ({"fields": {**FIELDS, "mode": "full", "list_key": "id"}}, "can't be written with mode `full`"),
        ({"note": {**NOTE, "delete": {"method": "DELETE", "path": "/n/{nid}"}}}, "nothing fills {nid}"),
    ],
)
def test_half_a_write_is_no_definition(change: dict[str, Any], says: str) -> None:
    _, problems = parse(yaml.safe_dump(raw(writes=change)))
    assert any(says in str(one) for one in problems), problems


def test_errors_of_ours_are_pickled_with_what_they_know() -> None:
    from crm_ai_connectors.rest.answers import ExistsError

    error = ExistsError("there already")
    error.existing_id = "7"
    again = copy.copy(error)
    assert isinstance(again, CrmAiError)
    assert again.existing_id == "7"
