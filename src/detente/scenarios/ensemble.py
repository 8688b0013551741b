"""Run every scenario on the same posterior draws, so that only what it changes differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.extremes import constants
from detente.dynamics.grid import time_grid
from detente.dynamics.names import canonical
from detente.scenarios.posterior import System
from detente.scenarios.spec import BEST, Scenario, ScenarioFile, check_scenarios, window_months
from detente.terms.errors import InputError
from detente.terms.periods import month_from_number, month_number

Floats = NDArray[np.float64]

MOST_DRAWS = 4_000
"""Posterior draws that each scenario is run on, at most."""
_YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Courses of the outcomes, by scenario, on common draws.

    Attributes:
        months: of the model's run.
        params: the posterior draws used, name → (draw,).
        courses: id of a scenario, or `""` for the baseline → outcome → (draw, month).
    """

    months: tuple[str, ...]
    params: Mapping[str, Floats]
    courses: Mapping[str, Mapping[str, Floats]]

    def total(self, scenario: str, outcome: str, start: str, horizon: int) -> Floats:
        """Return the sum of an outcome over a horizon, by draw."""
        first = self.months.index(start)
        course = self.courses[scenario][outcome]
        return np.asarray(course[:, first : first + horizon].sum(axis=1))

    def change(self, scenario: str, outcome: str, start: str, horizon: int) -> Floats:
        """Return scenario minus baseline of that sum, by draw."""
        return self.total(scenario, outcome, start, horizon) - self.total(
            "", outcome, start, horizon
        )


def refuse_unknown(system: System, asked: ScenarioFile) -> None:
    """Refuse scenarios whose names or dates the model has not.

    Raises:
        InputError: all of them at once, with their lines.
    """
    model = system.model
    fixed = {canonical(name) for name, _ in constants(model)}
    has = {name: "constant" if name in fixed else "changing" for name in model.variables}
    times = time_grid(model, {}, {}).times
    origin = month_number(system.observations.origin)
    ends = month_from_number(origin + round(float(times[-1])))
    problems = check_scenarios(
        asked, system.observations.sides, has, system.observations.origin, ends
    )
    if problems:
        raise InputError(problems)


def run_ensemble(
    system: System, params: Mapping[str, Floats], asked: ScenarioFile, seed: int
) -> Ensemble:
    """Run the baseline and every scenario.

    Args:
        params: posterior draws of the model's parameters, name → (draw,); a random part of
            `MOST_DRAWS` is used where there are more.

    Raises:
        InputError: a run produced a number that is none, or a window lies outside of the index.
    """
    chosen = thinned(params, seed)
    count = len(next(iter(chosen.values())))
    outputs = tuple(dict.fromkeys(outcome.variable for outcome in asked.outcomes))
    changes: dict[str, Mapping[str, float | Floats]] = {"": {}}
    # Scenarios move sides to the same few places: each place is worked out once.
    target = cache(partial(side_target, system, measured_courses(system, chosen)))
    changes |= {s.id: scenario_params(system, s, target) for s in asked.scenarios}
    runs = _run_all(system, chosen, changes, outputs, count)
    months, courses = runs
    named = {
        name: {outcome.id: found[outcome.variable] for outcome in asked.outcomes}
        for name, found in courses.items()
    }
    return Ensemble(months, chosen, named)


def thinned(params: Mapping[str, Floats], seed: int) -> dict[str, Floats]:
    """Return at most `MOST_DRAWS` of the draws, the same rows of every parameter."""
    count = len(next(iter(params.values())))
    if count <= MOST_DRAWS:
        return dict(params)
    rows = np.sort(np.random.default_rng(seed).choice(count, MOST_DRAWS, replace=False))
    return {name: values[rows] for name, values in params.items()}


def scenario_params(
    system: System, scenario: Scenario, target_of: Callable[[str, str | float], float | Floats]
) -> dict[str, float | Floats]:
    """Return the constants of the model that a scenario sets: numbers, or one for each draw.

    Args:
        target_of: side and target → the share of cooperative acts meant, as `side_target` says.
    """
    origin = month_number(system.observations.origin)
    found: dict[str, float | Floats] = {"change_ramp": scenario.ramp_months}
    begins = float(month_number(scenario.start) - origin)
    for side, target in scenario.sides.items():
        found[f"{side}_target"] = target_of(side, target)
        found[f"{side}_from"] = begins
        if scenario.until:
            found[f"{side}_until"] = float(month_number(scenario.until) - origin)
    if scenario.levers:
        found |= dict(scenario.levers)
        found["policy_from"] = begins
    return found


def measured_courses(system: System, params: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return each side's share of cooperative acts, up to the index's last month: (draw, month)."""
    sides = system.observations.sides
    scores = {
        name: v for name, v in params.items() if name.startswith(tuple(f"{s}_score" for s in sides))
    }
    count = len(next(iter(params.values())))
    runs = system.simulate(scores, tuple(f"{side}_measured" for side in sides))
    return {
        side: np.broadcast_to(
            found := np.asarray(runs[f"{side}_measured"])[:, : int(system.last) + 1],
            (count, found.shape[1]),
        )
        for side in sides
    }


def side_target(
    system: System, measured: Mapping[str, Floats], side: str, target: str | float
) -> float | Floats:
    """Return the share of cooperative acts that a scenario moves a side to, by draw.

    The best 12 months are each draw's own: the index is uncertain, and so is when it was best.

    Args:
        measured: side → as of `measured_courses`.
    """
    if not isinstance(target, str):
        return target
    course = measured[side]
    if target == BEST:
        sums = np.cumsum(np.pad(course, ((0, 0), (1, 0))), axis=1)
        means = (sums[:, _YEAR:] - sums[:, :-_YEAR]) / _YEAR
        found = means.max(axis=1)
    else:
        origin = month_number(system.observations.origin)
        places = [month_number(month) - origin for month in window_months(target) or ()]
        if not places or min(places) < 0 or max(places) >= course.shape[1]:
            raise InputError.at(
                "scenarios.toml", 0, f"the window {target} of {side} is not covered by the index",
                "choose months that the index covers on the day of the run",
            )  # fmt: skip
        found = course[:, places].mean(axis=1)
    return np.asarray(found)


def _run_all(
    system: System,
    params: Mapping[str, Floats],
    changes: Mapping[str, Mapping[str, float | Floats]],
    outputs: Sequence[str],
    count: int,
) -> tuple[tuple[str, ...], dict[str, dict[str, Floats]]]:
    """Run scenarios side by side in one call, so that the model is compiled once."""
    rows = {name: np.tile(values, len(changes)) for name, values in params.items()}
    own = {canonical(name): value for name, value in constants(system.model)}
    for constant in sorted({name for change in changes.values() for name in change}):
        rows[constant] = np.concatenate([
            np.broadcast_to(change.get(constant, own[constant]), (count,))
            for change in changes.values()
        ])  # fmt: skip
    results = system.simulate(rows, tuple(outputs))
    origin = month_number(system.observations.origin)
    months = tuple(month_from_number(origin + round(float(t))) for t in results.times)
    courses = {
        name: {
            output: np.asarray(results[output])[place * count : (place + 1) * count]
            for output in outputs
        }
        for place, name in enumerate(changes)
    }
    return months, courses
