"""How an effect may run in time: one column a term, scaled so that its coefficient is the effect.

Each column is divided by its mean over the horizon, so that one number, the mean effect over the
`horizon` months after the month of the event, is comparable between shapes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YEAR = 12


@dataclass(frozen=True, slots=True)
class Onset:
    """When an event took hold.

    Attributes:
        month: place of its month in the window.
        share: part of that month that came after it.
    """

    month: int
    share: float

    def moved(self, by: int) -> "Onset":
        """Return the same onset some months later."""
        return Onset(self.month + by, self.share)


def shape_column(shape: str, onset: Onset, months: int, horizon: int, half_life: int) -> Floats:
    """Return the course of an effect over the window, (months,), with mean 1 over the horizon."""
    # The horizon may reach past the window, and its mean must not change for that.
    length = max(months, onset.month + horizon + 1)
    elapsed = np.arange(length) - onset.month + onset.share
    after = elapsed > 0
    if shape == "step":
        course = np.clip(elapsed, 0, 1)
    elif shape == "ramp":
        course = np.clip(elapsed / horizon, 0, 1)
    elif shape == "decay":
        middle = np.maximum(elapsed - np.minimum(elapsed, 1) / 2, 0)
        course = np.where(after, np.clip(elapsed, 0, 1) * 0.5 ** (middle / half_life), 0)
    else:
        raise ValueError(f"{shape!r} is no shape of an effect")
    mean = course[onset.month + 1 : onset.month + 1 + horizon].mean()
    result: Floats = course[:months] / mean
    return result


def late_step(month: int, months: int) -> Floats:
    """Return a step from a month on, for what changes after the effect has had its time."""
    return (np.arange(months) >= month).astype(float)


def pre_trend_column(onset: Onset, months: int) -> Floats:
    """Return a line that rises from 0 a year before the event to 1 at it, and stays."""
    return np.clip((np.arange(months) - onset.month + YEAR) / YEAR, 0, 1).astype(float)


def anticipation_column(onset: Onset, months: int, early: int) -> Floats:
    """Return 1 in the `early` months before the event's, 0 elsewhere."""
    at = np.arange(months)
    return ((at >= onset.month - early) & (at < onset.month)).astype(float)


def season_columns(first_month: int, months: int) -> Floats:
    """Return three harmonics of the calendar year, (months, 6).

    Args:
        first_month: calendar month of the window's first, 1 to 12.
    """
    angle = 2 * np.pi * (first_month - 1 + np.arange(months)) / YEAR
    return np.column_stack([f(k * angle) for k in (1, 2, 3) for f in (np.sin, np.cos)])
