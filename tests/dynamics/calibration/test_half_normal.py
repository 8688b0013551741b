"""A half-normal in normal scores is the same half-normal, walked in other coordinates."""

import jax
import numpy as np
import pytest
from numpyro.distributions import biject_to
from scipy import stats

from detente.dynamics.calibration.half_normal import HalfNormalScores
from detente.sampling.xla import double_precision


@pytest.mark.parametrize("scale", [0.03, 0.7, 12.0])
def test_the_coordinate_is_a_standard_normal(scale: float) -> None:
    with double_precision():
        one = HalfNormalScores(scale)
        scores = biject_to(one.support)
        z = np.array([-9.0, -4.0, -1.0, -1e-9, 0.0, 0.3, 1.0, 5.0, 8.0])
        x = scores(z)
        # Against SciPy's own half-normal; z above 5 leaves it no digits of 1 - F(x).
        assert stats.halfnorm.cdf(x[:7], scale=scale) == pytest.approx(stats.norm.cdf(z[:7]))
        # Twelve digits and more survive the way there and back.
        assert scores._inverse(x) == pytest.approx(z, abs=1e-12)
        assert one.log_prob(x) == pytest.approx(stats.halfnorm.logpdf(x, scale=scale), abs=1e-12)
        # Density times slope is the standard normal: nothing was changed by the coordinate.
        slope = jax.vmap(jax.grad(scores))(z)
        moved = one.log_prob(x) + np.log(slope)
        assert moved == pytest.approx(stats.norm.logpdf(z), abs=1e-9)
        assert scores.log_abs_det_jacobian(z, x) == pytest.approx(np.log(slope), abs=1e-9)


def test_arrays_of_sizes_have_it_too() -> None:
    with double_precision():
        many = HalfNormalScores(np.array([0.5, 2.0])).to_event(1)
        x = biject_to(many.support)(np.zeros(2))
        # The median of a half-normal is 0.6745 of its scale.
        assert x == pytest.approx(0.67448975 * np.array([0.5, 2.0]))
        wide = HalfNormalScores(0.5).expand([3]).to_event(1)
        assert biject_to(wide.support)(np.zeros(3)).shape == (3,)
