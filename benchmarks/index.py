"""The cooperation index beside the plain way to write it: effective draws per second of each.

The peer is the textbook parametrisation that most would write first: random walks that start at
their first month, Student-t steps sampled as they are, and NumPyro's own counts. Both see the
shipped case's panel, run as many chains and draws in one process, and count compilation in.
"""

import statistics
import time
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
import xarray as xr
from numpyro.infer import MCMC, NUTS

from detente.case.load import load_case
from detente.cooperation.index import index_data
from detente.cooperation.model import IndexData
from detente.cooperation.sampler import sample_posterior
from detente.cooperation.settings import IndexSettings
from detente.evidence.panel import build_panel
from detente.pipeline.run import gather
from detente.sampling.diagnostics import load_arviz
from detente.sampling.xla import double_precision

ROUNDS = 3
SETTINGS = IndexSettings(warmup=300, draws=300)
"""A fifth of the draws of a real fit: the peer needs minutes even for these."""
REPORTED = ("level", "balance")


def plain_model(data: IndexData) -> None:
    """State the index in twenty lines, each walk by its steps from the first month."""
    months, dyads = data.acts.shape[:2]
    attention_step = numpyro.sample("attention_step", dist.HalfNormal(SETTINGS.attention_step))
    with numpyro.plate("months", months - 1):
        rise = numpyro.sample("rise", dist.Normal(0, attention_step))
    attention = jnp.concatenate([jnp.zeros(1), jnp.cumsum(rise)])

    def walk(name: str, mean: float, spread: float, step: float) -> jax.Array:
        scale = numpyro.sample(f"{name}_step", dist.HalfNormal(step))
        first = numpyro.sample(f"{name}_first", dist.Normal(mean, spread).expand([1, dyads]))
        steps = dist.StudentT(SETTINGS.step_df, 0, scale).expand([months - 1, dyads])
        path = jnp.concatenate([first, numpyro.sample(f"{name}_steps", steps)])
        return numpyro.deterministic(name, jnp.cumsum(path, axis=0))

    level = walk("level", *SETTINGS.level_mean, SETTINGS.level_step)
    balance = walk("balance", 0, SETTINGS.balance_mean, SETTINGS.balance_step)
    half = balance[..., None] / 2 * jnp.array([1.0, -1.0])
    mean = jnp.exp(attention[:, None, None] + level[..., None] + half)
    spread = numpyro.sample("overdispersion", dist.HalfNormal(SETTINGS.overdispersion))
    numpyro.sample("acts", dist.NegativeBinomial2(mean, 1 / spread**2), obs=data.acts)
    slope = numpyro.sample("slope", dist.HalfNormal(1).expand([dyads]))
    noise = numpyro.sample("noise", dist.HalfNormal(1).expand([dyads]))
    start = numpyro.sample("start", dist.Normal(0, 1).expand([dyads]))
    with numpyro.handlers.mask(mask=data.score_weight > 0):
        expected = start + slope * balance
        numpyro.sample("score", dist.StudentT(SETTINGS.score_df, expected, noise), obs=data.score)


def ours(data: IndexData, seed: int) -> tuple[dict[str, np.ndarray], int, float]:
    draws, statistics_, seconds = sample_posterior(data, SETTINGS, seed)
    return draws, int(statistics_["diverging"].sum()), seconds


def plain(data: IndexData, seed: int) -> tuple[dict[str, np.ndarray], int, float]:
    began = time.perf_counter()
    with double_precision():
        kernel = NUTS(
            plain_model,
            target_accept_prob=SETTINGS.target_accept,
            max_tree_depth=SETTINGS.max_tree_depth,
        )
        sampler = MCMC(
            kernel,
            num_warmup=SETTINGS.warmup,
            num_samples=SETTINGS.draws,
            num_chains=SETTINGS.chains,
            chain_method="parallel",
            progress_bar=False,
        )
        sampler.run(jax.random.key(seed), data, extra_fields=("diverging",))
        draws = {n: np.asarray(v) for n, v in sampler.get_samples(group_by_chain=True).items()}
        diverged = int(np.asarray(sampler.get_extra_fields()["diverging"]).sum())
    return draws, diverged, time.perf_counter() - began


def least_ess(draws: dict[str, np.ndarray]) -> tuple[float, float]:
    """Return smallest bulk ESS and largest R-hat of level and balance over months and dyads."""
    data = xr.Dataset({n: (("chain", "draw", f"{n}_t", f"{n}_d"), draws[n]) for n in REPORTED})
    arviz = load_arviz()
    ess, rhat = arviz.ess(data, method="bulk"), arviz.rhat(data)
    return float(ess.to_array().min()), float(rhat.to_array().max())


def main() -> None:
    case = load_case("fentanyl")
    panel = build_panel(
        gather(case).store,
        tuple(case.dyads),
        start=case.index.start,
        end=case.index.end,
        as_of=case.last_vintage,
    )
    data = index_data(panel)
    methods: dict[str, Callable] = {"ours": ours, "plain": plain}
    rates: dict[str, list[float]] = {name: [] for name in methods}
    for seed in range(1, ROUNDS + 1):
        for name, method in methods.items():
            draws, diverged, seconds = method(data, seed)
            ess, rhat = least_ess(draws)
            rates[name].append(ess / seconds)
            print(
                f"{name:6} {seconds:6.1f} s  min bulk ESS {ess:6.0f}  R-hat {rhat:.3f}  "
                f"{diverged} divergent  {ess / seconds:7.2f} ESS/s",
                flush=True,
            )
    middle = {name: statistics.median(values) for name, values in rates.items()}
    print(f"ratio of medians: {middle['ours'] / middle['plain']:.1f} × the plain parametrisation")


if __name__ == "__main__":
    main()
