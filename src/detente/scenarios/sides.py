"""The cooperation index as the model takes it: a mean course, and how its uncertainty moves.

Each side's trend enters as its posterior mean by month and its two leading modes of
uncertainty; the score of a mode is a parameter with a standard normal prior. Two modes carry most
of what matters, because cooperation acts through trust, which averages over a year or so.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.scenarios.columns import Column, Observations, months_after

if TYPE_CHECKING:
    import xarray as xr

MODES = 2
_MEMORY = 12.0
"""Months over which a course is averaged before its modes are chosen: the scale of trust."""

Floats = NDArray[np.float64]


def side_courses(spec: Observations, balance: "xr.DataArray") -> dict[str, Column]:
    """Return the series that take the place of each side's tables in the model file.

    Args:
        balance: draws of the index's trend, with dimensions chain, draw, dyad, period.

    Returns:
        variable (`us_china_balance_mean`, `us_china_balance_mode_1`, …) → months, values.
    """
    flat = balance.stack(sample=("chain", "draw")).transpose("sample", "dyad", "period")
    months = [str(month) for month in balance["period"].values if str(month) >= spec.origin]
    times = months_after(spec.origin, months)
    found: dict[str, Column] = {}
    for side, dyad in spec.sides.items():
        draws = flat.sel(dyad=dyad, period=months).to_numpy()
        found[f"{side}_balance_mean"] = (times, draws.mean(axis=0))
        for number, mode in enumerate(modes_of(draws), start=1):
            found[f"{side}_balance_mode_{number}"] = (times, mode)
    return found


def modes_of(draws: Floats, count: int = MODES) -> Floats:
    """Return how a course moves with each of its leading modes of uncertainty: (mode, month).

    The modes are the principal components of the courses after exponential averaging; what is
    returned is the regression of the raw courses on their standardised scores, so one unit of
    score is one posterior standard deviation of that mode.

    Args:
        draws: (draw, month).
    """
    centred = draws - draws.mean(axis=0)
    ages = np.subtract.outer(np.arange(draws.shape[1]), np.arange(draws.shape[1]))
    weights = np.where(ages >= 0, np.exp(-np.maximum(ages, 0) / _MEMORY), 0.0)
    weights /= weights.sum(axis=1, keepdims=True)
    left, _, right = np.linalg.svd(centred @ weights.T, full_matrices=False)
    scores = left[:, :count] * np.sqrt(len(draws))
    # The sign of a component is arbitrary: up means more cooperation over the whole span.
    scores *= np.where(right[:count].sum(axis=1) < 0, -1.0, 1.0)
    moved: Floats = (scores.T @ centred) / len(draws)
    return moved


def last_month(courses: Mapping[str, Column]) -> float:
    """Return the last month that the index covers, in the model's time."""
    return max(float(times[-1]) for times, _ in courses.values())
