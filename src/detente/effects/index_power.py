"""Doubt: how large would a step at the events have to be, to be seen on what is on record there?

Answered by worlds drawn from the model itself: the acts before the events as they are; after them
as many acts as on record, drawn from what the model expects then, with a step of each size added. A
size would have been seen where four in five such worlds have their 95% interval off zero. What the
acts after the events were has a say in the parameters alone, and there with a step in the model, so
that an effect does not raise its own bar.
"""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import expit

from detente.cooperation.changes import SideRecord
from detente.effects.mixture import Floats
from detente.effects.sizes import FINE, NODES, PRIOR, SizePosterior
from detente.effects.survival import POWER

WORLDS = 32
"""Of each size, the same chances for each; half of them a direction where either is asked about."""
TRIED: Floats = np.arange(0.0, 6.0)
_SIGNS = MappingProxyType({"rise": (1,), "fall": (-1,), "change": (-1, 1)})
_POINTS = 12
"""Points of the parameters that the worlds are read with, the most probable."""
_HALVES = np.array([0.025, 0.5, 0.975])


@dataclass(frozen=True)
class Sight:
    """What steps of some sizes at the events would have been read as.

    Attributes:
        sizes: (S,), the first is 0.
        clear: (S,), how far off zero the nearer bound of the 95% interval is, on the side of the
            step, in the world that four in five surpass; below 0 where it holds zero.
        read: (S,), middle of the estimates.
    """

    sizes: Floats
    clear: Floats
    read: Floats

    @property
    def smallest(self) -> float:
        """The smallest size that would have been seen; the largest tried where none would."""
        if self.clear[-1] <= 0:
            return float(self.sizes[-1])
        # from the last size on that is not seen, so that chance at a smaller one does not count
        last = int(np.flatnonzero(self.clear <= 0).max(initial=0))
        below, above = self.clear[last : last + 2]
        share = -below / (above - below)
        return float(self.sizes[last] + share * (self.sizes[last + 1] - self.sizes[last]))

    def truth(self, estimate: float) -> float:
        """Return the size whose worlds are read as an estimate, in the middle; with its sign."""
        read = np.maximum.accumulate(self.read)
        slope = self.sizes[-1] / max(float(read[-1]), 1e-6)
        beyond = max(abs(estimate) - float(read[-1]), 0.0) * slope
        return float(np.sign(estimate) * (np.interp(abs(estimate), read, self.sizes) + beyond))


def sight(record: SideRecord, first: int, span: int = 0, *, asks: str = "change") -> Sight:
    """Draw worlds with a step after the months from `first` to `first + span`, and read them.

    Args:
        asks: the direction of the steps. Where nearly all acts before were of one kind, a step
            further that way shows in no acts, and one back shows in few.
    """
    signs = _SIGNS[asks]
    at = np.arange(len(record.acts))
    outside = (at < first) | (at > first + span)
    blind = record.counting(record.cooperative * outside, record.acts * outside)
    held = blind.turning(first, FINE, PRIOR)
    blind, weights = blind.thinned(held.log_posterior, _POINTS)
    rng = np.random.default_rng(1)
    paths = np.stack([_path(blind, weights, first, rng) for _ in range(WORLDS // len(signs))])
    chance = rng.random((len(paths), int(record.acts.max(initial=1)), len(at)))
    clear, read = [], []
    for size in TRIED:
        low, middle = np.transpose(
            [
                _read(blind, expit(path + sign * size), luck, first, span, sign)
                for path, luck in zip(paths, chance, strict=True)
                for sign in signs
            ]
        )
        clear.append(float(np.quantile(low, 1 - POWER)))
        # A step of 0 has no side, and its worlds are read as none.
        read.append(float(np.median(middle)) if size else 0.0)
    return Sight(TRIED, np.array(clear), np.array(read))


def _path(record: SideRecord, weights: Floats, first: int, rng: np.random.Generator) -> Floats:
    """Draw the balance of every month from `first` on as the acts before it let one expect it."""
    point = int(rng.choice(len(weights), p=weights))
    cell, grid = record.grid.cells[point], record.grid
    months = len(record.acts) - first
    expected = record.expected(first)[point]
    place = int(rng.choice(expected.size, p=expected.ravel() / expected.sum()))
    trend, episode = np.unravel_index(place, expected.shape)
    steps = cell.trend_step * rng.standard_t(grid.settings.trend_df, months)
    noise = np.sqrt(1 - cell.episode_memory**2) * rng.standard_normal(months)
    steps[0], noise[0] = 0.0, grid.episode[episode]
    for month in range(1, months):
        noise[month] += cell.episode_memory * noise[month - 1]
    path = grid.trend[trend] + np.cumsum(steps) + cell.episode_sd * noise
    return np.append(np.zeros(first), path)


def _read(
    record: SideRecord, shares: Floats, luck: Floats, first: int, span: int, sign: int
) -> tuple[float, float]:
    counted = (luck < shares) & (np.arange(len(luck))[:, None] < record.acts)
    drawn = np.where(np.arange(len(shares)) < first, record.cooperative, counted.sum(axis=0))
    world = record.with_later(drawn, first)
    logs = world.log_evidence_of_steps(NODES, span=span, months=[first])[first]
    low, middle, high = SizePosterior.of(NODES, logs).quantiles(_HALVES) * sign
    return min(low, high), middle
