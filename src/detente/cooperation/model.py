"""The model of the cooperation index: acts and scores, given how two states get on.

For dyad d, month t and class c in {cooperation, conflict}:

    acts[t,d,c]  ~ NegativeBinomial(exp(attention[t] + λ[t,d,c]), overdispersion)
    λ[t,d]       = level[t,d] ± balance[t,d] / 2, walks whose monthly steps are bivariate Student-t
    attention    = Gaussian walk, shared by all dyads and both classes, mean 0 over the months
    score[t,d]   ~ StudentT(4, intercept[d] + slope[d] · balance[t,d], noise[d] / √(share of days))

Every walk is sampled by the amplitudes of its waves, in coordinates in which the posterior is
easy to walk about in; see `steps.py`. docs/methods/cooperation.md gives the reason for each prior.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import Array
from numpy.typing import NDArray

from detente.cooperation.acts import ActCounts
from detente.cooperation.settings import IndexSettings
from detente.cooperation.steps import HeavyWaves, centred_walk, heavy_steps, wave_basis


@dataclass(frozen=True, slots=True)
class IndexData:
    """What the model sees; time is the first axis.

    Attributes:
        acts: (T, D, 2), counted acts of cooperation and of conflict.
        counted: (T, D), 1 where the counts are seen by the model, 0 where they are held out.
        score: (T, D), scores in units of their dyad's own spread (see `score_units`), 0 where
            unseen.
        score_weight: (T, D), share of the month's days that the score covers; 0 where unseen.
        most: the largest count, known before tracing.
    """

    acts: NDArray[np.int64]
    counted: NDArray[np.float64]
    score: NDArray[np.float64]
    score_weight: NDArray[np.float64]
    most: int


def index_model(data: IndexData, settings: IndexSettings) -> None:
    """State the joint distribution of acts and scores; NumPyro calls this."""
    months, dyads = data.acts.shape[:2]
    waves = wave_basis(months)
    attention = _attention(months, waves, settings)
    level, balance = _walks(months, dyads, waves, settings)
    overdispersion = numpyro.sample("overdispersion", dist.HalfNormal(settings.overdispersion))
    half = balance[..., None] / 2 * jnp.array([1.0, -1.0])
    log_rate = attention[:, None, None] + level[..., None] + half
    with numpyro.handlers.mask(mask=data.counted[..., None] > 0):
        numpyro.sample("acts", ActCounts(log_rate, overdispersion, data.most), obs=data.acts)
    _scores(data, balance, settings)


def _step_prior(mean: float) -> dist.Distribution:
    # Gamma with shape 2: zero at zero. A half-normal would keep weight on walks that never move,
    # where data say nothing and the sampler strays down a flat, endless tail of log step.
    return dist.Gamma(2.0, 2.0 / mean)


def _attention(months: int, waves: NDArray[np.float64], settings: IndexSettings) -> Array:
    step = numpyro.sample("attention_step", _step_prior(settings.attention_step))
    raw = numpyro.sample("attention_waves", dist.Normal(0, 1).expand([months - 1]).to_event(1))
    # Gaussian steps need no detour through the time domain: waves are summed and centred at once.
    paths = np.concatenate([np.zeros((1, months - 1)), np.cumsum(waves, axis=0)])
    attention = step * ((paths - paths.mean(axis=0)) @ raw)
    return numpyro.deterministic("log_attention", attention)


def _walks(
    months: int, dyads: int, waves: NDArray[np.float64], settings: IndexSettings
) -> tuple[Array, Array]:
    scale = jnp.stack(
        [
            numpyro.sample("level_step", _step_prior(settings.level_step)),
            numpyro.sample("balance_step", _step_prior(settings.balance_step)),
        ]
    )
    centre = numpyro.sample(
        "level_mean", dist.Normal(*settings.level_mean).expand([dyads]).to_event(1)
    )
    tilt = numpyro.sample(
        "balance_mean", dist.Normal(0, settings.balance_mean).expand([dyads]).to_event(1)
    )
    prior = HeavyWaves(waves, dyads)
    base = prior.pairs(numpyro.sample("waves", prior))
    walk = centred_walk(scale * heavy_steps(base, settings.step_df))
    level = numpyro.deterministic("level", centre + walk[..., 0])
    balance = numpyro.deterministic("balance", tilt + walk[..., 1])
    return level, balance


def _scores(data: IndexData, balance: Array, settings: IndexSettings) -> None:
    dyads = data.score.shape[1]
    weight = jnp.asarray(data.score_weight)
    centre = numpyro.sample(
        "score_mean", dist.Normal(0, settings.score_mean).expand([dyads]).to_event(1)
    )
    slope = numpyro.sample(
        "score_slope", dist.HalfNormal(settings.score_slope).expand([dyads]).to_event(1)
    )
    noise = numpyro.sample(
        "score_noise",
        dist.LogNormal(np.log(settings.score_noise[0]), settings.score_noise[1])
        .expand([dyads])
        .to_event(1),
    )
    # The mean score of the covered months is nearly free of the slope; an intercept at balance 0,
    # far from those months, would be all but determined by it.
    middle = (weight * balance).sum(axis=0) / jnp.maximum(weight.sum(axis=0), 1e-9)
    expected = centre + slope * (balance - middle)
    spread = noise / jnp.sqrt(jnp.where(weight > 0, weight, 1.0))
    with numpyro.handlers.mask(mask=weight > 0):
        numpyro.sample("score", dist.StudentT(settings.score_df, expected, spread), obs=data.score)
