"""The filter on the grid is exact: against every path of a small one, and against finer ones."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from scipy.special import expit, logsumexp
from scipy.stats import binom

from detente.cooperation.filtering import draw_paths, filter_forward, smooth_backward
from detente.cooperation.grid import Grid, make_grid
from detente.cooperation.settings import IndexSettings

TINY = IndexSettings(
    trend_reach=1.5, trend_spacing=1.5, episode_reach=1.0, episode_spacing=1.0, trend_steps=1,
    episode_sds=2, episode_memories=1, trend_step=0.8,
)  # fmt: skip
COOPERATIVE = np.array([[2], [0], [1], [3]])
ACTS = np.array([[3], [2], [0], [3]])
ACTS[2] = 1


def every_path(grid: Grid) -> dict[tuple, float]:
    """Return point and path → log of prior times likelihood, by multiplying all of it out."""
    months = len(ACTS)
    cells = [(c, u) for c in range(len(grid.trend)) for u in range(len(grid.episode))]
    found = {}
    for point, cell in enumerate(grid.cells):
        for path in product(cells, repeat=months):
            total = cell.log_weight + np.log(grid.start[path[0]])
            for (c, u), (c_next, u_next) in pairwise(path):
                total += np.log(grid.trend_kernels[point, c, c_next])
                total += np.log(grid.episode_kernels[point, u, u_next])
            for month, (c, u) in enumerate(path):
                p = expit(grid.trend[c] + cell.episode_sd * grid.episode[u])
                total += binom.logpmf(COOPERATIVE[month, 0], ACTS[month, 0], p)
            found[point, path] = total
    return found


def test_evidence_marginals_and_draws_are_those_of_every_path() -> None:
    """Single precision holds what is known of a month: 1e-6. Draws: five binomial errors."""
    grid = make_grid(TINY)
    paths = every_path(grid)
    filtered = filter_forward(grid, COOPERATIVE, ACTS)
    whole = logsumexp(list(paths.values()))
    assert filtered.evidence == pytest.approx(whole, abs=1e-5)
    smoothed = smooth_backward(grid, COOPERATIVE, ACTS, filtered)
    share = {path: np.exp(value - whole) for path, value in paths.items()}
    for point in range(len(grid.cells)):
        weight = sum(value for (at, _), value in share.items() if at == point)
        assert filtered.weights[-1, point] == pytest.approx(weight, abs=1e-5)
    drawn = draw_paths(grid, filtered, 20_000, np.random.default_rng(1))[0]
    for month, c in product(range(len(ACTS)), range(len(grid.trend))):
        exact = sum(value for (_, path), value in share.items() if path[month][0] == c)
        worked_out = filtered.weights[-1] @ smoothed[month, :, 0, c].sum(axis=1)
        assert worked_out == pytest.approx(exact, abs=1e-5)
        inside = np.abs(drawn[:, 0, month] - grid.trend[c]) < TINY.trend_spacing / 2
        error = 5 * np.sqrt(exact * (1 - exact) / len(drawn))
        assert inside.mean() == pytest.approx(exact, abs=error)


def test_what_was_known_then_uses_no_later_act() -> None:
    grid = make_grid(TINY)
    whole = filter_forward(grid, COOPERATIVE, ACTS)
    cut = filter_forward(grid, COOPERATIVE[:2], ACTS[:2])
    np.testing.assert_allclose(whole.known[:2], cut.known)
    np.testing.assert_allclose(whole.weights[:2], cut.weights)


def test_kernels_are_probabilities() -> None:
    grid = make_grid(IndexSettings())
    np.testing.assert_allclose(grid.start.sum(), 1)
    np.testing.assert_allclose(grid.trend_kernels.sum(axis=2), 1)
    np.testing.assert_allclose(grid.episode_kernels.sum(axis=2), 1)
    np.testing.assert_allclose(np.exp(grid.log_weights).sum(), 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "finer",
    [
        {"trend_spacing": 0.1, "episode_spacing": 0.3},
        {"trend_reach": 7.5, "episode_reach": 5.5},
        {"trend_steps": 8, "episode_sds": 8, "episode_memories": 6},
    ],
)
def test_a_finer_or_wider_grid_changes_little(finer: dict[str, float]) -> None:
    """Medians by less than 0.12 and bounds of 90% by less than 0.3, where bands are 3 to 5 wide."""
    rng = np.random.default_rng(4)
    acts = rng.poisson(1.0, (60, 2))
    odds = np.where(np.arange(60) < 30, 0.8, -0.8)
    cooperative = rng.binomial(acts, expit(odds)[:, None])
    bands = []
    for settings in (IndexSettings(), replace(IndexSettings(), **finer)):
        grid = make_grid(settings)
        filtered = filter_forward(grid, cooperative, acts)
        state = draw_paths(grid, filtered, 20_000, np.random.default_rng(1))[1]
        bands.append(np.quantile(state, (0.05, 0.5, 0.95), axis=0))
    apart = np.abs(bands[1] - bands[0])
    assert apart[1].max() < 0.12
    assert apart[[0, 2]].max() < 0.3
