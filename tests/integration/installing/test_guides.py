"""The guides for admins say what the product asks for, says and takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from crm_ai_plugin.cli.app import build
from crm_ai_plugin.runtime.registry import Registry
from crm_ai_plugin.settings import known_names

ROOT = Path(__file__).parents[3]
CRMS = ["hubspot", "salesforce"]
SOURCES = [
    *(ROOT / "crm_ai_plugin" / "runtime" / "installs").glob("*.py"),
    *(ROOT / "connectors" / "crm_ai_connectors" / "hubspot").glob("*.py"),
    *(ROOT / "connectors" / "crm_ai_connectors" / "salesforce").glob("*.py"),
]


def guide(crm: str) -> str:
    return (ROOT / "docs" / "how-to" / f"connect-{crm}.md").read_text()


def rows(text: str, heading: str) -> list[tuple[str, str]]:
    table = text.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [(one, other) for one, other in re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE)]


@pytest.mark.parametrize(
    ("crm", "heading"), [("hubspot", "HubSpot asks for"), ("salesforce", "Salesforce asks for")]
)
def test_what_is_asked_and_why(crm: str, heading: str) -> None:
    told = {
        (name.partition("`")[2].partition("`")[0], "(optional)" in name)
        for name, _ in rows(guide(crm), heading)
    }
    factory = Registry().connector(crm)
    assert told == {(one.name, one.optional) for one in factory.permissions({})}  # type: ignore[attr-defined]  # it connects in the browser
    reasons = dict(factory.scopes)
    for name, why in rows(guide(crm), heading):
        assert reasons[name.partition("`")[2].partition("`")[0]].startswith(why.partition(":")[0])


@pytest.mark.parametrize("crm", CRMS)
def test_what_it_says_when_it_does_not_work_is_what_it_says(crm: str) -> None:
    said = rows(guide(crm), "it says")
    assert len(said) >= 4
    code = " ".join(re.sub(r'"\s+f?"', "", " ".join(path.read_text().split())) for path in SOURCES)
    for sentence, _ in said:
        # Up to the first thing that differs each time.
        fixed = re.split(r" account (?:00D…|\d)| …|Salesforce granted|HubSpot did not", sentence)[0]
        fixed = fixed.removeprefix("you logged in to")
        assert fixed.strip() in code, sentence


@pytest.mark.parametrize("crm", CRMS)
def test_commands_and_settings_exist(crm: str) -> None:
    commands = typer.main.get_command(build()).commands  # type: ignore[attr-defined]  # a group
    named = re.findall(r"crm-ai ([a-z]+[^`\n#]*)", guide(crm))
    assert named
    for line in named:
        name, *given = shlex.split(line)
        known = (
            {option for one in commands[name].params for option in one.opts} if name in commands else set()
        )
        assert name in commands
        assert {one for one in given if one.startswith("--")} <= known, line
    settings = set(re.findall(r"CRM_AI_[A-Z_]+[A-Z]", guide(crm)))
    assert settings
    assert settings <= set(known_names())
