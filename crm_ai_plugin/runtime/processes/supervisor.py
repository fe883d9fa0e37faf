"""Runs several processes as one: starts, watches, restarts and reaps them.

Children die with the supervisor, whatever kills it: nothing may go on writing into somebody's CRM after
the program that started it is gone.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

import structlog

from ...errors import ConfigurationError
from ...privacy import HomeFile

log = structlog.get_logger(__name__)

FILES = HomeFile(
    "logs/*.log", "what the processes say: codes, ids of our own and counts, nothing of a person"
)

STOP_GRACE_S = 8.0
RESTART_PAUSE_S = 1.0


@dataclass
class Child:
    """One process: how to start it and how to know that it is ready.

    Attributes:
        needed: The others can't end well without it, so it is stopped when they are gone.
    """

    name: str
    argv: Sequence[str]
    ready: Callable[[], bool] = lambda: True
    env: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0


class Supervisor:
    """A context manager around a set of children.

    Start and watch from threads that live as long as the children shall: on Linux a child ends with the
    thread that started it.

    Args:
        log_dir: Where each child's output goes, as ``<name>.log``.
    """

    def __init__(self, log_dir: Path) -> None:
        self._children: list[Child] = []
        self._log_dir = log_dir
        self._stopping = False

    def start(self, child: Child, *, wait_s: float = 60.0) -> None:
        """Start a child and wait until it is ready.

        Raises:
            ConfigurationError: it ended or did not get ready in time; names its log.
        """
        self.spawn(child)
        self.wait(child, wait_s)

    def spawn(self, child: Child) -> None:
        """Start a child without waiting, so that several can start side by side.

        Raises:
            ConfigurationError: its program can't be run.
        """
        try:
            self._spawn(child)
        except OSError as error:
            raise ConfigurationError(
                f"{child.name} can't be started: {error.strerror}: {child.argv[0]}", code="child_failed"
            ) from None
        self._children.append(child)

    def wait(self, child: Child, wait_s: float = 60.0) -> None:
        """Wait until a spawned child is ready; raises as `start` does."""
        deadline = time.monotonic() + wait_s
        while True:
            ended = child.process is not None and child.process.poll() is not None
            # Something else may answer in its place, so an end counts for more than an answer.
            if not ended and child.ready():
                return
            if ended or time.monotonic() > deadline:
                what = (
                    f"ended with status {child.process.returncode}"
                    if ended and child.process
                    else "did not get ready"
                )
                raise ConfigurationError(
                    f"{child.name} {what}: {self._last_line(child)}",
                    code="child_failed",
                    hint=f"its output is in {self._log_path(child)}",
                )
            time.sleep(0.02)

    def watch(self, until: Callable[[], bool]) -> None:
        """Restart children that end, until `until` says so."""
        while not until():
            for child in self._children:
                process = child.process
                if process is not None and process.poll() is not None and not self._stopping:
                    log.warning("child_restarted", child=child.name, status=process.returncode)
                    time.sleep(max(0.0, RESTART_PAUSE_S - (time.monotonic() - child.started_at)))
                    self._spawn(child)
            time.sleep(0.2)

    def stop(self) -> None:
        """End all children, those that others need after the others; those that don't listen are killed."""
        self._stopping = True
        for needed in (False, True):
            _end(
                [
                    child.process
                    for child in reversed(self._children)
                    if child.process and child.needed is needed
                ]
            )

    def pids(self) -> dict[str, int]:
        """Return the process id of each child that runs."""
        return {
            c.name: c.process.pid
            for c in self._children
            if c.process is not None and c.process.poll() is None
        }

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _spawn(self, child: Child) -> None:
        self._log_dir.mkdir(parents=True, exist_ok=True)
        output: IO[bytes]
        with self._log_path(child).open("ab") as output:
            child.process = subprocess.Popen(  # noqa: S603  # our own programs with our own arguments
                list(child.argv),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **child.env},  # noqa: TID251  # children get what we got
                preexec_fn=_die_with(os.getpid()) if sys.platform == "linux" else None,  # noqa: PLW1509
            )
        child.started_at = time.monotonic()

    def _log_path(self, child: Child) -> Path:
        return self._log_dir / f"{child.name}.log"

    def _last_line(self, child: Child) -> str:
        try:
            lines = self._log_path(child).read_text(errors="replace").strip().splitlines()
        except OSError:
            return "no output"
        return lines[-1][:300] if lines else "no output"


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_GRACE_S
    for process in processes:
        try:
            process.wait(max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with(parent: int) -> Callable[[], None]:
    # Looked up before the fork: between fork and exec only plain system calls are safe.
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        # PR_SET_PDEATHSIG: the kernel's own promise, kept even when the supervisor is SIGKILLed.
        prctl(1, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # it died before the kernel knew
        # Ctrl-C reaches the whole foreground group; only the supervisor answers it, so that the order holds.
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    return ask
