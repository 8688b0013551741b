"""Draws weighed anew say what a fit under the other belief would have said."""

import numpy as np
import pytest

from detente.dynamics.calibration.read import read_calibration
from detente.scenarios.beliefs import BELIEFS, FILE, beliefs

SPEC = read_calibration(
    """
[parameter.effect_a]
distribution = "normal"
mean = 0.25
sd = 0.5
[parameter.level]
distribution = "normal"
mean = 0.0
sd = 1.0
[[observe]]
variable = "x"
likelihood = "normal"
spread = 1.0
"""
)


def drawn(mean: float, sd: float, seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {"effect_a": mean + sd * rng.standard_normal(4000), "level": rng.standard_normal(4000)}


def test_an_assumed_effect_becomes_the_other_belief() -> None:
    by_name = {belief.name: belief for belief in beliefs(SPEC, drawn(0.25, 0.5))}
    assert set(by_name) == set(BELIEFS)
    effect = drawn(0.25, 0.5)["effect_a"]
    for name, mean, sd in (
        (FILE, 0.25, 0.5),
        ("cooperation is not expected to help", 0.0, 0.5),
        ("cooperation is expected to help twice as much", 0.5, 0.5),
        ("twice as sure of what is in the file", 0.25, 0.25),
    ):
        low, middle, high = by_name[name].quantiles(effect, (0.1587, 0.5, 0.8413))
        # Some 2,500 effective draws know a quantile of spread 0.5 to about 0.015.
        assert middle == pytest.approx(mean, abs=0.05)
        assert (high - low) / 2 == pytest.approx(sd, abs=0.05)
        assert by_name[name].reliable
        assert by_name[name].weights.sum() == pytest.approx(1.0)


def test_a_learned_effect_hardly_moves() -> None:
    params = drawn(0.8, 0.05)
    for belief in beliefs(SPEC, params):
        (middle,) = belief.quantiles(params["effect_a"], (0.5,))
        assert middle == pytest.approx(0.8, abs=0.03)
        assert belief.share(params["effect_a"] > 0) == pytest.approx(1.0)


def test_without_effects_there_is_nothing_to_believe() -> None:
    assert beliefs(SPEC, {"level": np.zeros(10)}) == ()
