"""Roots, solutions and determinants are those of LAPACK, also for thousands of matrices at once."""

import jax
import numpy as np
import pytest

from detente.effects import definite
from detente.sampling.xla import double_precision


@pytest.mark.parametrize("size", [1, 2, 7, 24])
def test_they_are_lapack_s(size: int) -> None:
    rng = np.random.default_rng(size)
    half = rng.standard_normal((500, size, 2 * size))
    matrices = half @ half.transpose(0, 2, 1)
    right = rng.standard_normal((500, size, 3))
    with double_precision():
        roots = jax.vmap(definite.root)(matrices)
        solved = jax.vmap(definite.solve)(roots, right)
        single = jax.vmap(definite.solve)(roots, right[..., 0])
        logs = jax.vmap(definite.log_det)(roots)
    # Wishart matrices of twice as many rows are well conditioned: a few digits are lost.
    np.testing.assert_allclose(roots, np.linalg.cholesky(matrices), atol=1e-10)
    np.testing.assert_allclose(solved, np.linalg.solve(matrices, right), atol=1e-10)
    np.testing.assert_allclose(single, np.asarray(solved)[..., 0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(logs, np.linalg.slogdet(matrices)[1], atol=1e-10)


def test_a_matrix_that_is_not_definite_has_no_root() -> None:
    assert np.isnan(definite.root(np.array([[1.0, 2.0], [2.0, 1.0]]))).any()
