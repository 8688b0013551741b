"""A truncated normal in normal scores is the same distribution, walked in other coordinates."""

import jax
import numpy as np
import pytest
from numpyro.distributions import biject_to
from scipy import stats

from detente.dynamics.calibration.truncated_normal import TruncatedNormalScores
from detente.sampling.xla import double_precision


@pytest.mark.parametrize(
    ("mean", "sd", "low", "high"),
    [(0.975, 0.01, 0.9, 1.0), (0.6, 0.3, 0.0, 2.0), (0.0, 1.0, -0.5, 0.25), (1.0, 0.5, 0.0, 9.0)],
)
def test_the_coordinate_is_a_standard_normal(
    mean: float, sd: float, low: float, high: float
) -> None:
    peer = stats.truncnorm((low - mean) / sd, (high - mean) / sd, loc=mean, scale=sd)
    with double_precision():
        one = TruncatedNormalScores(mean, sd, low, high)
        scores = biject_to(one.support)
        z = np.array([-5.0, -2.0, -1.0, -1e-9, 0.0, 0.3, 1.0, 3.0, 5.0])
        x = np.asarray(scores(z))
        assert ((low <= x) & (x <= high)).all()
        # Against SciPy's own; a double near 1 leaves F(x) sixteen digits.
        assert peer.cdf(x) == pytest.approx(stats.norm.cdf(z), abs=1e-12)
        # Within three sd of the middle twelve digits survive the way there and back: beyond, the
        # bound is so near that x has no digits left to tell them apart.
        near = np.abs(z) <= 3
        assert scores._inverse(x)[near] == pytest.approx(z[near], abs=1e-9)
        assert one.log_prob(x) == pytest.approx(peer.logpdf(x), abs=1e-9)
        # Density times slope is the standard normal: nothing was changed by the coordinate.
        slope = jax.vmap(jax.grad(scores))(z)
        moved = one.log_prob(x) + np.log(slope)
        assert moved == pytest.approx(stats.norm.logpdf(z), abs=1e-7)
        assert scores.log_abs_det_jacobian(z, x) == pytest.approx(np.log(slope), abs=1e-7)


def test_arrays_have_it_too() -> None:
    with double_precision():
        low, high = np.array([0.0, -1.0]), np.array([1.0, 1.0])
        many = TruncatedNormalScores(np.array([0.5, 0.0]), 0.2, low, high).to_event(1)
        x = biject_to(many.support)(np.zeros(2))
        assert x == pytest.approx([0.5, 0.0], abs=1e-12)
        wide = TruncatedNormalScores(0.5, 0.2, 0.0, 1.0).expand([3]).to_event(1)
        assert biject_to(wide.support)(np.zeros(3)).shape == (3,)
