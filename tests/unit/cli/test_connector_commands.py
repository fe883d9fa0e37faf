from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_ai_plugin.cli import main
from crm_ai_plugin.cli.partner import scaffold

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "acme-connector"
FILLED_IN = {
    "README.md",
    "src/acme_connector/connector.py",
    "src/acme_connector/factory.py",
    "src/acme_connector/fields.py",
}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_AI_HOME", str(tmp_path / "home"))


def _run_tests(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


# --- new ---


def test_what_is_new_keeps_its_contract(tmp_path, capsys):
    assert main(["connector", "new", "big-crm", "--into", str(tmp_path)]) == 0
    folder = tmp_path / "big-crm-connector"
    assert f"next: cd {folder} && make test" in capsys.readouterr().out
    code, said = _run_tests(folder)
    assert code == 0, said
    assert "TestBigCrm: gold" in said


def test_what_is_new_is_tidy(tmp_path):
    assert main(["connector", "new", "big-crm", "--into", str(tmp_path)]) == 0
    folder = tmp_path / "big-crm-connector"
    for command in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "."],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    types = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "src/big_crm_connector"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert types.returncode == 0, types.stdout


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Acme",
        "acme_crm",
        "1crm",
        "-acme",
        "acme-",
        "a--b",
        "../acme",
        "acme/..",
        "/etc/acme",
        'acme"; import os',
        "acme\n",
        "acme{{key}}",
        "acmé",
        "a" * 41,
        "a b",
        ".",
    ],
)
def test_names_can_carry_neither_paths_nor_code(name, tmp_path, capsys):
    assert main(["connector", "new", "--into", str(tmp_path), "--", name]) == 2
    shown = capsys.readouterr()
    assert "is no name for a connector" in shown.err
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "acme", "big-crm", "crm2", "class", "a" * 40])
def test_every_name_that_passes_gives_code_that_compiles(name):
    names = scaffold.Names.of(name)
    for path, text in scaffold.render(names).items():
        assert "{{" not in str(path)
        assert ".." not in path.parts
        if path.suffix == ".py":
            compile(text, str(path), "exec")


def test_nothing_is_overwritten(tmp_path, capsys):
    folder = tmp_path / "acme-connector"
    folder.mkdir()
    (folder / "mine").write_text("mine", encoding="utf-8")
    assert main(["connector", "new", "acme", "--into", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["mine"]


def test_a_dangling_link_is_not_written_through(tmp_path):
    (tmp_path / "acme-connector").symlink_to(tmp_path / "elsewhere")
    assert main(["connector", "new", "acme", "--into", str(tmp_path)]) == 2
    assert not (tmp_path / "elsewhere").exists()


def test_half_a_package_is_none(tmp_path, monkeypatch, capsys):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert main(["connector", "new", "acme", "--into", str(tmp_path)]) == 2
    assert "no space left on device" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["connector", "new", "acme", "--into", str(tmp_path / "file")]) == 2
    assert "can't write to" in capsys.readouterr().err


def test_files_come_as_json(tmp_path, capsys):
    assert main(["connector", "new", "acme", "--into", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(told["files"]) == sorted(
        str(path) for path in Path(told["folder"]).rglob("*") if path.is_file()
    )


def test_the_example_is_a_new_connector_with_a_few_files_filled_in():
    fresh = {str(path): text for path, text in scaffold.render(scaffold.Names.of("acme")).items()}
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=EXAMPLE, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    example = {
        name: (EXAMPLE / name).read_text(encoding="utf-8") for name in listed.stdout.split("\0") if name
    }
    assert set(example) - set(fresh) <= FILLED_IN
    assert {name for name, text in fresh.items() if example.get(name) != text} == FILLED_IN & set(fresh)


# --- test ---


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
