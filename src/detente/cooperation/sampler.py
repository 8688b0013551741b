"""Draw from the posterior of the index by NUTS: data in, plain arrays out."""

import time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from numpyro.infer import MCMC
from numpyro.infer.util import constrain_fn, potential_energy

from detente.cooperation.model import IndexData, index_model
from detente.cooperation.settings import IndexSettings
from detente.sampling.told import STATISTICS, Report, statistics_of, told_sampler
from detente.sampling.xla import double_precision

Arrays = dict[str, NDArray[Any]]

QUANTITIES = (
    "level",
    "balance",
    "log_attention",
    "attention_step",
    "level_step",
    "balance_step",
    "level_mean",
    "balance_mean",
    "overdispersion",
    "score_mean",
    "score_slope",
    "score_noise",
)
"""What is kept of a draw; the waves themselves are not."""


def sample_posterior(
    data: IndexData, settings: IndexSettings, seed: int, report: Report = lambda fraction: None
) -> tuple[Arrays, Arrays, float]:
    """Draw from the posterior, the chains side by side where the machine has room.

    Returns:
        Draws by quantity and sampler statistics, both (chain, draw, …) with time before dyad, and
        the seconds that it took, compilation included.
    """
    began = time.perf_counter()
    with double_precision():
        sampler = _sampler(data, settings, report)
        sampler.run(
            jax.random.key(seed),
            init_params=starting_points(data, settings, seed),
            extra_fields=tuple(STATISTICS.values()),
        )
        draws = _reported(data, settings, sampler.get_samples(group_by_chain=True))
    return draws, statistics_of(sampler), time.perf_counter() - began


def starting_points(data: IndexData, settings: IndexSettings, seed: int) -> dict[str, Array]:
    """Scatter one start a chain, in the sampler's unconstrained coordinates.

    Steps, slopes, noise and overdispersion start around their prior's scale, within a factor of
    two or so; everything else around zero. NumPyro's own search for starts would do, and would
    take as long to compile as the sampler.
    """
    months, dyads = data.acts.shape[:2]
    centres: dict[str, tuple[tuple[int, ...], float]] = {
        "attention_waves": ((months - 1,), 0.0),
        "waves": ((months - 1, 2 * dyads), 0.0),
        "level_mean": ((dyads,), settings.level_mean[0]),
        "balance_mean": ((dyads,), 0.0),
        "score_mean": ((dyads,), 0.0),
        "attention_step": ((), np.log(settings.attention_step)),
        "level_step": ((), np.log(settings.level_step)),
        "balance_step": ((), np.log(settings.balance_step)),
        "overdispersion": ((), np.log(settings.overdispersion / 2)),
        "score_slope": ((dyads,), np.log(settings.score_slope / 2)),
        "score_noise": ((dyads,), np.log(settings.score_noise[0])),
    }
    rng = np.random.default_rng(seed)
    return {
        name: jnp.asarray(centre + 0.5 * rng.standard_normal((settings.chains, *shape)))
        for name, (shape, centre) in centres.items()
    }


def _sampler(data: IndexData, settings: IndexSettings, report: Report) -> MCMC:
    return told_sampler(
        report,
        chains=settings.chains,
        warmup=settings.warmup,
        draws=settings.draws,
        potential_fn=lambda at: potential_energy(index_model, (data, settings), {}, at),
        target_accept_prob=settings.target_accept,
        max_tree_depth=settings.max_tree_depth,
    )


def _reported(data: IndexData, settings: IndexSettings, samples: dict[str, Array]) -> Arrays:
    def quantities(at: dict[str, Array]) -> dict[str, Array]:
        full = constrain_fn(index_model, (data, settings), {}, at, return_deterministic=True)
        return {name: full[name] for name in QUANTITIES}

    # Gathered onto one device first: there they are one batch.
    here = jax.tree.map(np.asarray, samples)
    draws = jax.jit(jax.vmap(jax.vmap(quantities)))(here)
    return {name: np.asarray(values) for name, values in draws.items()}
