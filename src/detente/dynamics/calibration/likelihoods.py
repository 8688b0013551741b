"""How an observed number scatters around what the model expects. Loads nothing heavy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MOST_COUNT = 1e15
"""Beyond it NumPy's Poisson refuses; a run that comes so far has broken down."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A kind of scatter.

    Attributes:
        build: (`numpyro.distributions`, expected, spread, df) → distribution.
        draw: (generator, expected, spread, df) → a number for each expected one.
        fits: observed numbers → the first that it cannot have produced, or None.
        demand: what observed numbers must be, in words.
        positive: whether the expected number must be above zero.
        counts: whether observed numbers are whole.
        spread: what the spread is, in words.
    """

    build: Callable[[Any, Any, Any, Any], Any]
    draw: Callable[[np.random.Generator, Floats, Floats, Any], Floats]
    fits: Callable[[Floats], float | None]
    demand: str
    positive: bool
    counts: bool
    spread: str


def _first(values: Floats, wrong: NDArray[np.bool_]) -> float | None:
    return float(values[wrong][0]) if wrong.any() else None


def _any(values: Floats) -> float | None:
    return _first(values, ~np.isfinite(values))


def _counts(rng: np.random.Generator, mean: Floats, spread: Floats, df: Any) -> Floats:
    """Draw negative binomial counts as Poisson counts of gamma rates."""
    size = 1 / np.broadcast_to(spread, mean.shape) ** 2
    rate = mean * rng.gamma(size) / size
    sound = rate < _MOST_COUNT
    return np.where(sound, rng.poisson(np.where(sound, rate, 0.0)), np.nan)


LIKELIHOODS: Mapping[str, Likelihood] = MappingProxyType(
    {
        "negative_binomial": Likelihood(
            # Spread 0 would be Poisson; 1 / spread² is NumPyro's concentration.
            lambda d, mean, spread, df: d.NegativeBinomial2(mean, 1 / spread**2),
            _counts,
            lambda y: _first(y, ~((y >= 0) & (y == np.floor(y)) & np.isfinite(y))),
            "whole numbers from 0 on",
            positive=True,
            counts=True,
            spread="overdispersion: variance = mean + (spread · mean)²",
        ),
        "lognormal": Likelihood(
            lambda d, mean, spread, df: d.LogNormal(_log(mean), spread),
            lambda rng, mean, spread, df: mean * np.exp(spread * rng.standard_normal(mean.shape)),
            lambda y: _first(y, ~((y > 0) & np.isfinite(y))),
            "numbers above 0",
            positive=True,
            counts=False,
            spread="standard deviation of the logarithm around that of the expected number",
        ),
        "normal": Likelihood(
            lambda d, mean, spread, df: d.Normal(mean, spread),
            lambda rng, mean, spread, df: mean + spread * rng.standard_normal(mean.shape),
            _any,
            "finite numbers",
            positive=False,
            counts=False,
            spread="standard deviation, in the unit of the data",
        ),
        "student_t": Likelihood(
            lambda d, mean, spread, df: d.StudentT(df, mean, spread),
            lambda rng, mean, spread, df: mean + spread * rng.standard_t(df, mean.shape),
            _any,
            "finite numbers",
            positive=False,
            counts=False,
            spread="scale, in the unit of the data",
        ),
    }
)


def _log(mean: Any) -> Any:
    import jax.numpy as jnp

    return jnp.log(mean)
