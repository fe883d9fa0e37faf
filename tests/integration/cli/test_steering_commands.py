"""``crm-ai strategy``, ``methodology``, ``effectiveness``, ``calibration`` and the versions of advice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Cli

STRATEGY = """\
actions_off: [set_amount]
weights:
  - from: 2026-10-01
    until: 2026-12-31
    themes: {commercial: 2}
    because: year end
exclude:
  - name: small renewals
    where: {pipelines: [Renewals], amount_below: 1000}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strategy.yaml"
    path.write_text(STRATEGY)
    return path


def test_a_strategys_life(cli: Cli, home: Path, file: Path, tmp_path: Path) -> None:
    assert "nothing is changed" in cli("strategy", "show").err
    assert "can be used" in cli("strategy", "check", str(file)).out
    assert "version 1 is in force" in cli("strategy", "set", str(file), "--note", "first", "--by", "anna").out
    shown = cli("strategy", "show").out
    assert "actions_off:\n- set_amount" in shown
    # What is printed can be set again.
    again = tmp_path / "again.yaml"
    again.write_text(shown)
    assert cli("strategy", "set", str(again)).status == 0
    assert (
        cli("strategy", "show", "--json").json["document"]
        == cli("strategy", "show", "--versions", "--json").json[1]["document"]
    )
    assert [row["version"] for row in cli("strategy", "show", "--versions", "--json").json] == [2, 1]
    assert "anna" in cli("strategy", "show", "--versions").out


def test_a_methodologys_life(cli: Cli, home: Path, tmp_path: Path) -> None:
    assert [row["key"] for row in cli("methodology", "list", "--json").json] == ["bant", "meddicc", "spiced"]
    assert "meddicc is in use" in cli("methodology", "use", "meddicc").out
    assert "*" in cli("methodology", "list").out
    ours = tmp_path / "ours.json"
    definition = cli("methodology", "show", "bant", "--json").json | {"key": "ours", "label": "Ours"}
    for element in definition["elements"]:
        element |= {"label": element["key"], "ask": "Ask."}
    ours.write_text(json.dumps(definition))
    assert "defines ours with 4 elements" in cli("methodology", "check", str(ours)).out
    assert "ours is in use" in cli("methodology", "use", str(ours)).out
    assert "key: ours" in cli("methodology", "show", "ours").out
    assert "no methodology is in use" in cli("methodology", "use", "none").out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("actions_off: [defend_prise]", "no 'defend_prise'"),
        ("a: [", "no valid YAML"),
        ("a: &x [1]\nb: *x", "anchors"),
        ("themes: {commercial: high}", "themes.commercial"),
        ("\x00", "no valid YAML"),
    ],
)
def test_mistakes_are_one_clear_line(cli: Cli, home: Path, tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text)
    run = cli("strategy", "check", str(path))
    assert run.status == 2
    assert says in run.err
    assert len(run.err.splitlines()) == 1


def test_more_mistakes(cli: Cli, home: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_text("#" * 200_000)
    for arguments, says in (
        (("strategy", "check", str(tmp_path / "none.yaml")), "can't read"),
        (("strategy", "check", str(big)), "too large"),
        (("methodology", "use", "meddpicc"), "no methodology 'meddpicc'"),
        (("methodology", "use", str(tmp_path / "none.yaml")), "can't read"),
        (("methodology", "check", str(big)), "too large"),
        (("calibration", "--since", "soon"), "since"),
    ):
        run = cli(*arguments)
        assert run.status == 2, arguments
        assert says in run.err


def test_results_are_told_on_imported_deals(cli: Cli, home: Path, bundle: Path, tmp_path: Path) -> None:
    assert cli("import", str(bundle)).status == 0
    assert cli("coach", "d1").status == 0
    assert "can't be told yet" in cli("effectiveness").out
    assert cli("effectiveness", "--json").json["deals"] == 0
    assert "nothing can be said yet" in cli("calibration").out
    assert cli("calibration", "--json").json["overall"] is None
    out = tmp_path / "advice.csv"
    assert cli("effectiveness", "--format", "csv", "--out", str(out)).status == 0
    assert out.read_text().startswith("action,recommended,")
    assert cli("calibration", "--format", "md").out.startswith("# How well the odds held")
    versions = cli("coach", "d1", "--history", "--json").json
    assert [row["version"] for row in versions] == [1]
    assert 0 < versions[0]["p_win"] < 1
    assert "p_win" in cli("coach", "d1", "--history").out
    assert cli("coach", "d1", "--history", "--format", "pdf").status == 2
