"""NUTS that says how far it is, and its chains side by side where the machine has room."""

import threading
from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec
from numpy.typing import NDArray
from numpyro.infer import MCMC, NUTS

Report = Callable[[float], None]
Options = dict[str, Any] | None
"""Options of XLA's compiler, by name."""

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


def told_sampler(
    report: Report,
    *,
    chains: int,
    warmup: int,
    draws: int,
    groups: int = 0,
    options: Options = None,
    **settings: Any,
) -> MCMC:
    """Build a sampler whose chains run side by side.

    Args:
        report: told the share of all transitions done, from threads of the sampler's own.
        groups: devices that the chains are spread over, those of one device as a batch; one a
            chain where 0. With fewer devices than that, fewer are used.
        options: of the compiler; only where `groups` are asked for.
        settings: of NumPyro's NUTS, `potential_fn` or `model` among them.
    """
    kernel = _ToldNuts(_Teller(report, chains * (warmup + draws)), **settings)
    devices = evenly(chains, min(groups or chains, jax.local_device_count()))
    # Without one for each, a batch on one device: that is what a request for all falls back to.
    batch = not groups and devices < chains
    return MCMC(
        kernel,
        num_warmup=warmup,
        num_samples=draws,
        num_chains=chains,
        chain_method=(
            "vectorized" if batch else "parallel" if not groups
            else partial(_in_groups, devices=jax.local_devices()[:devices], options=options)
        ),
        progress_bar=False,
    )  # fmt: skip


def evenly(chains: int, most: int) -> int:
    """Return the largest number of equal groups, at most `most`, that chains can be put into."""
    return next(n for n in range(max(1, min(chains, most)), 0, -1) if chains % n == 0)


def _in_groups(
    run: Callable[[Any], Any], devices: list[Any], options: Options
) -> Callable[[Any], Any]:
    """Map a batch of chains over several devices; NumPyro takes this for its `chain_method`."""
    by_chain, by_draw = PartitionSpec("group"), PartitionSpec(None, "group")
    # A batch comes back with draws before chains; of its last state, chains come first.
    spread = jax.shard_map(
        run, mesh=Mesh(np.array(devices), ("group",)), in_specs=by_chain,
        out_specs=(by_draw, by_chain), check_vma=False,
    )  # fmt: skip

    def chains_first(begin: Any) -> Any:
        states, last = spread(begin)
        return jax.tree.map(lambda x: jnp.swapaxes(x, 0, 1), states), last

    return jax.jit(chains_first, compiler_options=options)


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
