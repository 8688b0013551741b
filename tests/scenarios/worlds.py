"""The fentanyl model on made-up cooperation, whole and reduced, and worlds in which truth is known.

Records have the pattern of the real one (series, months, holes, windows).
"""

from dataclasses import replace

import numpy as np
import xarray as xr

from detente.case.load import built_in_cases, load_case
from detente.dynamics.calibration.ranks import Ranks
from detente.scenarios.posterior import System, load_system
from detente.study.study import Study
from detente.terms.periods import months_between

FREE = {
    "effect_us_china_precursors", "effect_china_mexico_precursors",
    "effect_us_mexico_interdiction", "effect_us_mexico_border",
    "border_hazard_base", "mexican_seizure_rate_base", "initial_deaths", "risk_response",
    "demand_elasticity", "precursor_shock", "rescue", "adaptation_completeness",
}  # fmt: skip
"""Parameters of the model that are free in the reduced version, beside those of observation."""
SIDES = ("us_china", "us_mexico", "china_mexico")
OUTCOMES = ("us_supply", "border_seizures_lb", "deaths")
CLOSER, FROM, UNTIL = 0.9, 112, 148


def whole_system() -> System:
    """The shipped model, priors and record, on made-up cooperation."""
    case = load_case(built_in_cases()["fentanyl"])
    series = Study(case).known().series
    months = months_between("2017-01", "2026-04")
    rng = np.random.default_rng(4)
    walk = np.cumsum(0.15 * rng.standard_normal((1, 1, 3, len(months))), axis=-1)
    draws = walk + 0.2 * rng.standard_normal((2, 100, 3, len(months)))
    balance = xr.DataArray(
        draws, dims=("chain", "draw", "dyad", "period"),
        coords={"dyad": ["USA-CHN", "USA-MEX", "CHN-MEX"], "period": list(months)},
    )  # fmt: skip
    return load_system(case.folder, series, balance)


def reduced(system: System) -> System:
    """Hold most parameters at the file's numbers; those of observation stay free."""
    seen = {value for item in system.spec.observed for value in (item.spread, item.scale)
            if isinstance(value, str)}  # fmt: skip
    kept = tuple(p for p in system.spec.parameters if p.name in FREE | seen)
    return replace(system, spec=replace(system.spec, parameters=kept))


def sampled(system: System, target_accept: float, max_tree_depth: int) -> System:
    """Change how the posterior is walked through; no density changes."""
    run = replace(system.spec.run, target_accept=target_accept, max_tree_depth=max_tree_depth)
    return replace(system, spec=replace(system.spec, run=run))


def differences(system: System, given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return by outcome and side, and for all three, what closer cooperation changes in 36 months.

    Args:
        given: parameter → a number for each draw.

    Returns:
        log ratios of the sums, by draw.
    """
    free = {name: values for name, values in given.items() if system.model.has(name)}

    def sums(changed: tuple[str, ...]) -> dict[str, np.ndarray]:
        change = {f"{side}_target": CLOSER for side in changed}
        change |= {f"{side}_from": float(FROM) for side in changed}
        run = system.simulate({**free, **change}, OUTCOMES)
        return {name: np.log(np.asarray(run[name])[:, FROM:UNTIL].sum(axis=1)) for name in OUTCOMES}

    baseline = sums(())
    found = {}
    for label, sides in {**{side: (side,) for side in SIDES}, "all sides": SIDES}.items():
        changed = sums(sides)
        found |= {f"{name}, {label}": changed[name] - baseline[name] for name in OUTCOMES}
    return found


def with_scenarios(system: System, found: Ranks) -> Ranks:
    """Rank what a scenario truly changes in each world among what its draws say."""
    worlds, draws = next(iter(found.found.values())).shape[:2]
    said = differences(system, {name: v.reshape(-1) for name, v in found.found.items()})
    ranks, inside = dict(found.ranks), dict(found.inside)
    for name, truth in differences(system, found.truth).items():
        own = said[name].reshape(worlds, draws)
        low, high = np.quantile(own, (0.05, 0.95), axis=1)
        ranks[name] = (own < truth[:, None]).sum(axis=1)
        inside[name] = float(((low <= truth) & (truth <= high)).mean())
    return replace(found, ranks=ranks, inside=inside)
