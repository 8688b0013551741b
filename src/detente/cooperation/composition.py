"""The composition of acts: how probable it is that an act between two states is cooperative.

Given how many acts a month has, so that attention cancels, for dyad d and month t:

    cooperative[t,d] ~ Binomial(acts[t,d], 1 / (1 + exp(−balance[t,d])))
    balance          = trend + episode
    trend            : walk with Student-t steps;  episode: AR(1), fades to 0

Nothing in it knows a dated event. docs/methods/cooperation.md gives the reason for each prior.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.cooperation.filtering import (
    Cells,
    Filtered,
    draw_paths,
    filter_forward,
    smooth_backward,
)
from detente.cooperation.grid import Grid, make_grid
from detente.cooperation.results import IndexRow
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts
from detente.sampling.draw_store import Arrays
from detente.sampling.threads import one_thread
from detente.terms.intervals import QUANTILES, Interval

Array = NDArray[np.float64]
LEAST_MONTHS = 2
EDGE_MOST = 0.01
"""Share of the posterior that may lie in the outermost cells of the grid in any month."""
_KINDS = ("balance", "trend", "known")
_PARAMETERS = ("trend_step", "episode_sd", "episode_memory")
METHOD = 1
"""Raised whenever equal acts, settings and seed come to other figures."""


@dataclass(frozen=True)
class Composition:
    """The index of one measure: the posterior of the composition of its acts.

    Attributes:
        balance: float32 (N, D, T), draws of whole paths, log odds that an act is cooperative.
        trend: the same draws without their episodes.
        quantiles: (3, T, D, 5), of balance, trend and what was known at the end of each month.
        log_evidence: log probability of the acts' composition, parameters summed out.
        parameters: means of the posterior of the parameters, by name.
        edge: largest share of the posterior in the outermost cells of the grid in any month.
    """

    acts: Acts
    settings: IndexSettings
    balance: NDArray[np.float32]
    trend: NDArray[np.float32]
    quantiles: Array
    log_evidence: float
    parameters: dict[str, float]
    edge: float

    def mean(self, dyad: str, periods: Iterable[str]) -> Array:
        """Return draws (N,) of the mean balance of a side over some months."""
        places = [self.acts.periods.index(period) for period in periods]
        chosen = self.balance[:, self.acts.dyads.index(dyad), places]
        result: Array = chosen.mean(axis=1, dtype=np.float64)
        return result

    def paths(self, dyad: str) -> Array:
        """Return draws (N, T) of the balance of a side."""
        return self.balance[:, self.acts.dyads.index(dyad)].astype(np.float64)

    @cached_property
    def rows(self) -> tuple[IndexRow, ...]:
        """A row a dyad and month, in the order of the acts."""
        acts = self.acts
        rows = []
        for column, dyad in enumerate(acts.dyads):
            for row, period in enumerate(acts.periods):
                balance, trend, known = (
                    Interval.from_quantiles(kind[row, column]) for kind in self.quantiles
                )
                counts = acts.of(dyad, [period])
                rows.append(
                    IndexRow(acts.measure.name, dyad, period, balance, trend, known, *counts)
                )
        return tuple(rows)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Where the posterior cannot be believed, a sentence each."""
        if self.edge <= EDGE_MOST:
            return ()
        return (
            f"The grid of the index ends where {self.edge:.0%} of the posterior of a month lies: "
            "its balance is more extreme than the grid holds.",
        )


@one_thread
def estimate_composition(
    acts: Acts, *, seed: int, settings: IndexSettings | None = None
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
    settings = settings or IndexSettings()
    return read_composition(_fit(acts, settings, seed), acts, settings)


def _fit(acts: Acts, settings: IndexSettings, seed: int) -> Arrays:
    grid = make_grid(settings)
    filtered = filter_forward(grid, acts.cooperative, acts.total)
    smoothed = smooth_backward(grid, acts.cooperative, acts.total, filtered)
    trend, balance, _ = draw_paths(grid, filtered, settings.draws, np.random.default_rng(seed))
    weights = filtered.weights[-1]
    return {
        "balance": balance.astype(np.float32),
        "trend": trend.astype(np.float32),
        "quantiles": _quantiles(grid, filtered, smoothed),
        "log_evidence": np.array(filtered.evidence),
        "parameters": np.array(
            [weights @ [getattr(cell, name) for cell in grid.cells] for name in _PARAMETERS]
        ),
        "edge": np.array(_edge(weights, smoothed)),
    }


def _quantiles(grid: Grid, filtered: Filtered, smoothed: Cells) -> Array:
    months, _, dyads = smoothed.shape[:3]
    weights, width = filtered.weights, grid.settings.trend_spacing
    out = np.empty((len(_KINDS), months, dyads, len(QUANTILES)))
    for row in range(months):
        for column in range(dyads):
            whole = weights[-1][:, None, None] * smoothed[row, :, column]
            then = weights[row][:, None, None] * filtered.known[row, :, column]
            out[0, row, column] = _spread(grid.states, whole, width)
            out[1, row, column] = _spread(grid.trend, whole.sum(axis=(0, 2)), width)
            out[2, row, column] = _spread(grid.states, then, width)
    return out


def _spread(values: Array, masses: Array, width: float) -> Array:
    """Return the quantiles of a distribution on points, each spread evenly over a cell of it."""
    places = np.rint(values / width).astype(np.int64).ravel()
    first = int(places.min())
    sums = np.cumsum(np.bincount(places - first, weights=masses.ravel()))
    edges = (first + np.arange(len(sums) + 1) - 0.5) * width
    below = np.concatenate([[0.0], sums / sums[-1]])
    # Cells without mass would leave the quantile at their edge undetermined.
    kept = np.concatenate([[True], np.diff(below) > 0])
    result: Array = np.interp(QUANTILES, below[kept], edges[kept])
    return result


def _edge(weights: Array, smoothed: Cells) -> float:
    outermost = smoothed[:, :, :, [0, -1]].sum(axis=(3, 4))
    return float(np.einsum("k,tkd->td", weights, outermost).max())


def composition_arrays(found: Composition) -> Arrays:
    """Return all that a composition holds beside its acts and settings."""
    return {
        "balance": found.balance,
        "trend": found.trend,
        "quantiles": found.quantiles,
        "log_evidence": np.array(found.log_evidence),
        "parameters": np.array([found.parameters[name] for name in _PARAMETERS]),
        "edge": np.array(found.edge),
    }


def read_composition(arrays: Arrays, acts: Acts, settings: IndexSettings) -> Composition:
    """Build a composition from its arrays.

    Raises:
        ValueError: any is missing or has another shape than it must have.
    """
    months, dyads = acts.total.shape
    shapes = {
        "balance": (settings.draws, dyads, months),
        "trend": (settings.draws, dyads, months),
        "quantiles": (len(_KINDS), months, dyads, len(QUANTILES)),
        "parameters": (len(_PARAMETERS),),
        "log_evidence": (),
        "edge": (),
    }
    if {name: values.shape for name, values in arrays.items()} != shapes:
        raise ValueError("the arrays are of another composition")
    return Composition(
        acts=acts,
        settings=settings,
        balance=arrays["balance"],
        trend=arrays["trend"],
        quantiles=arrays["quantiles"],
        log_evidence=float(arrays["log_evidence"]),
        parameters=dict(zip(_PARAMETERS, arrays["parameters"].tolist(), strict=True)),
        edge=float(arrays["edge"]),
    )
