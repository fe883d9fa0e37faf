"""``crm-ai forget``: by the command line, on an installation without a queue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    (folder / "deals.csv").write_text("id,name\nd1,Weberling: licences\n")
    (folder / "contacts.csv").write_text(
        "id,first_name,last_name,email\nc1,Ann,Weberling,ann@weberling.example\nc2,Bob,King,bob@king.example\n"
    )
    (folder / "deal_contacts.csv").write_text("deal_id,contact_id,role\nd1,c1,champion\nd1,c2,user\n")
    mails = [
        {"id": "a1", "type": "email", "direction": "inbound", "at": "2026-03-01", "deal_id": "d1",
         "body": "We need it in May.", "contact_ids": ["c1"]},
        {"id": "a2", "type": "note", "at": "2026-03-02", "deal_id": "d1", "body": "Ann Weberling agreed. Send it."},
    ]  # fmt: skip
    (folder / "activities.jsonl").write_text("\n".join(map(json.dumps, mails)))
    return folder


def everything(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(home.rglob("*")) if file.is_file()).lower()


def test_a_person_is_forgotten_shown_and_let_back(cli, home, people):
    assert cli("import", str(people)).status == 0
    assert b"weberling" in everything(home)
    done = cli("forget", "c1", "--json")
    assert (done.status, done.json["state"]) == (0, "done")
    assert b"weberling" not in everything(home)
    assert "c1" not in json.dumps(done.json["parts"])
    assert cli("import", str(people)).status == 0
    assert b"weberling" not in everything(home)
    assert [one["id"] for one in cli("erasures", "list", "--json").json] == [done.json["id"]]
    shown = cli("erasures", "show", done.json["id"])
    assert "contact_records:" in shown.out
    assert "removed" in shown.out
    assert cli("forget", "c1", "--connection", done.json["connection"], "--json").json == done.json
    assert cli("erasures", "retry", done.json["id"], "--json").json == done.json
    assert cli("erasures", "lift", done.json["id"]).out.startswith(f"{done.json['id']}: done (lifted)")
    assert cli("import", str(people)).status == 0
    assert b"weberling" in everything(home)


def test_a_mistake_is_said_in_one_line(cli, home, people):
    assert cli("import", str(people)).status == 0
    missing = cli("forget", "nobody")
    assert (missing.status, missing.out) == (2, "")
    assert missing.err.count("\n") <= 2
    assert "nobody" in missing.err
    assert cli("erasures", "show", "era_none").status == 2
