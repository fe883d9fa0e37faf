from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

ROOT = Path(__file__).parent.parent.parent.parent
PROGRAM = """
import signal, sys
from pathlib import Path
from tests.fixtures.processes import running
with running(["sleep", "600"], log=Path(sys.argv[1]), stop=signal.SIGTERM) as process:
    print(process.pid, flush=True)
    if sys.argv[2] == "wait":
        signal.pause()
print(process.returncode)
"""


def start(tmp_path, then):
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "log"), then]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_server_ends_with_the_block(tmp_path):
    with start(tmp_path, "go on") as run:
        out, _ = run.communicate(timeout=60)
    assert out.split()[1] == str(-signal.SIGTERM)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_server_ends_when_the_run_is_killed(tmp_path):
    with start(tmp_path, "wait") as run:
        assert run.stdout is not None
        server = int(run.stdout.readline())
        watched = os.pidfd_open(server)
        run.kill()
        # The descriptor becomes readable when the process has ended.
        assert select.select([watched], [], [], 60)[0]
        os.close(watched)


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_an_empty_redis(redis_url, turn):
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == []
        client.set("left", "behind")
