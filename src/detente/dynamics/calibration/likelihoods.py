"""How an observed number scatters around what the model expects. Loads nothing heavy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A kind of scatter.

    Attributes:
        build: (`numpyro.distributions`, expected, spread, df) → distribution.
        fits: observed numbers → the first that it cannot have produced, or None.
        demand: what observed numbers must be, in words.
        positive: whether the expected number must be above zero.
        counts: whether observed numbers are whole.
        spread: what the spread is, in words.
    """

    build: Callable[[Any, Any, Any, float], Any]
    fits: Callable[[NDArray[np.float64]], float | None]
    demand: str
    positive: bool
    counts: bool
    spread: str


def _first(values: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float | None:
    return float(values[wrong][0]) if wrong.any() else None


def _any(values: NDArray[np.float64]) -> float | None:
    return _first(values, ~np.isfinite(values))


LIKELIHOODS: Mapping[str, Likelihood] = MappingProxyType(
    {
        "negative_binomial": Likelihood(
            # Spread 0 would be Poisson; 1 / spread² is NumPyro's concentration.
            lambda d, mean, spread, df: d.NegativeBinomial2(mean, 1 / spread**2),
            lambda y: _first(y, ~((y >= 0) & (y == np.floor(y)) & np.isfinite(y))),
            "whole numbers from 0 on",
            positive=True,
            counts=True,
            spread="overdispersion: variance = mean + (spread · mean)²",
        ),
        "lognormal": Likelihood(
            lambda d, mean, spread, df: d.LogNormal(_log(mean), spread),
            lambda y: _first(y, ~((y > 0) & np.isfinite(y))),
            "numbers above 0",
            positive=True,
            counts=False,
            spread="standard deviation of the logarithm around that of the expected number",
        ),
        "normal": Likelihood(
            lambda d, mean, spread, df: d.Normal(mean, spread),
            _any,
            "finite numbers",
            positive=False,
            counts=False,
            spread="standard deviation, in the unit of the data",
        ),
        "student_t": Likelihood(
            lambda d, mean, spread, df: d.StudentT(df, mean, spread),
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
