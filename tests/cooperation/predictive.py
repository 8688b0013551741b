"""How well designs foretell acts that they have not seen: log scores, natural, of acts in order.

A score is of the acts of one side in one month, given how many there are; (month, dyad), 0 where
there is no act.
"""

import numpy as np
from scipy.special import betaln

from detente.cooperation.filtering import filter_forward, smooth_backward
from detente.cooperation.grid import Grid, log_likelihood, make_grid
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts

YEAR = 12
FOLDS = 6
JEFFREYS = 0.5


def _score(grid: Grid, weights: np.ndarray, cells: np.ndarray, record: Acts, at: int) -> np.ndarray:
    """Score the acts of a month; cells (K, D, C, U), each point's probabilities, add to 1."""
    out = np.zeros(len(record.dyads))
    for dyad in np.flatnonzero(record.total[at]):
        counts = record.cooperative[at, dyad], record.total[at, dyad]
        likelihood = np.exp(log_likelihood(grid.states, *map(np.array, counts)))
        out[dyad] = np.log(weights @ (cells[:, dyad] * likelihood).sum(axis=(1, 2)))
    return out


def _ahead(grid: Grid, cells: np.ndarray, months: int) -> np.ndarray:
    """Return what is expected some months later of what is known, (K, D, C, U)."""
    trend = np.stack([np.linalg.matrix_power(one, months) for one in grid.trend_kernels])
    episode = np.stack([np.linalg.matrix_power(one, months) for one in grid.episode_kernels])
    result: np.ndarray = trend.transpose(0, 2, 1)[:, None] @ cells @ episode[:, None]
    return result


def every_sixth(record: Acts, settings: IndexSettings) -> np.ndarray:
    """Score each month from all others but every sixth one, which are held out with it."""
    grid, months = make_grid(settings), np.arange(len(record.periods))
    out = np.zeros(record.total.shape)
    for fold in range(FOLDS):
        held = (months % FOLDS == fold)[:, None]
        seen = np.where(held, 0, record.cooperative), np.where(held, 0, record.total)
        filtered = filter_forward(grid, *seen)
        smoothed = smooth_backward(grid, *seen, filtered)
        for month in np.flatnonzero(held):
            out[month] = _score(grid, filtered.weights[-1], smoothed[month], record, month)
    return out


def last_year(record: Acts, settings: IndexSettings) -> np.ndarray:
    """Score the last twelve months from all before them."""
    grid, months = make_grid(settings), len(record.periods)
    filtered = filter_forward(grid, record.cooperative[:-YEAR], record.total[:-YEAR])
    cells = filtered.known[-1].astype(np.float64)
    out = np.zeros(record.total.shape)
    for month in range(months - YEAR, months):
        cells = _ahead(grid, cells, 1)
        out[month] = _score(grid, filtered.weights[-1], cells, record, month)
    return out


def year_ahead(record: Acts, settings: IndexSettings) -> np.ndarray:
    """Score each month from what was known twelve months before, after a first year of record."""
    grid, months = make_grid(settings), len(record.periods)
    filtered = filter_forward(grid, record.cooperative, record.total)
    out = np.zeros(record.total.shape)
    for month in range(2 * YEAR - 1, months):
        then = month - YEAR
        if record.total[month].any():
            cells = _ahead(grid, filtered.known[then].astype(np.float64), YEAR)
            out[month] = _score(grid, filtered.weights[then], cells, record, month)
    return out


def log_evidence(record: Acts, settings: IndexSettings) -> float:
    return filter_forward(make_grid(settings), record.cooperative, record.total).evidence


def shares(record: Acts, seen: np.ndarray) -> np.ndarray:
    """Score each month by the share of cooperative acts in the months seen for it, (T, T).

    A row of `seen` without any month is not scored. The share has Jeffreys' prior.
    """
    y, n = seen @ record.cooperative + JEFFREYS, seen @ (record.total - record.cooperative)
    n = n + JEFFREYS
    hits, misses = record.cooperative, record.total - record.cooperative
    scored: np.ndarray = betaln(y + hits, n + misses) - betaln(y, n)
    return np.where(seen.any(axis=1)[:, None], scored, 0.0)


def seen_by(months: int, look: str, *, window: int | None = None) -> np.ndarray:
    """Return which months (axis 1) a share for each month (axis 0) may see."""
    at, other = np.indices((months, months))
    if look == "every sixth":
        near = True if window is None else np.abs(at - other) <= window // 2
        return (at % FOLDS != other % FOLDS) & near
    last = at - YEAR if look == "year ahead" else np.full_like(at, months - YEAR - 1)
    first = 0 if window is None else last - window + 1
    asked = at >= (2 * YEAR - 1 if look == "year ahead" else months - YEAR)
    return (other <= last) & (other >= first) & asked
