"""NUTS that says how far it is, and its chains side by side where the machine has room."""

import threading
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from numpyro.infer import MCMC, NUTS

Report = Callable[[float], None]

STATISTICS = MappingProxyType(
    {
        "diverging": "diverging",
        "n_steps": "num_steps",
        "acceptance_rate": "accept_prob",
        "energy": "energy",
    }
)
"""ArviZ's name of a sampler statistic → NumPyro's."""
_TOLD_EVERY = 50


def told_sampler(report: Report, *, chains: int, warmup: int, draws: int, **settings: Any) -> MCMC:
    """Build a sampler whose chains run side by side, each on a device of its own if there is one.

    Args:
        report: told the share of all transitions done, from threads of the sampler's own.
        settings: of NumPyro's NUTS, `potential_fn` or `model` among them.
    """
    kernel = _ToldNuts(_Teller(report, chains * (warmup + draws)), **settings)
    enough = jax.local_device_count() >= chains
    return MCMC(
        kernel,
        num_warmup=warmup,
        num_samples=draws,
        num_chains=chains,
        chain_method="parallel" if enough else "vectorized",
        progress_bar=False,
    )


def statistics_of(sampler: MCMC) -> dict[str, NDArray[Any]]:
    """Return the sampler's statistics (chain, draw) under ArviZ's names."""
    fields = sampler.get_extra_fields(group_by_chain=True)
    return {name: np.asarray(fields[field]) for name, field in STATISTICS.items()}


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
