"""Exact inference on the grid: forward filter, backward smoother, and draws of whole paths.

Sources: Rabiner (1989), "A tutorial on hidden Markov models", Proceedings of the IEEE 77(2), for
the scaled recursions; Frühwirth-Schnatter (1994), "Data augmentation and dynamic linear models",
Journal of Time Series Analysis 15(2), for forward filtering and backward sampling.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from detente.cooperation.grid import Grid, log_likelihood

Array = NDArray[np.float64]
Cells = NDArray[np.float32]


@dataclass(frozen=True)
class Turn:
    """A move of the trend at one month, beyond its ordinary step, of which only a prior is known.

    Attributes:
        month: the move comes just before it.
        moves: (C, C), probability of each cell after it (axis 2) from each before it (axis 1).
    """

    month: int
    moves: Array


@dataclass(frozen=True)
class Filtered:
    """What is known month by month; K points of the parameters, D dyads, T months.

    Attributes:
        known: (T, K, D, C, U), probability of each cell given the months up to this one.
        log_evidence: (T, K), log probability of the acts of the first months up to this one, of
            all dyads together, given how many acts there were.
    """

    known: Cells
    log_evidence: Array
    log_weights: Array

    @property
    def weights(self) -> Array:
        """(T, K): posterior of the parameters, given the months up to each one."""
        joint = self.log_evidence + self.log_weights
        return np.exp(joint - logsumexp(joint, axis=1, keepdims=True))

    @property
    def evidence(self) -> float:
        """Log probability of all acts, parameters summed out."""
        return float(logsumexp(self.log_evidence[-1] + self.log_weights))


def filter_forward(
    grid: Grid,
    cooperative: NDArray[np.int64],
    acts: NDArray[np.int64],
    offset: Array | None = None,
    turn: Turn | None = None,
) -> Filtered:
    """Filter the acts of all dyads; (T, D) counts of cooperative acts and of all acts.

    Args:
        offset: (T, D), log odds added to the balance; none where it is not given.
        turn: of every dyad; none where it is not given.
    """
    months, dyads = acts.shape
    offset = np.zeros(acts.shape) if offset is None else offset
    points = len(grid.cells)
    shape = (points, dyads, len(grid.trend), len(grid.episode))
    known = np.empty((months, *shape), np.float32)
    log_evidence = np.empty((months, points))
    trend = grid.trend_kernels.transpose(0, 2, 1)[:, None]
    episode = grid.episode_kernels[:, None]
    expected = np.broadcast_to(grid.start, shape)
    total = np.zeros(points)
    for month in range(months):
        likelihood, scale = scaled_likelihood(grid, cooperative[month], acts[month], offset[month])
        joint = expected * likelihood
        mass = joint.sum(axis=(2, 3))
        known[month] = joint / mass[..., None, None]
        total = total + np.log(mass).sum(axis=1) + scale
        log_evidence[month] = total
        if month + 1 < months:
            here = known[month]
            if turn and turn.month == month + 1:
                here = turn.moves.T @ here
            expected = trend @ here @ episode
    return Filtered(known, log_evidence, grid.log_weights)


def scaled_likelihood(
    grid: Grid, cooperative: NDArray[np.int64], acts: NDArray[np.int64], offset: Array
) -> tuple[Array, float]:
    """Return the likelihood (K, D, C, U) scaled to be at most 1, and the log of what was cut.

    Of a month without acts it is 1 everywhere, (K, D, 1, 1).

    Args:
        cooperative, acts, offset: (D,), of one month.
    """
    y, n = cooperative.astype(float), acts.astype(float)
    if not n.any():
        return np.ones((len(grid.cells), len(n), 1, 1)), 0.0
    states = grid.few_states[:, None] + offset[:, None, None]
    logs = log_likelihood(states, y[:, None, None], n[:, None, None])
    top = logs.max(axis=(0, 2, 3), keepdims=True)
    constant = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
    return np.exp(logs - top)[grid.spreads[1]], float(top.sum() + constant.sum())


def smooth_backward(
    grid: Grid, cooperative: NDArray[np.int64], acts: NDArray[np.int64], filtered: Filtered
) -> Cells:
    """Return (T, K, D, C, U): probability of each cell given all months, point by point."""
    months = acts.shape[0]
    smoothed = np.empty_like(filtered.known)
    smoothed[-1] = filtered.known[-1]
    later = np.ones(filtered.known.shape[1:])
    trend = grid.trend_kernels[:, None]
    episode = grid.episode_kernels.transpose(0, 2, 1)[:, None]
    for month in range(months - 2, -1, -1):
        likelihood, _ = scaled_likelihood(
            grid, cooperative[month + 1], acts[month + 1], np.zeros(acts.shape[1])
        )
        later = trend @ (likelihood * later) @ episode
        later /= later.max(axis=(2, 3), keepdims=True)
        joint = filtered.known[month] * later
        smoothed[month] = joint / joint.sum(axis=(2, 3), keepdims=True)
    return smoothed


def draw_paths(
    grid: Grid, filtered: Filtered, draws: int, rng: np.random.Generator
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Draw whole paths from the posterior, parameters included.

    Returns:
        trend (N, D, T) and state (N, D, T), log odds; and the point of the parameters of each (N,).
    """
    chosen = rng.multinomial(draws, filtered.weights[-1])
    trends, states, points = [], [], []
    for point in np.flatnonzero(chosen).tolist():
        c, u = _paths_at(grid, filtered, point, int(chosen[point]), rng)
        # Even over its cell, so that quantiles are not those of the grid.
        within = rng.uniform(-0.5, 0.5, c.shape) * grid.settings.trend_spacing
        trend = grid.trend[c] + within
        trends.append(trend)
        states.append(trend + grid.cells[point].episode_sd * grid.episode[u])
        points.append(np.full(chosen[point], point))
    order = rng.permutation(draws)
    return (
        np.concatenate(trends)[order],
        np.concatenate(states)[order],
        np.concatenate(points)[order],
    )


def _paths_at(
    grid: Grid, filtered: Filtered, point: int, draws: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    known = filtered.known[:, point]
    months, dyads = known.shape[:2]
    trend, episode = grid.trend_kernels[point], grid.episode_kernels[point]
    c = np.empty((draws, dyads, months), np.int64)
    u = np.empty_like(c)
    for dyad in range(dyads):
        last = known[-1, dyad]
        c[:, dyad, -1] = _chosen(np.broadcast_to(last.sum(axis=1), (draws, len(last))), rng)
        u[:, dyad, -1] = _chosen(last[c[:, dyad, -1]], rng)
        for month in range(months - 2, -1, -1):
            here = known[month, dyad]
            c_next, u_next = c[:, dyad, month + 1], u[:, dyad, month + 1]
            # the trend with the episode summed out, then the episode given the trend
            both = (here @ episode)[:, u_next].T * trend[:, c_next].T
            c[:, dyad, month] = _chosen(both, rng)
            u[:, dyad, month] = _chosen(here[c[:, dyad, month]] * episode[:, u_next].T, rng)
    return c, u


def _chosen(masses: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw one place a row, with probability in proportion to the masses."""
    sums = np.cumsum(masses, axis=1)
    drawn = rng.random(len(sums)) * sums[:, -1]
    return np.minimum((sums < drawn[:, None]).sum(axis=1), sums.shape[1] - 1)
