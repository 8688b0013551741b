"""The density of the index, its gradient, and what is reported of a draw."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpyro.infer.util import potential_energy

from detente.cooperation import sampler
from detente.cooperation.index import index_data
from detente.cooperation.model import IndexData, index_model
from detente.cooperation.sampler import starting_points
from detente.cooperation.settings import IndexSettings
from detente.sampling.xla import double_precision
from tests.compiled.both import LARGE, Both, both
from tests.cooperation.worlds import made_panel

SHIPPED = (136, 3)
"""Months and sides, as in the shipped case of 2015 to 2026."""


def data(months: int, dyads: int) -> IndexData:
    return index_data(made_panel(months, dyads))


@pytest.mark.parametrize("size", [(12, 2), pytest.param(SHIPPED, marks=pytest.mark.slow)])
def test_density_and_gradient(size: tuple[int, int]) -> None:
    settings = IndexSettings()
    given = data(*size)

    def depth(at: dict[str, jax.Array]) -> jax.Array:
        return potential_energy(index_model, (given, settings), {}, at)

    with double_precision():
        starts = starting_points(given, settings, 1)
        one = {name: values[0] for name, values in starts.items()}
        slope = jax.value_and_grad(depth)
        Both().wrapped("density", slope, jax.jit(slope))(one)
        # The sampler's chains may also run as a batch.
        batch = jax.vmap(slope)
        Both().wrapped("densities", batch, jax.jit(batch))(starts)


@pytest.mark.parametrize(
    ("size", "draws"),
    [
        ((4, 2), 25_000),
        pytest.param((4, 2), 5_000, marks=pytest.mark.slow),
        pytest.param(SHIPPED, 1_500, marks=pytest.mark.slow),
    ],
)
def test_reported_quantities(size: tuple[int, int], draws: int) -> None:
    """Four chains, so up to 100,000 rows."""
    assert {4 * draws for draws in (5_000, 25_000)} == set(LARGE)
    settings = IndexSettings()
    given = data(*size)
    with double_precision():
        starts = starting_points(given, settings, 1)
        rng = np.random.default_rng(1)
        samples = {
            name: jnp.asarray(
                np.asarray(values)[:, None]
                + 0.1 * rng.standard_normal((len(values), draws, *values.shape[1:]))
            )
            for name, values in starts.items()
        }
        with both() as found:
            sampler._reported(given, settings, samples)
    assert set(found.seen) == {"cooperation/sampler.py _reported"}
