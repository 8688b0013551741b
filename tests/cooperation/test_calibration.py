"""Simulation-based calibration: parameters drawn from the prior rank evenly among the draws.

References: Talts, Betancourt, Simpson, Vehtari & Gelman (2018), "Validating Bayesian inference
algorithms with simulation-based calibration", arXiv:1804.06788; Modrák et al. (2023),
"Simulation-based calibration checking for Bayesian computation: the choice of test quantities
shapes sensitivity", Bayesian Analysis, for ranking the likelihood too.
"""

from collections.abc import Iterator

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from detente.cooperation.model import IndexData
from detente.cooperation.settings import IndexSettings
from detente.sampling.xla import double_precision
from tests.cooperation.worlds import Arrays, density_of_data, draw_prior, fit_many, show

MONTHS, DYADS, WORLDS = 24, 2, 200
DRAWS, THIN, BINS = 693, 7, 10
"""99 thinned draws give ranks 0 to 99: ten bins of ten ranks, 20 worlds expected in each."""
MOST_ACTS = 20
"""Worlds with a month of more acts than this are drawn again. A choice made by looking at the data
alone leaves the posterior of each chosen world what it was, so ranks stay even; and the shipped
case has at most five acts in a month."""
FAMILY = 0.01
SETTINGS = IndexSettings(warmup=250, draws=DRAWS)
SCALARS = ("attention_step", "level_step", "balance_step", "overdispersion")
BY_DYAD = ("level_mean", "balance_mean", "score_mean", "score_slope", "score_noise")
PATHS = ("level", "balance", "log_attention")
SHOWN = (0, 11, 23)


def weights() -> np.ndarray:
    """Give the first dyad no scores for eight months, then half-covered ones; the other all."""
    weight = np.ones((MONTHS, DYADS))
    weight[:8, 0], weight[8:12, 0] = 0.0, 0.5
    return weight


def worlds() -> tuple[dict[str, np.ndarray], Arrays]:
    """Draw truths and what is seen of them."""
    empty = np.zeros((MONTHS, DYADS))
    pattern = IndexData(np.zeros((MONTHS, DYADS, 2), np.int64), empty, empty, weights(), 1)
    drawn = draw_prior(pattern, SETTINGS, count=2 * WORLDS, seed=11)
    chosen = np.flatnonzero(drawn["acts"].max(axis=(1, 2, 3)) <= MOST_ACTS)[:WORLDS]
    truth = {name: values[chosen] for name, values in drawn.items()}
    data = {
        "acts": truth["acts"],
        "counted": np.ones((WORLDS, MONTHS, DYADS)),
        "score": np.where(weights() > 0, truth["score"], 0.0),
        "score_weight": np.broadcast_to(weights(), (WORLDS, MONTHS, DYADS)).copy(),
    }
    return truth, data


def density_of_truth(truth: dict[str, np.ndarray], data: Arrays) -> np.ndarray:
    def one(sites, own):
        return density_of_data(sites, IndexData(**own, most=MOST_ACTS), SETTINGS)["total"]

    with double_precision():
        given = jax.tree.map(jnp.asarray, (truth, dict(data)))
        return np.asarray(jax.jit(jax.vmap(one))(*given))


def ranked(truth: dict[str, np.ndarray], found: Arrays) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each quantity's name and ranks (worlds,)."""
    for name in (*SCALARS, *BY_DYAD, *PATHS, "total"):
        rank = (found[name] < truth[name][:, None]).sum(axis=1)
        if name in PATHS:
            for month in SHOWN:
                for place in np.ndindex(rank.shape[2:]):
                    label = ",".join(str(p) for p in (month + 1, *(d + 1 for d in place)))
                    yield f"{name}[{label}]", rank[(slice(None), month, *place)]
        elif name in BY_DYAD:
            for dyad in range(DYADS):
                yield f"{name}[{dyad + 1}]", rank[:, dyad]
        else:
            yield name, rank


@pytest.mark.slow
def test_ranks_are_even() -> None:
    truth, data = worlds()
    assert len(truth["acts"]) == WORLDS
    truth["total"] = density_of_truth(truth, data)
    keep = (*SCALARS, *BY_DYAD, *PATHS, "total")
    found = fit_many(data, SETTINGS, keep=keep, seed=12, thin=THIN)
    show(f"\ndivergent transitions: {found['diverging'].sum()} in {WORLDS * DRAWS}")
    p_values = {}
    for name, rank in ranked(truth, found):
        counts = np.bincount(rank * BINS // (DRAWS // THIN + 1), minlength=BINS)
        p_values[name] = stats.chisquare(counts).pvalue
        bins = " ".join(f"{c:3d}" for c in counts)
        show(f"{name:20} {bins}  p = {p_values[name]:.3f}")
    # Bonferroni: a sampler and model without fault fail here one time in a hundred.
    assert min(p_values.values()) > FAMILY / len(p_values)
