"""Does a model stay sensible where its modeller did not look: each constant at 0 and times 10.

The test of extreme conditions is Forrester and Senge's (1980, "Tests for building confidence in
system dynamics models"): a model that breaks there is missing a structure, even if it fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.grid import CONTROLS
from detente.dynamics.model import Model
from detente.dynamics.nodes import Constant, Kind
from detente.dynamics.results import Results
from detente.dynamics.simulate import Series, run_unchecked

_FACTORS = (0.0, 10.0)
# Rounding of a level that has come down to zero, as a share of its largest value.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, order=True)
class Weakness:
    """One thing that goes wrong under one condition.

    Attributes:
        condition: what was set, in words; "as written" for the model itself.
        variable: the variable that shows it first.
        time: when.
        problem: what goes wrong, in words.
        kind: "not finite", "below zero" or "not kept".
    """

    condition: str
    variable: str
    time: float
    problem: str
    kind: str

    def __str__(self) -> str:
        return f"{self.condition}: {self.variable} {self.problem} at time {self.time:g}"


def check_extremes(
    model: Model, key: int = 0, *, inputs: Mapping[str, Series] | None = None
) -> tuple[Weakness, ...]:
    """Run a model as written and with each of its constants at 0 and times 10.

    Looked for: a variable that is not a finite number, and a stock that the file declares
    non-negative (by its limits) below zero. One finding for each condition and kind: the first in
    time.
    """
    names = constants(model)
    conditions = ["as written"]
    rows = [np.array([number for _, number in names])]
    for place, (name, number) in enumerate(names):
        for factor in _FACTORS:
            if number * factor != number:
                row = rows[0].copy()
                row[place] = number * factor
                rows.append(row)
                conditions.append(f"{name} = {row[place]:g}")
    table = np.array(rows)
    params = {name: table[:, place] for place, (name, _) in enumerate(names)}
    results = run_unchecked(model, params, inputs, key)
    found = [
        weakness
        for draw, condition in enumerate(conditions)
        for weakness in _weaknesses(results, draw, condition)
    ]
    return tuple(found)


def constants(model: Model) -> tuple[tuple[str, float], ...]:
    """List the constants of a model that may vary from draw to draw, with their numbers."""
    found = []
    for slot in model.public:
        part = model.definitions[slot]
        controls = {model.variables[name].slots.get(()) for name in CONTROLS
                    if name in model.variables}  # fmt: skip
        if slot in controls or slot in model.structural or part.kind is not Kind.AUXILIARY:
            continue
        if isinstance(part.node, Constant):
            found.append((model.names[slot], part.node.value))
    return tuple(found)


def declared_non_negative(model: Model) -> tuple[int, ...]:
    """List the stocks that the file says cannot be negative, by their lower limit."""
    return tuple(
        slot
        for variable in model.variables.values()
        for slot in variable.slots.values()
        if model.definitions[slot].kind is Kind.STOCK
        and variable.limits[0] is not None
        and variable.limits[0] >= 0
    )


def _weaknesses(results: Results, draw: int, condition: str) -> list[Weakness]:
    values = results.values[draw]
    found = []
    broken = ~np.isfinite(values)
    if broken.any():
        found.append(_first(results, broken, condition, "is not a finite number",
                            "not finite"))  # fmt: skip
    stocks = [results.slots.index(slot) for slot in declared_non_negative(results.model)]
    largest = np.nanmax(np.abs(np.where(np.isfinite(values), values, 0.0)), axis=0)
    below = np.zeros_like(broken)
    below[:, stocks] = values[:, stocks] < -_ROUNDING * largest[stocks]
    if below.any():
        found.append(_first(results, below, condition, "falls below zero", "below zero"))
    return found


def _first(
    results: Results, wrong: NDArray[np.bool_], condition: str, problem: str, kind: str
) -> Weakness:
    time = int(np.argmax(wrong.any(axis=1)))
    output = int(np.argmax(wrong[time]))
    return Weakness(condition, results.names[output], float(results.times[time]), problem, kind)


def check_conservation(
    model: Model, groups: Sequence[Sequence[str]], key: int = 0, *,
    inputs: Mapping[str, Series] | None = None,
) -> tuple[Weakness, ...]:  # fmt: skip
    """Check that the sum of each group of variables keeps its first value throughout a run.

    Args:
        groups: names of stocks that together neither gain nor lose.

    Raises:
        InputError: a name is not in the model.
    """
    if not groups:
        return ()
    results = run_unchecked(model, {}, inputs, key)
    place = {slot: column for column, slot in enumerate(results.slots)}
    found = []
    for group in groups:
        columns = [place[slot] for name in group for slot in model.slots_of(name).values()]
        levels = results.values[0][:, columns]
        total = levels.sum(axis=1)
        # Each step rounds each level once.
        allowed = _ROUNDING * np.abs(levels).sum(axis=1).max()
        wrong = ~(np.abs(total - total[0]) <= allowed)
        if wrong.any():
            time = int(np.argmax(wrong))
            change = f"changes from {total[0]:g} to {total[time]:g}"
            found.append(Weakness("as written", " + ".join(group), float(results.times[time]),
                                  change, "not kept"))  # fmt: skip
    return tuple(found)
