"""What an effect on a series is estimated from, and draws of it."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.effects import model
from detente.effects.mixture import Floats, Mixture, sample


@dataclass(frozen=True)
class SeriesDesign:
    """A published series.

    Attributes:
        y: (1, month); NaN in a hole.
        z: (1, month, column), seasons, controls and other terms; NaN makes a hole too.
    """

    y: Floats
    z: Floats

    @classmethod
    def of(cls, y: Floats) -> "SeriesDesign":
        """Return the design of a series, (1, month), without regressors."""
        return cls(y, np.zeros((*y.shape, 0)))

    def with_columns(self, *columns: Floats) -> "SeriesDesign":
        """Return the design with more regressors, each (month,) or (1, month)."""
        return SeriesDesign(self.y, widened(self.z, *columns))

    def without(self, months: NDArray[np.bool_]) -> "SeriesDesign":
        """Return the design with some months taken as not observed."""
        return SeriesDesign(np.where(months, np.nan, self.y), self.z)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which months are observed, (month,)."""
        finite = np.isfinite(self.y), np.isfinite(self.z)
        result: NDArray[np.bool_] = np.all(finite[0], 0) & np.all(finite[1], (0, 2))
        return result

    def fit(self, columns: Floats) -> Mixture:
        """Fit the local level with regressors to each of `columns`, (design, month, term)."""
        return model.fit(self.y, self.z, columns)


def widened(z: Floats, *columns: Floats) -> Floats:
    """Return regressors (path, month, column) with more columns, each (month,) or (path, month)."""
    if not columns:
        return z
    more = np.stack([np.broadcast_to(column, z.shape[:2]) for column in columns], axis=-1)
    return np.concatenate([z, more], axis=2)


def generator(seed: int, *names: str) -> np.random.Generator:
    """Return a generator for one named estimate, the same in every run of the seed."""
    digest = hashlib.sha256("\0".join((str(seed), *names)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def draw_effect(design: SeriesDesign, columns: Floats, rng: np.random.Generator) -> Floats:
    """Draw the effects of the terms in `columns` (month, term), as (DRAWS, term)."""
    drawn: Floats = draw_effects(design, columns[None], rng)[0]
    return drawn


def draw_effects(design: SeriesDesign, columns: Floats, rng: np.random.Generator) -> Floats:
    """Draw the effects of many sets of columns, each fitted by itself.

    Args:
        columns: (design, month, term).

    Returns:
        (design, DRAWS, term).
    """
    return sample(design.fit(columns), rng)
