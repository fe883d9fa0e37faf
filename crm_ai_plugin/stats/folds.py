"""Splits that keep what belongs together together, and that are the same on any machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from .table import Bools, Floats, Ints


def group_codes(groups: Sequence[str]) -> Ints:
    """Return a whole number per row, equal for equal groups, counted in the groups' sorted order."""
    _, codes = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    return codes.astype(np.int64)


def group_folds(groups: Sequence[str], k: int, seed: int = 0) -> Ints:
    """Return the fold (0 to k-1) of each row; rows of one group are in one fold, folds are near equal in rows.

    Groups are dealt to the fold with the fewest rows, larger groups first and equal ones by a hash of their name, so
    that neither the order of rows nor the machine matters.

    Raises:
        ValueError: fewer groups than folds.
    """
    names, codes, counts = np.unique(np.asarray(groups, dtype=str), return_inverse=True, return_counts=True)
    if len(names) < k:
        raise ValueError(f"{len(names)} groups can't be dealt to {k} folds")
    order = sorted(range(len(names)), key=lambda g: (-int(counts[g]), _chance(str(names[g]), seed)))
    sizes = [0] * k
    fold_of = np.empty(len(names), dtype=np.int64)
    for g in order:
        fold = min(range(k), key=sizes.__getitem__)
        fold_of[g] = fold
        sizes[fold] += int(counts[g])
    return fold_of[codes]


def forward_splits(
    times: Floats, groups: Sequence[str], *, first_share: float = 0.5, blocks: int = 3
) -> Iterator[tuple[Bools, Bools]]:
    """Yield (older, newer) rows for judging out of time: each block is judged by a model of all before it.

    A group that occurs in the older rows is left out of the newer ones, so that nothing is judged that was seen.

    Args:
        times: When each row was decided; any unit.
        groups: What belongs together.
        first_share: Share of rows before the first block.
        blocks: How many blocks follow.
    """
    codes = group_codes(groups)
    order = np.lexsort((codes, times))
    cuts = np.linspace(first_share, 1.0, blocks + 1) * len(order)
    edges = np.round(cuts).astype(int)
    for start, end in pairwise(edges):
        older, newer = np.zeros(len(order), dtype=bool), np.zeros(len(order), dtype=bool)
        older[order[:start]] = True
        newer[order[start:end]] = True
        newer &= ~np.isin(codes, codes[older])
        if older.any() and newer.any():
            yield older, newer


def prequential_splits(
    times: Floats, groups: Sequence[str], *, growth: float = 1.25
) -> Iterator[tuple[Bools, Bools]]:
    """Yield (older, newer) rows so that every row is foretold once, the first ones by what is known of nothing.

    Blocks grow with what is known, so that there are few of them: one row at a time at first, then a share of the rows
    before. A group that occurs in the older rows is left out of the newer ones.

    Source: Dawid, Statistical theory: the prequential approach, J. R. Stat. Soc. A 1984.

    Args:
        times: When each row was decided; any unit.
        groups: What belongs together.
        growth: How many times the rows before a block make up those up to its end.
    """
    codes = group_codes(groups)
    order = np.lexsort((codes, times))
    start = 0
    while start < len(order):
        end = min(len(order), max(start + 1, int(start * growth)))
        older, newer = np.zeros(len(order), dtype=bool), np.zeros(len(order), dtype=bool)
        older[order[:start]] = True
        newer[order[start:end]] = True
        newer &= ~np.isin(codes, codes[older])
        if newer.any():
            yield older, newer
        start = end


def recency_weights(times: Floats, half_life: float | None) -> Floats:
    """Return how much each row counts: 1 for the newest, half as much per `half_life` of age (same unit as `times`)."""
    if half_life is None:
        return np.ones(len(times))
    if half_life <= 0.0:
        raise ValueError("a half-life is positive")
    if not len(times):
        return np.ones(0)
    age = np.nanmax(times) - times
    return np.asarray(0.5 ** (np.where(np.isfinite(age), age, np.nanmedian(age)) / half_life), dtype=float)


def _chance(name: str, seed: int) -> bytes:
    return hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=8).digest()
