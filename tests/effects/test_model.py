"""The model against independent truth: the dense Gaussian, statsmodels, and its own invariances."""

import warnings
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.effects import model
from detente.effects.estimate import SeriesDesign, draw_effect, generator
from detente.effects.model import RATIOS, fit
from tests.effects.worlds import MONTHS, bounds, course, effect_bounds, walks


def dense(
    y: NDArray[np.float64], x: NDArray[np.float64], q: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Generalised least squares of y on a first level and x; no filter, no recursion."""
    seen = np.isfinite(y)
    at = np.flatnonzero(seen)
    v = np.eye(len(at)) + q * np.minimum.outer(at, at)
    full = np.column_stack([np.ones(len(at)), x[seen]])
    precision = np.linalg.inv(v)
    gram = full.T @ precision @ full
    beta = np.linalg.solve(gram, full.T @ precision @ y[seen])
    left = y[seen] - full @ beta
    freedom = len(at) - full.shape[1]
    rss = float(left @ precision @ left)
    log_weight = -0.5 * (np.linalg.slogdet(v)[1] + np.linalg.slogdet(gram)[1])
    log_weight -= 0.5 * freedom * np.log(rss)
    return beta[1:], np.linalg.inv(gram)[1:, 1:] * rss / freedom, log_weight


@pytest.fixture
def world() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(3)
    y = walks(rng, 1, 0.2, 0.3)[0]
    y[[20, 21, 70]] = np.nan
    return y, rng.standard_normal((MONTHS, 2)), np.column_stack([course("step"), course("ramp")])


def test_every_ratio_is_the_dense_regression(
    world: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
) -> None:
    y, z, s = world
    found = fit(y[None], z[None], s[None])
    weights = []
    for place, ratio in enumerate(RATIOS):
        beta, covariance, weight = dense(y, np.column_stack([z, s]), ratio**2)
        root = found.scale[0, 0, place]
        # 1e-6: the ridge that keeps columns of padding apart is 1e-10 of their size, and the
        # dense covariance loses digits at the ends of the grid.
        assert found.mean[0, 0, place] == pytest.approx(beta[-2:], rel=1e-6, abs=1e-8)
        assert root @ root.T == pytest.approx(covariance[-2:, -2:], rel=1e-6)
        weights.append(weight + np.log(ratio / (1 + ratio**2)))
    gap = found.log_weight[0, 0] - np.array(weights)
    assert gap == pytest.approx(np.full(len(RATIOS), gap[0]), abs=1e-6)


def test_the_program_waits_for_no_threads_that_wait_for_it(world, monkeypatch) -> None:
    y, z, s = world
    inner, programs = model._fit, []

    def written(*given: Any) -> Any:
        programs.append(inner.lower(*given).as_text())
        return inner(*given)

    monkeypatch.setattr(model, "_fit", written)
    fit(y[None], z[None], s[None])
    # XLA may run two calls of LAPACK at once, and with two cores both may then wait for ever.
    assert "while" in programs[0]
    assert "lapack" not in programs[0]


def test_a_true_effect_moves_the_posterior_and_nothing_else() -> None:
    y = walks(np.random.default_rng(4), 3, 0.2, 0.3)
    plain, moved = (
        effect_bounds(y, course("step")),
        effect_bounds(y + course("step"), course("step")),
    )
    assert moved == pytest.approx(plain + 1.0, abs=1e-6)


def test_an_unknown_control_of_zeros_changes_nothing() -> None:
    y = walks(np.random.default_rng(5), 1, 0.2, 0.3)
    bare = fit(y, np.zeros((1, MONTHS, 0)), course("step")[None, :, None])
    padded = fit(y, np.zeros((1, MONTHS, 0)), np.stack([course("step"), course("ramp")])[..., None])
    assert bounds(bare)[:, 0, 0] == pytest.approx(bounds(padded)[:, 0, 0], rel=1e-9)


def test_draws_have_the_quantiles_of_the_mixture() -> None:
    y = walks(np.random.default_rng(6), 1, 0.2, 0.3)
    exact = effect_bounds(y, course("step"))[:, 0]
    design = SeriesDesign(y, np.zeros((1, MONTHS, 0)))
    drawn = draw_effect(design, course("step")[:, None], generator(1, "a"))[:, 0]
    again = draw_effect(design, course("step")[:, None], generator(1, "a"))[:, 0]
    assert (drawn == again).all()
    # 4000 draws know a bound of a 95% interval to about 4% of its width (one standard error 2%).
    width = exact[2] - exact[0]
    assert np.quantile(drawn, (0.025, 0.5, 0.975)) == pytest.approx(exact, abs=0.06 * width)


def test_too_few_months_are_refused() -> None:
    y = np.full((1, 20), np.nan)
    y[:, :5] = 1.0
    with pytest.raises(ValueError, match="5 months are too few"):
        fit(y, np.zeros((1, 20, 2)), np.ones((1, 20, 1)))


@pytest.mark.parametrize(("drift", "noise"), [(0.1, 0.4), (0.3, 0.3)])
def test_statsmodels_agrees(drift: float, noise: float) -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    y = walks(np.random.default_rng(7), 1, drift, noise)[0] + course("step")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = UnobservedComponents(y, "local level", exog=course("step"))
        # The default covariance, from outer products of scores, doubles the error of this fit.
        peer = peer.fit(disp=False, cov_type="approx")
    low, middle, high = effect_bounds(y[None], course("step"))[:, 0]
    estimate, error = peer.params[-1], peer.bse[-1]
    # Maximum likelihood takes one ratio and we average over many: the estimate may differ by a
    # third of its standard error, and the honest interval is up to half as wide again.
    assert middle == pytest.approx(estimate, abs=error / 3)
    assert 0.9 < (high - low) / (2 * 1.96 * error) < 1.5


def test_holes_only_widen() -> None:
    y = walks(np.random.default_rng(8), 4, 0.2, 0.3)
    holed = y.copy()
    holed[:, 58:64] = np.nan
    full, less = effect_bounds(y, course("step")), effect_bounds(holed, course("step"))
    assert ((less[2] - less[0]) > (full[2] - full[0])).mean() >= 0.75


def test_the_grid_reaches_both_ends() -> None:
    assert model.RATIOS[0] < 0.005
    assert model.RATIOS[-1] > 20
