"""Tables as compact text inside JSON: single precision, compressed."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from .terms import Terms


def pack(terms: Terms) -> dict[str, Any]:
    """Return tables as plain JSON."""
    return {
        "base": terms.base,
        "tables": [
            {"axes": list(place), "shape": list(table.shape), "cells": _text(table.astype("<f4").tobytes())}
            for place, table in terms.tables.items()
        ],
    }


def unpack(data: Mapping[str, Any]) -> Terms:
    """Read what :func:`pack` wrote.

    Raises:
        ValueError: damaged.
    """
    tables = {}
    for entry in data["tables"]:
        cells = np.frombuffer(zlib.decompress(base64.b64decode(entry["cells"], validate=True)), dtype="<f4")
        tables[tuple(int(axis) for axis in entry["axes"])] = cells.astype(float).reshape(entry["shape"])
    return Terms(float(data["base"]), tables)


def _text(raw: bytes) -> str:
    return base64.b64encode(zlib.compress(raw, 6)).decode("ascii")
