"""Many tests at once without fooling oneself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .table import Floats


def q_values(p_values: Sequence[float] | Floats) -> Floats:
    """Return the smallest false discovery rate at which each finding would be reported.

    Source: Benjamini, Hochberg: Controlling the False Discovery Rate, J. R. Statist. Soc. B 57, 1995.
    """
    p = np.asarray(p_values, dtype=float)
    n = len(p)
    if not n:
        return np.empty(0)
    order = np.argsort(p, kind="stable")
    stepped = np.minimum.accumulate((p[order] * n / np.arange(1, n + 1))[::-1])[::-1]
    result = np.empty(n)
    result[order] = np.minimum(stepped, 1.0)
    return result
