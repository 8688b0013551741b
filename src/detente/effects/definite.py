"""Small symmetric positive definite matrices: roots, solutions and determinants without LAPACK.

XLA runs the LAPACK calls of one program side by side, on threads for whose free fellows they then
wait. On a machine of two cores two such calls wait for each other for ever. These functions are
plain arithmetic; mapped over thousands of small matrices they are no slower.

Reference: Golub & Van Loan (2013), Matrix Computations, 4th edition, section 4.2.
"""

import jax.numpy as jnp
from jax import Array


def root(matrix: Array) -> Array:
    """Return the lower Cholesky factor of (n, n); NaN where the matrix is not positive definite."""
    size = len(matrix)
    columns, left = [], matrix
    for place in range(size):
        below = jnp.arange(size) >= place
        column = jnp.where(below, left[:, place] / jnp.sqrt(left[place, place]), 0.0)
        left = left - column[:, None] * column
        columns.append(column)
    return jnp.stack(columns, axis=1)


def forward(factor: Array, right: Array) -> Array:
    """Solve L x = b for a lower factor (n, n) and right sides (n, …)."""
    rows = []
    for place in range(len(factor)):
        row = right[place] / factor[place, place]
        right = right - _outer(factor[:, place], row)
        rows.append(row)
    return jnp.stack(rows)


def backward(factor: Array, right: Array) -> Array:
    """Solve Lᵀ x = b for a lower factor (n, n) and right sides (n, …)."""
    rows = []
    for place in reversed(range(len(factor))):
        row = right[place] / factor[place, place]
        right = right - _outer(factor[place], row)
        rows.append(row)
    return jnp.stack(rows[::-1])


def solve(factor: Array, right: Array) -> Array:
    """Solve L Lᵀ x = b, for a matrix given by its root."""
    return backward(factor, forward(factor, right))


def log_det(factor: Array) -> Array:
    """Return the log determinant of L Lᵀ."""
    return 2 * jnp.log(jnp.diag(factor)).sum()


def _outer(column: Array, row: Array) -> Array:
    return column.reshape((-1, *[1] * row.ndim)) * row
