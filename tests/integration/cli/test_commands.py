from __future__ import annotations

import csv
import os
import sqlite3

import pytest

from crm_ai_plugin.settings import Settings

pytestmark = pytest.mark.usefixtures("home")


def test_import_reports_rows_and_refusals(cli, bundle):
    (bundle / "activities.csv").write_text(
        "id,type,at,deal_id,subject\na1,email,2026-01-03,d1,hello\na2,email,yesterday,d1,hello\n"
    )
    done = cli("import", str(bundle))
    assert done.status == 0
    assert "refused activities.csv:3 at" in done.err
    report = cli("import", str(bundle), "--json").json
    assert report["files"]["activities.csv"] == report["files"]["activities.csv"] | {
        "rows_read": 2, "kept": 1, "refused": 1,
    }  # fmt: skip
    assert [(r["file"], r["line"], r["column"]) for r in report["refusals"]] == [("activities.csv", 3, "at")]


def test_importing_again_changes_nothing(cli, bundle, home):
    assert cli("import", str(bundle)).status == 0
    before = _rows(home)
    assert cli("import", str(bundle)).status == 0
    assert _rows(home) == before


def test_one_csv_with_a_mapping(cli, tmp_path):
    table = tmp_path / "export.csv"
    table.write_text("Ref;Phase;State\n7;Talks;Lost\n")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "version: 1\ntables:\n  export:\n    format: {delimiter: ';'}\n    records:\n      - kind: deal\n"
    )
    done = cli("import", str(table), "--mapping", str(mapping))
    # Which keys a mapping has is the importer's matter; that a wrong one is named with its line is ours.
    assert done.status in {0, 2}
    if done.status:
        assert "mapping.yaml, line" in done.err


def test_coach_in_every_format(cli, bundle):
    cli("import", str(bundle))
    assert "Next steps" in cli("coach", "d1").out
    assert cli("coach", "d1", "--format", "md").out.startswith("#")
    assert "<" in cli("coach", "d1", "--format", "html").out
    as_json = cli("coach", "d1", "--json").json
    assert as_json["subject"] == {"type": "deal", "id": "d1"}
    again = cli("coach", "d1", "--format", "json").json
    assert again["version"] == as_json["version"] == 1


def test_learning_measures_closed_deals_once(cli, bundle):
    cli("import", str(bundle))
    first = cli("learn", "--backfill", "--json").json
    assert cli("learn", "--backfill", "--json").json["measured"] == 0
    assert first["measured"] >= 0
    assert "were measured anew" in cli("learn").err


def test_score_lists_open_deals_only(cli, bundle, tmp_path):
    cli("import", str(bundle))
    rows = cli("score", "--json").json
    assert {r["deal_id"] for r in rows} == {"d1", "d2"}
    for row in rows:
        assert 0 < row["low"] < row["p_win"] < row["high"] < 1
    out = tmp_path / "scores.csv"
    done = cli("score", "--out", str(out))
    assert done.out == ""
    assert "2 open deals written" in done.err
    with out.open(newline="") as file:
        written = list(csv.DictReader(file))
    assert list(written[0]) == ["deal_id", "p_win", "low", "high", "as_of", "top_factors"]
    assert [float(r["p_win"]) for r in written] == [r["p_win"] for r in rows]
    assert all(deal in cli("score").out for deal in ("d1", "d2"))


def test_score_of_an_empty_crm_says_so(cli):
    assert cli("score").err == "there is no open deal in this workspace\n"
    assert cli("score", "--json").json == []


def test_connections(cli, bundle):
    assert cli("connections", "--json").json == []
    cli("import", str(bundle))
    files = {"key": "files", "connector": "files", "account": "files", "status": "active"}
    [row] = cli("connections", "--json").json
    assert {name: row[name] for name in files} == files
    assert (row["records"], row["sync"]["state"]) == ({"deal": 3}, "never")
    assert "files" in cli("connections").out


def test_workspaces_are_apart(cli, bundle):
    assert cli("import", str(bundle), "--workspace", "north").status == 0
    assert cli("score", "--json").json == []
    assert len(cli("score", "--json", "--workspace", "north").json) == 2
    assert cli("coach", "d1").status == 2


def test_doctor(cli):
    done = cli("doctor", "--json")
    assert done.status == 0
    states = {row["check"]: row["state"] for row in done.json}
    assert states["database"] == "ok"
    assert states["queue"] == "note"
    assert states["connectors hubspot"] == "ok"
    assert "database" in cli("doctor").out


