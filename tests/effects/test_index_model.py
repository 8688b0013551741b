"""Laplace's approximation against a plain optimiser and dense algebra, and an effect end to end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from scipy import optimize, stats

from detente.effects import index_design, index_draws
from detente.effects.assess import EffectEvidence, effect_of
from detente.effects.estimate import draw_effect, generator
from detente.effects.index_design import IndexDesign
from detente.effects.index_model import WIDE, Reading, Record, laplace
from detente.effects.spec import EffectSpec
from detente.evidence.panel import Panel
from detente.sampling.xla import double_precision
from detente.terms.events import Event
from tests.cooperation.worlds import rupture_panel
from tests.effects.index_worlds import Kind, column, world

SHORT = Kind(months=9, step=0.3)
COLUMN = (np.arange(9) >= 5).astype(float)[:, None]


def log_joint(at: np.ndarray, design: IndexDesign, multiplier: float) -> float:
    """Write the joint log density out with scipy: walk of 9 months, then two coefficients."""
    record, reading = design.record, design.reading
    walk, theta = at[:-2].reshape(-1, 2), at[-2:]
    x = walk + COLUMN * theta
    size = 1 / reading.overdispersion[0] ** 2
    total = 0.0
    for place, sign in enumerate((0.5, -0.5)):
        rate = np.exp(reading.attention[0] + x[:, 0] + sign * x[:, 1])
        total += stats.nbinom.logpmf(record.acts[:, place], size, size / (size + rate)).sum()
    expected = reading.intercept[0] + reading.slope[0] * x[:, 1]
    scores = stats.t.logpdf(record.score, 4, expected, reading.noise[0])
    total += (scores * record.weight).sum()
    total += stats.norm.logpdf(np.diff(walk, axis=0), 0, multiplier * reading.steps[0]).sum()
    total += stats.norm.logpdf(walk[0], [-1.5, 0.0], WIDE).sum()
    return float(total + stats.norm.logpdf(theta, 0, WIDE).sum())


def hessian(f, at: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """Second differences: exact to about 1e-6 of terms of order one."""
    moves = step * np.eye(len(at))
    return np.array(
        [
            [(f(at + a + b) - f(at + a - b) - f(at - a + b) + f(at - a - b)) for b in moves]
            for a in moves
        ]
    ) / (4 * step**2)


@pytest.mark.parametrize("scored", [False, True])
def test_mode_spread_and_weight_are_those_of_a_plain_optimiser(scored: bool) -> None:
    design = world(np.random.default_rng(2), replace(SHORT, scored=scored), 1.0, "balance")
    reading = Reading(*(part[0] for part in design.reading))
    gaps = []
    for multiplier in (0.7, 1.4):
        with double_precision():
            fit = laplace(Record(*design.record), reading, COLUMN, np.float64(multiplier))

        def against(at: np.ndarray, multiplier: float = multiplier) -> float:
            return -log_joint(at, design, multiplier)

        best = optimize.minimize(against, np.zeros(20), method="BFGS", options={"gtol": 1e-6})
        curvature = hessian(against, best.x)
        spread, root = np.linalg.inv(curvature)[-2:, -2:], np.asarray(fit.root)
        # The search ends where a step would be below 1% of a spread; scores climb more slowly.
        assert np.asarray(fit.theta) == pytest.approx(best.x[-2:], abs=0.01)
        # The curvature of no score here is negative, where it would be put to 0.
        assert np.linalg.inv(root @ root.T) == pytest.approx(spread, rel=0.02)
        marginal = -best.fun - 0.5 * np.linalg.slogdet(curvature)[1]
        gaps.append(float(fit.log_weight) - marginal)
    # What is left out of the weight belongs to the data, not to the multiplier.
    assert gaps[0] == pytest.approx(gaps[1], abs=0.01)


def test_neither_padding_nor_company_changes_an_effect() -> None:
    design, own = world(np.random.default_rng(3), Kind(), 1.0, "balance"), column(Kind())
    alone = design.fit(own[None])
    among = design.fit(np.stack([np.roll(own, 3), own, np.roll(own, -3)]))
    # Sums run in another order; rounding is all that may differ.
    assert alone.mean[:, 0] == pytest.approx(among.mean[:, 1], abs=1e-9)
    idle = design.with_columns(np.zeros(60)).fit(own[None])
    assert alone.mean == pytest.approx(idle.mean, abs=1e-6)


@pytest.mark.parametrize("of", [index_design._fits, index_design._courses])
def test_no_program_waits_for_threads_that_wait_for_it(of: Callable[..., Any]) -> None:
    design, own = world(np.random.default_rng(3), Kind(), 1.0, "balance"), column(Kind())
    programs: list[str] = []

    def written(*given: Any) -> tuple[()]:
        programs.append(of.lower(*given).as_text())
        return ()

    design._run(written, own[None], 1, 1)
    # XLA may run two calls of LAPACK at once, and with two cores both may then wait for ever.
    assert "while" in programs[0]
    assert "lapack" not in programs[0]


def test_months_left_out_tell_nothing() -> None:
    design = world(np.random.default_rng(3), Kind(), 1.0, "balance")
    hidden = np.arange(60) == 40
    acts, score = np.array(design.record.acts), np.array(design.record.score)
    acts[40], score[40] = 9, 9
    other = replace(design, record=design.record._replace(acts=acts, score=score))
    one, two = (d.without(hidden).fit(column(Kind())[None]) for d in (design, other))
    assert np.array_equal(one.mean, two.mean)
    assert not design.without(hidden).seen[40]


def test_what_would_have_been_differs_by_the_effect() -> None:
    design, own = world(np.random.default_rng(3), Kind(), 2.0, "balance"), column(Kind())
    effect = np.median(draw_effect(design, own, generator(1)))
    was, would = design.courses(own, np.zeros((1, 1)), generator(1))
    gap = np.median(was, axis=0) - np.median(would, axis=0)
    assert gap[:30] == pytest.approx(np.zeros(30), abs=1e-9)
    # Medians of 4,000 draws of spread 0.4 are off by about 0.01; mixtures' medians do not add.
    assert gap[40] == pytest.approx(effect, abs=0.1)


def known(monkeypatch: pytest.MonkeyPatch, size: float) -> EffectEvidence:
    """Make a side that steps, whose index is read as it was made."""
    rng = np.random.default_rng(8)
    tilt = np.cumsum(0.05 * rng.standard_t(4, (96, 2)), axis=0)
    tilt[60:, 0] += size
    panel = rupture_panel(rng, tilt, log_level=0.3, overdispersion=0.5, scored=slice(None))
    spread = np.nanstd(panel.score, axis=0)
    middle = (tilt.mean(axis=0) * 8 - np.nanmean(panel.score, axis=0)) / spread
    four, sides = (1, 4), np.ones((1, 4, 2))
    paths = {
        "cooperation": np.exp(0.3 + tilt / 2), "conflict": np.exp(0.3 - tilt / 2),
    }  # fmt: skip
    numbers = {"level_step": 0.02, "balance_step": 0.05, "overdispersion": 0.5}
    posterior = xr.Dataset(
        {n: (("chain", "draw"), np.full(four, v)) for n, v in numbers.items()}
        | {
            "score_slope": (("chain", "draw", "dyad"), sides * 8 / spread),
            "score_noise": (("chain", "draw", "dyad"), sides * 4 / spread),
            "score_mean": (("chain", "draw", "dyad"), sides * middle),
            "attention": (
                ("chain", "draw", "period"),
                np.exp(np.tile(np.linspace(-0.35, 0.35, 96), (1, 4, 1))),
            ),
        }
        | {
            n: (("chain", "draw", "dyad", "period"), np.tile(v.T, (1, 4, 1, 1)))
            for n, v in paths.items()
        }
    )

    def estimate(given: Panel, *, seed: int, progress: object) -> SimpleNamespace:
        return SimpleNamespace(
            posterior=posterior, panel=given, diagnostics=SimpleNamespace(warnings=())
        )

    monkeypatch.setattr(index_draws, "estimate_index", estimate)
    monkeypatch.setattr(index_draws, "USED", 4)
    when = date(2019, 1, 1)
    event = Event(
        "a", when, when, "day", "USA.GOV", "CHN.GOV", panel.dyads[0], "AGREE", "", "An act.",
        "high", "", "", "", "chronology", 7,
    )  # fmt: skip
    return EffectEvidence(date(2022, 1, 1), (event,), {}.__getitem__, panel)


def test_an_effect_on_the_index_goes_through_every_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = known(monkeypatch, 2.0)
    dyad, other = evidence.panel.dyads[:2]
    spec = EffectSpec(
        "one", "One?", (("a",),), "because", "2014-01", "2021-12", dyad=dyad,
        controls=(other,), placebo_series=(other,), lasting_months=12,
    )  # fmt: skip
    found = effect_of(spec, evidence, seed=1)
    finding = found.finding
    assert finding.low95 < 2.0 < finding.high95
    assert finding.survives, finding.survives_why
    # Two spreads and most of a third: see `smallest_detectable`.
    assert 0.5 < finding.smallest_detectable / (finding.high95 - finding.low95) < 1.1
    assert not any("nderstated" in text for text in finding.warnings)
    assert finding.lasting is not None
    assert finding.lasting.low90 > 0.5
    before = [row for row in finding.counterfactual if row.period < "2019-01"]
    assert all(row.median == row.observed for row in before)
    assert finding.counterfactual[-1].high90 < finding.counterfactual[-1].observed
    again = effect_of(spec, evidence, seed=1)
    assert np.array_equal(found.draws, again.draws)
    assert finding == again.finding
