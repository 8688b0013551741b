"""The joint density of the model is that of its formulas, computed without it."""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest
from numpyro.infer.util import log_density
from scipy import stats

from detente.cooperation.index import index_data
from detente.cooperation.model import IndexData, index_model
from detente.cooperation.settings import IndexSettings
from detente.sampling.xla import double_precision
from tests.cooperation.worlds import draw_prior, made_panel

SETTINGS = IndexSettings()
MONTHS, DYADS = 9, 3


def some_data() -> IndexData:
    panel = made_panel(MONTHS, DYADS, rate=1.5)
    panel.score[:4] = np.nan
    panel.score_days[5] //= 2
    data = index_data(panel)
    counted = np.ones((MONTHS, DYADS))
    counted[2, 1] = 0
    return replace(data, counted=counted)


def some_parameters(seed: int = 5) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    positive = ("attention_step", "level_step", "balance_step", "overdispersion")
    spread = ("score_slope", "score_noise")
    chosen = {name: np.asarray(rng.gamma(4, 0.1)) for name in positive}
    chosen |= {name: rng.gamma(4, 0.2, DYADS) for name in spread}
    chosen |= {n: rng.normal(0, 1, DYADS) for n in ("level_mean", "balance_mean", "score_mean")}
    chosen["attention_waves"] = rng.normal(0, 1, MONTHS - 1)
    chosen["waves"] = rng.normal(0, 1, (MONTHS - 1, DYADS * 2))
    return chosen


def by_model(data: IndexData, chosen: dict[str, np.ndarray]) -> float:
    with double_precision():
        given = {name: jnp.asarray(value) for name, value in chosen.items()}
        return float(log_density(index_model, (data, SETTINGS), {}, given)[0])


def by_formula(data: IndexData, p: dict[str, np.ndarray]) -> float:
    """Sum the logs of every prior and likelihood, cell by cell, with scipy."""
    s = SETTINGS
    total = sum(
        stats.gamma(2, scale=getattr(s, name) / 2).logpdf(p[name])
        for name in ("attention_step", "level_step", "balance_step")
    )
    total += stats.halfnorm(scale=s.overdispersion).logpdf(p["overdispersion"])
    total += stats.norm(*s.level_mean).logpdf(p["level_mean"]).sum()
    for name in ("balance_mean", "score_mean"):
        total += stats.norm(0, getattr(s, name)).logpdf(p[name]).sum()
    total += stats.halfnorm(scale=s.score_slope).logpdf(p["score_slope"]).sum()
    middle, spread = s.score_noise
    total += stats.lognorm(spread, scale=middle).logpdf(p["score_noise"]).sum()
    total += stats.norm.logpdf(p["attention_waves"]).sum()

    frequency = np.pi * np.arange(1, MONTHS) / MONTHS
    basis = np.sqrt(2 / MONTHS) * np.sin(np.outer(np.arange(1, MONTHS), frequency))

    def walk(steps: np.ndarray) -> np.ndarray:
        path = np.concatenate([[0.0], np.cumsum(steps)])
        return path - path.mean()

    attention = walk(p["attention_step"] * basis @ p["attention_waves"])
    size = 1 / p["overdispersion"] ** 2
    for d in range(DYADS):
        pair = basis @ p["waves"][:, 2 * d : 2 * d + 2]
        square = (pair**2).sum(axis=1)
        # A base pair lies beyond radius r with chance exp(−e), the F(2, ν) tail of R²/2.
        excess = np.sqrt(1 + square) - 1
        total += -(excess + np.log(2 * np.pi) + np.log1p(square) / 2).sum()
        radius = np.sqrt(2 * stats.f(2, s.step_df).isf(np.exp(-excess)))
        pair *= (radius / np.sqrt(square))[:, None]
        level = p["level_mean"][d] + walk(p["level_step"] * pair[:, 0])
        balance = p["balance_mean"][d] + walk(p["balance_step"] * pair[:, 1])
        weight = data.score_weight[:, d]
        middle = np.average(balance, weights=weight)
        for t in range(MONTHS):
            for c, sign in enumerate((1, -1)):
                mean = np.exp(attention[t] + level[t] + sign * balance[t] / 2)
                if data.counted[t, d]:
                    total += stats.nbinom(size, size / (size + mean)).logpmf(data.acts[t, d, c])
            if weight[t] > 0:
                expected = p["score_mean"][d] + p["score_slope"][d] * (balance[t] - middle)
                noise = stats.t(s.score_df, expected, p["score_noise"][d] / np.sqrt(weight[t]))
                total += noise.logpdf(data.score[t, d])
    return float(total)


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_joint_density_is_that_of_the_formulas(seed: int) -> None:
    data, chosen = some_data(), some_parameters(seed)
    # About 100 terms of size 10 in double precision; quantiles by scipy are good to 1e-10.
    assert by_model(data, chosen) == pytest.approx(by_formula(data, chosen), rel=1e-8)


def test_the_order_of_dyads_does_not_matter() -> None:
    data, chosen = some_data(), some_parameters()
    order = [2, 0, 1]
    moved = {
        "acts": data.acts[:, order],
        "counted": data.counted[:, order],
        "score": data.score[:, order],
        "score_weight": data.score_weight[:, order],
    }
    by_dyad = {n: v[order] for n, v in chosen.items() if v.shape == (DYADS,)}
    waves = chosen["waves"].reshape(MONTHS - 1, DYADS, 2)[:, order].reshape(MONTHS - 1, -1)
    swapped = by_model(replace(data, **moved), chosen | by_dyad | {"waves": waves})
    assert swapped == pytest.approx(by_model(data, chosen), rel=1e-12)


def test_hidden_counts_and_unseen_scores_do_not_matter() -> None:
    data, chosen = some_data(), some_parameters()
    acts, score = data.acts.copy(), data.score.copy()
    acts[2, 1] += 3
    score[0] = 5.0
    changed = replace(data, acts=acts, score=score, most=int(acts.max()))
    assert by_model(changed, chosen) == pytest.approx(by_model(data, chosen), rel=1e-12)
    acts[3, 1] += 3
    seen = replace(changed, acts=acts, most=int(acts.max()))
    assert by_model(seen, chosen) != pytest.approx(by_model(data, chosen), abs=0.01)


def test_scores_are_put_into_units_of_their_own_spread() -> None:
    panel = made_panel(20, 2)
    panel.score[:5, 0] = np.nan
    panel.score[:, 1] = -3.0
    data = index_data(panel)
    seen = data.score[5:, 0]
    assert seen.mean() == pytest.approx(0, abs=1e-12)
    assert seen.std() == pytest.approx(1, rel=1e-12)
    assert (data.score[:, 1] == 0).all()
    assert (data.score_weight[:5, 0] == 0).all()
    assert (data.score_weight[5:, 0] == 1).all()


def test_step_priors_have_their_stated_mean() -> None:
    """`level_step` and its like are the means of Gamma(2) priors."""
    drawn = draw_prior(some_data(), SETTINGS, count=2000, seed=1)
    for name in ("attention_step", "level_step", "balance_step"):
        mean = getattr(SETTINGS, name)
        # Four standard errors: a Gamma(2) has standard deviation mean / √2.
        assert drawn[name].mean() == pytest.approx(mean, abs=4 * mean / np.sqrt(2 * 2000))
