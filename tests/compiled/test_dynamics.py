"""Runs of models: many draws at once, with inputs of their own, and their gradients."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

from detente.dynamics import driven
from detente.dynamics.ensemble import BlockRun, Piece
from detente.dynamics.gradient import gradients
from detente.dynamics.model import Model
from detente.dynamics.sensitivity import sobol
from detente.dynamics.simulate import make_ensemble, simulate
from detente.dynamics.simulator import make_simulator
from detente.dynamics.vary import Vary
from tests.compiled.both import LARGE, LARGE_SLOWLY, both
from tests.dynamics.texts import model_of

EPIDEMIC = """
S = INTEG(-infection, 990) ~~|
I = INTEG(infection - recovery, 10) ~~|
infection = contacts * S * I / 1000 * (1 + pull) ~~|
recovery = I / duration ~~|
contacts = 0.6 ~~|
duration = 4 ~~|
pull = 0 ~~|
share = I / (S + I) ~~|
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return model_of(tmp_path, EPIDEMIC, end=4)


def numbers(draws: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(draws)
    return {"contacts": rng.lognormal(-0.5, 0.3, draws), "duration": rng.lognormal(1.5, 0.3, draws)}


def by_hand(contacts: np.ndarray, duration: np.ndarray) -> np.ndarray:
    """Euler's steps in NumPy, (draw, time, S and I)."""
    s, i = np.full(len(contacts), 990.0), np.full(len(contacts), 10.0)
    rows = [(s, i)]
    for _ in range(8):
        caught, well = contacts * s * i / 1000, i / duration
        s, i = s - 0.5 * caught, i + 0.5 * (caught - well)
        rows.append((s, i))
    return np.moveaxis(np.array(rows), 2, 0)


@pytest.mark.parametrize("draws", [1, 2_048, *LARGE])
def test_an_ensemble_as_it_is_shipped(model: Model, draws: int) -> None:
    """All draws beside NumPy's: blocks of 2,048 at most, whatever their number."""
    given = numbers(draws)
    found = simulate(model, given, outputs=["S", "I"])
    # Relative: eight steps round eight times.
    np.testing.assert_allclose(found.values, by_hand(**given), rtol=1e-12)


@pytest.mark.parametrize(
    "draws", [100_000, *LARGE_SLOWLY[:1], pytest.param(2_048, marks=pytest.mark.slow)]
)
def test_a_block_of_any_size(model: Model, draws: int) -> None:
    ensemble = make_ensemble(model, numbers(draws), outputs=["I", "share"])
    run = BlockRun(ensemble.simulator, draws, None, True)
    with both(steps=True) as found:
        run(Piece(0, ensemble.numbers))
    assert found.seen["dynamics/ensemble.py BlockRun._compiled"][0][0] == draws


@pytest.mark.parametrize(
    "draws", [100_000, *LARGE_SLOWLY[:1], pytest.param(1_000, marks=pytest.mark.slow)]
)
def test_runs_with_inputs_of_their_own(model: Model, draws: int) -> None:
    """As scenarios are: each draw with its own course of the index."""
    rng = np.random.default_rng(1)
    times = np.linspace(0.0, 4.0, 9)
    course = (times, rng.normal(0, 0.2, (draws, 9)))
    with both(steps=True) as found:
        driven.simulate_driven(model, numbers(draws), {"pull": course}, outputs=["I", "share"])
    assert set(found.seen) == {"dynamics/driven.py _run"}


@pytest.mark.parametrize("draws", [64, *LARGE_SLOWLY])
def test_gradients_of_many_draws(model: Model, draws: int) -> None:
    simulator = make_simulator(model, ["contacts", "duration"], outputs=["I"])
    given = np.stack(list(numbers(draws).values()), axis=1)
    with both(steps=True) as found:
        gradients(simulator, lambda table: jnp.sum(table[:, 0] ** 2))(given)
    assert "dynamics/gradient.py gradients" in found.seen


@pytest.mark.parametrize("count", [8_192])
def test_shares_of_variance(tmp_path: Path, count: int) -> None:
    """Sobol' indices of the Ishigami function, whose values are known; up to 40,960 runs."""
    ishigami = model_of(
        tmp_path,
        "x = 0 ~~|\ny = 0 ~~|\nz = 0 ~~|\nout = SIN(x) + 7 * SIN(y)^2 + 0.1 * z^4 * SIN(x) ~~|\n",
        end=1,
        step=1,
    )
    span = ("uniform", {"low": -np.pi, "high": np.pi})
    with both(steps=True) as found:
        known = sobol(ishigami, Vary(dict.fromkeys("xyz", span)), "out", count=count)
    assert found.seen
    # Of 1,024 base samples the indices are known to some 0.03.
    np.testing.assert_allclose(known.measures["first"], [0.3139, 0.4424, 0.0], atol=0.05)
    np.testing.assert_allclose(known.measures["total"], [0.5576, 0.4424, 0.2437], atol=0.05)
