"""The index of the shipped case on its grid beside the same model sampled by NUTS, in one run.

The peer writes the model on a continuous scale as most would first: steps of the trend and of the
episode as they are. Both see the same acts of the last years: on all of them the peer takes longer
than anybody waits. What they say of the half-years is compared too.
"""

import time
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

from detente.case.load import load_case
from detente.cooperation.composition import _fit
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts
from detente.sampling.xla import double_precision
from detente.study.settings import Settings
from detente.study.study import Study

SETTINGS = IndexSettings()
CHAINS, WARMUP, DRAWS = 2, 250, 250
YEARS = 5
"""Of the newest acts."""


def peer(cooperative: jax.Array, acts: jax.Array) -> None:
    """State the model of the index for NUTS; (month, dyad) counts."""
    months, dyads = acts.shape
    step = numpyro.sample("trend_step", dist.Gamma(2.0, 2.0 / SETTINGS.trend_step))
    spread = numpyro.sample("episode_sd", dist.HalfNormal(SETTINGS.episode_sd))
    memory = numpyro.sample("episode_memory", dist.Beta(*SETTINGS.episode_memory))
    first = numpyro.sample("first", dist.Normal(0, SETTINGS.trend_start).expand([1, dyads]))
    steps = numpyro.sample("steps", dist.StudentT(SETTINGS.trend_df).expand([months - 1, dyads]))
    trend = jnp.cumsum(jnp.concatenate([first, step * steps]), axis=0)
    shocks = numpyro.sample("shocks", dist.Normal(0, 1).expand([months, dyads]))

    # The episode as a sum over its shocks: a scan over months has far slower gradients.
    ages = jnp.arange(months)[:, None] - jnp.arange(months)[None, :]
    left = jnp.where(ages >= 0, memory ** jnp.maximum(ages, 0), 0.0)
    new = jnp.where(jnp.arange(months) > 0, jnp.sqrt(1 - memory**2), 1.0)
    episode = (left * new) @ shocks
    balance = numpyro.deterministic("balance", trend + spread * episode)
    numpyro.sample("cooperative", dist.Binomial(acts, logits=balance), obs=cooperative)


def sampled(acts: Acts) -> Any:
    """Return draws (draw, month, dyad) of the peer."""
    with double_precision():
        mcmc = MCMC(
            NUTS(peer, target_accept_prob=0.9),
            num_warmup=WARMUP,
            num_samples=DRAWS,
            num_chains=CHAINS,
            chain_method="sequential",
            progress_bar=False,
        )
        mcmc.run(jax.random.key(1), jnp.asarray(acts.cooperative), jnp.asarray(acts.total))
        return np.asarray(mcmc.get_samples()["balance"])


def newest(acts: Acts) -> Acts:
    """Return the acts of the last years alone."""
    months = 12 * YEARS
    return replace(
        acts,
        periods=acts.periods[-months:],
        cooperative=acts.cooperative[-months:],
        total=acts.total[-months:],
    )


def main() -> None:
    case = load_case("fentanyl")
    acts = newest(Study(case, settings=Settings(1)).indices.acts("counternarcotics"))
    # Once each: compiling the peer is part of what an analyst would wait for.
    started = time.process_time()
    found: dict[str, Any] = {"grid": _fit(acts, SETTINGS, 1)["balance"].transpose(0, 2, 1)}
    ours = time.process_time() - started
    found["nuts"] = sampled(acts)
    theirs = time.process_time() - started - ours
    print(
        f"grid {ours:.1f} s of processor time (exact), NUTS {theirs:.1f} s "
        f"({CHAINS} chains of {WARMUP} + {DRAWS}): {theirs / ours:.1f} times as long"
    )
    months = len(acts.periods) // 6 * 6
    means = {
        name: draws[:, :months].reshape(len(draws), -1, 6, len(acts.dyads)).mean(axis=2)
        for name, draws in found.items()
    }
    for share in (0.05, 0.5, 0.95):
        apart = np.abs(
            np.quantile(means["grid"], share, axis=0) - np.quantile(means["nuts"], share, axis=0)
        )
        print(
            f"quantile {share:.0%} of half-years apart: mean {apart.mean():.3f}, "
            f"most {apart.max():.3f}"
        )


if __name__ == "__main__":
    main()
