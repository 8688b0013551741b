"""Arrays padded to a few sizes, so that nearly all fits share a few compiled programs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def rounded(number: int, step: int) -> int:
    """Return the next multiple of a step, at least one."""
    return max(step, -(-number // step) * step)


def padded(array: NDArray[Any], shape: tuple[int | None, ...]) -> NDArray[Any]:
    """Return the array with zeros after its end along each axis; None leaves an axis as it is."""
    more = [(0, (n or old) - old) for n, old in zip(shape, array.shape, strict=True)]
    return np.pad(array, more)
