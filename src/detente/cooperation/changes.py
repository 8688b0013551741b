"""How probable the acts are if the balance changed at a month: the evidence of effects on it.

An effect of size b whose course is x[t] (0 before the event) is added to the balance:

    balance[t] = trend[t] + episode[t] + b · x[t]

While x changes, b · x[t] is added to the log odds of the month's acts. Once x stays, adding it is
the same as moving the trend, which is a walk, by that much at once. A lasting step is one such
move, so that a forward pass up to a month and a backward pass down to it tell its evidence at every
month and of every size at once. Nothing is drawn.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from detente.cooperation.filtering import Filtered, Turn, filter_forward, scaled_likelihood
from detente.cooperation.grid import Grid, log_likelihood, make_grid
from detente.cooperation.settings import IndexSettings

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Months = NDArray[np.bool_]

KEPT = 0.99
"""Points of the parameters that together hold this share of the posterior stand for all."""
SETTLED = 0.02
"""A course that is this near to where it ends, in shares of the effect, counts as there."""


@dataclass(frozen=True)
class SideRecord:
    """The acts of one side, and what those of all sides say of the parameters.

    Attributes:
        grid: with the points of the parameters that matter, K of them.
        cooperative, acts: (T,), counted.
        log_others: (K,), log probability of the acts of the other sides by point of the parameters.
        offset: (T,), log odds that are added to the balance in each month: what a control explains.
        turn: a move of the trend of unknown size that is in the model; None without any.
        since: no earlier month is asked what came after it.
    """

    grid: Grid
    cooperative: Counts
    acts: Counts
    log_others: Array
    offset: Array
    turn: Turn | None = None
    since: int = 0

    def counting(self, cooperative: Counts, acts: Counts) -> "SideRecord":
        """Return the record with other counts of the side itself."""
        return replace(self, cooperative=cooperative, acts=acts)

    def shifted(self, offset: Array) -> "SideRecord":
        """Return the record with other log odds added to the balance."""
        return replace(self, offset=offset)

    def with_later(self, cooperative: Counts, since: int) -> "SideRecord":
        """Return the record with other acts from a month on, to ask of a step at that month.

        What is known of the months before is the same, and is not worked out again.
        """
        other = replace(self, cooperative=cooperative, since=since)
        other.__dict__["_forward"] = self._forward
        return other

    def thinned(self, log_posterior: Array, points: int) -> tuple["SideRecord", Array]:
        """Return the record with the most probable points alone, and the weights of these."""
        kept = np.sort(np.argsort(-log_posterior)[:points])
        weights = np.exp(log_posterior[kept] - log_posterior.max())
        grid = self.grid
        few = Grid(grid.trend, grid.episode, tuple(grid.cells[k] for k in kept), grid.settings)
        record = replace(self, grid=few, log_others=self.log_others[kept])
        return record, weights / weights.sum()

    def expected(self, month: int) -> Array:
        """Return (K, C, U): probability of each cell at a month, from what came before it."""
        return self._before(month)[0]

    def turning(self, month: int, sizes: Array, shares: Array) -> "SideRecord":
        """Return the record with a lasting step before a month in the model, its size summed out.

        A mixture of steps is one move of the trend, so that it costs what one size costs.

        Args:
            sizes, shares: (B,), the prior of the step.
        """
        moves = np.tensordot(shares, _moves(self.grid.trend, sizes), axes=1)
        return replace(self, turn=Turn(month, moves))

    def until(self, month: int) -> "SideRecord":
        """Return the record of the months before one."""
        return replace(
            self,
            cooperative=self.cooperative[:month],
            acts=self.acts[:month],
            offset=self.offset[:month],
        )

    @cached_property
    def _forward(self) -> Filtered:
        return filter_forward(
            self.grid,
            self.cooperative[:, None],
            self.acts[:, None],
            self.offset[:, None],
            self.turn,
        )

    @cached_property
    def _later(self) -> tuple[Array, Array]:
        """Return (T, K, C, U) and (T, K): the probability of all acts after each month, and its log
        scale, given the states of that month.
        """
        grid, months = self.grid, len(self.acts)
        later = np.ones((months, len(grid.cells), len(grid.trend), len(grid.episode)))
        logs = np.zeros((months, len(grid.cells)))
        episode = grid.episode_kernels.transpose(0, 2, 1)
        for month in range(months - 2, self.since - 1, -1):
            likelihood, scale = scaled_likelihood(
                grid,
                self.cooperative[[month + 1]],
                self.acts[[month + 1]],
                self.offset[[month + 1]],
            )
            ahead = grid.trend_kernels @ (likelihood[:, 0] * later[month + 1]) @ episode
            if self.turn and self.turn.month == month + 1:
                ahead = self.turn.moves @ ahead
            top = ahead.max(axis=(1, 2))
            later[month] = ahead / top[:, None, None]
            logs[month] = logs[month + 1] + np.log(top) + scale
        return later, logs

    def _before(self, month: int) -> tuple[Array, Array]:
        """Return (K, C, U), expected at a month from what came before, and (K,), its log weight."""
        prior = self.log_others + self.grid.log_weights
        if month == 0:
            shape = (len(prior), len(self.grid.trend), len(self.grid.episode))
            return np.broadcast_to(self.grid.start, shape), prior
        known = self._forward.known[month - 1, :, 0].astype(np.float64)
        return self._ahead(known, month), prior + self._forward.log_evidence[month - 1]

    def _ahead(self, known: Array, month: int) -> Array:
        """Return what is expected at a month from what was known at the one before."""
        if self.turn and self.turn.month == month:
            known = self.turn.moves.T @ known
        result: Array = (
            self.grid.trend_kernels.transpose(0, 2, 1) @ known @ self.grid.episode_kernels
        )
        return result

    def log_evidence_of_steps(
        self, sizes: Array, *, span: int = 0, months: Iterable[int] | None = None
    ) -> Array:
        """Return (T, B): log probability of the acts if the balance stepped by each size.

        The step comes at a month whose own acts, and those of the `span` months after it, are not
        looked at, since they fall partly before and partly after it. Months not asked for, or with
        none before or too few after, are −inf.
        """
        length = len(self.acts)
        moves = _moves(self.grid.trend, sizes)
        later, later_logs = self._later
        out = np.full((length, len(sizes)), -np.inf)
        for month in range(1, length) if months is None else months:
            if not 1 <= month < length - span:
                continue
            expected, logs = self._before(month)
            for later_month in range(month + 1, month + 1 + span):
                expected = self._ahead(expected, later_month)
            # how probable a move of the trend from one cell to another is, episodes summed out
            joint = expected @ later[month + span].transpose(0, 2, 1)
            moved = np.tensordot(joint, moves, axes=([1, 2], [1, 2]))
            out[month] = _log_sum(logs + later_logs[month + span], moved)
        return out

    def log_evidence_of_course(self, course: Array, sizes: Array, *, unseen: Months) -> Array:
        """Return (B,): log probability of the acts if an effect ran along a course.

        Args:
            course: (T,), 0 before the effect begins.
            unseen: (T,), months whose acts are not looked at.
        """
        length = len(self.acts)
        moving = np.flatnonzero((np.abs(course - course[-1]) > SETTLED) | unseen)
        busy = np.flatnonzero((course != 0) | unseen)
        first = int(busy.min(initial=length - 1))
        last = min(max(int(moving.max(initial=first)) + 1, first), length - 1)
        expected, logs = self._before(first)
        logs = np.broadcast_to(logs, (len(sizes), len(logs)))
        expected = np.broadcast_to(expected, (len(sizes), *expected.shape))
        for month in range(first, last + 1):
            if month > first:
                expected = self._ahead(expected, month)
            if unseen[month] or not self.acts[month]:
                continue
            likelihood, scales = self._likelihood(month, sizes * course[month])
            expected = expected * likelihood
            mass = expected.sum(axis=(2, 3))
            expected = expected / mass[..., None, None]
            logs = logs + np.log(mass) + scales[:, None]
        # From here on the effect stays, as if the trend had moved by that much.
        later, later_logs = self._later
        moves = _moves(self.grid.trend, sizes * course[-1])
        moved = np.einsum("bkcd,bcd->bk", expected @ later[last].transpose(0, 2, 1), moves)
        return np.array(
            [_log_sum(logs[b] + later_logs[last], moved[b][:, None])[0] for b in range(len(sizes))]
        )

    def _likelihood(self, month: int, shifts: Array) -> tuple[Array, Array]:
        """Return (B, K, C, U), scaled to be at most 1, and (B,), the logs of what was cut."""
        y, n = float(self.cooperative[month]), float(self.acts[month])
        states = self.grid.few_states + (shifts + self.offset[month])[:, None, None, None]
        logs = log_likelihood(states, np.array(y), np.array(n))
        top = logs.max(axis=(1, 2, 3))
        constant = float(gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1))
        return np.exp(logs - top[:, None, None, None])[:, self.grid.spreads[1]], top + constant

    @property
    def log_posterior(self) -> Array:
        """(K,): log probability of each point of the parameters, not normalised."""
        return self._forward.log_evidence[-1] + self.log_others + self.grid.log_weights

    def balance(self, edges: Array) -> Array:
        """Return (T, N−1): probability that trend and episode together lie between N edges.

        What lies beyond the outermost edges is counted with the bins beside them.
        """
        weights = np.exp(self.log_posterior - self.log_posterior.max())
        places = np.clip(np.searchsorted(edges, self.grid.states) - 1, 0, len(edges) - 2).ravel()
        out = np.empty((len(self.acts), len(edges) - 1))
        for month, later in enumerate(self._later[0]):
            masses = self._forward.known[month, :, 0] * later
            masses = masses * (weights / masses.sum(axis=(1, 2)))[:, None, None]
            out[month] = np.bincount(places, masses.ravel(), len(edges) - 1)
        result: Array = out / out.sum(axis=1, keepdims=True)
        return result


def side_record(
    cooperative: Counts,
    acts: Counts,
    side: int,
    settings: IndexSettings | None = None,
    also: Callable[[SideRecord], SideRecord] | None = None,
) -> SideRecord:
    """Return the record of one side among all, with the points of the parameters that matter.

    Args:
        cooperative, acts: (T, D), counted.
        side: its column.
        also: turns a record into one of what may be so too, a turn say; points that matter then are
            kept as well. Under a turn calmer parameters are probable than without it.
    """
    settings = settings or IndexSettings()
    grid = _grid(settings)
    columns = [
        _log_evidence(settings, cooperative[:, d].tobytes(), acts[:, d].tobytes())
        for d in range(acts.shape[1])
    ]
    others = np.sum([c for d, c in enumerate(columns) if d != side], axis=0)
    log_others = np.broadcast_to(others, len(grid.cells))
    none = np.zeros(len(acts))
    whole = SideRecord(grid, cooperative[:, side], acts[:, side], log_others, none)
    kept = _that_matter(columns[side] + log_others + grid.log_weights)
    if also:
        kept = np.union1d(kept, _that_matter(also(whole).log_posterior))
    cells = tuple(grid.cells[k] for k in kept)
    few = Grid(grid.trend, grid.episode, cells, settings)
    return replace(whole, grid=few, log_others=log_others[kept])


def _that_matter(logs: Array) -> NDArray[np.int64]:
    """Return the fewest points that together hold `KEPT` of the posterior, in order."""
    order = np.argsort(-logs)
    held = np.cumsum(np.exp(logs[order] - logs.max()))
    return np.sort(order[: int((held < KEPT * held[-1]).sum()) + 1])


@lru_cache(maxsize=4)
def _grid(settings: IndexSettings) -> Grid:
    return make_grid(settings)


@lru_cache(maxsize=64)
def _log_evidence(settings: IndexSettings, cooperative: bytes, acts: bytes) -> Array:
    """Return (K,): log probability of the acts of one side; effects of a case share most of it."""
    y, n = (np.frombuffer(part, np.int64)[:, None] for part in (cooperative, acts))
    return filter_forward(_grid(settings), y, n).log_evidence[-1]


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


def _log_sum(logs: Array, masses: Array) -> Array:
    """Return (B,): log Σ_k exp(logs[k]) masses[k, b]."""
    top = logs.max()
    result: Array = np.log(np.exp(logs - top) @ masses) + top
    return result
