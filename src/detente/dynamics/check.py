"""Everything a model file can be asked before it is believed, as one list of findings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from detente.dynamics.extremes import AS_WRITTEN, Weakness, check_conservation, check_extremes
from detente.dynamics.finding import Finding
from detente.dynamics.model import Model
from detente.dynamics.names import split_name
from detente.dynamics.simulate import Series
from detente.dynamics.unit_check import check_units
from detente.terms.errors import InputError, shown

_DECLARED = re.compile(r"(?im)\bconserved:[ \t]*([^\n.]+)")
_REMEDIES: Mapping[str, str] = MappingProxyType({
    "not finite": "guard the division, logarithm or root that it rests on (ZIDZ, XIDZ, MAX)",
    "below zero": "let each outflow end as the stock empties (a first-order outflow, or MIN with "
    "stock/TIME STEP)",
    "not kept": "let every flow that leaves one of them enter another",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks of one model found.

    Attributes:
        problems: what the modeller should mend.
        notes: what the modeller should know.
    """

    problems: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def check_model(
    model: Model,
    conserved: Sequence[Sequence[str]] = (),
    inputs: Mapping[str, Series] | None = None,
    key: int = 0,
) -> Checked:
    """Check a model: its units, extreme conditions, and the sums that should not change.

    Args:
        conserved: groups of variables, each of which should keep its sum throughout a run;
            beside those that the notes of the model declare (see `declared_conserved`).
        inputs: data variable → its times and values.
        key: seed of the model's random functions.

    Raises:
        InputError: a name is not in the model, or a data variable has no series.
    """
    groups = [*declared_conserved(model), *conserved]
    problems, notes = map(list, check_units(model))
    weaknesses = check_extremes(model, key, inputs=inputs)
    undefined = [w.condition for w in weaknesses if w.kind == "zero divisor"]
    if undefined:
        notes.append(Finding(
            "extremes", "", 0, f"not defined at {', '.join(undefined)}, for it divides by them",
            "give each a lower limit above 0 where it can never be 0",
        ))  # fmt: skip
    problems += _grouped(model, "extremes", [w for w in weaknesses if w.kind != "zero divisor"])
    broken = check_conservation(model, groups, key, inputs=inputs)
    problems += _grouped(model, "conservation", broken)
    return Checked(tuple(problems), tuple(notes))


def declared_conserved(model: Model) -> list[list[str]]:
    """Read the sums that a model declares: a line `Conserved: A + B` in the note of a variable.

    Raises:
        InputError: such a line lacks a name.
    """
    groups = []
    for variable in model.variables.values():
        for declared in _DECLARED.findall(variable.documentation):
            names = [name.strip() for name in declared.split("+")]
            if not all(names):
                raise InputError.at(
                    model.source.file,
                    model.source.line_of(variable.shown),
                    f"the note of {shown(variable.shown)} declares the sum {shown(declared)}",
                    "write it like Conserved: A + B, with a name on both sides of each +",
                )
            groups.append(names)
    return groups


def _grouped(model: Model, check: str, weaknesses: Sequence[Weakness]) -> list[Finding]:
    """Report each fault of a variable once, with the conditions that show it."""
    shown_by: dict[tuple[str, str], list[Weakness]] = {}
    for weakness in weaknesses:
        shown_by.setdefault((weakness.variable, weakness.kind), []).append(weakness)
    found = []
    for (name, kind), (first, *others) in shown_by.items():
        base = split_name(name)[0]
        spoken = model.variables[base].shown if base in model.variables else name
        # What is wrong as written needs no condition to show it.
        more = "" if first.condition == AS_WRITTEN else "".join(f", {w.condition}" for w in others)
        found.append(Finding(
            check, name, model.source.line_of(spoken),
            f"{first.problem} at time {first.time:g} ({first.condition}{more})", _REMEDIES[kind],
        ))  # fmt: skip
    return found
