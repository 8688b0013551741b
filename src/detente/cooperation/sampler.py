"""Draw from the posterior of the index by NUTS: data in, plain arrays out."""

import threading
import time
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
from jax import Array
from numpy.typing import NDArray
from numpyro.infer import MCMC, NUTS
from numpyro.infer.util import constrain_fn, potential_energy

from detente.cooperation.model import IndexData, index_model
from detente.cooperation.settings import IndexSettings

Arrays = dict[str, NDArray[Any]]
Report = Callable[[float], None]

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
STATISTICS = {
    "diverging": "diverging",
    "n_steps": "num_steps",
    "acceptance_rate": "accept_prob",
    "energy": "energy",
}
"""ArviZ's name of a sampler statistic → NumPyro's."""
_TOLD_EVERY = 50


def sample_posterior(
    data: IndexData, settings: IndexSettings, seed: int, report: Report = lambda fraction: None
) -> tuple[Arrays, Arrays, float]:
    """Draw from the posterior, the chains side by side where the machine has room.

    Returns:
        Draws by quantity and sampler statistics, both (chain, draw, …) with time before dyad, and
        the seconds that it took, compilation included.
    """
    began = time.perf_counter()
    # One host device a chain lets chains run on all cores at once. It must be asked for before
    # JAX starts; where something else started JAX, the chains share one device as a batch. That
    # rounds otherwise, and chains are chaotic: the draws are then others, equally good.
    numpyro.set_host_device_count(settings.chains)
    with jax.enable_x64(True):
        sampler = _sampler(data, settings, report)
        sampler.run(
            jax.random.key(seed),
            init_params=starting_points(data, settings, seed),
            extra_fields=tuple(STATISTICS.values()),
        )
        draws = _reported(data, settings, sampler.get_samples(group_by_chain=True))
        fields = sampler.get_extra_fields(group_by_chain=True)
    statistics = {name: np.asarray(fields[field]) for name, field in STATISTICS.items()}
    return draws, statistics, time.perf_counter() - began


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
    kernel = _ToldNuts(
        _Teller(report, settings.chains * (settings.warmup + settings.draws)),
        potential_fn=lambda at: potential_energy(index_model, (data, settings), {}, at),
        target_accept_prob=settings.target_accept,
        max_tree_depth=settings.max_tree_depth,
    )
    enough = jax.local_device_count() >= settings.chains
    return MCMC(
        kernel,
        num_warmup=settings.warmup,
        num_samples=settings.draws,
        num_chains=settings.chains,
        chain_method="parallel" if enough else "vectorized",
        progress_bar=False,
    )


def _reported(data: IndexData, settings: IndexSettings, samples: dict[str, Array]) -> Arrays:
    def quantities(at: dict[str, Array]) -> dict[str, Array]:
        full = constrain_fn(index_model, (data, settings), {}, at, return_deterministic=True)
        return {name: full[name] for name in QUANTITIES}

    # Gathered onto one device first: there they are one batch.
    here = jax.tree.map(np.asarray, samples)
    draws = jax.jit(jax.vmap(jax.vmap(quantities)))(here)
    return {name: np.asarray(values) for name, values in draws.items()}


class _ToldNuts(NUTS):
    """NUTS that says now and then how far its chain is."""

    def __init__(self, tell: Callable[[Any], None], **settings: Any) -> None:
        super().__init__(**settings)
        self._tell = tell

    def sample(self, state: Any, model_args: Any, model_kwargs: Any) -> Any:
        after = super().sample(state, model_args, model_kwargs)
        jax.lax.cond(
            # Of chains in a batch, all are at the same step.
            jnp.max(after.i) % _TOLD_EVERY == 0,
            lambda at: jax.debug.callback(self._tell, at),
            lambda at: None,
            after.i,
        )
        return after


class _Teller:
    """Adds up what the chains say, each from a thread of its own."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total = report, total
        self._done, self._lock = 0, threading.Lock()

    def __call__(self, at: Any) -> None:
        with self._lock:
            self._done += _TOLD_EVERY * np.size(at)
            self._report(min(1.0, self._done / self._total))
