"""Made-up worlds with known truth, and many small fits of the model at once."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from numpyro import handlers
from numpyro.infer import MCMC, NUTS
from numpyro.infer.util import constrain_fn, log_likelihood, potential_energy

from detente.cooperation.index import index_data
from detente.cooperation.model import IndexData, index_model
from detente.cooperation.sampler import starting_points
from detente.cooperation.settings import IndexSettings
from detente.evidence.panel import Panel
from detente.sampling.xla import double_precision
from detente.terms.periods import month_end, months_between

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")
SMALL = IndexSettings(chains=2, warmup=200, draws=150)
"""Enough to see that a fit works, far too little to report."""
Arrays = dict[str, NDArray[Any]]


def show(line: str) -> None:
    """Print a figure of a study, for `pytest -s`."""
    print(line)  # noqa: T201 (a study is run to be read)


def months_from(start: str, count: int) -> tuple[str, ...]:
    """Return `count` months from the first."""
    return months_between(start, f"{int(start[:4]) + count // 12 + 1}-12")[:count]


def panel_of(
    cooperation: NDArray[Any],
    conflict: NDArray[Any],
    score: NDArray[Any] | None = None,
    *,
    start: str = "2018-01",
) -> Panel:
    """Build a panel from (T, D) counts; scores are missing unless given, whole months where so."""
    months, dyads = cooperation.shape
    periods = months_from(start, months)
    score = np.full((months, dyads), np.nan) if score is None else score
    days = np.array([month_end(period).day for period in periods])[:, None]
    return Panel(
        periods=periods,
        dyads=DYADS[:dyads],
        cooperation=cooperation.astype(np.int64),
        conflict=conflict.astype(np.int64),
        score=score,
        score_days=np.where(np.isfinite(score), days, 0).astype(np.int64),
        event_ids={},
    )


def made_panel(
    months: int = 24, dyads: int = 2, *, seed: int = 3, scored: bool = True, rate: float = 0.6
) -> Panel:
    """Draw a quiet panel: constant rates, and scores that are noise."""
    rng = np.random.default_rng(seed)
    score = rng.normal(-10, 5, (months, dyads)) if scored else None
    return panel_of(*rng.poisson(rate, (2, months, dyads)), score)


def rupture_panel(
    rng: np.random.Generator,
    balance: NDArray[np.float64],
    *,
    log_level: float,
    overdispersion: float,
    scored: slice | None,
) -> Panel:
    """Draw counts and scores about a given balance (T, D), with attention that doubles on the way.

    Counts are negative binomial. Scores have slope 8 per log point of balance and Student-t(4)
    noise of scale 4, near what the shipped case shows.
    """
    months = len(balance)
    attention = np.linspace(-np.log(2) / 2, np.log(2) / 2, months)[:, None, None]
    half = np.stack([balance, -balance], axis=-1) / 2
    shape = 1 / overdispersion**2
    rate = np.exp(attention + log_level + half) * rng.gamma(shape, 1 / shape, half.shape)
    acts = rng.poisson(rate)
    score = np.full(balance.shape, np.nan)
    if scored is not None:
        noise = 4 * rng.standard_t(4, balance.shape)
        score[scored] = (8 * balance + noise)[scored]
    return panel_of(acts[..., 0], acts[..., 1], score, start="2014-01")


def stack(panels: list[Panel]) -> Arrays:
    """Stack the model's data of panels of one shape along a first axis."""
    return stack_data([index_data(panel) for panel in panels])


def stack_data(data: list[IndexData]) -> Arrays:
    """Stack the data of many fits along a first axis."""
    names = ("acts", "counted", "score", "score_weight")
    return {name: np.stack([getattr(one, name) for one in data]) for name in names}


def draw_prior(
    data: IndexData, settings: IndexSettings, *, count: int, seed: int
) -> dict[str, NDArray[Any]]:
    """Draw parameters, acts and scores from the prior; the first axis is the draw."""

    def one(key: Any) -> dict[str, Any]:
        model = handlers.seed(handlers.uncondition(index_model), key)
        sites = handlers.trace(model).get_trace(data, settings)
        return {name: site["value"] for name, site in sites.items() if site["type"] != "plate"}

    with double_precision():
        keys = jax.random.split(jax.random.PRNGKey(seed), count)
        drawn = jax.jit(jax.vmap(one))(keys)
        return {name: np.asarray(values) for name, values in drawn.items()}


def density_of_data(
    sites: Mapping[str, Any], data: IndexData, settings: IndexSettings
) -> dict[str, Any]:
    """Return log densities: of each count, held out or not ("acts"), and of all data ("total")."""
    one_draw = {name: value[None] for name, value in sites.items()}
    # A count that is masked has log density 0 there, whatever it is.
    whole = replace(data, counted=np.ones(data.counted.shape))
    density = log_likelihood(index_model, one_draw, whole, settings)
    return {"acts": density["acts"][0], "total": density["acts"].sum() + density["score"].sum()}


def fit_many(
    data: Arrays,
    settings: IndexSettings,
    *,
    keep: tuple[str, ...],
    seed: int,
    thin: int = 1,
    priors: Mapping[str, NDArray[np.float64]] | None = None,
) -> Arrays:
    """Fit the model to many data sets at once, one chain each, as the product's sampler does it.

    Args:
        data: arrays of `IndexData` with a first axis of fits.
        keep: sites to return, or parts of `density_of_data`.
        thin: every how manyth draw is kept.
        priors: settings that differ from fit to fit, by name, each (fits,).

    Returns:
        name → (fits, draws, …), and "diverging", the number of divergent transitions by fit.
    """
    fits, most = len(data["acts"]), int(data["acts"].max(initial=1))

    def one(
        key: Any, start: dict[str, Any], own: dict[str, Any], changed: dict[str, Any]
    ) -> dict[str, Any]:
        chosen, seen = replace(settings, **changed), IndexData(**own, most=most)
        kernel = NUTS(
            potential_fn=lambda at: potential_energy(index_model, (seen, chosen), {}, at),
            target_accept_prob=settings.target_accept,
            max_tree_depth=settings.max_tree_depth,
        )
        sampler = MCMC(
            kernel,
            num_warmup=settings.warmup,
            num_samples=settings.draws,
            thinning=thin,
            progress_bar=False,
        )
        sampler.run(key, init_params=start, extra_fields=("diverging",))

        def quantities(at: dict[str, Any]) -> dict[str, Any]:
            full = constrain_fn(index_model, (seen, chosen), {}, at, return_deterministic=True)
            found = {name: full[name] for name in keep if name in full}
            density = density_of_data(full, seen, chosen)
            return found | {name: density[name] for name in keep if name in density}

        kept = jax.vmap(quantities)(sampler.get_samples())
        return kept | {"diverging": sampler.get_extra_fields()["diverging"].sum()}

    with double_precision():
        first = {name: data[name][0] for name in data}
        starts = starting_points(
            IndexData(**first, most=most), replace(settings, chains=fits), seed
        )
        keys = jax.random.split(jax.random.key(seed), fits)
        devices = math.gcd(fits, jax.local_device_count())
        split = jax.tree.map(
            lambda a: jnp.asarray(a).reshape((devices, fits // devices, *a.shape[1:])),
            (keys, starts, dict(data), dict(priors or {})),
        )
        found = jax.pmap(jax.vmap(one))(*split)
        return {n: np.asarray(v).reshape((fits, *v.shape[2:])) for n, v in found.items()}
