"""Chains in batches over devices: each draws its own, and all of them the right distribution."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from detente.sampling.told import evenly, statistics_of, told_sampler
from detente.sampling.xla import double_precision


@pytest.mark.parametrize("groups", [1, 2, 6])
def test_chains_in_batches_draw_the_target(groups: int) -> None:
    told: list[float] = []
    with double_precision():
        sampler = told_sampler(
            told.append, chains=6, warmup=100, draws=200, groups=groups,
            potential_fn=lambda z: 0.5 * jnp.sum((z - jnp.array([3.0, -2.0])) ** 2),
        )  # fmt: skip
        begin = jnp.asarray(np.random.default_rng(0).standard_normal((6, 2)))
        sampler.run(jax.random.key(1), init_params=begin, extra_fields=("diverging", "num_steps",
                    "accept_prob", "energy"))  # fmt: skip
        draws = np.asarray(sampler.get_samples(group_by_chain=True))
        statistics = statistics_of(sampler)
    assert draws.shape == (6, 200, 2)
    assert all(values.shape == (6, 200) for values in statistics.values())
    # 1,200 draws of NUTS know a mean of unit spread to some 0.03: four times that.
    assert draws.mean(axis=(0, 1)) == pytest.approx([3.0, -2.0], abs=0.12)
    # No chain repeats another.
    assert len(np.unique(draws[:, -1, 0])) == 6
    assert max(told) == pytest.approx(1.0)


def test_chains_are_put_into_equal_groups() -> None:
    assert [evenly(8, most) for most in (1, 2, 3, 4, 8, 100)] == [1, 2, 2, 4, 8, 8]
    assert evenly(7, 4) == 1
