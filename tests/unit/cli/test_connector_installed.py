from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from crm_ai_plugin.cli import main

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "acme-connector"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_AI_HOME", str(tmp_path / "home"))


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Put packages on the path with metadata of their own, as if they were installed."""

    def install(package: Path, key: str, points: str) -> None:
        info = tmp_path / "site" / f"{key}_connector-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {key}-connector\nVersion: 1\n", encoding="utf-8"
        )
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path / "site")
        monkeypatch.syspath_prepend(package)
        paths = os.pathsep.join([str(tmp_path / "site"), str(package)])
        monkeypatch.setenv("PYTHONPATH", paths)

    return install


def test_an_installed_connector_is_tried(installed, capsys):
    installed(EXAMPLE / "src", "acme", "[crm_ai.contracts]\nacme = acme_connector.contract\n")
    assert main(["connector", "test", "acme", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (suite,) = told["suites"]
    assert (told["passed"], suite["level"]) == (True, "gold")
    states = {row["rule"]: row["state"] for row in suite["rules"]}
    assert states["fields.human-value"] == "passed"
    assert states["read.history"] == "not declared"


def test_a_broken_contract_is_said_and_fails(installed, tmp_path, capsys):
    suite = """
import pytest
from crm_ai_plugin.testing.contracts import ConnectorContract

class Empty:
    key = "empty"
    capabilities = frozenset()

class TestEmpty(ConnectorContract):
    @pytest.fixture
    def connector(self):
        return Empty()
"""
    package = tmp_path / "src" / "empty_connector"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "contract.py").write_text(suite, encoding="utf-8")
    installed(package.parent, "empty", "[crm_ai.contracts]\nempty = empty_connector.contract\n")
    assert main(["connector", "test", "empty"]) == 1
    shown = capsys.readouterr()
    assert "empty: no level" in shown.out
    assert "declare what it can do in `capabilities`" in shown.out
    assert shown.err == "crm-ai: empty does not keep its contract; see above\n"


@pytest.mark.parametrize("points", ["", "[crm_ai.contracts]\nother = other.contract\n"])
def test_a_connector_without_a_suite_is_a_users_mistake(installed, tmp_path, points, capsys):
    installed(tmp_path, "acme", points)
    assert main(["connector", "test", "acme"]) == 2
    assert "no installed connector 'acme' brings a contract suite" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["not_there.contract", "json.contract"])
def test_a_suite_that_is_not_there_is_one_line(installed, tmp_path, module, capsys):
    installed(tmp_path, "acme", f"[crm_ai.contracts]\nacme = {module}\n")
    assert main(["connector", "test", "acme"]) == 1
    shown = capsys.readouterr().err
    assert module in shown
    assert shown.count("\n") == 1


def test_a_suite_that_does_not_import_is_one_line(installed, tmp_path, capsys):
    (tmp_path / "brittle.py").write_text("raise RuntimeError('no')\n", encoding="utf-8")
    installed(tmp_path, "acme", "[crm_ai.contracts]\nacme = brittle\n")
    assert main(["connector", "test", "acme"]) == 1
    shown = capsys.readouterr().err
    assert "could not be run" in shown
    assert shown.count("\n") == 1


# --- check ---

CHECKER = """
class Report:
    def __init__(self, ok, probe):
        self.ok, self.probe = ok, probe
    def lines(self):
        yield "ok: fine" if self.ok else "error: 3: wrong"
        if self.probe is not None:
            yield f"probed as {self.probe.secrets.load()['token']}"

class Factory:
    def check_definition(self, path, probe):
        return Report("good" in path.name, probe)
"""


@pytest.fixture
def checker(installed, tmp_path):
    (tmp_path / "declared.py").write_text(CHECKER, encoding="utf-8")
    # First in order of name, so that it is asked whatever else is installed.
    installed(tmp_path, "aaa", "[crm_ai.connectors]\naaa = declared:Factory\n")


def test_a_definition_is_checked_by_whoever_can(checker, capsys):
    assert main(["connector", "check", "good.yaml"]) == 0
    assert capsys.readouterr().out == "ok: fine\n"


def test_a_wrong_definition_is_a_users_mistake(checker, capsys):
    assert main(["connector", "check", "bad.yaml"]) == 2
    shown = capsys.readouterr()
    assert shown.out == "error: 3: wrong\n"
    assert "bad.yaml is not usable yet" in shown.err


def test_a_probe_gets_secrets_from_a_file(checker, tmp_path, capsys):
    (tmp_path / "secrets.yaml").write_text("token: abc\n", encoding="utf-8")
    arguments = ["connector", "check", "good.yaml", "--probe", "--secrets", str(tmp_path / "secrets.yaml")]
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lines"] == ["ok: fine", "probed as abc"]


def test_a_probe_without_secrets_is_a_users_mistake(checker, capsys):
    assert main(["connector", "check", "good.yaml", "--probe"]) == 2
    assert "--secrets" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["just-a-secret", "- a\n- b\n", "token: [unclosed", "x: " + "a" * 100_001])
def test_a_file_of_secrets_is_never_quoted(checker, tmp_path, text, capsys):
    (tmp_path / "secrets.yaml").write_text(text, encoding="utf-8")
    arguments = ["connector", "check", "good.yaml", "--probe", "--secrets", str(tmp_path / "secrets.yaml")]
    assert main(arguments) == 2
    shown = capsys.readouterr().err
    assert "secrets.yaml" in shown
    assert text[:20] not in shown


def test_without_a_checker_it_says_so(monkeypatch, capsys):
    from crm_ai_plugin.runtime import registry

    class Without(registry.Registry):
        def __init__(self, disabled: object = ()) -> None:
            super().__init__(found={})

    monkeypatch.setattr(registry, "Registry", Without)
    assert main(["connector", "check", "good.yaml"]) == 2
    assert "no installed connector checks definition files" in capsys.readouterr().err


# --- a broken connector from outside ---


def test_a_connector_that_breaks_at_import_disables_only_itself(installed, tmp_path, capsys):
    (tmp_path / "explosive.py").write_text("raise RuntimeError('boom: tok-1234')\n", encoding="utf-8")
    installed(tmp_path, "explosive", "[crm_ai.connectors]\nexplosive = explosive:Factory\n")
    assert main(["doctor", "--json"]) == 1
    rows = {row["check"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["connectors explosive"]["state"] == "wrong"
    assert "RuntimeError" in rows["connectors explosive"]["detail"]
    assert "tok-1234" not in rows["connectors explosive"]["detail"]
    others = [row for name, row in rows.items() if name.startswith(("connectors ", "features ", "cards "))]
    assert len(others) > 2
    assert [row["check"] for row in others if row["state"] != "ok"] == ["connectors explosive"]
    # What has nothing to do with it works.
    assert main(["connections", "--json"]) == 0
