"""``crm-ai prompts``: editing what a model is told, and looking at what would be sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_ai_plugin.ai.prompts.library import shipped
from tests.integration.cli.conftest import Cli

KINDER = shipped("deal_coach").text.replace("plain, friendly", "plain, kind")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "coach.md"
    path.write_text(KINDER, encoding="utf-8")
    return path


def test_a_prompts_life(cli: Cli, home: Path, file: Path) -> None:
    assert cli("prompts", "show", "deal_coach").out.rstrip("\n") == shipped("deal_coach").text.rstrip("\n")
    stored = cli("prompts", "edit", "deal_coach", str(file), "--note", "kinder", "--by", "anna")
    assert "version 1 of deal_coach is stored" in stored.out
    rows = cli("prompts", "list", "deal_coach", "--json").json
    assert [(r["version"], r["active"], r["author"], r["note"]) for r in rows] == [
        ("1", False, "anna", "kinder"),
        ("shipped", True, None, ""),
    ]
    assert "deal_coach/w1 is in use" in cli("prompts", "use", "deal_coach", "1").out
    assert "plain, kind" in cli("prompts", "show", "deal_coach").out
    shown = cli("prompts", "diff", "deal_coach", "shipped", "1").out
    assert "--- deal_coach/1" in shown
    assert "+++ deal_coach/w1" in shown
    assert cli("prompts", "diff", "deal_coach", "1", "1").out == "no difference\n"
    assert "deal_coach/1 is in use again" in cli("prompts", "rollback", "deal_coach").out
    assert "deal_coach/w1 is in use again" in cli("prompts", "rollback", "deal_coach").out
    assert "*" in cli("prompts", "list").out


def test_mistakes_are_one_clear_line(cli: Cli, home: Path, file: Path, tmp_path: Path) -> None:
    file.write_text(KINDER.replace("{{slots}}", "{{secrets}}"), encoding="utf-8")
    for arguments, says in (
        (("edit", "deal_coach", str(file)), "unknown gap {{secrets}}"),
        (("edit", "deal_coach", str(tmp_path / "none.md")), "can't read"),
        (("edit", "nothing", str(file)), "no prompt for 'nothing'"),
        (("use", "deal_coach", "7"), "no version 7"),
        (("use", "deal_coach", "latest"), "no version 'latest'"),
        (("rollback", "deal_coach"), "nothing to go back to"),
        (("experiment", "show", "deal_coach"), "no experiment"),
        (("experiment", "begin", "deal_coach", "shipped", "shipped"), "same words"),
        (("preview", "deal_coach", "d1", "--ask"), "no language model"),
        (("preview", "objection", "d1"), "d1"),
    ):
        run = cli("prompts", *arguments)
        assert run.status == 2, arguments
        assert says in run.err
        assert len(run.err.splitlines()) == 1
    file.write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in cli("prompts", "edit", "deal_coach", str(file)).err


def test_a_preview_shows_what_would_be_sent_and_sends_nothing(cli: Cli, home: Path, bundle: Path) -> None:
    assert cli("import", str(bundle)).status == 0
    shown = cli("prompts", "preview", "deal_coach", "d1")
    assert shown.status == 0
    assert "--- system" in shown.out
    assert "You help a sales rep" in shown.out
    assert "TEXTS\n[s1] headline" in shown.out
    assert "deal_coach/1: about" in shown.out
    found = cli("prompts", "preview", "deal_coach", "d1", "--json").json
    assert found["worded"] is None
    assert found["reason"] == "preview"


def test_an_experiment_from_begin_to_end(cli: Cli, home: Path, file: Path, bundle: Path) -> None:
    cli("import", str(bundle))
    cli("prompts", "edit", "deal_coach", str(file))
    assert "runs" in cli("prompts", "experiment", "begin", "deal_coach", "shipped", "1").out
    cli("coach", "d1")
    shown = cli("prompts", "experiment", "show", "deal_coach")
    assert "verdict: undecided: go on" in shown.out
    standing = cli("prompts", "experiment", "end", "deal_coach", "--json").json
    assert sum(standing["units"].values()) == 1
    assert standing["sound"] is True
