"""The composition of acts: how probable it is that an act between two states is cooperative.

Given how many acts a month has, so that attention cancels, for dyad d and month t:

    cooperative[t,d] ~ Binomial(acts[t,d], 1 / (1 + exp(−state[t,d])))
    state            = trend + episode
    trend            : walk with Student-t steps;  episode: AR(1), fades to 0

Nothing in it knows a dated event. docs/methods/measures.md gives the reason for each prior.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.cooperation.filtering import Filtered, draw_paths, filter_forward, smooth_backward
from detente.cooperation.grid import Grid, make_grid
from detente.cooperation.grid_settings import GridSettings
from detente.evidence.measures import Acts
from detente.terms.intervals import QUANTILES, Interval

Array = NDArray[np.float64]
LEAST_MONTHS = 2


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """The balance of one side in one month.

    Attributes:
        state: log odds that an act is cooperative, trend and episode together; 0 is as many of
            each kind.
        trend: the same without the episode.
        known: the state as it was known at the end of the month, from the acts up to then.
        acts_cooperation, acts_conflict: acts counted.
    """

    measure: str
    dyad: str
    period: str
    state: Interval
    trend: Interval
    known: Interval
    acts_cooperation: int
    acts_conflict: int


@dataclass(frozen=True)
class Composition:
    """The posterior of the composition of acts.

    Attributes:
        state, trend: (N, D, T), draws of whole paths, log odds.
        rows: a row a dyad and month, in the order of the acts.
        log_evidence: log probability of the acts' composition, parameters summed out.
        parameters: means of the posterior of the parameters, by name.
    """

    acts: Acts
    settings: GridSettings
    state: Array
    trend: Array
    rows: tuple[BalanceRow, ...]
    log_evidence: float
    parameters: dict[str, float]

    def mean(self, dyad: str, first: str, last: str) -> Array:
        """Return draws (N,) of the mean state of a side over some months."""
        periods = self.acts.periods
        chosen = slice(periods.index(first), periods.index(last) + 1)
        result: Array = self.state[:, self.acts.dyads.index(dyad), chosen].mean(axis=1)
        return result


def estimate_composition(
    acts: Acts, *, seed: int, settings: GridSettings | None = None
) -> Composition:
    """Work out the posterior on the grid, exactly, and draw whole paths from it.

    Args:
        acts: of two months or more, and one dyad at least.
        seed: of the draws; bands of single months need none.

    Raises:
        ValueError: the acts have fewer than two months, or no dyad.
    """
    if len(acts.periods) < LEAST_MONTHS or not acts.dyads:
        raise ValueError("a composition needs two months and one dyad at least")
    settings = settings or GridSettings()
    grid = make_grid(settings)
    filtered = filter_forward(grid, acts.cooperative, acts.total)
    trend, state, _ = draw_paths(grid, filtered, settings.draws, np.random.default_rng(seed))
    weights = filtered.weights[-1]
    return Composition(
        acts=acts,
        settings=settings,
        state=state,
        trend=trend,
        rows=_rows(grid, filtered, acts),
        log_evidence=filtered.evidence,
        parameters={
            name: float(weights @ [getattr(cell, name) for cell in grid.cells])
            for name in ("trend_step", "episode_sd", "episode_memory")
        },
    )


def _rows(grid: Grid, filtered: Filtered, acts: Acts) -> tuple[BalanceRow, ...]:
    smoothed = smooth_backward(grid, acts.cooperative, acts.total, filtered)
    weights, width = filtered.weights, grid.settings.trend_spacing
    rows = []
    for column, dyad in enumerate(acts.dyads):
        for row, period in enumerate(acts.periods):
            whole = weights[-1][:, None, None] * smoothed[row, :, column]
            then = weights[row][:, None, None] * filtered.known[row, :, column]
            cooperative = int(acts.cooperative[row, column])
            rows.append(
                BalanceRow(
                    measure=acts.measure.name,
                    dyad=dyad,
                    period=period,
                    state=_interval(grid.states, whole, width),
                    trend=_interval(grid.trend, whole.sum(axis=(0, 2)), width),
                    known=_interval(grid.states, then, width),
                    acts_cooperation=cooperative,
                    acts_conflict=int(acts.total[row, column]) - cooperative,
                )
            )
    return tuple(rows)


def _interval(values: Array, masses: Array, width: float) -> Interval:
    """Return the quantiles of a distribution on points, each spread evenly over a cell of it."""
    places = np.rint(values / width).astype(np.int64).ravel()
    first = int(places.min())
    sums = np.cumsum(np.bincount(places - first, weights=masses.ravel()))
    edges = (first + np.arange(len(sums) + 1) - 0.5) * width
    below = np.concatenate([[0.0], sums / sums[-1]])
    # Cells without mass would leave the quantile at their edge undetermined.
    kept = np.concatenate([[True], np.diff(below) > 0])
    return Interval.from_quantiles(np.interp(QUANTILES, below[kept], edges[kept]).tolist())
