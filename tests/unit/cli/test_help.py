from __future__ import annotations

import json
import shlex
import subprocess
import sys

import pytest
import typer.main

from crm_ai_plugin.cli import main
from crm_ai_plugin.cli.app import build

HEAVY = {"sqlalchemy", "alembic", "psycopg", "flask", "scipy", "numpy", "redis", "rq", "hubspot", "openai"}

COMMANDS = {
    "ai cost",
    "ai preview",
    "alerts add",
    "alerts change",
    "alerts fire",
    "alerts found",
    "alerts list",
    "alerts patterns",
    "alerts remove",
    "alerts try",
    "calibration",
    "channels email",
    "channels enable",
    "channels list",
    "channels notices",
    "channels remove",
    "channels test",
    "channels webhook",
    "coach",
    "committee",
    "connect",
    "connections",
    "connector check",
    "connector new",
    "connector test",
    "db upgrade",
    "deliveries",
    "demo",
    "disconnect",
    "do-not-profile",
    "doctor",
    "dsar",
    "effectiveness",
    "erasures lift",
    "erasures list",
    "erasures retry",
    "erasures show",
    "eval",
    "forget",
    "import",
    "key create",
    "key list",
    "key revoke",
    "knowledge add",
    "knowledge embed",
    "knowledge list",
    "knowledge remove",
    "knowledge search",
    "learn",
    "library add",
    "library approve",
    "library diff",
    "library due",
    "library edit",
    "library expire",
    "library export",
    "library import",
    "library list",
    "library policy",
    "library reject",
    "library retire",
    "library rollback",
    "library submit",
    "library versions",
    "methodology check",
    "methodology list",
    "methodology show",
    "methodology use",
    "model allow",
    "model list",
    "model refuse",
    "model rollback",
    "model show",
    "model use",
    "objection",
    "objections did",
    "objections list",
    "objections variants",
    "persona",
    "personas approve",
    "personas status",
    "personas template",
    "personas templates",
    "personas visibility",
    "personas withdraw",
    "personas write-back",
    "prompts diff",
    "prompts edit",
    "prompts experiment begin",
    "prompts experiment end",
    "prompts experiment show",
    "prompts list",
    "prompts preview",
    "prompts rollback",
    "prompts show",
    "prompts use",
    "replay",
    "report",
    "schedule add",
    "schedule files",
    "schedule get",
    "schedule list",
    "schedule remove",
    "scheduler",
    "score",
    "secrets rotate",
    "serve",
    "share list",
    "share report",
    "share revoke",
    "strategy check",
    "strategy set",
    "strategy show",
    "sync",
    "undo",
    "user add",
    "user list",
    "user passphrase",
    "user remove",
    "user setup-link",
    "webhook close",
    "webhook list",
    "webhook open",
    "webhook secret",
    "win-loss",
    "worker",
}
PRINT_DATA = {
    "ai cost",
    "ai preview",
    "calibration",
    "coach",
    "connect",
    "connections",
    "connector check",
    "connector new",
    "connector test",
    "deliveries",
    "demo",
    "disconnect",
    "do-not-profile",
    "doctor",
    "eval",
    "import",
    "key create",
    "key list",
    "learn",
    "model list",
    "model show",
    "objection",
    "prompts experiment end",
    "prompts experiment show",
    "prompts list",
    "prompts preview",
    "replay",
    "score",
    "sync",
    "webhook list",
    "webhook open",
    "win-loss",
}


def _leaves(command, name=""):
    if hasattr(command, "commands"):
        for part, inner in command.commands.items():
            yield from _leaves(inner, f"{name} {part}".strip())
    else:
        yield name, command


LEAVES = dict(_leaves(typer.main.get_command(build())))


def _help(capsys, name):
    assert main([*name.split(), "--help"]) == 0
    return capsys.readouterr().out


def test_every_command_of_the_contract_is_there():
    assert set(LEAVES) == COMMANDS


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_help_shows_an_example_that_the_command_understands(name, capsys):
    text = _help(capsys, name)
    (line,) = [row.split("Example: ")[1] for row in text.splitlines() if "Example: " in row]
    program, *arguments = shlex.split(line.strip())
    assert program == "crm-ai"
    assert " ".join(arguments).startswith(name)
    command = LEAVES[name]
    # Parses the example as the command would, without running it.
    command.make_context(name, arguments[len(name.split()) :])


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_each_option_says_what_it_is_for(name):
    for parameter in LEAVES[name].params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


@pytest.mark.parametrize("name", sorted(PRINT_DATA))
def test_data_comes_as_json_when_asked_for(name):
    assert any("--json" in p.opts for p in LEAVES[name].params)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_alone_it_lists_the_commands(arguments, capsys):
    assert main(arguments) == 0
    shown = capsys.readouterr()
    assert all(name.split()[0] in shown.out for name in COMMANDS)
    assert shown.err == ""


def test_a_group_alone_lists_its_commands(capsys):
    assert main(["db"]) == 0
    assert "upgrade" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["--help"], ["coach", "--help"], ["serve", "--help"], ["import", "-h"]]
)
def test_help_imports_nothing_heavy(arguments):
    program = (
        "import json, sys; from crm_ai_plugin.cli import main; code = main(sys.argv[1:]);"
        "print(json.dumps([code, sorted({name.partition('.')[0] for name in sys.modules})]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    assert HEAVY & set(modules) == set()
