"""The fentanyl model on made-up records of known truth: parameters and scenarios are recovered.

A reduced version: sixteen of the sixty-seven parameters are free, the four effects of cooperation
and what they act through among them; the others stand at the file's numbers. Records have the
pattern of the real one (series, months, holes, windows), and made-up courses of cooperation.
"""

from dataclasses import replace

import numpy as np
import numpyro
import pytest
import xarray as xr
from scipy import stats

from detente.case.load import built_in_cases, load_case
from detente.dynamics.calibration.ranks import Ranks, rank_study
from detente.evidence.series import series_known
from detente.pipeline.run import gather
from detente.scenarios.posterior import System, load_system
from detente.terms.periods import months_between
from tests.dynamics.calibration.worlds import show

# As in the product; it must be asked for before JAX starts.
numpyro.set_host_device_count(4)

WORLDS = 100
FAMILY = 0.01
FREE = {
    "effect_us_china_precursors", "effect_china_mexico_precursors",
    "effect_us_mexico_interdiction", "effect_us_mexico_border",
    "border_hazard_base", "mexican_seizure_rate_base", "initial_deaths", "risk_response",
    "demand_elasticity", "precursor_shock", "rescue", "adaptation_completeness",
}  # fmt: skip
SIDES = ("us_china", "us_mexico", "china_mexico")


def small_system() -> System:
    """The shipped model and record with most parameters fixed, on made-up cooperation."""
    case = load_case(built_in_cases()["fentanyl"])
    evidence = gather(case)
    day = case.last_vintage
    series = {name: series_known(evidence.store, spec, day) for name, spec in case.series.items()}
    months = months_between("2017-01", "2026-04")
    rng = np.random.default_rng(4)
    walk = np.cumsum(0.15 * rng.standard_normal((1, 1, 3, len(months))), axis=-1)
    draws = walk + 0.2 * rng.standard_normal((2, 100, 3, len(months)))
    balance = xr.DataArray(
        draws, dims=("chain", "draw", "dyad", "period"),
        coords={"dyad": ["USA-CHN", "USA-MEX", "CHN-MEX"], "period": list(months)},
    )  # fmt: skip
    whole = load_system(case.folder, series, balance)
    seen = {value for item in whole.spec.observed for value in (item.spread, item.scale)
            if isinstance(value, str)}  # fmt: skip
    kept = tuple(p for p in whole.spec.parameters if p.name in FREE | seen)
    run = replace(whole.spec.run, max_tree_depth=6, dense=True)
    return replace(whole, spec=replace(whole.spec, parameters=kept, run=run))


def differences(system: System, given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return by side, and for all three, what closer cooperation changes of 36 months' deaths."""
    free = {name: values for name, values in given.items() if system.model.has(name)}

    def deaths(changed: tuple[str, ...]) -> np.ndarray:
        change = {f"{side}_target": 0.9 for side in changed}
        change |= {f"{side}_from": 112.0 for side in changed}
        run = system.simulate({**free, **change}, ("deaths",))
        return np.log(np.asarray(run["deaths"])[:, 112:148].sum(axis=1))

    baseline = deaths(())
    groups = {side: (side,) for side in SIDES} | {"all sides": SIDES}
    return {f"deaths, {name}": deaths(sides) - baseline for name, sides in groups.items()}


def scenario_ranks(system: System, found: Ranks) -> dict[str, tuple[np.ndarray, float]]:
    """Rank what a scenario truly changes in each world among what its draws say."""
    worlds, draws = next(iter(found.found.values())).shape[:2]
    flat = {name: values.reshape(-1) for name, values in found.found.items()}
    said = differences(system, flat)
    ranked = {}
    for name, truth in differences(system, found.truth).items():
        own = said[name].reshape(worlds, draws)
        low, high = np.quantile(own, (0.05, 0.95), axis=1)
        inside = float(((low <= truth) & (truth <= high)).mean())
        ranked[name] = ((own < truth[:, None]).sum(axis=1), inside)
    return ranked


@pytest.mark.study
def test_truths_rank_evenly_and_scenarios_are_covered() -> None:
    system = small_system()
    found = rank_study(system.problem(), 3, WORLDS, warmup=250, draws=297, thin=3)
    scenarios = scenario_ranks(system, found)
    all_of_them = replace(
        found,
        ranks=found.ranks | {name: ranks for name, (ranks, _) in scenarios.items()},
        inside=found.inside | {name: share for name, (_, share) in scenarios.items()},
    )
    p_values = all_of_them.p_values()
    for name, rank in all_of_them.ranks.items():
        bins = np.bincount(rank * 10 // (found.draws + 1), minlength=10)
        show(f"{name:32} {bins} p = {p_values[name]:.3f} inside {all_of_them.inside[name]:.2f}")
    show(f"{found.divergences} transitions diverged")
    # Bonferroni: a sampler and model without fault fail here one time in a hundred.
    assert min(p_values.values()) > FAMILY / len(p_values)
    # Nine truths of ten within; over some 30 quantities a binomial of that many worlds is so far
    # off one time in thirty.
    low, high = stats.binom.ppf([5e-4, 1 - 5e-4], WORLDS, 0.9) / WORLDS
    outside = {n: s for n, s in all_of_them.inside.items() if not low <= s <= high}
    assert not outside
    overall = float(np.mean(list(all_of_them.inside.values())))
    # The mean over quantities of one world's intervals is not free of chance either: 3 points are
    # two standard errors of 100 worlds if the quantities of a world were all one.
    assert abs(overall - 0.9) < 0.03 * 2
