"""A truncated normal prior in coordinates in which it is a standard normal."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpyro.distributions as dist
from jax.scipy.special import ndtr, ndtri
from jax.scipy.stats import norm
from numpyro.distributions import constraints
from numpyro.distributions.transforms import Transform, biject_to


class TruncatedNormalScores(dist.TwoSidedTruncatedDistribution):
    """The truncated normal distribution, walked in normal scores: z with Φ(z) = F(x).

    The usual coordinate, the log odds of the place between the bounds, has a tail that falls off no
    faster than e⁻ᶻ where a bound lies within a few sd of the mean: chains wander off there. In
    normal scores the prior is a standard normal, and so are its tails. No density is changed.
    """

    def __init__(self, mean: Any, sd: Any, low: Any, high: Any, **more: Any) -> None:
        super().__init__(dist.Normal(mean, sd), low=low, high=high, **more)

    @constraints.dependent_property(is_discrete=False, event_dim=0)  # type: ignore[untyped-decorator]
    def support(self) -> Any:
        """Return the numbers between the bounds, and what their coordinates hang on."""
        return _Between(self.base_dist.loc, self.base_dist.scale, self.low, self.high)


class _Between(constraints.Constraint):
    """Numbers between two bounds, of a normal with this mean and sd."""

    event_dim = 0

    def __init__(self, mean: Any, sd: Any, low: Any, high: Any) -> None:
        self.mean, self.sd, self.low, self.high = mean, sd, low, high

    def __call__(self, x: Any) -> Any:
        return (x >= self.low) & (x <= self.high)

    def feasible_like(self, prototype: Any) -> Any:
        return jnp.broadcast_to((self.low + self.high) / 2, jnp.shape(prototype))

    def tree_flatten(self) -> Any:
        names = ("mean", "sd", "low", "high")
        return (self.mean, self.sd, self.low, self.high), (names, {})


class _Scores(Transform):
    """z → x with Φ(z) = F(x), each half of the line counted from its own bound."""

    domain = constraints.real

    def __init__(self, mean: Any, sd: Any, low: Any, high: Any) -> None:
        self.mean, self.sd, self.low, self.high = mean, sd, low, high

    @property
    def codomain(self) -> Any:
        return _Between(self.mean, self.sd, self.low, self.high)

    def _ends(self) -> tuple[Any, Any]:
        """Return what lies below the lower bound, and above the upper one."""
        low, high = ((end - self.mean) / self.sd for end in (self.low, self.high))
        return ndtr(low), ndtr(-high)

    def __call__(self, z: Any) -> Any:
        below, above = self._ends()
        inside = 1 - below - above
        # Clipped beyond the place where the forms meet, so that neither's slope is cut there.
        low = ndtri(below + ndtr(jnp.minimum(z, 1.0)) * inside)
        high = -ndtri(above + ndtr(-jnp.maximum(z, -1.0)) * inside)
        x = self.mean + self.sd * jnp.where(z < 0, low, high)
        return jnp.clip(x, self.low, self.high)

    def _inverse(self, x: Any) -> Any:
        below, above = self._ends()
        inside = 1 - below - above
        at = (x - self.mean) / self.sd
        share = (ndtr(at) - below) / inside
        rest = (ndtr(-at) - above) / inside
        return jnp.where(share < 0.5, ndtri(share), -ndtri(rest))

    def log_abs_det_jacobian(self, z: Any, x: Any, intermediates: Any = None) -> Any:
        below, above = self._ends()
        density = norm.logpdf((x - self.mean) / self.sd) - jnp.log(self.sd)
        return norm.logpdf(z) - (density - jnp.log(1 - below - above))

    def tree_flatten(self) -> Any:
        names = ("mean", "sd", "low", "high")
        return (self.mean, self.sd, self.low, self.high), (names, {})


@biject_to.register(_Between)  # type: ignore[untyped-decorator]
def _scores(constraint: _Between) -> _Scores:
    return _Scores(constraint.mean, constraint.sd, constraint.low, constraint.high)
