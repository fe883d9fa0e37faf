# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""What every connector says of itself, and what importing it does: nothing."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from functools import cache

import pytest

from crm_ai_plugin.ports.connector import CAPABILITY_PROTOCOLS, Capability, Connector, Undoes

from ..rule import rule
from .backstage import KnownDeal
from .base import ContractBase

_WRITES = {Capability.WRITES_NOTES, Capability.WRITES_FIELDS, Capability.WRITES_TASKS}

# Runs in a process of its own, where the module is imported for the first time.
_WATCH = """
import os, sys, threading
done = []
def watch(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.fork"}:
        done.append(event)
    elif event == "open" and args[0] != os.devnull and not isinstance(args[0], int):
        if args[2] & (os.O_WRONLY | os.O_RDWR):
            done.append("open for writing")
sys.addaudithook(watch)
before = threading.active_count()
__import__(sys.argv[1])
if threading.active_count() > before:
    done.append("threading.Thread.start")
os.write(1, "\\n".join(["imported", *sorted(set(done))]).encode())
os._exit(0)
"""


class DeclaringContract(ContractBase):
    """Declared capabilities are the implemented ones, and an import does no work."""

    @rule(
        "declare.implemented",
        "bronze",
        "It declares at least one capability and implements each one it declares.",
    )
    def test_every_declared_capability_is_implemented(self, connector: Connector) -> None:
        assert connector.capabilities, "declare what it can do in `capabilities`"
        missing = [
            c.value for c in connector.capabilities if not isinstance(connector, CAPABILITY_PROTOCOLS[c])
        ]
        assert not missing, f"declared but not implemented: {missing}"

    @rule("declare.declared", "bronze", "It declares each capability that it implements.")
    def test_every_implemented_protocol_is_declared(self, connector: Connector) -> None:
        silent = [
            capability.value
            for capability, protocol in CAPABILITY_PROTOCOLS.items()
            if isinstance(connector, protocol) and capability not in connector.capabilities
        ]
        assert not silent, f"implemented but not declared: {silent}"

    @rule("declare.undo-beside-writes", "bronze", "What writes has `undo`.")
    def test_who_writes_can_undo(self, connector: Connector) -> None:
        assert isinstance(connector, Undoes) or not connector.capabilities & _WRITES

    @rule("declare.check", "bronze", "`check` passes on a working connection and returns nothing.")
    def test_the_check_passes(self, connector: Connector) -> None:
        assert connector.check() is None  # type: ignore[func-returns-value]  # the port's promise, checked

    @rule("declare.links", "bronze", "`record_url` is an address that holds the record's id, or None.")
    def test_links_are_addresses_or_absent(self, connector: Connector, known: KnownDeal) -> None:
        url = connector.record_url("deal", known.deal_id)
        assert url is None or (url.startswith(("https://", "http://")) and known.deal_id in url)

    @rule(
        "declare.nothing-at-import",
        "bronze",
        "Importing it opens no connection, starts no thread or program and writes no file.",
    )
    def test_importing_it_does_no_work(self, connector: Connector) -> None:
        module = type(connector).__module__
        if importlib.util.find_spec(module.partition(".")[0]) is None:
            pytest.skip(
                f"put the connector into an importable module; {module} can't be imported by its name"
            )
        imported, work, said = _watched_import(module)
        assert imported, f"{module} can't be imported alone:\n{said}"
        assert not work, f"importing {module} does work: {work}"


@cache
def _watched_import(module: str) -> tuple[bool, list[str], str]:
    """Import `module` in a new process; return whether it worked, what it did, and what it said."""
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(  # noqa: S603  # this Python, our own words
        [sys.executable, "-B", "-c", _WATCH, module],  # without -B Python itself writes what it compiled
        env={**os.environ, "PYTHONPATH": paths},  # noqa: TID251  # handed on, not read
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    first, *work = done.stdout.splitlines() or [""]
    return first == "imported", work, done.stderr[-2000:]
