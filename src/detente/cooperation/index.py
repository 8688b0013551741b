"""Estimate the cooperation index: panel in, posterior draws with their diagnostics out."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
import numpyro
import xarray as xr
from numpy.typing import NDArray
from numpyro.infer import MCMC, NUTS, init_to_median

from detente.cooperation import cache
from detente.cooperation.diagnostics import diagnose
from detente.cooperation.model import IndexData, index_model
from detente.cooperation.results import Diagnostics
from detente.cooperation.settings import IndexSettings
from detente.evidence.panel import Panel
from detente.terms.periods import month_end

Progress = Callable[[float, str], None]
"""Called with how far the fit is, from 0 to 1, and what it is doing."""

PARAMETERS = (
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
_PATHS = ("level", "balance", "log_attention")
_BY_DYAD = ("level_mean", "balance_mean", "score_mean", "score_slope", "score_noise")
_SEEN = "sampling"


@dataclass(frozen=True)
class CooperationIndex:
    """The posterior of the cooperation index.

    Attributes:
        posterior: `cooperation` and `conflict` (acts a month at average attention), `balance`
            (log of their ratio), with dimensions chain, draw, dyad, period; `attention` (a factor
            with geometric mean 1) with chain, draw, period; and the model's parameters.
        panel: what it was estimated from.
        cached: whether the draws were kept from an earlier run.
    """

    posterior: xr.Dataset
    diagnostics: Diagnostics
    panel: Panel
    settings: IndexSettings
    seed: int
    cached: bool


def estimate_index(
    panel: Panel,
    *,
    seed: int,
    settings: IndexSettings | None = None,
    progress: Progress | None = None,
) -> CooperationIndex:
    """Draw from the posterior of the index by NUTS, or take the draws of an equal earlier run.

    Args:
        panel: counts and scores by month and dyad.
        seed: of the sampler; equal panel, settings, seed and versions give equal draws.
        progress: told how far the fit is.
    """
    settings = settings or IndexSettings()
    report = progress or (lambda fraction, text: None)
    key = cache.cache_key(panel, settings, seed)
    kept = cache.load_draws(key)
    if kept is None:
        report(0.0, _SEEN)
        arrays, divergences, seconds = _sample(panel, seed, settings)
        kept = arrays | {
            "divergences": np.array([float(divergences)]),
            "seconds": np.array([seconds]),
        }
        cache.keep_draws(key, kept)
        fresh = True
    else:
        fresh = False
    report(0.9, "checking the draws")
    posterior = _labelled(kept, panel)
    checked = diagnose(posterior, int(kept["divergences"][0]), float(kept["seconds"][0]))
    report(1.0, "done")
    return CooperationIndex(posterior, checked, panel, settings, seed, cached=not fresh)


def index_data(panel: Panel, counted: NDArray[np.float64] | None = None) -> IndexData:
    """Prepare a panel for the model.

    Scores are centred and scaled by dyad, so that one prior fits sources of any unit; a month's
    weight is the share of its days that the score covers.

    Args:
        counted: (T, D), 0 where the counts are to be held out; all are seen if not given.
    """
    seen = np.isfinite(panel.score)
    centre, spread = score_units(panel)
    days = np.array([month_end(period).day for period in panel.periods])
    weight = np.where(seen, np.minimum(panel.score_days / days[:, None], 1.0), 0.0)
    acts = np.stack([panel.cooperation, panel.conflict], axis=-1)
    return IndexData(
        acts=acts,
        counted=np.ones(panel.score.shape) if counted is None else counted,
        score=np.where(seen, (panel.score - centre) / spread, 0.0),
        score_weight=weight,
        most=int(acts.max(initial=0)),
    )


def score_units(panel: Panel) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and standard deviation of each dyad's scores; 0 and 1 where there are none."""
    seen = np.isfinite(panel.score)
    count = np.maximum(seen.sum(axis=0), 1)
    filled = np.where(seen, panel.score, 0.0)
    centre = filled.sum(axis=0) / count
    variance = (np.where(seen, panel.score - centre, 0.0) ** 2).sum(axis=0) / count
    return centre, np.where(variance > 0, np.sqrt(variance), 1.0)


def to_inference_data(index: CooperationIndex) -> Any:
    """Return the draws as ArviZ InferenceData, with the counts and scores they were made from."""
    import arviz as az

    panel = index.panel
    coordinates = {"period": list(panel.periods), "dyad": list(panel.dyads)}
    observed = xr.Dataset(
        {
            "events_cooperation": (("period", "dyad"), panel.cooperation),
            "events_conflict": (("period", "dyad"), panel.conflict),
            "score": (("period", "dyad"), panel.score),
        },
        coords=coordinates,
    )
    return az.InferenceData(posterior=index.posterior, observed_data=observed)


def _sample(
    panel: Panel, seed: int, settings: IndexSettings
) -> tuple[dict[str, NDArray[np.float64]], int, float]:
    began = time.perf_counter()
    # Two host devices let the chains use both cores; it must be asked for before JAX starts, and
    # where it is too late, all chains run on the one device there is.
    numpyro.set_host_device_count(2)
    with jax.enable_x64(True):
        kernel = NUTS(
            index_model,
            target_accept_prob=settings.target_accept,
            max_tree_depth=settings.max_tree_depth,
            init_strategy=init_to_median(num_samples=5),
        )
        sampler = MCMC(
            kernel,
            num_warmup=settings.warmup,
            num_samples=settings.draws,
            num_chains=settings.chains,
            chain_method=_over_devices(settings.chains),
            progress_bar=False,
        )
        sampler.run(
            jax.random.PRNGKey(seed), index_data(panel), settings, extra_fields=("diverging",)
        )
        draws = sampler.get_samples(group_by_chain=True)
        arrays = {name: np.asarray(draws[name], np.float64) for name in (*PARAMETERS, *_PATHS)}
        diverged = int(np.asarray(sampler.get_extra_fields(group_by_chain=True)["diverging"]).sum())
    return arrays, diverged, time.perf_counter() - began


def _over_devices(chains: int) -> Any:
    """Map chains over the devices there are, several to a device where that comes out even."""
    devices = math.gcd(chains, jax.local_device_count())
    if devices == 1:
        return "vectorized"

    def over(one_chain: Any) -> Any:
        mapped = jax.pmap(jax.vmap(one_chain))

        def run(states: Any) -> Any:
            split = jax.tree.map(
                lambda a: a.reshape((devices, chains // devices, *a.shape[1:])), states
            )
            return jax.tree.map(lambda a: a.reshape((chains, *a.shape[2:])), mapped(split))

        return run

    return over


def _labelled(arrays: dict[str, NDArray[np.float64]], panel: Panel) -> xr.Dataset:
    paths = {name: np.moveaxis(arrays[name], -1, 2) for name in ("level", "balance")}
    half = paths["balance"] / 2
    by_month = ("chain", "draw", "dyad", "period")
    variables: dict[str, Any] = {
        "cooperation": (by_month, np.exp(paths["level"] + half)),
        "conflict": (by_month, np.exp(paths["level"] - half)),
        "balance": (by_month, paths["balance"]),
        "attention": (("chain", "draw", "period"), np.exp(arrays["log_attention"])),
    }
    for name in PARAMETERS:
        dims = ("chain", "draw", "dyad") if name in _BY_DYAD else ("chain", "draw")
        variables[name] = (dims, arrays[name])
    chains, draws = arrays["overdispersion"].shape
    return xr.Dataset(
        variables,
        coords={
            "chain": np.arange(chains),
            "draw": np.arange(draws),
            "dyad": list(panel.dyads),
            "period": list(panel.periods),
        },
    )
