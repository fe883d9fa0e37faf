from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from crm_ai_plugin.errors import ConfigurationError, RetryableError
from crm_ai_plugin.store import InboxRow, InboxWriter, Store, new_id
from tests.fixtures.stores import NOON

THREADS = 32


def delivery(**changes):
    values: dict[str, Any] = {
        "id": new_id("inb"),
        "receiver": "hubspot",
        "method": "POST",
        "url": "https://crm.example/hook",
        "headers": {"content-type": "application/json"},
        "body": b"[]",
        "received_at": NOON,
    }
    return InboxRow(**values | changes)


@pytest.fixture
def writer(store):
    made = InboxWriter(store)
    yield made
    made.close()


def stored(store):
    with store.system() as s:
        return s.inbox.unparsed(10_000)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_waits_for_the_disk_only_when_told(store):
    for power_safe, level in ((False, 1), (True, 2)):
        made = InboxWriter(store, power_safe=power_safe)
        made.put(delivery())
        assert made._target._connection.execute("PRAGMA synchronous").fetchone() == (level,)  # type: ignore[attr-defined]
        made.close()


def test_row_comes_back_equal(store, writer):
    row = delivery(body=b"\x00\xff{}", headers={"a": "\u00fc"}, url="https://crm.example/\u00fc?x=%s")
    writer.put(row)
    assert stored(store) == [row]


def test_duplicate_id_is_no_error_and_changes_nothing(store, writer):
    row = delivery()
    writer.put(row)
    writer.put(delivery(id=row.id, body=b"other"))
    assert stored(store) == [row]


def test_everything_put_by_many_threads_is_there_when_put_returns(store, writer):
    barrier = Barrier(THREADS)

    def put(_):
        barrier.wait()
        for _ in range(10):
            row = delivery()
            writer.put(row)
            with store.system() as s:
                assert s.inbox.get(row.id) == row

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(put, range(THREADS)))
    assert len(stored(store)) == THREADS * 10


class Gate:
    """Stands before the database, so that a test decides when a commit ends and whether it fails."""

    def __init__(self, target):
        self.target = target
        self.batches = []
        self.entered = Event()
        self.open = Event()
        self.failures = {}

    def write(self, rows):
        self.batches.append(list(rows))
        self.entered.set()
        self.open.wait(30)
        if failure := self.failures.get(len(self.batches)):
            raise failure
        self.target.write(rows)

    def close(self):
        self.target.close()


def gather(writer, gate, rows):
    """Put the first row, and the others while its commit is held up; returns what came of each."""
    ends: dict[str, Exception | None] = {}

    def put(row):
        try:
            writer.put(row)
            ends[row.id] = None
        except Exception as error:  # noqa: BLE001  # looked at by the test
            ends[row.id] = error

    threads = [Thread(target=put, args=(row,)) for row in rows]
    threads[0].start()
    assert gate.entered.wait(30)
    for count, thread in enumerate(threads[1:], start=1):
        thread.start()
        while len(writer._waiting) < count:
            assert thread.is_alive()
    gate.open.set()
    for thread in threads:
        thread.join(30)
    return [ends[row.id] for row in rows]


def test_all_who_wait_share_one_commit(store, writer):
    gate = writer._target = Gate(writer._target)
    rows = [delivery() for _ in range(THREADS)]
    assert gather(writer, gate, rows) == [None] * THREADS
    assert [len(batch) for batch in gate.batches] == [1, THREADS - 1]
    assert sorted(row.id for row in stored(store)) == sorted(row.id for row in rows)


def test_error_reaches_exactly_those_who_waited_for_that_commit(store, writer):
    gate = writer._target = Gate(writer._target)
    gate.failures[2] = ConfigurationError("the disk is gone", code="disk")
    rows = [delivery() for _ in range(5)]
    first, *others = gather(writer, gate, rows)
    assert first is None
    assert [(type(error), error.code) for error in others] == [(ConfigurationError, "disk")] * 4
    assert len({id(error) for error in others}) == 4, "a traceback belongs to one thread"
    writer.put(last := delivery())
    assert stored(store) == [rows[0], last]


def test_unforeseen_error_is_retryable_and_the_writer_goes_on(store, writer):
    gate = writer._target = Gate(writer._target)
    gate.open.set()
    gate.failures[1] = ZeroDivisionError()
    with pytest.raises(RetryableError) as caught:
        writer.put(delivery())
    assert caught.value.code == "inbox_failed"
    writer.put(row := delivery())
    assert stored(store) == [row]


def test_close_waits_for_what_was_put_and_refuses_more(store, writer):
    gate = writer._target = Gate(writer._target)
    rows = [delivery() for _ in range(4)]
    closers = []

    def close_when_all_wait():
        closer = Thread(target=writer.close)
        closer.start()
        closers.append(closer)

    original = gate.open.set
    gate.open.set = lambda: (close_when_all_wait(), original())  # type: ignore[assignment, method-assign]
    assert gather(writer, gate, rows) == [None] * 4
    closers[0].join(30)
    assert not closers[0].is_alive()
    assert len(stored(store)) == 4
    with pytest.raises(RetryableError) as caught:
        writer.put(delivery())
    assert caught.value.code == "inbox_closed"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_lost_connection_is_opened_again_without_a_word(store, writer):
    writer.put(delivery())
    writer._target._connection.close()
    writer.put(last := delivery())
    assert last in stored(store)


PROGRAM = """
import sys
from datetime import datetime, UTC
from crm_ai_plugin.store import Store, InboxWriter, InboxRow
store = Store.open(sys.argv[1])
writer = InboxWriter(store)
for number in range(10**9):
    row = InboxRow(f"inb_{number:09}", "hubspot", "POST", "/", {}, b"x" * 500, datetime.now(UTC))
    writer.put(row)
    sys.stdout.write(row.id + "\\n")
    sys.stdout.flush()
"""


def test_what_was_answered_survives_a_kill(database_url):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, database_url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    answered = [process.stdout.readline().strip() for _ in range(50)]
    process.send_signal(signal.SIGKILL)
    answered += process.stdout.read().split()[:-1]  # the last line may be cut
    process.stdout.close()
    process.wait(30)
    store = Store.open(database_url)
    with store.system() as s:
        found = {row.id for row in s.inbox.unparsed(10**6)}
    store.close()
    assert len(answered) >= 49
    assert set(answered) <= found
