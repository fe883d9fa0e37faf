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
    "webhooks.yaml",
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
