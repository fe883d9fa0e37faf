"""Ctrl-C in the middle of a long import."""

from __future__ import annotations

import signal
import sqlite3

import pytest

from crm_ai_plugin.store.repositories.records import Records


@pytest.fixture
def long_bundle(bundle):
    rows = "".join(f"a{n},email,2026-01-03T10:00:00Z,d1,hello {n}\n" for n in range(6_000))
    (bundle / "activities.csv").write_text("id,type,at,deal_id,subject\n" + rows)
    return bundle


def _count(home, table):
    database = sqlite3.connect(home / "crm-ai.db")
    try:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    finally:
        database.close()


def _interrupt_after(monkeypatch, activities):
    """Press Ctrl-C as soon as so many activities have gone into the transaction."""
    original, seen = Records.upsert, 0

    def upsert(self, connection, records):
        nonlocal seen
        counts = original(self, connection, records)
        seen += sum(type(record).__name__ == "Activity" for record in records)
        if seen >= activities:
            signal.raise_signal(signal.SIGINT)
        return counts

    monkeypatch.setattr(Records, "upsert", upsert)


def test_ctrl_c_leaves_no_half_file_and_the_next_import_completes_it(cli, home, long_bundle, monkeypatch):
    with monkeypatch.context() as patch:
        _interrupt_after(patch, 2_000)
        done = cli("import", str(long_bundle))
    assert done.status == 130
    assert done.out == ""
    assert done.err == "crm-ai: interrupted\n"
    assert _count(home, "deals") == 3
    assert _count(home, "activities") == 0
    assert cli("import", str(long_bundle)).status == 0
    assert _count(home, "activities") == 6_000


def test_ctrl_c_takes_nothing_away_that_was_there(cli, home, long_bundle, monkeypatch):
    cli("import", str(long_bundle))
    with monkeypatch.context() as patch:
        _interrupt_after(patch, 1)
        assert cli("import", str(long_bundle)).status == 130
    assert _count(home, "activities") == 6_000
