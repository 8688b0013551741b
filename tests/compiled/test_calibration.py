"""The density of a calibration, its gradient, and what is drawn from it."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from detente.dynamics.calibration import quick
from detente.dynamics.calibration.build import build_problem
from detente.dynamics.calibration.mode import coordinates
from detente.dynamics.calibration.problem import Problem
from detente.dynamics.calibration.quick import approximate
from detente.dynamics.calibration.sample import (
    expectations,
    potential,
    predictive,
    prior_draws,
    quantities,
)
from detente.sampling.xla import double_precision
from tests.compiled.both import LARGE_SLOWLY, Both, both
from tests.dynamics.calibration.worlds import calibration, cases, epidemic

_SHARPER = 1e-8
"""Of a gradient through hundreds of steps, which rounds at each."""


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    model = epidemic(tmp_path, end=8)
    return build_problem(model, calibration(), cases(model))


def check_density(problem: Problem, found: Both, name: str) -> None:
    """Compare density and gradient at places drawn from the prior's neighbourhood."""
    prior = prior_draws(problem, 1, 200)
    with double_precision():
        point = coordinates(problem, prior)
        depth = jax.value_and_grad(lambda u: potential(problem, point.at(u)))
        rng = np.random.default_rng(1)
        at = jnp.asarray(0.3 * rng.standard_normal(len(point.centre)))
        found.wrapped(name, depth, jax.jit(depth))(at)


def test_density_and_gradient(problem: Problem) -> None:
    check_density(problem, Both(_SHARPER), "density")


@pytest.mark.slow
def test_density_and_gradient_of_the_shipped_case() -> None:
    from tests.scenarios.worlds import whole_system

    check_density(whole_system().problem(), Both(_SHARPER), "density")


@pytest.mark.slow
def test_the_quick_fit(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Search, curvature and draws: each call of each compiled function."""
    monkeypatch.setattr(quick, "STARTS", 1)
    monkeypatch.setattr("detente.dynamics.calibration.mode._MOST_STEPS", 2)
    prior = prior_draws(problem, 1, 200)
    with both(_SHARPER, calls=1) as found:
        approximate(problem, prior, 1, 500, lambda at: None)
    assert {site.split()[1] for site in found.seen} == {"prior_scales", "survey", "approximate"}


@pytest.mark.parametrize(
    "draws", [100_000, *LARGE_SLOWLY[:1], pytest.param(3_600, marks=pytest.mark.slow)]
)
def test_quantities_of_the_draws(problem: Problem, draws: int) -> None:
    """What a fit by NUTS ends with, by chain and draw."""
    with double_precision():
        point = coordinates(problem, prior_draws(problem, 1, 200))
        of = jax.vmap(jax.vmap(lambda u: quantities(problem, point.at(u))))
        rng = np.random.default_rng(2)
        at = 0.3 * rng.standard_normal((4, draws // 4, len(point.centre)))
        Both().wrapped("quantities", of, jax.jit(of))(jnp.asarray(at))


@pytest.mark.parametrize(
    "draws", [100_000, *LARGE_SLOWLY[:1], pytest.param(2_000, marks=pytest.mark.slow)]
)
def test_what_is_expected_and_predicted(problem: Problem, draws: int) -> None:
    prior = prior_draws(problem, 3, draws)
    with both() as found:
        given = prior | expectations(problem, prior)
    assert found.seen["dynamics/calibration/sample.py expectations"][0][0] == draws
    # Counts drawn have the mean that is expected: one series' grand mean, to a twentieth.
    (mean,) = (given[name] for name in given if name not in prior)
    assert predictive(problem, given, 4)["cases"].mean() == pytest.approx(mean.mean(), rel=0.05)
