"""Run what the program compiles without compiling too, operation by operation, and compare.

A compiler that adds wrongly does so in silence, at some sizes only: so the program's own calls run
at the sizes that it is shipped with and at tens of thousands of rows, and each compiled function is
asked again in a way that has nothing fused in it.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import jax
import numpy as np
import pytest

import detente

SOURCE = Path(detente.__file__).parent
LARGE = (20_000, 100_000)
LARGE_SLOWLY = tuple(pytest.param(rows, marks=pytest.mark.slow) for rows in LARGE)
EXACT = 1e-9
"""Of the largest number of an array: both add the same numbers in another order, in 64 bits."""


class Both:
    """What was compared: site → rows of the call and largest difference, relative.

    Args:
        exact: the largest difference that rounding explains.
        calls: how many of each site are compared; a search makes hundreds, of equal sizes.
        steps: whether loops too are run step by step; else each is a program of its own.
    """

    def __init__(self, exact: float = EXACT, calls: int = 2, steps: bool = False) -> None:
        self.exact, self.calls, self.steps = exact, calls, steps
        self.seen: dict[str, list[tuple[int, float]]] = {}

    def compare(self, site: str, got: Any, want: Any) -> None:
        """Note how far two results are apart, and refuse what rounding does not explain."""
        ours, theirs = jax.tree.leaves(got), jax.tree.leaves(want)
        assert len(ours) == len(theirs) > 0
        rows, apart = 0, 0.0
        for one, other in zip(ours, theirs, strict=True):
            a, b = np.asarray(one), np.asarray(other)
            assert a.shape == b.shape, site
            rows = max(rows, a.shape[0] if a.ndim else 1)
            apart = max(apart, difference(a, b))
        assert apart <= self.exact, f"{site}: {rows} rows, {apart:.3g} apart"
        self.seen.setdefault(site, []).append((rows, apart))

    def wrapped(self, site: str, function: Callable[..., Any], compiled: Any) -> Any:
        """Return a function that runs both and gives back what was compiled."""

        def both(*given: Any, **named: Any) -> Any:
            got = compiled(*given, **named)
            if len(self.seen.get(site, ())) >= self.calls:
                return got
            with jax.disable_jit(self.steps):
                want = function(*given, **named)
            self.compare(site, got, want)
            return got

        return both


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Return the largest difference, in units of the largest number; infinite where one is none."""
    if a.size == 0:
        return 0.0
    if not np.issubdtype(a.dtype, np.floating):
        return 0.0 if (a == b).all() else np.inf
    none = ~np.isfinite(b)
    if (none != ~np.isfinite(a)).any() or (a[none] != b[none])[~np.isnan(b[none])].any():
        return np.inf
    scale = max(np.abs(b[~none]).max(initial=0.0), 1e-300)
    return float(np.abs(a[~none] - b[~none]).max(initial=0.0) / scale)


def site_of(frame: FrameType) -> str:
    """Name a place of the program: file below the source, and function."""
    file = Path(frame.f_code.co_filename).relative_to(SOURCE).as_posix()
    return f"{file} {frame.f_code.co_qualname}"


@contextmanager
def both(exact: float = EXACT, calls: int = 2, steps: bool = False) -> Iterator[Both]:
    """Compare everything that the program compiles inside; see `Both`."""
    found, real = Both(exact, calls, steps), jax.jit

    def jit(function: Callable[..., Any], **options: Any) -> Any:
        compiled, frame = real(function, **options), sys._getframe(1)
        if not Path(frame.f_code.co_filename).is_relative_to(SOURCE):
            return compiled
        return found.wrapped(site_of(frame), function, compiled)

    with patch.object(jax, "jit", jit):
        yield found
