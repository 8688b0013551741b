"""For and against: which way each row speaks, and how much likelier that makes it.

A row's weight is how many times likelier it is where what it speaks for is true than where it is
not. 1 is a row that is as likely either way, however much it looks like evidence.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log
from statistics import fmean, pvariance
from typing import TYPE_CHECKING

from detente.claims.verdict import RowRef

if TYPE_CHECKING:
    from detente.claims.bootstrap import Floats

FOR, AGAINST = "for", "against"
MOST = 100.0
"""No single row weighs more than this: the models behind the weights are not that good."""


def weighed(row: RowRef, ratio: float, *, negated: bool = False) -> RowRef:
    """Mark a row with its likelihood ratio for the reading, turned round where negated."""
    ratio = 1 / ratio if negated else ratio
    size = min(max(ratio, 1 / ratio), MOST)
    return replace(row, speaks=FOR if ratio >= 1 else AGAINST, weight=round(size, 3))


def trusted(row: RowRef, reliability: float, *, speaks_for: bool) -> RowRef:
    """Mark a row that tells of one thing by how far it can be relied on: r / (1 − r)."""
    return weighed(row, reliability / (1 - reliability), negated=not speaks_for)


def act_ratio(rate: "Floats", margin: "Floats") -> float:
    """Return how many times likelier an act is in the draws that bear the reading out most.

    The mean rate of such acts over the half of the draws with the greater margin, by that over the
    other half. It is defined however probable the reading is, and 1 where rate and margin are
    unrelated.

    Args:
        rate: (draw,), acts of this class a month in the window of the act.
        margin: (draw,), by how much the reading holds, negative where it does not.
    """
    middle = sorted(margin.tolist())[len(margin) // 2]
    upper = margin > middle
    if not upper.any() or upper.all():
        return 1.0
    return float(rate[upper].mean() / rate[~upper].mean())


def figure_ratio(value: float, own: Sequence[float], other: Sequence[float]) -> float:
    """Return how many times likelier a figure is at the level of its own window than of the other.

    Normal densities about the two means with the pooled spread of the figures.
    """
    spread = (pvariance(own) + pvariance(other)) / 2
    if spread == 0:
        return MOST
    distances = ((value - fmean(other)) ** 2 - (value - fmean(own)) ** 2) / (2 * spread)
    return exp(min(max(distances, -log(MOST)), log(MOST)))
