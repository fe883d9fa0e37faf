"""The look at all output finds what is planted, wherever it shows, also when the suite is split."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.planted_secrets import PLANTED, found

ROOT = Path(__file__).parents[3]
LEAKS = """
import base64, logging, subprocess, sys
import pytest, requests
from tests.fixtures.planted_secrets import PLANTED

SECRET = PLANTED["token"]

def test_quiet():
    assert SECRET

def test_prints():
    print("token", SECRET)

def test_prints_on_stderr():
    print(SECRET, file=sys.stderr)

def test_logs():
    logging.getLogger("x").warning("using %s", SECRET)

def test_raises():
    raise ValueError(f"bad token {SECRET}")

def test_basic_header():
    print(base64.b64encode(f"user:{SECRET}".encode()).decode())

def test_address(monkeypatch):
    session = requests.Session()
    session.get_adapter = lambda url: type("A", (), {"send": lambda *_, **__: 1 / 0})()
    with pytest.raises(ZeroDivisionError):
        session.get("http://127.0.0.1:9/x", params={"token": SECRET})

def test_output_of_a_program():
    done = subprocess.run([sys.executable, "-c", "print(input())"], input=SECRET.encode(), capture_output=True)
    assert done.returncode == 0

def test_log_of_a_program(tmp_path):
    with (tmp_path / "x.log").open("ab") as log:
        subprocess.run([sys.executable, "-c", "print(input())"], input=SECRET.encode(), stdout=log)

def test_captured_output(capsys):
    print(SECRET)
    assert capsys.readouterr().out

def test_captured_log():
    import structlog
    with structlog.testing.capture_logs() as logs:
        structlog.get_logger().info("x", token=SECRET)
    assert logs

def test_answer():
    from flask import Flask
    app = Flask("crm_ai_plugin.web.app")
    app.add_url_rule("/", view_func=lambda: {"token": SECRET})
    assert app.test_client().get("/").status_code == 200

@pytest.fixture
def leaky():
    yield
    print(SECRET)

def test_in_tear_down(leaky):
    pass

@pytest.mark.shows_secrets("this is what it is about")
def test_on_purpose():
    print(SECRET)
"""


@pytest.mark.shows_secrets("one of the tests within shows it on purpose")
@pytest.mark.parametrize("processes", ["-n0", "-n2"])
def test_every_leak_fails_its_test_and_is_not_repeated(tmp_path: Path, processes: str) -> None:
    (tmp_path / "test_leaks.py").write_text(LEAKS)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-rA",
            processes,
            "--no-header",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            "-c",
            os.devnull,
            "--rootdir",
            str(tmp_path),
            "-p",
            "tests.fixtures.planted_secrets",
            "--import-mode=importlib",
            str(tmp_path / "test_leaks.py"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    passed = {line.partition("::")[2] for line in lines if line.startswith("PASSED")}
    failed = {
        line.partition("::")[2].partition(" ")[0] for line in lines if line.startswith(("FAILED", "ERROR"))
    }
    assert passed - failed == {"test_quiet", "test_on_purpose"}, done.stdout
    assert failed == {
        "test_prints",
        "test_prints_on_stderr",
        "test_logs",
        "test_raises",
        "test_basic_header",
        "test_address",
        "test_captured_output",
        "test_captured_log",
        "test_output_of_a_program",
        "test_log_of_a_program",
        "test_answer",
        "test_in_tear_down",
    }
    told = "\n".join(line for line in lines if "test_on_purpose" not in line)
    assert told.count(PLANTED["token"]) <= 1, "the report repeats the secret"


def test_a_secret_is_seen_in_each_of_its_forms() -> None:
    for what, secret in PLANTED.items():
        assert found(f"x{secret}x") == {what}
    assert found("nothing of that kind") == set()
