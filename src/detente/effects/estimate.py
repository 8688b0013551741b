"""Draws of effects from the fitted mixture: pure functions of arrays and a generator."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.effects.model import Mixture, fit

Floats = NDArray[np.float64]

DRAWS = 4000
"""Draws of each effect: the bounds of a 95% interval are then known to about 4% of its width."""


def generator(seed: int, *names: str) -> np.random.Generator:
    """Return a generator for one named estimate, the same in every run of the seed."""
    digest = hashlib.sha256("\0".join((str(seed), *names)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


@dataclass(frozen=True)
class Design:
    """What an effect is estimated from, month by month.

    Attributes:
        y: (path, month), one path for a series, posterior paths for the index; NaN in a hole.
        z: (path, month, column), seasons, controls and other terms.
    """

    y: Floats
    z: Floats

    def with_columns(self, *columns: Floats) -> "Design":
        """Return the design with more columns, the same for every path."""
        more = np.broadcast_to(np.stack(columns, -1), (*self.y.shape, len(columns)))
        return Design(self.y, np.concatenate([self.z, more], axis=2))

    def without(self, months: NDArray[np.bool_]) -> "Design":
        """Return the design with some months taken as not observed."""
        return Design(np.where(months, np.nan, self.y), self.z)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which months are observed, (month,)."""
        finite = np.isfinite(self.y), np.isfinite(self.z)
        result: NDArray[np.bool_] = np.all(finite[0], 0) & np.all(finite[1], (0, 2))
        return result


def draw_effect(design: Design, columns: Floats, rng: np.random.Generator) -> Floats:
    """Draw the effects of the terms in `columns` (month, term), as (DRAWS, term)."""
    drawn: Floats = draw_effects(design, columns[None], rng)[0]
    return drawn


def draw_effects(design: Design, columns: Floats, rng: np.random.Generator) -> Floats:
    """Draw the effects of many designs, each fitted by itself.

    Args:
        columns: (design, month, term).

    Returns:
        (design, DRAWS, term). Draw i comes from path i · paths / DRAWS, so that draws of an effect
        and the paths of the index can be put side by side.
    """
    return sample(fit(design.y, design.z, columns), rng)


def sample(mixture: Mixture, rng: np.random.Generator) -> Floats:
    """Draw from the mixture: (design, DRAWS, term), the same share from every path."""
    paths, designs, _, terms = mixture.mean.shape
    weight = np.exp(mixture.log_weight - mixture.log_weight.max(axis=2, keepdims=True))
    edges = np.cumsum(weight / weight.sum(axis=2, keepdims=True), axis=2)
    path = np.arange(DRAWS) * paths // DRAWS
    # Even places on the cumulated weights, in random order, leave less noise than random ones.
    within = np.empty(DRAWS)
    for number in range(paths):
        mine = np.flatnonzero(path == number)
        within[mine] = rng.permutation((np.arange(len(mine)) + rng.random()) / max(len(mine), 1))
    normal = rng.standard_normal((DRAWS, terms))
    spread = np.sqrt(mixture.freedom / rng.chisquare(mixture.freedom, DRAWS))[:, None]
    drawn = np.empty((designs, DRAWS, terms))
    for design in range(designs):
        ratio = (edges[path, design] < within[:, None]).sum(axis=1)
        ratio = np.minimum(ratio, edges.shape[2] - 1)
        root = mixture.scale[path, design, ratio]
        drawn[design] = mixture.mean[path, design, ratio]
        drawn[design] += spread * np.einsum("nij,nj->ni", root, normal)
    return drawn
