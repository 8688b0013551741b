"""Does a model stay sensible where its modeller did not look: each constant at 0 and times 10.

The test of extreme conditions is Forrester and Senge's (1980, "Tests for building confidence in
system dynamics models"): a model that breaks there is missing a structure, even if it fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.functions import FUNCTIONS
from detente.dynamics.grid import CONTROLS
from detente.dynamics.model import Model
from detente.dynamics.names import split_name
from detente.dynamics.nodes import (
    Call,
    Choice,
    Constant,
    Definition,
    Kind,
    Node,
    Reference,
    children,
)
from detente.dynamics.results import Results
from detente.dynamics.simulate import Series, simulate

AS_WRITTEN = "as written"
_MANY = 10.0
_MOST_SPOKEN, _LONGEST_SPOKEN = 8, 60
"""Names of a sum that a message repeats, and characters of each."""
# Function → the argument at which it is not defined where that is 0.
_UNDEFINED_AT_ZERO: Mapping[str, int] = MappingProxyType(
    {"divide": 1, "ln": 0, "log": 0, "log10": 0}
)
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
        kind: "not finite", "zero divisor" (not finite because the constant that was set to 0 is one
            that the model divides by), "below zero" or "not kept".
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

    A constant goes no further than the limits that the file sets it.

    Looked for: a variable that is not a finite number, and a stock that the file declares
    non-negative (by its limits) below zero. One finding for each condition and kind: the first in
    time.
    """
    names = constants(model)
    divisors = constant_divisors(model)
    conditions: list[tuple[str, bool]] = [(AS_WRITTEN, False)]
    rows = [np.array([number for _, number in names])]
    for place, (name, number) in enumerate(names):
        low, high = _limits(model, name)
        for extreme in (max(0.0, low), min(number * _MANY, high)):
            if extreme != number:
                row = rows[0].copy()
                row[place] = extreme
                rows.append(row)
                conditions.append((f"{name} = {extreme:g}", extreme == 0 and name in divisors))
    table = np.array(rows)
    params = {name: table[:, place] for place, (name, _) in enumerate(names)}
    results = simulate(model, params, inputs, key, checked=False)
    found = [
        weakness
        for draw, (condition, divides) in enumerate(conditions)
        for weakness in _weaknesses(results, draw, condition, divides=divides)
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


def _limits(model: Model, name: str) -> tuple[float, float]:
    low, high = model.variables[split_name(name)[0]].limits
    return -np.inf if low is None else low, np.inf if high is None else high


def constant_divisors(model: Model) -> frozenset[str]:
    """List the constants that an equation divides by, or takes the logarithm of.

    Only divisors made of constants alone count: there zero is not an extreme condition, but one
    that the model does not define, such as a lifetime of 0.
    """
    found: set[str] = set()
    for part in model.definitions:
        waiting = [node for node in (part.node, part.initial) if node is not None]
        while waiting:
            node = waiting.pop()
            waiting.extend(children(node))
            if isinstance(node, Call) and node.function in _UNDEFINED_AT_ZERO:
                found |= _made_of(model, node.arguments[_UNDEFINED_AT_ZERO[node.function]])
    return frozenset(found)


def _made_of(model: Model, node: Node) -> set[str]:
    """List the constants that an expression is made of; none where anything else is in it.

    What a condition chooses between counts, and the condition itself does not.
    """
    found: set[str] = set()
    waiting, seen = [node], set[int]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, Choice):
            waiting += [part.when_true, part.when_false]
        elif isinstance(part, Reference):
            inner = _steady_equation(model.definitions[part.slot])
            if inner is None:
                return set()
            if isinstance(inner, Constant):
                found.add(model.names[part.slot])
            if part.slot not in seen:
                seen.add(part.slot)
                waiting.append(inner)
        elif isinstance(part, Call) and FUNCTIONS[part.function].timed:
            return set()
        else:
            waiting.extend(children(part))
    return found


def _steady_equation(part: Definition) -> Node | None:
    if part.kind is Kind.FROZEN:
        return part.initial
    return part.node if part.kind is Kind.AUXILIARY else None


def _weaknesses(results: Results, draw: int, condition: str, *, divides: bool) -> list[Weakness]:
    values = results.values[draw]
    broken = ~np.isfinite(values)
    if broken.any():
        kind = "zero divisor" if divides else "not finite"
        # What follows a number that is none says nothing more.
        return [_first(results, broken, condition, "is not a finite number", kind)]
    stocks = [results.slots.index(slot) for slot in declared_non_negative(results.model)]
    largest = np.abs(values).max(axis=0)
    below = np.zeros_like(broken)
    below[:, stocks] = values[:, stocks] < -_ROUNDING * largest[stocks]
    if below.any():
        return [_first(results, below, condition, "falls below zero", "below zero")]
    return []


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
    results = simulate(model, {}, inputs, key, checked=False)
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
            found.append(
                Weakness(AS_WRITTEN, _sum(group), float(results.times[time]), change, "not kept")
            )
    return tuple(found)


def _sum(group: Sequence[str]) -> str:
    """Write a sum of variables; of a long one, its beginning and how many more there are."""
    kept = " + ".join(
        name if len(name) <= _LONGEST_SPOKEN else f"{name[:_LONGEST_SPOKEN]}…"
        for name in group[:_MOST_SPOKEN]
    )
    more = len(group) - _MOST_SPOKEN
    return kept if more <= 0 else f"{kept} + {more:,} more"
