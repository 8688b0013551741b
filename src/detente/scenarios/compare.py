"""From courses to findings: every scenario against the baseline, and the joint gain shared out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.calibration.results import Calibration
from detente.scenarios.assumptions import failure_rules, parameter_matters
from detente.scenarios.attribution import Coalition, coalitions, dividends, shapley_values
from detente.scenarios.beliefs import beliefs
from detente.scenarios.calibrated import basis_of, calibration_finding
from detente.scenarios.calibrated_rows import CalibrationFinding, LearnedEffect
from detente.scenarios.ensemble import Ensemble, run_ensemble
from detente.scenarios.posterior import System
from detente.scenarios.results import (
    AssumptionRow,
    BaselineRow,
    BeliefRow,
    FailureRule,
    ScenarioCourse,
    ScenarioFinding,
    ScenarioFindings,
    ShapleyFinding,
)
from detente.scenarios.spec import Outcome, Scenario, ScenarioFile
from detente.terms.intervals import QUANTILES, Interval

Floats = NDArray[np.float64]


def compare_scenarios(
    system: System,
    calibration: Calibration,
    asked: ScenarioFile,
    seed: int,
    told: CalibrationFinding | None = None,
) -> ScenarioFindings:
    """Run and compare all scenarios of a case.

    Args:
        asked: scenarios whose names were checked against the model (`check_scenarios`).
        seed: chooses the draws where there are more than are used.
        told: what is told of the calibration; worked out where it is not given.

    Raises:
        InputError: a run produced a number that is none.
    """
    groups = _groups(asked)
    everything = replace(asked, scenarios=(*asked.scenarios, *groups.values()))
    ensemble = run_ensemble(system, calibration.params(), everything, seed)
    shapley, assumptions, failures = _attributed(system, asked, ensemble, groups)
    told = told or calibration_finding(system, calibration)
    return ScenarioFindings(
        scenarios=tuple(
            _finding(system, ensemble, told.effects, scenario, outcome, horizon)
            for scenario in asked.scenarios
            for outcome in asked.outcomes
            for horizon in asked.horizons
        ),
        courses=tuple(
            row
            for scenario in asked.scenarios
            for outcome in asked.outcomes
            for row in _course(ensemble, scenario, outcome, asked.horizons[-1])
        ),
        baseline=tuple(
            row for outcome in asked.outcomes for row in _baseline(ensemble, outcome)
        ),
        shapley=shapley,
        assumptions=assumptions,
        failures=failures,
        shared=asked.shared,
        draws=len(next(iter(ensemble.params.values()))),
        calibration=told,
        beliefs=tuple(_believed(system, asked, ensemble, groups)),
    )  # fmt: skip


def _groups(asked: ScenarioFile) -> dict[Coalition, Scenario]:
    """Return the shared scenario with each coalition of its sides alone."""
    if not asked.shared:
        return {}
    joint = asked.scenario(asked.shared)
    return {
        group: replace(
            joint,
            id=f"{joint.id}: {'+'.join(sorted(group))}",
            sides={side: target for side, target in joint.sides.items() if side in group},
        )
        for group in coalitions(tuple(joint.sides))
    }


def _improved(change: Floats, better: str) -> float:
    return float(np.mean(change < 0 if better == "lower" else change > 0))


def _finding(
    system: System,
    ensemble: Ensemble,
    effects: Sequence[LearnedEffect],
    scenario: Scenario,
    outcome: Outcome,
    horizon: int,
) -> ScenarioFinding:
    dyads = tuple(dyad for side, dyad in system.observations.sides.items()
                  if side in scenario.sides)  # fmt: skip
    change = ensemble.change(scenario.id, outcome.id, scenario.start, horizon)
    before = ensemble.total("", outcome.id, scenario.start, horizon)
    share = Interval.from_draws(_percent(change, before))
    return ScenarioFinding(
        name=scenario.id,
        label=scenario.label,
        start=scenario.start,
        horizon_months=horizon,
        outcome=outcome.id,
        outcome_label=outcome.label,
        unit=outcome.unit,
        **_bounds(change),
        baseline=float(np.median(before)),
        percent_median=share.median,
        percent_low90=share.lo90,
        percent_high90=share.hi90,
        better=outcome.better,
        p_improvement=_improved(change, outcome.better),
        percent_low50=share.lo50,
        percent_high50=share.hi50,
        dyads=dyads,
        basis=basis_of(effects, dyads),
    )


def _percent(change: Floats, before: Floats) -> Floats:
    return np.asarray(100 * change / np.where(before == 0, np.nan, before))


def _bounds(draws: Floats) -> dict[str, float]:
    found = Interval.from_draws(draws)
    return {
        "median": found.median, "low50": found.lo50, "high50": found.hi50,
        "low90": found.lo90, "high90": found.hi90,
    }  # fmt: skip


def _course(
    ensemble: Ensemble, scenario: Scenario, outcome: Outcome, horizon: int
) -> list[ScenarioCourse]:
    first = ensemble.months.index(scenario.start)
    months = ensemble.months[first : first + horizon]
    without = ensemble.courses[""][outcome.id][:, first : first + horizon]
    within = ensemble.courses[scenario.id][outcome.id][:, first : first + horizon]
    rows = np.quantile(_percent(within - without, without), QUANTILES, axis=0).T
    return [
        ScenarioCourse(scenario.id, outcome.id, month, *(float(number) for number in row))
        for month, row in zip(months, rows, strict=True)
    ]


def _baseline(ensemble: Ensemble, outcome: Outcome) -> list[BaselineRow]:
    rows = np.quantile(ensemble.courses[""][outcome.id], QUANTILES, axis=0).T
    return [
        BaselineRow(outcome.id, month, *(float(number) for number in row))
        for month, row in zip(ensemble.months, rows, strict=True)
    ]


def _changes(
    ensemble: Ensemble, groups: Mapping[Coalition, Scenario], outcome: Outcome, horizon: int
) -> dict[Coalition, Floats]:
    """Return what each coalition of sides changes, by draw."""
    return {
        group: ensemble.change(scenario.id, outcome.id, scenario.start, horizon)
        for group, scenario in groups.items()
    }


def _attributed(
    system: System, asked: ScenarioFile, ensemble: Ensemble, groups: Mapping[Coalition, Scenario]
) -> tuple[tuple[ShapleyFinding, ...], tuple[AssumptionRow, ...], tuple[FailureRule, ...]]:
    """Share the joint change out, and say what it hangs on."""
    shapley: list[ShapleyFinding] = []
    assumptions: list[AssumptionRow] = []
    failures: list[FailureRule] = []
    if not groups:
        return (), (), ()
    joint = asked.scenario(asked.shared)
    everyone = frozenset(joint.sides)
    for outcome in asked.outcomes:
        for horizon in asked.horizons:
            values = _changes(ensemble, groups, outcome, horizon)
            parts = shapley_values(values)
            shapley += _shares(system, values, parts, outcome, horizon)
            before = ensemble.total("", outcome.id, joint.start, horizon)
            percent = _percent(values[everyone], before)
            by_dyad = {system.observations.sides[side]: part for side, part in parts.items()}
            assumptions += parameter_matters(
                ensemble.params, percent, by_dyad,
                outcome=outcome.id, horizon=horizon, better=outcome.better,
            )  # fmt: skip
            if outcome.better != "neither":
                gain = -percent if outcome.better == "lower" else percent
                failures += failure_rules(
                    ensemble.params, gain < asked.fails_below, name=joint.id, outcome=outcome.id,
                    horizon=horizon, threshold_percent=asked.fails_below,
                )  # fmt: skip
    return tuple(shapley), tuple(assumptions), tuple(failures)


def _believed(
    system: System, asked: ScenarioFile, ensemble: Ensemble, groups: Mapping[Coalition, Scenario]
) -> Iterator[BeliefRow]:
    """Say what the joint change would be under other beliefs about cooperation."""
    if not groups:
        return
    joint = asked.scenario(asked.shared)
    weighed = beliefs(system.spec, ensemble.params)
    for outcome in asked.outcomes:
        sign = {"lower": -1.0, "higher": 1.0}.get(outcome.better)
        if sign is None:
            continue
        for horizon in asked.horizons:
            values = _changes(ensemble, groups, outcome, horizon)
            parts = shapley_values(values)
            sides = [side for side in system.observations.sides if side in parts]
            first = np.argmax(np.stack([sign * parts[side] for side in sides]), axis=0)
            change = values[frozenset(joint.sides)]
            percent = _percent(change, ensemble.total("", outcome.id, joint.start, horizon))
            for belief in weighed:
                low, middle, high = belief.quantiles(percent, (0.05, 0.5, 0.95))
                odds = [belief.share(first == place) for place in range(len(sides))]
                yield BeliefRow(
                    belief.name, outcome.id, horizon, middle, low, high,
                    belief.share(sign * change > 0),
                    system.observations.sides[sides[int(np.argmax(odds))]], belief.reliable,
                )  # fmt: skip


def _shares(
    system: System,
    values: Mapping[Coalition, Floats],
    parts: Mapping[str, Floats],
    outcome: Outcome,
    horizon: int,
) -> list[ShapleyFinding]:
    dyads = system.observations.sides
    order = [side for side in dyads if side in parts]
    gains = np.stack([parts[side] for side in order])
    largest = np.argmin(gains, axis=0) if outcome.better == "lower" else np.argmax(gains, axis=0)
    rows = [
        ShapleyFinding(
            dyad=dyads[side], interaction=(), outcome=outcome.id, unit=outcome.unit,
            horizon_months=horizon, **_bounds(parts[side]),
            alone=float(np.median(values[frozenset({side})])),
            p_improves=_improved(parts[side], outcome.better),
            p_largest=None if outcome.better == "neither" else float(np.mean(largest == place)),
        )
        for place, side in enumerate(order)
    ]  # fmt: skip
    for group, extra in dividends(values).items():
        if len(group) > 1:
            rows.append(ShapleyFinding(
                dyad="", interaction=tuple(dyads[side] for side in order if side in group),
                outcome=outcome.id, unit=outcome.unit, horizon_months=horizon, **_bounds(extra),
                alone=float(np.median(values[group])),
                p_improves=_improved(extra, outcome.better), p_largest=None,
            ))  # fmt: skip
    return rows
