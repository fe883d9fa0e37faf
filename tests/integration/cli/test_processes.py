"""Commands that run until they are told to stop, as processes of their own."""

from __future__ import annotations

import contextlib
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import redis
from rq import Worker
from rq.worker.base import WorkerStatus

from crm_ai_plugin.runtime.dispatch import PROMPT, QUEUES
from tests.fixtures.processes import in_session

COMMAND = [sys.executable, "-m", "crm_ai_plugin.cli"]
PATIENCE_S = 60.0


def running(*arguments: str) -> contextlib.AbstractContextManager[subprocess.Popen[str]]:
    return in_session([*COMMAND, *arguments])


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
    line = process.stdout.readline() if ready else ""
    return line or f"nothing: {process.communicate()}"


def _until(done, what):
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]
    return [pid, *(p for child in children for p in _family(child))]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_embedded_starts_all_and_leaves_nobody_behind(home, how):
    port = _free_port()
    with running("serve", "--embedded", "--workers", "1", "--port", str(port)) as process:
        line = _first_line(process)
        assert line == f"serving on http://127.0.0.1:{port} with queue, workers and scheduler\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            assert answer.status == 200
        family = _family(process.pid)
        assert len(family) >= 5  # itself, queue, worker, scheduler, web
        process.send_signal(how)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert "Traceback" not in err
    _until(lambda: not any(_alive(pid) for pid in family), "somebody is left behind")
    # The port is free again and what it kept is whole.
    done = subprocess.run(
        [*COMMAND, "doctor"], check=False, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done


def test_serve_dies_with_its_children_even_when_killed(home):
    with running("serve", "--embedded", "--workers", "1", "--port", str(_free_port())) as process:
        assert _first_line(process).startswith("serving on")
        family = _family(process.pid)
        process.kill()
        process.communicate(timeout=PATIENCE_S)
    _until(lambda: not any(_alive(pid) for pid in family), "somebody is left behind")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_worker_starts_and_stops(home, redis_url, monkeypatch, how):
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
    with redis.Redis.from_url(redis_url) as queue, running("worker", "--in-one-process") as process:
        # Registered comes before listening: a signal in between would end it without a farewell.
        _until(
            lambda: [w.get_state() for w in Worker.all(connection=queue)] == [WorkerStatus.IDLE], "no worker"
        )
        process.send_signal(how)
        _, err = process.communicate(timeout=PATIENCE_S)
        assert Worker.count(connection=queue) == 0
    assert process.returncode == 0, err
    assert "Traceback" not in err


@pytest.mark.parametrize("count", ["1", "2"])
def test_one_worker_is_always_there_for_deals_that_change(home, redis_url, monkeypatch, count):
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
    with redis.Redis.from_url(redis_url) as queue, running("worker", "-n", count) as process:
        _until(lambda: Worker.count(connection=queue) == 2, "no two workers")
        listens = [sorted(w.queue_names()) for w in Worker.all(connection=queue)]
        assert sorted(listens, key=len) == [sorted(PROMPT), sorted(QUEUES)]
        family = _family(process.pid)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    _until(lambda: not any(_alive(pid) for pid in family), "somebody is left behind")


def test_scheduler_starts_sweeps_and_stops(home, redis_url, monkeypatch):
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
    monkeypatch.setenv("CRM_AI_EVENTS__SWEEP_S", "0.2")
    with redis.Redis.from_url(redis_url) as queue, running("scheduler") as process:
        _until(lambda: queue.exists("crm-ai:swept"), "it never swept")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    assert "Traceback" not in err


def test_a_reader_that_goes_away_is_no_error(home, bundle):
    subprocess.run([*COMMAND, "import", str(bundle)], check=True, capture_output=True)
    script = f"{sys.executable} -m crm_ai_plugin.cli score --json | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
    assert done.stderr == ""


def test_a_slip_of_the_pen_in_a_real_process(clean_environment, monkeypatch):
    monkeypatch.setenv("CRM_AI_HOEM", "/tmp/x")
    done = subprocess.run([*COMMAND, "score"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "crm-ai: unknown setting CRM_AI_HOEM: did you mean CRM_AI_HOME?\n"


def test_scoring_imports_neither_migrations_nor_web(home):
    program = (
        "import sys; from crm_ai_plugin.cli import main; main(['score']);"
        "print(*sorted({n.partition('.')[0] for n in sys.modules} & {'alembic', 'flask', 'scipy', 'openai', 'gunicorn'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
