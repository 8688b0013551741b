"""Made panels, made draws and many small fits at once, for the tests of the index."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from jax import lax
from numpyro.infer import NUTS
from numpyro.infer.util import constrain_fn, potential_energy
from numpyro.util import fori_collect

from detente.cooperation.index import CooperationIndex
from detente.cooperation.model import IndexData, index_model
from detente.cooperation.results import Diagnostics
from detente.cooperation.sampler import QUANTITIES, starting_points
from detente.cooperation.settings import IndexSettings
from detente.evidence.panel import Panel
from detente.terms.periods import month_from_number, month_number

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")
SMALL = IndexSettings(chains=2, warmup=200, draws=200, max_tree_depth=6)
"""Enough to see a direction, and not a draw more."""


def months(count, first="2014-01"):
    start = month_number(first)
    return tuple(month_from_number(start + place) for place in range(count))


def made_panel(cooperation, conflict, score=None, days=None, dyads=DYADS, first="2014-01"):
    """Return a panel of counts (T, D); scores are missing unless given."""
    cooperation, conflict = np.asarray(cooperation, np.int64), np.asarray(conflict, np.int64)
    score = np.full(cooperation.shape, np.nan) if score is None else np.asarray(score, float)
    days = np.where(np.isfinite(score), 28, 0) if days is None else np.asarray(days, np.int64)
    return Panel(
        periods=months(len(cooperation), first),
        dyads=dyads[: cooperation.shape[1]],
        cooperation=cooperation,
        conflict=conflict,
        score=score,
        score_days=days.astype(np.int64),
        event_ids={},
    )


def ruptured_panel(seed=0, count=30):
    """Return a panel of two dyads: the first turns from friend to foe half way, the second idles.

    The first has scores from the tenth month on; the second has no act at all, and no score.
    """
    rng = np.random.default_rng(seed)
    friendly = np.arange(count) < count // 2
    cooperation = np.zeros((count, 2), int)
    conflict = np.zeros((count, 2), int)
    cooperation[:, 0] = rng.poisson(np.where(friendly, 2.0, 0.3))
    conflict[:, 0] = rng.poisson(np.where(friendly, 0.3, 2.0))
    score = np.full((count, 2), np.nan)
    score[10:, 0] = np.where(friendly, 1.5, 0.5)[10:] + 0.1 * rng.standard_normal(count - 10)
    return made_panel(cooperation, conflict, score)


def made_index(panel, **draws):
    """Return an index whose posterior holds the given draws, (chain, draw, dyad, period) each."""
    some = np.asarray(next(iter(draws.values())))
    posterior = xr.Dataset(
        {name: (("chain", "draw", "dyad", "period"), np.asarray(v)) for name, v in draws.items()},
        coords={"dyad": list(panel.dyads), "period": list(panel.periods)},
    )
    good = Diagnostics(1.0, 1e3, 1e3, 0, 1.0, *some.shape[:2])
    return CooperationIndex(posterior, xr.Dataset(), good, panel, SMALL, 0, cached=False)


def prior_world(rng, shape, weight, settings):
    """Draw the model's parameters from their priors and data from them, with NumPy alone.

    The second implementation of the generative story: it shares no code with the model, so that
    calibration of one against the other checks both.

    Args:
        shape: months and dyads.
        weight: (T, D), share of each month's days that the score covers.
    """
    count, dyads = shape
    truth = {
        name: rng.gamma(2.0, getattr(settings, name) / 2)
        for name in ("attention_step", "level_step", "balance_step")
    }
    truth["overdispersion"] = abs(rng.normal(0, settings.overdispersion))
    truth["level_mean"] = rng.normal(*settings.level_mean, dyads)
    truth["balance_mean"] = rng.normal(0, settings.balance_mean, dyads)
    truth["score_mean"] = rng.normal(0, settings.score_mean, dyads)
    truth["score_slope"] = abs(rng.normal(0, settings.score_slope, dyads))
    truth["score_noise"] = abs(rng.normal(0, settings.score_noise, dyads))
    truth["log_attention"] = walk(truth["attention_step"] * rng.standard_normal(count - 1))
    # A bivariate t is a normal pair over the root of one chi-square.
    normal = rng.standard_normal((count - 1, dyads, 2))
    mixing = rng.chisquare(settings.step_df, (count - 1, dyads, 1)) / settings.step_df
    steps = normal / np.sqrt(mixing) * [truth["level_step"], truth["balance_step"]]
    truth["level"] = truth["level_mean"] + walk(steps[..., 0])
    truth["balance"] = truth["balance_mean"] + walk(steps[..., 1])
    return truth, observed(rng, truth, weight, settings)


def walk(steps):
    path = np.concatenate([np.zeros((1, *steps.shape[1:])), np.cumsum(steps, axis=0)])
    return path - path.mean(axis=0)


def observed(rng, truth, weight, settings):
    """Draw counts and scores (in model units) of a known truth."""
    half = truth["balance"][..., None] / 2 * [1, -1]
    rate = np.exp(truth["log_attention"][:, None, None] + truth["level"][..., None] + half)
    shape = 1 / truth["overdispersion"] ** 2
    acts = rng.poisson(rng.gamma(shape, rate / shape))
    middle = (weight * truth["balance"]).sum(0) / np.maximum(weight.sum(0), 1e-9)
    expected = truth["score_mean"] + truth["score_slope"] * (truth["balance"] - middle)
    spread = truth["score_noise"] / np.sqrt(np.where(weight > 0, weight, 1))
    score = expected + spread * rng.standard_t(settings.score_df, expected.shape)
    return acts, np.where(weight > 0, score, 0.0)


def fit_many(acts, score, weight, settings, seed=0):
    """Fit one chain to each of many worlds of one shape, in one compiled program.

    Args:
        acts: (worlds, T, D, 2). score: (worlds, T, D). weight: (T, D).

    Returns:
        Draws by quantity (worlds, draws, …), and divergences by world.
    """
    worlds = len(acts)
    devices = jax.local_device_count()
    assert worlds % devices == 0, f"{worlds} worlds do not share out over {devices} devices"
    most = int(acts.max(initial=1))
    one_chain = replace(settings, chains=1)

    def data_of(acts, score):
        return IndexData(acts, np.ones(weight.shape), score, weight, most)

    def one(world):
        key, start, acts, score = world
        data = data_of(acts, score)
        kernel = NUTS(
            potential_fn=lambda at: potential_energy(index_model, (data, settings), {}, at),
            target_accept_prob=settings.target_accept,
            max_tree_depth=settings.max_tree_depth,
        )
        state = kernel.init(key, settings.warmup, start, (), {})
        kept = fori_collect(
            settings.warmup,
            settings.warmup + settings.draws,
            lambda at: kernel.sample(at, (), {}),
            state,
            transform=lambda at: (at.z, at.diverging),
            progbar=False,
        )
        z, diverging = kept

        def quantities(at):
            full = constrain_fn(index_model, (data, settings), {}, at, return_deterministic=True)
            return {name: full[name] for name in QUANTITIES}

        return jax.vmap(quantities)(z), diverging.sum()

    with jax.enable_x64(True):
        example = data_of(acts[0], score[0])
        starts = [starting_points(example, one_chain, seed + place) for place in range(worlds)]
        start = jax.tree.map(lambda *each: jnp.concatenate(each), *starts)
        keys = jax.random.split(jax.random.key(seed), worlds)
        batch = (keys, start, jnp.asarray(acts), jnp.asarray(score))
        split = jax.tree.map(lambda a: a.reshape((devices, -1, *a.shape[1:])), batch)
        draws, diverging = jax.pmap(lambda part: lax.map(one, part))(split)
        joined = jax.tree.map(lambda a: np.asarray(a).reshape((worlds, *a.shape[2:])), draws)
    return joined, np.asarray(diverging).ravel()
