"""Known sums that versions of JAX get wrong on processors, at the sizes where they do.

Published: jax-ml/jax issues 39103 and 39257. With jax 0.10.2 and without our set-up 60 of 400
cases of such a sweep were wrong, by up to 1e256; with 0.11.1 and 0.12.0.1, 48.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from detente.sampling.xla import double_precision

FUNCTIONS: dict[str, tuple[Callable[..., Any], Callable[..., float]]] = {
    "sum of products": (
        lambda m, rows: jax.vmap(lambda row: m @ row)(rows).sum(),
        lambda m, rows: (rows @ m.T).sum(),
    ),
    "sum of sums": (
        lambda m, rows: jnp.sum(jax.vmap(lambda row: jnp.sum(m @ row))(rows)),
        lambda m, rows: (rows @ m.T).sum(),
    ),
    "sum of squares": (
        lambda m, rows: jnp.sum(jax.vmap(lambda row: jnp.sum((m @ row) ** 2))(rows)),
        lambda m, rows: ((rows @ m.T) ** 2).sum(),
    ),
    "mean of a column": (
        lambda m, rows: jnp.mean(rows @ m, axis=0)[0],
        lambda m, rows: (rows @ m)[:, 0].mean(),
    ),
    "last row": (
        lambda m, rows: jax.vmap(lambda row: jnp.sum((m @ row) ** 2))(rows)[-1],
        lambda m, rows: ((m @ rows[-1]) ** 2).sum(),
    ),
}
"""Name → the function in JAX, and the same in NumPy."""
QUICK = ((3, 16_385), (8, 1_000), (128, 100))
WHOLE = tuple(
    (k, n)
    for k in (2, 3, 8, 32, 128)
    for n in (4, 16, 100, 1_000, 5_000, 16_384, 16_385, 20_000, 40_000, 100_000)
)
"""Columns and rows. Of the quick ones each is wrong somewhere with each version that is wrong."""


def wrong(sizes: tuple[tuple[int, int], ...]) -> list[str]:
    """Name the cases that are wrong, with both answers."""
    rng, found = np.random.default_rng(0), []
    with double_precision():
        for k, n in sizes:
            for matrix in (np.ones((k, k)), rng.normal(size=(k, k))):
                rows = rng.normal(size=(n, k))
                # Sums nearly cancel: rounding is in proportion to what is added up.
                scale = np.abs(rows).sum() * max(np.abs(matrix).sum(), 1.0) ** 2
                for name, (ours, truth) in FUNCTIONS.items():
                    # A constant to the compiler, as the program's own matrices are.
                    constant = jnp.ones((k, k)) if (matrix == 1).all() else jnp.asarray(matrix)
                    got = float(jax.jit(lambda rows, m=constant, f=ours: f(m, rows))(rows))
                    want = float(truth(matrix, rows))
                    if not abs(got - want) <= 1e-9 * max(abs(want), 1e-7 * scale):
                        found.append(f"{name}, {n} rows of {k}: {got!r} for {want!r}")
    return found


def test_sums_that_versions_of_jax_get_wrong_are_right() -> None:
    assert wrong(QUICK) == []


@pytest.mark.slow
def test_the_whole_sweep_is_right() -> None:
    assert wrong(WHOLE) == []
