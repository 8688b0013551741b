"""The joint change of several sides, shared out among them.

The value of a coalition of sides is the change that its members bring when they alone come
closer. The Shapley value (Shapley 1953, *Contributions to the Theory of Games* II) is the mean of
a member's addition over all orders in which they might join; interactions are Harsanyi dividends
(Harsanyi 1963, *International Economic Review* 4), of which each member gets an equal part.
"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Coalition = frozenset[str]


def coalitions(members: tuple[str, ...]) -> tuple[Coalition, ...]:
    """Return every coalition but the empty one, smaller ones first."""
    return tuple(
        frozenset(chosen)
        for size in range(1, len(members) + 1)
        for chosen in combinations(members, size)
    )


def dividends(values: Mapping[Coalition, Floats]) -> dict[Coalition, Floats]:
    """Return what each coalition changes beyond all that its smaller coalitions change.

    Args:
        values: change of each coalition (draw,), every one but the empty.
    """
    found: dict[Coalition, Floats] = {}
    for coalition in sorted(values, key=len):
        smaller = [part for other, part in found.items() if other < coalition]
        found[coalition] = values[coalition] - np.sum(smaller, axis=0) if smaller else (
            values[coalition].copy()
        )  # fmt: skip
    return found


def shapley_values(values: Mapping[Coalition, Floats]) -> dict[str, Floats]:
    """Return each member's part of the joint change, draw by draw; the parts add up to it.

    Args:
        values: change of each coalition (draw,), every one but the empty.
    """
    parts = dividends(values)
    members = sorted({member for coalition in values for member in coalition})
    return {
        member: np.sum([part / len(c) for c, part in parts.items() if member in c], axis=0)
        for member in members
    }
