"""A partner's way without Python: from `connector new --rest` to a green kit against an API nobody has seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from crm_ai_plugin.cli import main
from tests.fixtures import loft
from tests.fixtures.json_server import JsonServer
from tests.fixtures.loft.api import KEY, serve

DEFINITION = Path(loft.__file__).with_name("loft.yaml")
MOST_LINES = 80
KNOWN = {
    "deal_id": "d1",
    "name": "Deal 1",
    "missing_id": "d404",
    "contact_ids": ["p1", "p2"],
    "activity_ids": ["n1", "n2"],
    "created_at": "2026-03-01T08:00:00Z",
    "do_not_profile": ["p2"],
    "ids": {"deal": ["d1", "d2"], "contact": ["p1"]},
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_AI_HOME", str(tmp_path / "home"))


@pytest.fixture
def server() -> Iterator[JsonServer]:
    with serve() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, server: JsonServer) -> Path:
    """What a partner has after writing a definition and a kit file."""
    assert main(["connector", "new", "loft", "--rest", "--into", str(tmp_path)]) == 0
    made = tmp_path / "loft-connector"
    (made / "loft.yaml").write_text(DEFINITION.read_text())
    settings = {
        "variables": {"host": server.host},
        "base_url": server.url,
        "allow_insecure": True,
        "allow_private": True,
    }
    kit = {"definition": "loft.yaml", "settings": settings, "secrets": {"api_key": KEY}, "known": KNOWN}
    (made / "loft.kit.yaml").write_text(yaml.safe_dump(kit))
    return made


def rewritten(folder: Path, **changes: Any) -> None:
    file = folder / "loft.kit.yaml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(file.read_text()), **changes}))


@pytest.mark.timeout(120)
def test_eighty_lines_of_yaml_are_gold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(DEFINITION.read_text().splitlines()) <= MOST_LINES
    capsys.readouterr()
    assert main(["connector", "test", str(folder / "loft.yaml"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (suite,) = told["suites"]
    assert suite["level"] == "gold"
    states = {row["rule"]: row["state"] for row in suite["rules"]}
    assert set(states.values()) == {"passed", "not declared"}
    assert (
        states["fields.dropped"] == states["read.repeated-cursor"] == states["write.lost-answer"] == "passed"
    )


@pytest.mark.timeout(120)
def test_a_mistake_is_a_broken_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "loft.yaml").read_text()
    (folder / "loft.yaml").write_text(
        text.replace("attributes.given", "given").replace("attributes.made", "attributes.changed", 1)
    )
    rewritten(folder, exemptions={"read.do-not-profile": "Loft keeps no wish not to be profiled"})
    capsys.readouterr()
    assert main(["connector", "test", str(folder / "loft.yaml"), "--json"]) == 1
    (suite,) = json.loads(capsys.readouterr().out)["suites"]
    assert [row["rule"] for row in suite["rules"] if row["state"] == "failed"] == ["read.utc"]


def test_what_is_new_is_a_sound_definition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["connector", "new", "big-crm", "--rest", "--into", str(tmp_path)]) == 0
    made = tmp_path / "big-crm-connector"
    assert {path.name for path in made.iterdir()} == {
        "big-crm.yaml",
        "big-crm.kit.yaml",
        "README.md",
        ".gitignore",
    }
    assert len((made / "big-crm.yaml").read_text().splitlines()) <= MOST_LINES
    assert f"next: fill in {made / 'big-crm'}.yaml" in capsys.readouterr().out
    assert main(["connector", "check", str(made / "big-crm.yaml")]) == 0
    assert "nothing wrong" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kit", "says"),
    [
        (None, "loft.kit.yaml can't be read: FileNotFoundError"),
        ("secrets: {api_key: s3cret-1\n- [", "can't be read"),
        ("just words", "input should be a valid dictionary"),
        ({"definition": "loft.yaml", "secrets": {}, "known": {}}, "known.deal_id: field required"),
        (
            {"definition": "loft.yaml", "secrets": {"api_key": "s3cret-1"}, "knwon": 1},
            "known: field required",
        ),
    ],
)
def test_a_wrong_kit_file_is_one_clear_line(
    folder: Path, capsys: pytest.CaptureFixture[str], kit: Any, says: str
) -> None:
    file = folder / "loft.kit.yaml"
    file.unlink()
    if kit is not None:
        file.write_text(kit if isinstance(kit, str) else yaml.safe_dump(kit))
    capsys.readouterr()
    assert main(["connector", "test", str(folder / "loft.yaml")]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert "s3cret-1" not in told.out + told.err
    assert told.err.count("\n") <= 2


def test_a_wrong_definition_or_key_costs_no_run(
    folder: Path, server: JsonServer, capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten(folder, secrets={"api_key": "another-key-1"})
    assert main(["connector", "test", str(folder / "loft.yaml")]) == 2
    told = capsys.readouterr()
    assert "failed: credentials: Loft no longer accepts" in told.err
    assert "loft.yaml can't be tried on the CRM of loft.kit.yaml yet" in told.err
    assert "another-key-1" not in told.out + told.err
    assert {one.method for one in server.seen} == {"GET"}
    text = (folder / "loft.yaml").read_text()
    (folder / "loft.yaml").write_text(text.replace("url: links.next", "ulr: links.next"))
    assert main(["connector", "test", str(folder / "loft.yaml")]) == 2
    assert "there is no key 'ulr' here (did you mean 'url'?)" in capsys.readouterr().err
