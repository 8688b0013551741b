"""How probable the acts are if the balance changed at a month: the evidence of effects on it.

An effect of size b whose course is x[t] (0 before the event) is added to the balance:

    balance[t] = trend[t] + episode[t] + b · x[t]

Since the trend is a walk, b · x is the same as moving every later step of it by b · (x[t] − x[t−1]).
A lasting step is one such move, so that a forward pass up to a month and a backward pass down to it
tell its evidence at every month and of every size at once. Nothing is drawn.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from detente.cooperation.filtering import Filtered, filter_forward, scaled_likelihood
from detente.cooperation.grid import Grid

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
LEAST_WEIGHT = 1e-4
"""Points of the parameters less probable than this, together less than 1%, are left out."""


@dataclass(frozen=True)
class SideRecord:
    """The acts of one side, and what those of all sides say of the parameters.

    Attributes:
        cooperative, acts: (T,), counted.
        log_others: (K,), log probability of the acts of the other sides by point of the parameters.
        offset: (T,), log odds that are added to the balance in each month: what a control explains.
    """

    grid: Grid
    cooperative: Counts
    acts: Counts
    log_others: Array
    offset: Array

    @cached_property
    def _forward(self) -> Filtered:
        return filter_forward(
            self.grid, self.cooperative[:, None], self.acts[:, None], self.offset[:, None]
        )

    @cached_property
    def _kept(self) -> NDArray[np.int64]:
        """Points of the parameters that matter."""
        joint = self._forward.log_evidence[-1] + self.log_others + self.grid.log_weights
        weights = np.exp(joint - joint.max())
        return np.flatnonzero(weights >= LEAST_WEIGHT * weights.sum())

    @cached_property
    def _later(self) -> tuple[Array, Array]:
        """Return (T, K, C, U) and (T, K): the probability of all acts after each month, and its log
        scale, given the states of that month.
        """
        grid, kept, months = self.grid, self._kept, len(self.acts)
        later = np.ones((months, len(kept), len(grid.trend), len(grid.episode)))
        logs = np.zeros((months, len(kept)))
        trend, episode = grid.trend_kernels[kept], grid.episode_kernels[kept].transpose(0, 2, 1)
        for month in range(months - 2, -1, -1):
            likelihood, scale = self._likelihood(month + 1)
            ahead = trend @ (likelihood * later[month + 1]) @ episode
            top = ahead.max(axis=(1, 2))
            later[month] = ahead / top[:, None, None]
            logs[month] = logs[month + 1] + np.log(top) + scale
        return later, logs

    def _likelihood(self, month: int) -> tuple[Array, float]:
        likelihood, scale = scaled_likelihood(
            self.grid,
            self.cooperative[[month]],
            self.acts[[month]],
            self.offset[[month]],
        )
        return likelihood[self._kept, 0], scale

    def log_evidence_of_steps(self, sizes: Array, *, span: int = 0) -> Array:
        """Return (T, B): log probability of the acts if the balance stepped by each size.

        The step comes at a month whose own acts, and those of the `span` months after it, are not
        looked at, since they fall partly before and partly after it. Months without one before, or
        with too few after, are −inf.
        """
        grid, kept, months = self.grid, self._kept, len(self.acts)
        trend, episode = grid.trend_kernels[kept], grid.episode_kernels[kept]
        moves = _moves(grid.trend, sizes)
        later, later_logs = self._later
        known, logs = self._forward.known[:, kept, 0], self._forward.log_evidence[:, kept]
        prior = self.log_others[kept] + grid.log_weights[kept]
        out = np.full((months, len(sizes)), -np.inf)
        for month in range(1, months - span):
            expected = known[month - 1].astype(np.float64)
            for _ in range(span + 1):
                expected = trend.transpose(0, 2, 1) @ expected @ episode
            # how probable a move of the trend from one cell to another is, episodes summed out
            joint = expected @ later[month + span].transpose(0, 2, 1)
            moved = np.tensordot(joint, moves, axes=([1, 2], [1, 2]))
            total = logs[month - 1] + later_logs[month + span] + prior
            top = total.max()
            out[month] = np.log(np.exp(total - top) @ moved) + top
        return out

    def log_evidence_of_course(self, course: Array, first: int, sizes: Array) -> Array:
        """Return (B,): log probability of the acts if an effect ran along a course.

        Args:
            course: (T,), 0 before the month `first`, whose own acts are not looked at.
        """
        grid, kept, months = self.grid, self._kept, len(self.acts)
        steps = np.diff(course, prepend=0.0)
        moving = np.flatnonzero(np.abs(steps) > 1e-9)
        last = int(moving.max(initial=first))
        trend, episode = grid.trend_kernels[kept], grid.episode_kernels[kept]
        later, later_logs = self._later
        prior = self.log_others[kept] + grid.log_weights[kept]
        before = self._forward.known[first - 1, kept, 0].astype(np.float64)
        logs = self._forward.log_evidence[first - 1, kept]
        out = np.empty(len(sizes))
        for place, size in enumerate(sizes):
            expected, total = before, logs + prior
            for month in range(first, min(last, months - 1) + 1):
                expected = trend.transpose(0, 2, 1) @ expected @ episode
                expected = _moved(grid.trend, expected, size * steps[month])
                if month == first:
                    continue
                likelihood, scale = self._likelihood(month)
                expected = expected * likelihood
                mass = expected.sum(axis=(1, 2))
                expected = expected / mass[:, None, None]
                total = total + np.log(mass) + scale
            end = min(last, months - 1)
            mass = (expected * later[end]).sum(axis=(1, 2))
            total = total + later_logs[end] + np.log(mass)
            top = total.max()
            out[place] = np.log(np.exp(total - top).sum()) + top
        return out


def _moves(trend: Array, sizes: Array) -> Array:
    """Return (B, C, C): share of a cell (axis 1) that a step of each size moves to a cell (axis 2).

    What would leave the grid stays in its outermost cells.
    """
    spacing, last = trend[1] - trend[0], len(trend) - 1
    at = np.arange(len(trend))[None, :] + sizes[:, None] / spacing
    lower = np.floor(at)
    share = at - lower
    out = np.zeros((len(sizes), len(trend), len(trend)))
    rows, cells = np.indices(at.shape)
    for place, part in ((lower, 1 - share), (lower + 1, share)):
        np.add.at(out, (rows, cells, np.clip(place, 0, last).astype(int)), part)
    return out


def _moved(trend: Array, expected: Array, size: float) -> Array:
    result: Array = np.einsum("cd,kcu->kdu", _moves(trend, np.array([size]))[0], expected)
    return result


def size_prior(sizes: Array, spread: float) -> Array:
    """Return the log prior of each size of an effect: normal around 0."""
    result: Array = stats.norm(0.0, spread).logpdf(sizes)
    return result
