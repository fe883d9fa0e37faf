from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from redis import Redis

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.runtime.processes import embedded, supervisor
from crm_ai_plugin.runtime.processes.embedded import Address
from crm_ai_plugin.runtime.processes.supervisor import Child, Supervisor
from crm_ai_plugin.runtime.services import redis_url
from crm_ai_plugin.settings import Settings

ROOT = Path(__file__).parents[3]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
SLEEPER = "import time; print('up', flush=True); time.sleep(600)"


def python(name, code, **options):
    return Child(name, [sys.executable, "-c", code], **options)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def watched(tmp_path):
    """A supervisor that restarts what ends."""
    over = threading.Event()
    with Supervisor(tmp_path / "logs") as running:
        watcher = threading.Thread(target=running.watch, args=(over.is_set,))
        watcher.start()
        yield running
        over.set()
        watcher.join(20)


def test_a_child_that_ends_is_started_again(watched, monkeypatch):
    monkeypatch.setattr(supervisor, "RESTART_PAUSE_S", 0.0)
    watched.spawn(python("one", SLEEPER))
    first = watched.pids()["one"]
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: watched.pids().get("one", first) != first)
    assert not alive(first)


def test_one_that_ends_at_once_is_not_started_in_a_frenzy(watched, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "RESTART_PAUSE_S", 0.5)
    watched.spawn(python("brief", "import time; print(time.monotonic())"))
    log = tmp_path / "logs" / "brief.log"
    wait_for(lambda: len(log.read_text().splitlines()) >= 3)
    starts = [float(line) for line in log.read_text().splitlines()]
    # A start takes a little while itself, once more and once less.
    assert all(later - earlier > 0.3 for earlier, later in pairwise(starts))


def test_at_the_end_nobody_is_left_even_who_does_not_listen(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "STOP_GRACE_S", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    log = tmp_path / "deaf.log"
    with Supervisor(tmp_path) as running:
        running.spawn(python("polite", SLEEPER))
        running.start(python("deaf", deaf, ready=lambda: log.exists() and "up" in log.read_text()))
        pids = list(running.pids().values())
        assert len(pids) == 2
    assert [pid for pid in pids if alive(pid)] == []


def ends_with(action):
    """Code of a process that does something when it is told to stop."""
    return f"""
import signal, sys, time
from pathlib import Path
def on_stop(*_):
    {action}
    sys.exit()
signal.signal(signal.SIGTERM, on_stop)
{SLEEPER}
"""


def test_what_others_need_ends_after_them(tmp_path):
    """A worker says goodbye to the queue; without it, it waits, complains and leaves work half done."""
    ended, seen = tmp_path / "ended", tmp_path / "seen"
    queue = ends_with(f"Path({str(ended)!r}).touch()")
    worker = ends_with(f"time.sleep(0.5); Path({str(seen)!r}).write_text(str(Path({str(ended)!r}).exists()))")

    def up(name):
        log = tmp_path / f"{name}.log"
        return log.exists() and "up" in log.read_text()

    with Supervisor(tmp_path) as running:
        running.start(python("worker", worker, ready=lambda: up("worker")))
        running.start(python("queue", queue, ready=lambda: up("queue"), needed=True))
    assert ended.exists()
    assert seen.read_text() == "False"


def test_what_goes_wrong_in_the_block_leaves_nobody_either(tmp_path):
    pids: list[int] = []

    def fail():
        with Supervisor(tmp_path) as running:
            running.spawn(python("one", SLEEPER))
            pids.extend(running.pids().values())
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert pids
    assert not alive(pids[0])


@linux_only
@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGTERM])
def test_children_die_with_the_supervisor(tmp_path, deadly):
    program = f"""
import sys, time
from pathlib import Path
from crm_ai_plugin.runtime.services import redis_url
from crm_ai_plugin.runtime.processes.supervisor import Child, Supervisor
with Supervisor(Path({str(tmp_path)!r})) as s:
    s.spawn(Child("one", [sys.executable, "-c", {SLEEPER!r}]))
    print(s.pids()["one"], flush=True)
    time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.send_signal(deadly)
    parent.wait(30)
    parent.stdout.close()
    wait_for(lambda: not alive(child))


def test_a_child_that_can_not_start_is_named_with_its_last_words(tmp_path):
    with Supervisor(tmp_path) as running, pytest.raises(ConfigurationError) as caught:
        running.start(python("web", "print('first'); raise SystemExit('no such port')", ready=lambda: False))
    assert caught.value.code == "child_failed"
    assert "web ended with status 1: no such port" in caught.value.user_message
    assert str(tmp_path / "web.log") in (caught.value.hint or "")


def test_a_child_that_does_not_get_ready_is_named(tmp_path):
    with Supervisor(tmp_path) as running, pytest.raises(ConfigurationError, match="did not get ready"):
        running.start(python("slow", SLEEPER, ready=lambda: False), wait_s=0.1)


def test_somebody_elses_answer_does_not_hide_that_a_child_ended(tmp_path):
    with Supervisor(tmp_path) as running:
        child = python("web", "raise SystemExit('address in use')", ready=lambda: True)
        running.spawn(child)
        assert child.process is not None
        child.process.wait(30)
        with pytest.raises(ConfigurationError, match="address in use"):
            running.wait(child)


def test_a_program_that_is_not_there_is_an_error_of_ours(tmp_path):
    with Supervisor(tmp_path) as running, pytest.raises(ConfigurationError) as caught:
        running.start(Child("odd", [str(tmp_path / "nothing")]))
    assert caught.value.code == "child_failed"


def test_a_port_that_is_taken_is_said_before_anything_starts():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError) as caught:
            embedded.require_free(Address("127.0.0.1", port))
    assert caught.value.code == "port_taken"
    assert f"127.0.0.1:{port}" in caught.value.user_message
    embedded.require_free(Address("127.0.0.1", embedded.free_port()))


@pytest.mark.parametrize("folder", ["home", "a-home-whose-path-is-long-" * 5])
def test_the_embedded_queue_is_only_ours_and_is_found_again(tmp_path, folder):
    home = tmp_path / folder
    settings = Settings.load(env_file=None, home=home, redis_url="")
    with Supervisor(tmp_path / "logs") as running:
        started = embedded.start_redis(running, settings)
        with Redis.from_url(started.redis_url) as redis:
            assert redis.ping()
            path = Path(started.redis_url.removeprefix("unix://"))
            assert path.stat().st_mode & 0o077 == 0
        # Other commands in the same home find it without being told.
        assert redis_url(settings) == started.redis_url
        assert embedded.start_redis(running, started) is started
        assert list(running.pids()) == ["redis"]
