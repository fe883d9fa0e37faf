"""Set-up follows pip's own configuration, runs once, and says what is missing."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment in which nothing is configured; returns its empty home."""
    # Else this machine's own /etc/pip.conf would be part of the test.
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name in {*os.environ} - {"PIP_CONFIG_FILE"}:
        if name.startswith(("PIP_", "UV_", "SSL_", "XDG_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def environment(bootstrap: ModuleType, path: Path) -> dict[str, str]:
    found: dict[str, str] = bootstrap.Venv(path / "venv")._environment()
    return found


def test_pip_variables_reach_uv(bootstrap: ModuleType, clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.test/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://one.test/simple  https://two.test/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/a /b")
    env = environment(bootstrap, clean)
    assert env["UV_DEFAULT_INDEX"] == "https://mirror.test/simple"
    assert env["UV_EXTRA_INDEX_URL"] == "https://one.test/simple https://two.test/simple"
    assert env["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert env["UV_FIND_LINKS"] == "/a,/b"


def test_pip_files_reach_uv_and_variables_weigh_more(
    bootstrap: ModuleType, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = clean / "pip.conf"
    file.write_text(
        "[global]\nindex-url = https://file.test/simple\ntrusted-host = file.test\n", encoding="utf-8"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    assert environment(bootstrap, clean)["UV_DEFAULT_INDEX"] == "https://file.test/simple"
    assert environment(bootstrap, clean)["UV_INSECURE_HOST"] == "file.test"
    monkeypatch.setenv("PIP_INDEX_URL", "https://variable.test/simple")
    assert environment(bootstrap, clean)["UV_DEFAULT_INDEX"] == "https://variable.test/simple"


def test_the_users_pip_file_is_found(
    bootstrap: ModuleType, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_CONFIG_FILE")
    folder = clean / ".config" / "pip"
    folder.mkdir(parents=True)
    (folder / "pip.conf").write_text("[global]\nindex_url = https://user.test/simple\n", encoding="utf-8")
    assert environment(bootstrap, clean)["UV_DEFAULT_INDEX"] == "https://user.test/simple"


def test_a_broken_pip_file_is_left_to_pip(
    bootstrap: ModuleType, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clean / "pip.conf").write_bytes(b"[global\nindex-url = \xff")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(clean / "pip.conf"))
    assert "UV_DEFAULT_INDEX" not in environment(bootstrap, clean)


def test_uvs_own_index_is_left_alone(
    bootstrap: ModuleType, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://pip.test/simple")
    monkeypatch.setenv("UV_INDEX_URL", "https://uv.test/simple")
    env = environment(bootstrap, clean)
    assert "UV_DEFAULT_INDEX" not in env
    assert env["UV_INDEX_URL"] == "https://uv.test/simple"


def test_nothing_configured_hands_nothing_on(bootstrap: ModuleType, clean: Path) -> None:
    assert "UV_DEFAULT_INDEX" not in environment(bootstrap, clean)


def test_without_a_home_the_cache_stays_in_the_venv(
    bootstrap: ModuleType, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "")
    assert environment(bootstrap, clean)["UV_CACHE_DIR"] == str(clean / "venv" / ".uv-cache")


def test_misleading_variables_are_dropped(
    bootstrap: ModuleType, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    assert {"PYTHONPATH", "PIP_TARGET"}.isdisjoint(environment(bootstrap, clean))


def test_an_unknown_set_is_refused_in_one_line(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main("everything") == 1
    assert "choose runtime or dev" in capsys.readouterr().err


def test_a_finished_set_up_does_nothing_and_a_changed_lock_does(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("build", "dev", "runtime"):
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    monkeypatch.setattr(bootstrap, "LOCKS", tmp_path)
    venv = bootstrap.Venv(tmp_path / "venv")
    venv.python.parent.mkdir(parents=True)
    venv.python.touch()
    bootstrap._stamp(venv, "dev").write_text(bootstrap._fingerprint("dev"))
    assert bootstrap._stamped(venv, "dev")
    (tmp_path / "dev.txt").write_text("changed", encoding="utf-8")
    assert not bootstrap._stamped(venv, "dev")


def fake_python(folder: Path, name: str, code: int) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n[ $# -gt 2 ] && echo {name}\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)


def finder(folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    script = folder / "scripts" / "python"
    script.parent.mkdir(exist_ok=True)
    script.write_bytes((ROOT / "scripts" / "python").read_bytes())
    return subprocess.run(
        ["/bin/sh", script, "one", "two", "three"],
        env={"PATH": f"{folder}:/usr/bin-none", "HOME": str(folder), **extra},
        capture_output=True,
        text=True,
        check=False,
    )


def dirname_for(folder: Path) -> None:
    (folder / "dirname").symlink_to("/usr/bin/dirname")


def test_a_shim_that_stands_for_nothing_is_passed_over(tmp_path: Path) -> None:
    dirname_for(tmp_path)
    fake_python(tmp_path, "python3.14", 127)
    fake_python(tmp_path, "python3.12", 0)
    assert finder(tmp_path).stdout == "python3.12\n"


def test_too_old_a_python_is_said_with_a_way_out(tmp_path: Path) -> None:
    dirname_for(tmp_path)
    fake_python(tmp_path, "python3", 1)
    done = finder(tmp_path)
    assert done.returncode == 1
    assert "No Python 3.11 or newer found" in done.stderr
    assert "PYTHON=/path/to/python" in done.stderr


def test_the_chosen_python_is_the_only_one_tried(tmp_path: Path) -> None:
    dirname_for(tmp_path)
    fake_python(tmp_path, "python3.12", 0)
    done = finder(tmp_path, PYTHON=str(tmp_path / "absent"))
    assert done.returncode == 1
    assert "absent is not one" in done.stderr


def test_it_runs_on_the_standard_library_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-I", ROOT / "scripts" / "bootstrap.py", "nonsense"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "choose runtime or dev" in done.stderr
