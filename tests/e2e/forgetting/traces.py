"""Finds planted strings wherever bytes of the product lie: the database's files and rows, the queue, files, logs."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import redis as redis_client
from sqlalchemy import Engine, Table

from crm_ai_plugin.store.tables import Base

from .planting import NEEDLES


def rows_of(engine: Engine) -> Iterator[tuple[str, bytes]]:
    """Yield every row of every table: a file may hold it packed."""
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for at, row in enumerate(connection.execute(Table.select(table))):
                yield f"{table.name}[{at}]", repr(tuple(row)).encode()


def files_below(folder: Path, but: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield every file below a folder; folders called like one of `but` are left out."""
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder)
        if file.is_file() and not set(path.parts) & set(but):
            yield str(path), file.read_bytes()


def keys_of(url: str) -> dict[str, bytes]:
    """Return what lies in Redis, by key; what is packed is there unpacked as well."""
    with redis_client.Redis.from_url(url) as client:
        return {key.decode(): _value(client, key) for key in client.scan_iter()}


def found(places: Iterable[tuple[str, bytes]] | Mapping[str, bytes], *ids: str) -> dict[str, list[str]]:
    """Return, by planted string, where it stands, in whatever case; `ids` are looked for as well."""
    pairs = places.items() if isinstance(places, Mapping) else places
    seen: dict[str, list[str]] = {}
    for name, held in pairs:
        lower = name.encode().lower() + b"\n" + held.lower()
        for needle in (*NEEDLES, *ids):
            if needle.lower().encode() in lower:
                seen.setdefault(needle, []).append(name)
    return seen


def mentions(text: str) -> bool:
    """Whether a text holds a planted string."""
    return any(needle.lower() in text.lower() for needle in NEEDLES)


def _value(client: Any, key: bytes) -> bytes:
    kind = client.type(key).decode()
    if kind == "hash":
        parts = [part for pair in sorted(client.hgetall(key).items()) for part in pair]
    elif kind == "string":
        parts = [client.get(key) or b""]
    elif kind == "list":
        parts = client.lrange(key, 0, -1)
    elif kind == "set":
        parts = sorted(client.smembers(key))
    elif kind == "zset":
        parts = client.zrange(key, 0, -1)
    else:
        parts = [repr(client.xrange(key)).encode()]
    return b"\n".join(part + _unpacked(part) for part in parts)


def _unpacked(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""
