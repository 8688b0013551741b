"""A computation that does not fit into memory ends in one named error."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest

from detente.sampling.memory import within_memory
from detente.terms.errors import InputError

_MORE_THAN_ANY = 10**15


def of_numpy() -> object:
    return np.ones(_MORE_THAN_ANY)


def of_jax() -> object:
    return jnp.ones(_MORE_THAN_ANY).block_until_ready()


@pytest.mark.parametrize("compute", [of_numpy, of_jax])
def test_what_does_not_fit_is_an_error_that_says_what_to_lower(
    compute: Callable[[], object],
) -> None:
    wanted = within_memory("the draws", "run fewer")(compute)
    with pytest.raises(InputError, match=r"the draws: needs more memory .*; run fewer"):
        wanted()


def test_other_errors_pass() -> None:
    with pytest.raises(RuntimeError, match="INTERNAL"), within_memory("the draws", "run fewer"):
        raise RuntimeError("INTERNAL: something else")
