"""How long somebody takes, from few waits of which some have not ended yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .interval import Interval
from .table import Bools, Floats

_MEDIANS = 161
_SPREADS = np.geomspace(0.25, 2.5, 15)
_SHARES = np.linspace(0.02, 0.98, 13)
_CENSORED_BINS = 48
_REACH = 4.0
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class WaitPrior:
    """What is expected of a median wait.

    `hours` give or take a factor of ``exp(sd)``; single waits lie around it by ``exp(spread)``, which is itself known to
    a factor of ``exp(spread_sd)``.
    """

    hours: float = 24.0
    sd: float = 1.0
    spread: float = 1.0
    spread_sd: float = 0.5


@dataclass(frozen=True, slots=True)
class Wait:
    """Posterior of a median wait in the unit of the input, with its 90 % interval.

    Attributes:
        median: Hours (or whatever the input is in) until half of those that ever end have ended.
        share: Share of waits that end at all.
        n: Waits looked at, ended or not.
        ended: How many have ended.
        log_mean: Mean of the log of the median, for those who take it as a prior.
        log_sd: Its deviation.
        spread: Deviation of the log of single waits around the median, as far as it is known.
    """

    median: Interval
    share: Interval
    n: int
    ended: int
    log_mean: float
    log_sd: float
    spread: float
    _grid: Floats = field(repr=False, compare=False)
    _reached: Floats = field(repr=False, compare=False)

    def at_most(self, length: float) -> float:
        """Return the chance that the median is at most `length`."""
        return float(np.interp(np.log(length), self._grid, self._reached, left=0.0, right=1.0))

    def within(self, share: float) -> float:
        """Return the chance that the stated median is off by at most `share` of the true one."""
        stated = self.median.value
        return self.at_most(stated / (1 - share)) - self.at_most(stated / (1 + share))


def median_wait(
    waits: Sequence[float] | Floats,
    ended: Sequence[bool] | Bools,
    prior: WaitPrior = WaitPrior(),  # frozen
) -> Wait:
    """Return how long a wait takes in the median, and how many end at all, as far as these waits can tell.

    Waits that end are taken to be log-normal; a share never ends. One that has not ended is either of those or takes
    *at least* its length, which a plain average of answers forgets: who answers one mail in three within the hour is
    not quick. The posterior is computed on a grid, so nothing has to converge.

    Source: mixture cure model of Boag, *Journal of the Royal Statistical Society B*, 1949 (log-normal times with a
    share that never fails); normal prior on the log median.

    Args:
        waits: Positive lengths; what is not finite or not positive is left out.
        ended: Whether each has ended.
        prior: What is expected before looking; how people in similar roles answer.
    """
    t, e = np.asarray(waits, dtype=float), np.asarray(ended, dtype=bool)
    fine = np.isfinite(t) & (t > 0)
    log, e = np.log(t[fine]), e[fine]
    medians, mass = _posterior(_range(log, float(np.log(prior.hours)), prior.sd), log, e, prior)
    # Many answers leave the mass on two or three points of the first grid; the second lies where it is.
    held = np.flatnonzero(mass.sum(axis=(1, 2)) > _NOTHING)
    near = medians[max(held[0] - 1, 0)], medians[min(held[-1] + 1, _MEDIANS - 1)]
    medians, mass = _posterior((float(near[0]), float(near[1])), log, e, prior)
    of_median, of_share = mass.sum(axis=(1, 2)), mass.sum(axis=(0, 1))
    reached = np.cumsum(of_median)
    mean = float(of_median @ medians)
    sd = float(np.sqrt(max(of_median @ (medians - mean) ** 2, 0.0)))
    low, value, high = (_quantile(medians, of_median, q) for q in (0.05, 0.5, 0.95))
    few, share, many = (_quantile(_SHARES, of_share, q) for q in (0.05, 0.5, 0.95))
    return Wait(
        Interval(*np.exp([value, low, high]).tolist()),
        Interval(share, few, many),
        len(log),
        int(e.sum()),
        mean,
        sd,
        float(np.exp(mass.sum(axis=(0, 2)) @ np.log(_SPREADS))),
        medians,
        reached - of_median / 2,
    )


def _posterior(
    ends: tuple[float, float], log: Floats, ended: Bools, prior: WaitPrior
) -> tuple[Floats, Floats]:
    """Return the grid of log medians between `ends` and the mass on medians × spreads × shares."""
    medians = np.linspace(*ends, _MEDIANS)
    weight = (_log_prior(medians, prior) + _log_ended(log[ended], medians))[:, :, None]
    weight = weight + len(log[ended]) * np.log(_SHARES) + _log_open(log[~ended], medians)
    mass = np.exp(weight - weight.max())
    mass /= mass.sum()
    return medians, mass


def _range(log: Floats, centre: float, sd: float) -> tuple[float, float]:
    seen = [float(log.min()), float(log.max())] if len(log) else []
    return min([centre - _REACH * sd, *seen]), max([centre + _REACH * sd, *seen])


def _log_prior(medians: Floats, prior: WaitPrior) -> Floats:
    of_median = -0.5 * ((medians - np.log(prior.hours)) / prior.sd) ** 2
    of_spread = -0.5 * (np.log(_SPREADS / prior.spread) / prior.spread_sd) ** 2
    total: Floats = of_median[:, None] + of_spread[None, :]
    return total


def _log_ended(log: Floats, medians: Floats) -> Floats:
    # Sums and squares say all that a normal likelihood asks of them, however many there are.
    n, total, squares = len(log), float(log.sum()), float((log**2).sum())
    around = squares - 2 * medians * total + n * medians**2
    said: Floats = -n * np.log(_SPREADS)[None, :] - 0.5 * around[:, None] / _SPREADS[None, :] ** 2
    return said


def _log_open(log: Floats, medians: Floats) -> Floats:
    """Medians × spreads × shares: log likelihood of what has not ended."""
    if not len(log):
        return np.zeros((1, 1, 1))
    from scipy.special import ndtr  # type: ignore[import-untyped]  # noqa: PLC0415  # half a second to import; scipy ships no types

    if len(log) > _CENSORED_BINS:
        parts = np.array_split(np.sort(log), _CENSORED_BINS)
        at, count = np.array([part.mean() for part in parts]), np.array([len(part) for part in parts])
    else:
        at, count = log, np.ones(len(log))
    lasts = ndtr((medians[:, None, None] - at) / _SPREADS[:, None])
    said = [np.log1p(share * (lasts - 1.0)) @ count for share in _SHARES]
    total: Floats = np.stack(said, axis=-1)
    return total


def _quantile(grid: Floats, mass: Floats, share: float) -> float:
    reached = np.cumsum(mass)
    return float(np.interp(share, reached - mass / 2, grid))
