"""``crm-ai library``: from a draft to an answer, and out to files and in again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Cli

LEAVE = ("--text", "You may leave after a year.", "--language", "en", "--topic", "price", "--by", "anna")


def approve(cli: Cli, entry: str, *options: str) -> None:
    assert cli("library", "submit", entry, "--by", "anna").status == 0
    assert "is in use" in cli("library", "approve", entry, "--by", "ben", *options).out


def test_from_a_draft_to_an_answer(cli: Cli, home: Path) -> None:
    assert (
        cli("library", "add", "claim", "leave", *LEAVE).out == "leave version 1: draft; nothing is in use\n"
    )
    template = ("--tone", "playful", "--sentence", "Let us play.", "--sentence", "claim:leave")
    more = (
        "--ask",
        "Shall we?",
        "--why",
        "With friends.",
        "--language",
        "en",
        "--topic",
        "price",
        "--by",
        "anna",
    )
    assert cli("library", "add", "template", "play", *template, *more).status == 0
    approve(cli, "leave", "--expires", "2099-01-01")
    approve(cli, "play")
    answer = ("objection", "Your price is too high.", "--tone", "playful")
    (one,) = cli(*answer, "--json").json["payload"]["responses"]
    assert one["text"] == "Let us play. You may leave after a year. Shall we?"
    shown = cli(*answer).out
    assert "Approved by your team: play, version 1" in shown
    assert "expired; nothing is in use" in cli("library", "expire", "leave", "--by", "ben").out
    (late,) = cli(*answer, "--json").json["payload"]["responses"]
    assert (late["text"], late["blocked"]) == ("Let us play. Shall we?", ["leave"])
    assert "not or no longer approved: leave" in cli(*answer).out
    assert [row["id"] for row in cli("library", "due", "--json").json] == ["leave"]
    assert "library default" in cli("doctor").out
    assert [row["id"] for row in cli("library", "list", "--state", "expired", "--json").json] == ["leave"]
    assert "play" in cli("library", "list").out


def test_versions_diff_and_going_back(cli: Cli, home: Path) -> None:
    cli("library", "add", "claim", "leave", *LEAVE)
    approve(cli, "leave")
    edited = cli(
        "library", "edit", "leave", "--text", "You may leave at any time.", "--by", "anna", "--note", "new"
    )
    assert edited.out.startswith("leave version 2: draft; version 1 is in use")
    assert "+text: You may leave at any time." in cli("library", "diff", "leave").out
    assert cli("library", "diff", "leave", "1", "1").out == "no difference\n"
    approve(cli, "leave")
    assert "version 3 is in use" in cli("library", "rollback", "leave", "--by", "cleo").out
    rows = cli("library", "versions", "leave", "--json").json
    assert [(r["number"], r["state"], r["decided_by"]) for r in rows] == [
        (3, "approved", "ben"),
        (2, "superseded", "ben"),
        (1, "superseded", "ben"),
    ]
    assert "*" in cli("library", "versions", "leave").out
    assert "retired" in cli("library", "retire", "leave", "--by", "ben").out


def test_policy(cli: Cli, home: Path) -> None:
    assert cli("library", "policy").out == "authors may not approve what they wrote\n"
    assert cli("library", "policy", "--own-approval").status == 2, "somebody has to say so"
    assert cli("library", "policy", "--own-approval", "--by", "anna", "--json").json == {"own_approval": True}
    cli("library", "add", "claim", "leave", *LEAVE)
    cli("library", "submit", "leave", "--by", "anna")
    assert cli("library", "approve", "leave", "--by", "anna").status == 0


@pytest.mark.parametrize("ending", ["json", "csv", "yaml"])
def test_out_to_a_file_and_in_again(cli: Cli, home: Path, tmp_path: Path, ending: str) -> None:
    cli("library", "add", "claim", "leave", *LEAVE)
    approve(cli, "leave")
    file = tmp_path / f"mine.{ending}"
    assert cli("library", "export", str(file)).status == 0
    assert cli("library", "export", "-", "--format", ending).out == file.read_text()
    assert (
        cli("library", "import", str(file), "--by", "imp").out
        == "0 added, 0 changed, 1 unchanged, 0 approved\n"
    )
    file.write_text(file.read_text().replace("after a year", "at any time"))
    assert cli("library", "import", str(file), "--by", "imp", "--dry-run", "--json").json["changed"] == [
        "leave"
    ]
    done = cli("library", "import", str(file), "--by", "imp", "--approved-by", "ben", "--json").json
    assert (done["changed"], done["approved"], done["stored"]) == (["leave"], ["leave"], True)
    assert "version 2" not in cli("library", "diff", "leave", "2", "2").out


def test_mistakes_are_one_clear_line(cli: Cli, home: Path, tmp_path: Path) -> None:
    cli("library", "add", "claim", "leave", *LEAVE)
    bad = tmp_path / "bad.csv"
    bad.write_text("kind,language,text\nclaim,en,Ask ann@acme.example\n")
    other = tmp_path / "claims.txt"
    other.write_text("x")
    for arguments, says in (
        (("approve", "leave", "--by", "ben"), "submit it first"),
        (("approve", "nope", "--by", "ben"), "no such entry"),
        (
            ("add", "claim", "b", "--text", "Ask ann@x.example", "--language", "en", "--by", "a"),
            "e-mail address",
        ),
        (("add", "template", "b", "--language", "en", "--by", "a"), "topics"),
        (("list", "--state", "burnt"), "no state"),
        (("approve", "leave", "--by", "ben", "--expires", "soon"), "no date"),
        (("import", str(other), "--by", "a"), "does not say what it is"),
        (("import", str(tmp_path / "none.csv"), "--by", "a"), "can't read"),
        (("diff", "leave", "1", "7"), "no version 7"),
    ):
        run = cli("library", *arguments)
        assert run.status == 2, arguments
        assert says in run.err, arguments
        assert len(run.err.splitlines()) == 1
    run = cli("library", "import", str(bad), "--by", "a")
    assert run.status == 2
    assert "refused bad.csv:2 text: holds what looks like an e-mail address" in run.err
    assert "acme" not in run.err


def test_what_was_done_with_an_answer_of_the_library(cli: Cli, home: Path, tmp_path: Path) -> None:
    template = (
        "--tone",
        "playful",
        "--sentence",
        "Let us play.",
        "--ask",
        "Shall we?",
        "--why",
        "With friends.",
    )
    cli(
        "library",
        "add",
        "template",
        "play",
        *template,
        "--language",
        "en",
        "--topic",
        "price",
        "--by",
        "anna",
    )
    approve(cli, "play")
    asked = cli("objection", "Your price is too high.", "--tone", "playful", "--json").json
    response = asked["payload"]["responses"][0]["id"]
    for action in ("copied", "sent"):
        assert cli("objections", "did", response, action).out == f"{response}: {action}\n"
    edited = tmp_path / "mine.txt"
    edited.write_text("Let us play, Zoe. Shall we?")
    stored = cli("objections", "did", response, "edited", "--file", str(edited), "--json").json
    assert "Zoe" not in str(stored["change"])
    assert cli("objections", "did", response, "rated", "--rating", "5").status == 0
    (row,) = cli("objections", "list", "--json").json
    assert row["responses"][0]["did"] == ["copied", "sent", "edited", "rated"]
    assert "copied sent edited rated" in cli("objections", "list", "--format", "csv").out
    assert response in cli("objections", "list", "--format", "md").out.replace("\\", "")
    assert "playful" in cli("objections", "list").out
    (worth,) = cli("objections", "variants", "--category", "price", "--json").json
    assert (worth["variant"], worth["snips"]["n"]) == ("play@1", 1)
    assert "play@1" in cli("objections", "variants").out
    for arguments, says in (
        (("did", "nope", "sent"), "no such answer"),
        (("did", response, "edited"), "needs the new text"),
        (("did", response, "rated"), "from 1 to 5"),
    ):
        run = cli("objections", *arguments)
        assert run.status == 2
        assert says in run.err
