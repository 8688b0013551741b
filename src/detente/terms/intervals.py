"""A quantity with its credible intervals: the only form in which an estimate is reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

QUANTILES = (0.5, 0.25, 0.75, 0.05, 0.95)
"""Median, then the bounds of the central 50% and of the central 90% interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Posterior median with central 50% and 90% credible intervals."""

    median: float
    lo50: float
    hi50: float
    lo90: float
    hi90: float

    @classmethod
    def from_draws(cls, draws: Any) -> "Interval":
        """Summarise posterior draws of one quantity (any shape, pooled)."""
        import numpy as np

        return cls(*(float(q) for q in np.quantile(np.asarray(draws), QUANTILES)))

    @classmethod
    def from_quantiles(cls, quantiles: Sequence[float]) -> "Interval":
        """Build from values in the order of `QUANTILES`."""
        return cls(*(float(q) for q in quantiles))
