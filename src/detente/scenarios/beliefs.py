"""What the answer would be under other beliefs about cooperation, by weighing the same draws anew.

Where the record teaches little about the effects of cooperation, what was believed before decides.
So the belief itself is moved: posterior draws get the ratio of the other prior to the one they were
drawn with as weights, smoothed as in Vehtari, Simpson, Gelman, Yao & Gabry (2024), "Pareto smoothed
importance sampling", JMLR 25. No belief wider than the file's is tried: ratios of those have no
finite variance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from detente.dynamics.calibration.spec import CalibrationSpec
from detente.sampling.diagnostics import load_arviz
from detente.scenarios.learned import EFFECT

Floats = NDArray[np.float64]

FILE = "as in the case's file"
BELIEFS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        FILE: (1.0, 1.0),
        "cooperation is not expected to help": (0.0, 1.0),
        "cooperation is expected to help twice as much": (2.0, 1.0),
        "twice as sure of what is in the file": (1.0, 0.5),
    }
)
"""Belief in words → factors of the mean and of the spread of every effect of cooperation."""
_KHAT_MOST = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """Posterior draws as another belief weighs them.

    Attributes:
        weights: by draw; they sum to 1.
        khat: Pareto k of the weights; above 0.7 what they say is not to be relied upon.
    """

    name: str
    weights: Floats
    khat: float

    @property
    def reliable(self) -> bool:
        """Tell whether the draws reach where this belief lies."""
        return self.khat <= _KHAT_MOST

    def quantiles(self, values: Floats, at: tuple[float, ...]) -> tuple[float, ...]:
        """Return weighted quantiles of a quantity by draw."""
        order = np.argsort(values)
        reached = np.cumsum(self.weights[order]) - self.weights[order] / 2
        return tuple(float(q) for q in np.interp(at, reached, values[order]))

    def share(self, holds: NDArray[np.bool_]) -> float:
        """Return the weight of the draws in which something holds."""
        return float(self.weights[holds].sum())


def beliefs(spec: CalibrationSpec, params: Mapping[str, Floats]) -> tuple[Belief, ...]:
    """Weigh draws by each of `BELIEFS`; only effects with a normal prior are moved.

    Args:
        params: posterior draws, name → (draw,).
    """
    normal = {
        item.name: (float(np.asarray(item.prior.numbers["mean"])),
                    float(np.asarray(item.prior.numbers["sd"])))
        for item in spec.parameters
        if item.name.startswith(EFFECT) and item.prior.kind == "normal" and item.name in params
    }  # fmt: skip
    if not normal:
        return ()
    found = []
    for name, (mean_by, spread_by) in BELIEFS.items():
        ratio = np.sum([
            norm.logpdf(params[effect], mean * mean_by, sd * spread_by)
            - norm.logpdf(params[effect], mean, sd)
            for effect, (mean, sd) in normal.items()
        ], axis=0)  # fmt: skip
        found.append(_belief(name, ratio))
    return tuple(found)


def _belief(name: str, log_ratio: Floats) -> Belief:
    if np.ptp(log_ratio) == 0:
        return Belief(name, np.full(len(log_ratio), 1 / len(log_ratio)), 0.0)
    smoothed, khat = load_arviz().psislw(log_ratio - log_ratio.max())
    weights = np.exp(np.asarray(smoothed))
    return Belief(name, weights / weights.sum(), float(khat))
