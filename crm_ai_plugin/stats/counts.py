"""Columns of few whole numbers, which most facts are: what is computed of a value is computed once."""

from __future__ import annotations

import numpy as np

from .table import Floats, Ints

MOST = 255


def as_counts(values: Floats) -> Ints | None:
    """Return `values` as whole numbers if all are some from 0 to :data:`MOST`, else None; NaN is none of them."""
    if not len(values):
        return None
    with np.errstate(invalid="ignore"):
        codes = values.astype(np.int64)
    if int(codes.min()) < 0 or int(codes.max()) > MOST or not np.array_equal(codes, values):
        return None
    return codes
