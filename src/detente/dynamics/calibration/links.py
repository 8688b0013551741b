"""From a simulated variable to what one series should show of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from detente.dynamics.calibration.likelihoods import LIKELIHOODS
from detente.dynamics.calibration.spec import ObserveSpec, Value

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """One series, its missing values left out, and where in a run it looks.

    Attributes:
        spec: what was asked for.
        slot: the variable observed.
        times, values: (number,) of the series.
        rows: (number,) save time of each.
        kernel: (offset,) weight of the variable 0, 1, 2 … save steps before.
        complete: (number,) share reported.
    """

    spec: ObserveSpec
    slot: int
    times: Floats
    values: Floats
    rows: NDArray[np.int64]
    kernel: Floats
    complete: Floats

    def kept(self, which: NDArray[np.bool_]) -> Link:
        """Return the link of some of the numbers."""
        return replace(
            self, times=self.times[which], values=self.values[which], rows=self.rows[which],
            complete=self.complete[which],
        )  # fmt: skip

    def expected(self, course: Any, parameters: Mapping[str, Any]) -> Any:
        """Return what the series should show: (number,).

        Args:
            course: the variable at every save time.
            parameters: scalar parameters by name.
        """
        windows = course[self.rows[:, None] - np.arange(len(self.kernel))]
        # A sum of one is left out, so that its gradient is.
        plain = len(self.kernel) == 1 and self.kernel[0] == 1.0
        seen = windows[:, 0] if plain else windows @ jnp.asarray(self.kernel)
        if (self.complete != 1).any():
            seen = seen * self.complete
        if self.spec.scale != 1.0:
            seen = seen * number(self.spec.scale, parameters)
        if self.spec.bias != 0.0:
            seen = seen + number(self.spec.bias, parameters)
        if not LIKELIHOODS[self.spec.likelihood].positive:
            return seen
        # Below zero a logarithm is none; the floor keeps the density and its gradient finite.
        return jnp.maximum(seen, 1e-9 * max(float(np.abs(self.values).mean()), 1e-9))

    def scatter(self, expected: Any, parameters: Mapping[str, Any]) -> Any:
        """Return the NumPyro distribution of the numbers, given what is expected of them."""
        import numpyro.distributions as dist

        spread = number(self.spec.spread, parameters)
        return LIKELIHOODS[self.spec.likelihood].build(dist, expected, spread, self.spec.df)

    def replicate(
        self, generator: np.random.Generator, expected: Floats, parameters: Mapping[str, Any]
    ) -> Floats:
        """Draw the numbers anew, given what is expected of them (…, number)."""
        spread = np.asarray(number(self.spec.spread, parameters))
        return LIKELIHOODS[self.spec.likelihood].draw(generator, expected, spread, self.spec.df)


def scatter_of(
    links: Sequence[Link], expected: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Any:
    """Return the NumPyro distribution of all numbers of series with one kind of likelihood."""
    import numpyro.distributions as dist

    spreads = [
        jnp.broadcast_to(number(link.spec.spread, parameters), link.values.shape) for link in links
    ]
    df = np.concatenate([np.full(link.values.shape, link.spec.df) for link in links])
    together = jnp.concatenate([expected[link.spec.name] for link in links])
    build = LIKELIHOODS[links[0].spec.likelihood].build
    return build(dist, together, jnp.concatenate(spreads), df)


def number(value: Value, parameters: Mapping[str, Any]) -> Any:
    """Return a fixed number, or the parameter of that name."""
    return parameters[value] if isinstance(value, str) else value


def kernel_of(spec: ObserveSpec) -> Floats:
    """Return the weight of the variable 0, 1, 2 … save steps before a number's own time."""
    if spec.how == "change":
        inside = np.zeros(spec.window + 1)
        inside[0], inside[-1] = 1.0, -1.0
    else:
        inside = np.ones(spec.window) / (spec.window if spec.how == "mean" else 1)
    return np.trim_zeros(np.convolve(inside, np.array(spec.lag)), "b")


def shares_reported(spec: ObserveSpec, count: int) -> Floats:
    """Return the share already reported of each of `count` numbers in order of time."""
    shares = np.ones(count)
    newest = np.array(spec.complete[:count])
    shares[count - len(newest) :] = newest[::-1]
    return shares
