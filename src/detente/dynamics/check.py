"""Everything a model file can be asked before it is believed, as one list of findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from detente.dynamics.extremes import Weakness, check_conservation, check_extremes
from detente.dynamics.finding import Finding
from detente.dynamics.model import Model
from detente.dynamics.names import split_name
from detente.dynamics.simulate import Series
from detente.dynamics.unit_check import check_units

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
        conserved: groups of variables, each of which should keep its sum throughout a run.
        inputs: data variable → its times and values.
        key: seed of the model's random functions.

    Raises:
        InputError: a name is not in the model, or a data variable has no series.
    """
    problems, notes = map(list, check_units(model))
    weaknesses = check_extremes(model, key, inputs=inputs)
    undefined = [w.condition for w in weaknesses if w.kind == "zero divisor"]
    if undefined:
        notes.append(Finding(
            "extremes", "", 0, f"not defined at {', '.join(undefined)}, for it divides by them",
            "give each a lower limit above 0 where it can never be 0",
        ))  # fmt: skip
    problems += [
        _of_weakness(model, "extremes", weakness)
        for weakness in weaknesses
        if weakness.kind != "zero divisor"
    ]
    problems += [
        _of_weakness(model, "conservation", weakness)
        for weakness in check_conservation(model, conserved, key, inputs=inputs)
    ]
    return Checked(tuple(problems), tuple(notes))


def _of_weakness(model: Model, check: str, weakness: Weakness) -> Finding:
    base = split_name(weakness.variable)[0]
    shown = model.variables[base].shown if base in model.variables else weakness.variable
    return Finding(
        check, weakness.variable, model.source.line_of(shown),
        f"{weakness.problem} at time {weakness.time:g} ({weakness.condition})",
        _REMEDIES[weakness.kind],
    )  # fmt: skip
