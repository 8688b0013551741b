"""Scenario findings as `findings.json` keeps them: no more rows and digits than a reader uses."""

import dataclasses
import math
from collections.abc import Iterable
from typing import Any, TypedDict

from detente.scenarios.calibrated_rows import CalibrationFinding
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
from detente.terms.left_out import LeftOut

MOST_ASSUMPTIONS = 12
"""Parameters kept for each outcome and horizon."""
EVERY = 3
"""Months between the rows of a course that is not shared out."""
DIGITS = 6


class ScenarioParts(TypedDict, total=False):
    """The fields of `Findings` that scenarios fill."""

    scenarios: tuple[ScenarioFinding, ...]
    scenario_courses: tuple[ScenarioCourse, ...]
    scenario_baseline: tuple[BaselineRow, ...]
    scenario_shared: str
    scenario_draws: int
    shapley: tuple[ShapleyFinding, ...]
    assumptions: tuple[AssumptionRow, ...]
    failures: tuple[FailureRule, ...]
    beliefs: tuple[BeliefRow, ...]
    calibration: CalibrationFinding


def thinned(found: ScenarioFindings | None) -> ScenarioParts:
    """Return what the findings of a run keep of its scenarios; nothing where it has none."""
    if found is None:
        return {}
    assumptions = _first_of_each(found.assumptions)
    named = {row.parameter for row in assumptions}
    named |= {text.split(" ")[0] for rule in found.failures for text in rule.conditions}
    named |= {effect.parameter for effect in found.calibration.effects}
    notes = tuple(note for note in found.calibration.parameters if note.parameter in named)
    parts: ScenarioParts = rounded(ScenarioParts(
        scenarios=found.scenarios,
        scenario_courses=_thinned_courses(found.courses, found.shared),
        scenario_baseline=_every_third(found.baseline),
        scenario_shared=found.shared,
        scenario_draws=found.draws,
        shapley=found.shapley,
        assumptions=assumptions,
        failures=found.failures,
        beliefs=found.beliefs,
        calibration=dataclasses.replace(found.calibration, parameters=notes),
    ))  # fmt: skip
    return parts


def thinned_away(found: ScenarioFindings | None) -> tuple[LeftOut, ...]:
    """Say which rows of the scenarios `findings.json` does without."""
    if found is None:
        return ()
    away = {
        f"parameters that move an outcome less than the {MOST_ASSUMPTIONS} listed": (
            len(found.assumptions) - len(_first_of_each(found.assumptions))
        ),
        f"every {EVERY}rd month is kept": (
            len(found.courses)
            - len(_thinned_courses(found.courses, found.shared))
            + len(found.baseline)
            - len(_every_third(found.baseline))
        ),
    }
    return tuple(
        LeftOut("the scenarios in findings.json", "row", reason, count)
        for reason, count in away.items()
        if count
    )


def _first_of_each(rows: Iterable[AssumptionRow]) -> tuple[AssumptionRow, ...]:
    """Keep the first rows of each outcome and horizon; they come with the largest first."""
    counts: dict[tuple[str, int], int] = {}
    kept = []
    for row in rows:
        key = row.outcome, row.horizon_months
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST_ASSUMPTIONS:
            kept.append(row)
    return tuple(kept)


def _thinned_courses(rows: Iterable[ScenarioCourse], shared: str) -> tuple[ScenarioCourse, ...]:
    counts: dict[tuple[str, str], int] = {}
    kept = []
    for row in rows:
        key = row.name, row.outcome
        counts[key] = counts.get(key, 0) + 1
        if row.name == shared or counts[key] % EVERY == 0:
            kept.append(row)
    return tuple(kept)


def _every_third(rows: Iterable[BaselineRow]) -> tuple[BaselineRow, ...]:
    counts: dict[str, int] = {}
    kept = []
    for row in rows:
        counts[row.outcome] = counts.get(row.outcome, 0) + 1
        if counts[row.outcome] % EVERY == 0:
            kept.append(row)
    return tuple(kept)


def rounded(value: Any) -> Any:
    """Return a copy with every number cut to `DIGITS` significant digits."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else value
    if isinstance(value, tuple):
        return tuple(map(rounded, value))
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return dataclasses.replace(
            value, **{field.name: rounded(getattr(value, field.name)) for field in fields}
        )
    return value
