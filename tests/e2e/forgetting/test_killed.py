"""An erasure whose process is killed, again and again, at any statement or call, ends as one that was left alone."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import redis

from crm_ai_plugin.runtime.privacy.forgetting import LEASE

from .comparing import NEW, Explained, Tables, crm_of, tables_of
from .databases import Sqlite
from .killing import Place, in_a_process
from .living import WORKSPACE, Cast, close, connected, live, opened
from .outcome import nothing_is_found, others_are_as_they_were_in_the_crm
from .planting import Planted

SEEDS = (1, 2)
TIMES = {"revoked_at"}
"""Columns that say when something was done."""


@pytest.mark.timeout(900)  # a dozen processes: minutes on a machine that is busy, seconds on one that is not
def test_killed_anywhere_it_ends_as_if_it_had_been_left_alone(
    sandbox: Any, plan: Planted, sqlite_url: str, tmp_path: Path, redis_url: str
) -> None:
    place = Place(tmp_path / "home", sqlite_url, redis_url, sandbox.wiring())
    first = crm_of(sandbox)
    services = connected(place.home, sqlite_url, redis_url, place.wiring)
    cast = live(services, plan, briefly=True)
    services.hash_key.ensure()
    before, in_crm = tables_of(services.store.engine), crm_of(sandbox)
    close(services)
    world = World(sandbox, Path(sqlite_url.removeprefix("sqlite:///")), redis_url)

    assert in_a_process(place, cast.person, timedelta(), None, sweeps=False)
    alone = _outcome(place, sandbox, cast, before, first, in_crm)
    kills = []
    for seed in SEEDS:
        world.restore()
        kills.append(_forget_among_kills(place, cast, Random(seed)))
        assert _outcome(place, sandbox, cast, before, first, in_crm) == alone, f"seed {seed}"
    assert min(kills) > 1, "the test would prove nothing"


class World:
    """Everything as it was before anybody was forgotten."""

    def __init__(self, sandbox: Any, database: Path, redis_url: str) -> None:
        self._store = sandbox.store
        self._redis_url = redis_url
        self._database = database
        self._copy = database.with_suffix(".before")
        shutil.copyfile(database, self._copy)
        self._held = copy.deepcopy((self._store._records, self._store._links))

    def restore(self) -> None:
        """Have it all back; what a queue held is not looked at here."""
        for suffix in ("-wal", "-shm"):
            Path(f"{self._database}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self._copy, self._database)
        self._store._records, self._store._links = copy.deepcopy(self._held)
        with redis.Redis.from_url(self._redis_url) as client:
            client.flushall()


def _forget_among_kills(place: Place, cast: Cast, random: Random) -> int:
    """Ask, kill, and have it gone on with by a scheduler's round or by asking again; returns the number of kills."""
    kills = 0
    while not in_a_process(
        place,
        cast.person,
        kills * (LEASE + timedelta(seconds=1)),
        # Later each time, or a step that takes longer would never be done.
        random.randint(1, 150 * (kills + 1)),
        sweeps=random.random() < 0.5,
    ):
        kills += 1
    return kills


def _outcome(
    place: Place,
    sandbox: Any,
    cast: Cast,
    before: Tables,
    first: Mapping[Any, Any],
    in_crm: Mapping[Any, Any],
) -> dict[str, Any]:
    """Return what is there behind an erasure, once it was seen that it is right."""
    services = opened(place.home, place.database_url, place.redis_url, place.wiring)
    after = tables_of(services.store.engine)
    with services.store.workspace(WORKSPACE) as session:
        (receipt,) = session.erasures.list()
    assert (receipt.state, receipt.sealed) == ("done", None)
    differences = Explained(cast.person, before, after)
    assert differences.unexplained == []
    others_are_as_they_were_in_the_crm(sandbox, differences, cast, first, in_crm)
    nothing_is_found(services, Sqlite(place.database_url), place.redis_url, cast, crm_of(sandbox))
    close(services)
    same = {
        name: {
            key: {column: value for column, value in row.items() if column not in TIMES}
            for key, row in rows.items()
        }
        for name, rows in after.items()
        if name not in NEW
    }
    marks = sorted((row["mark"], row["kind"]) for row in after["erasure_marks"].values())
    work = sorted((row["subject_type"], row["subject_id"]) for row in after["work"].values())
    values = {key: held[0] for key, held in crm_of(sandbox).items()}
    return {"tables": same, "marks": marks, "work": work, "kinds in the CRM": sorted(values)}