def test_doctor_names_what_is_wrong(cli, home, monkeypatch):
    _from_the_future(home)
    monkeypatch.setenv("CRM_AI_REDIS_URL", "redis://:hunter2@127.0.0.1:1/0")
    done = cli("doctor", "--json")
    assert done.status == 1
    assert "something is wrong" in done.err
    wrong = {row["check"]: row["detail"] for row in done.json if row["state"] == "wrong"}
    assert set(wrong) == {"database", "queue"}
    assert "newer version" in wrong["database"]
    assert "hunter2" not in done.out + done.err


def test_doctor_on_a_fresh_machine_finds_nothing_wrong(cli, home):
    (home / "crm-ai.db").unlink()
    assert cli("doctor").status == 0


def test_db_upgrade_twice(cli, home):
    (home / "crm-ai.db").unlink()
    assert "(was empty)" in cli("db", "upgrade").out
    again = cli("db", "upgrade")
    assert again.status == 0
    assert "was" not in again.out


def test_a_newer_database_is_left_alone(cli, home):
    _from_the_future(home)
    for command in (["score"], ["db", "upgrade"], ["connections"]):
        done = cli(*command)
        assert done.status == 2
        assert "upgrade the program" in done.err
        assert done.err.count("\n") == 1


def test_an_older_postgresql_is_not_upgraded_behind_the_admins_back(cli, monkeypatch, postgres):
    name = postgres.create()
    try:
        monkeypatch.setenv("CRM_AI_DATABASE_URL", postgres.url(name))
        done = cli("score")
        assert done.status == 2
        assert "crm-ai db upgrade" in done.err
        assert cli("db", "upgrade").status == 0
        assert cli("score", "--json").json == []
    finally:
        postgres.drop(name)


def test_settings_come_from_a_file_too(cli, tmp_path, bundle):
    (tmp_path / "work" / ".env").write_text("CRM_AI_WORKSPACE=south\n")
    assert Settings.load().workspace == "south"
    cli("import", str(bundle))
    assert len(cli("score", "--json", "--workspace", "south").json) == 2


def _from_the_future(home):
    with sqlite3.connect(home / "crm-ai.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()


def _rows(home):
    database = sqlite3.connect(home / "crm-ai.db")
    rows = database.execute("SELECT * FROM deals ORDER BY id").fetchall()
    database.close()
    return rows


def test_a_watched_folder_is_kept_in_step(cli, bundle):
    os.utime(bundle / "deals.csv", (1_700_000_000, 1_700_000_000))  # nobody is writing any more
    made = cli("import", str(bundle), "--watch", "--json")
    assert made.status == 0, made.err
    assert (made.json["records"]["deal"], made.json["sync"]["state"]) == (3, "in step")
    again = cli("sync", "files", "--json")
    assert (again.status, again.json["deal"]) == (0, 0)
    assert "in step" in cli("connections").out
    refused = cli("import", str(bundle))
    assert (refused.status, "watches a folder" in refused.err) == (2, True)


def test_models_are_listed_shown_and_gone_back_to(cli, bundle):
    assert "nothing was learned" in cli("model", "list").err
    assert cli("model", "show").status == 2
    cli("import", str(bundle))
    cli("learn")
    rows = cli("model", "list", "--json").json
    assert [row["state"] for row in rows] == ["serving", "replaced"]
    shown = cli("model", "show", "--json").json
    assert shown["id"] == rows[0]["id"]
    assert shown["kind"] == "facts"
    assert "serves again and stays" in cli("model", "rollback").err
    assert cli("model", "show", "--json").json["id"] == rows[1]["id"]
    assert cli("model", "rollback", "lrn_none").status == 2
    assert rows[0]["id"] in cli("model", "use").err


def test_a_column_is_allowed_and_refused_again(cli, bundle):
    cli("import", str(bundle))
    assert "may be learned from" in cli("model", "allow", "custom.signed").err
    assert "allowed already" in cli("model", "allow", "custom.signed").err
    cli("learn")
    assert cli("model", "show", "--json").json["overruled"] == ["custom.signed"]
    assert "left to the leak guard" in cli("model", "refuse", "custom.signed").err
    assert "was not allowed" in cli("model", "refuse", "custom.signed").err
