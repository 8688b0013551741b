"""Answers known beforehand, which some versions of JAX compute wrongly on a processor.

Sums and last rows of products that jax 0.10.2 to 0.12 get wrong on x86-64 (jax-ml/jax issues 39103
and 39257), each compiled alone, since in one program some come out right. All numbers are whole and
small, so that every order of adding gives the same one.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from detente.terms.errors import InputError

_ROWS = 16_385
"""The least number of rows at which all of them are wrong where one is."""


def _sum_of_products(rows: Any) -> Any:
    return (rows @ np.ones((3, 3))).sum()


def _last_square(rows: Any) -> Any:
    return jax.vmap(lambda row: jnp.sum((np.eye(3) @ row) ** 2))(rows)[-1]


def check_known_answers() -> None:
    """Compute the known answers as everything else is computed.

    Raises:
        InputError: one is wrong.
    """
    rows = (np.arange(3.0 * _ROWS) % 7).reshape(_ROWS, 3)
    known: tuple[tuple[Callable[[Any], Any], float], ...] = (
        (_sum_of_products, 3 * rows.sum()),
        (_last_square, (rows[-1] ** 2).sum()),
    )
    with jax.enable_x64(True):
        if all(float(jax.jit(function)(rows)) == answer for function, answer in known):
            return
    raise InputError.at(
        f"jax {jax.__version__}", 0, "computes wrong sums on this processor as it was started, so "
        "no number of it may be believed",
        "import detente before anything starts JAX, or set "
        "XLA_FLAGS=--xla_cpu_experimental_ynn_fusion_type= in the environment, or install the "
        "version of JAX that detente asks for",
    )  # fmt: skip
