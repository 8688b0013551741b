"""The posterior of the size of an effect on the index: worked out on a grid of sizes, not drawn."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.stats import norm

from detente.effects.mixture import DRAWS, Floats

SPREAD = 2.0
"""Prior of the size of an effect on the balance: normal around 0 with this spread, log points. An
effect of 2 takes an even balance to 88% cooperative acts."""
NODES: Floats = np.linspace(-6.0, 6.0, 25)
"""Sizes of a step whose evidence is worked out; log evidence between them is a smooth curve."""
COARSE: Floats = np.linspace(-6.0, 6.0, 13)
"""The same of a course, where every size is a filter of its own."""
FINE: Floats = np.linspace(-6.0, 6.0, 481)
"""Sizes on which a posterior lies."""
_PRIOR = norm(0.0, SPREAD).pdf(FINE)
PRIOR: Floats = _PRIOR / _PRIOR.sum()
"""(481,): what is expected of the size of an effect before anything is looked at."""


@dataclass(frozen=True)
class SizePosterior:
    """What is known of the size of one effect.

    Attributes:
        masses: probability of each size of the fine grid.
    """

    masses: Floats

    @classmethod
    def of(cls, nodes: Floats, log_evidence: Floats) -> "SizePosterior":
        """Weigh the log evidence of some sizes, (B,), by the prior."""
        logs = CubicSpline(nodes, log_evidence)(FINE) + np.log(PRIOR)
        masses = np.exp(logs - logs.max())
        return cls(masses / masses.sum())

    @cached_property
    def _below(self) -> Floats:
        """Probability below the upper edge of each cell."""
        result: Floats = np.cumsum(self.masses)
        return result

    def quantiles(self, shares: NDArray[np.float64]) -> Floats:
        """Return the sizes below which these shares of the posterior lie."""
        half = (FINE[1] - FINE[0]) / 2
        edges = np.append(FINE - half, FINE[-1] + half)
        result: Floats = np.interp(shares, np.append(0.0, self._below), edges)
        return result

    @cached_property
    def draws(self) -> Floats:
        """Sizes that stand for the posterior, as even as its quantiles: (DRAWS,)."""
        return self.quantiles((np.arange(DRAWS) + 0.5) / DRAWS)

    @property
    def mean(self) -> float:
        """Mean of the posterior."""
        return float(FINE @ self.masses)

    @cached_property
    def spread(self) -> float:
        """Standard deviation of the posterior."""
        return float(np.sqrt((FINE - self.mean) ** 2 @ self.masses))

    @property
    def silent(self) -> bool:
        """Whether the record says next to nothing, so that the prior speaks."""
        return self.spread > 0.9 * SPREAD
