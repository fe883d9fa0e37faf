"""Each benchmark runs, with tiny sizes and no look at the clock, so that it can't rot unseen."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import names
from benchmarks.support import servers
from benchmarks.support.measure import RedisCount, listens, quantile
from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.runtime.processes.embedded import Address
from crm_ai_plugin.runtime.processes.supervisor import Supervisor
from tests.fixtures.processes import left_of_session

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "benchmarks", "--tiny"]


def _run(*arguments: str) -> tuple[int, str, str]:
    """Run benchmarks in a session of their own, and make sure that nobody of it is left."""
    process = _start(*arguments)
    out, err = process.communicate(timeout=110)
    assert left_of_session(process.pid) == []
    return process.returncode, out, err


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize("name", names())
def test_a_benchmark_prints_both_sides(name):
    status, out, err = _run(name)
    assert status == 0, err
    assert f"## {name}: " in out
    assert "Traceback" not in err
    assert "refused" not in out


@pytest.mark.parametrize("name", names())
def test_the_readme_explains_it(name):
    assert f"`{name}`" in (ROOT / "benchmarks" / "README.md").read_text()
    assert importlib.import_module(f"benchmarks.{name}").__doc__


def test_an_unknown_name_is_one_line():
    status, _, err = _run("intak")
    assert status == 2
    assert err.startswith("no such benchmark: intak (there are: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nobody_behind(how):
    process = _start("memory")
    assert process.stdout is not None
    while not process.stdout.readline().startswith("## memory"):
        assert process.poll() is None
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert left_of_session(process.pid) == []


def test_a_busy_port_is_refused(tmp_path):
    with socket.socket() as other, Supervisor(tmp_path / "logs") as supervisor:
        other.bind(("127.0.0.1", 0))
        other.listen()
        where = Address("127.0.0.1", other.getsockname()[1])
        with pytest.raises(ConfigurationError, match="address already in use"):
            servers.other(supervisor, "naive", "benchmarks.support.naive_intake:application()", where, {})
        assert supervisor.pids() == {}


def test_only_its_own_process_is_measured():
    with socket.socket() as mine:
        mine.bind(("127.0.0.1", 0))
        mine.listen()
        port = mine.getsockname()[1]
        assert listens(os.getpid(), port)
        stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        try:
            assert not listens(stranger.pid, port)
        finally:
            stranger.communicate()


def test_quantiles_are_of_the_nearest_rank():
    assert [quantile([3.0, 1.0, 2.0], q) for q in (0.0, 0.1, 0.5, 0.99)] == [1.0, 1.0, 2.0, 3.0]


def test_commands_are_counted_and_questions_are_not(redis_url):
    count = RedisCount(redis_url)
    assert count.since() == {}
    other = RedisCount(redis_url)
    other._client.set("a", "1")
    assert count.since() == {"set": 1}
    assert count.since() == {}
    count.close()
    other.close()
