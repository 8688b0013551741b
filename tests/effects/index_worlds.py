"""Made-up sides of the index with a known step, and designs to estimate it from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.effects.index_design import IndexDesign
from detente.effects.index_draws import WEIGHTS
from detente.effects.index_model import Reading, Record
from detente.effects.shapes import Onset, shape_column

Floats = NDArray[np.float64]

OVERDISPERSION, SLOPE, NOISE = 0.8, 8.0, 4.0
"""Near what the shipped case shows; slope and noise in points of the score."""


@dataclass(frozen=True)
class Kind:
    """A kind of world: about one act of each class a month at `log_level` 0.

    Attributes:
        step: typical step of the balance; the level takes half of it.
        df: degrees of freedom of the steps, as the index expects; 0 for normal steps of the same
            variance.
    """

    months: int = 60
    scored: bool = True
    step: float = 0.1
    df: float = 4.0
    log_level: float = 0.0

    @property
    def turn(self) -> int:
        """Month of the step."""
        return self.months // 2 + 2


def column(kind: Kind) -> Floats:
    """Return the course of the step, (month, 1)."""
    return shape_column("step", Onset(kind.turn, 1.0), kind.months, 12, 6)[:, None]


def world(rng: np.random.Generator, kind: Kind, size: float, measure: str) -> IndexDesign:
    """Draw a side whose balance (or rate of cooperation) steps, to be read as it was made."""
    months, typical = kind.months, np.array([kind.step / 2, kind.step])
    steps = rng.standard_normal((months, 2)) * np.sqrt(2)
    if kind.df:
        # One chi-square a month: a rupture is of level and balance together, as in the index.
        steps *= np.sqrt(kind.df / rng.chisquare(kind.df, (months, 1)) / 2)
    walk = np.cumsum(typical * steps, axis=0)
    walk += np.array([kind.log_level, 0.0]) - walk.mean(axis=0)
    # The least change of level and balance that moves the measure by 1.
    weights = np.array(WEIGHTS[measure])
    path = walk + size * column(kind) * weights / (weights @ weights)
    attention = np.linspace(-np.log(2) / 2, np.log(2) / 2, months)
    rate = np.exp(attention[:, None] + path[:, :1] + path[:, 1:] * [0.5, -0.5])
    shape = 1 / OVERDISPERSION**2
    acts = rng.poisson(rate * rng.gamma(shape, 1 / shape, (months, 2)))
    score = SLOPE * path[:, 1] + NOISE * rng.standard_t(4, months)
    centre, spread = score.mean(), score.std()
    seen = np.full(months, float(kind.scored))
    return IndexDesign(
        Record(acts.astype(float), np.ones(months), seen * (score - centre) / spread, seen),
        Reading(
            attention=attention[None],
            path=np.broadcast_to([kind.log_level, 0.0], (1, months, 2)),
            steps=typical[None],
            overdispersion=np.array([OVERDISPERSION]),
            intercept=np.array([-centre / spread]),
            slope=np.array([SLOPE / spread]),
            noise=np.array([NOISE / spread]),
        ),
        np.zeros((1, months, 0)),
        weights,
    )
