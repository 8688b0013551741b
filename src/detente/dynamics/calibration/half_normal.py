"""A half-normal prior in coordinates in which it is a standard normal."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpyro.distributions as dist
from jax.scipy.special import erf, erfc, erfinv, ndtr, ndtri
from jax.scipy.stats import norm
from numpyro.distributions import constraints
from numpyro.distributions.transforms import Transform, biject_to

_ROOT = 2**0.5


class HalfNormalScores(dist.HalfNormal):
    """The half-normal distribution, walked in normal scores: z with Φ(z) = F(x).

    The usual coordinate, log x, has a tail to the left that falls off no faster than eᶻ where the
    data leave a size near zero: chains wander off there for hundreds of draws. In normal scores
    the prior is a standard normal, and so are its tails. No density is changed.
    """

    @constraints.dependent_property(is_discrete=False, event_dim=0)  # type: ignore[untyped-decorator]
    def support(self) -> Any:
        """Return the positive numbers, and the scale that their coordinates hang on."""
        return _Positive(self.scale)


class _Positive(constraints.Constraint):
    """Positive numbers, of a half-normal with this scale."""

    event_dim = 0

    def __init__(self, scale: Any) -> None:
        self.scale = scale

    def __call__(self, x: Any) -> Any:
        return x > 0

    def feasible_like(self, prototype: Any) -> Any:
        return jnp.broadcast_to(self.scale, jnp.shape(prototype))

    def tree_flatten(self) -> Any:
        return (self.scale,), (("scale",), {})


class _Scores(Transform):
    """z → x with Φ(z) = F(x); each half of the line in the form that keeps its digits."""

    domain = constraints.real
    codomain = constraints.positive

    def __init__(self, scale: Any) -> None:
        self.scale = scale

    def __call__(self, z: Any) -> Any:
        # Clipped beyond the place where the forms meet, so that neither's slope is cut there.
        low = _ROOT * erfinv(ndtr(jnp.minimum(z, 1.0)))
        high = -ndtri(ndtr(-jnp.maximum(z, -1.0)) / 2)
        return self.scale * jnp.where(z < 0, low, high)

    def _inverse(self, x: Any) -> Any:
        at = x / self.scale / _ROOT
        return jnp.where(at < 0.5, ndtri(erf(jnp.minimum(at, 1.0))),
                         -ndtri(erfc(jnp.maximum(at, 0.25))))  # fmt: skip

    def log_abs_det_jacobian(self, z: Any, x: Any, intermediates: Any = None) -> Any:
        density = jnp.log(2.0) + norm.logpdf(x / self.scale) - jnp.log(self.scale)
        return norm.logpdf(z) - density

    def tree_flatten(self) -> Any:
        return (self.scale,), (("scale",), {})


@biject_to.register(_Positive)  # type: ignore[untyped-decorator]
def _scores(constraint: _Positive) -> _Scores:
    return _Scores(constraint.scale)
