"""Everything a model file can be asked before it is believed, as one list of findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.dynamics.extremes import Weakness, check_conservation, check_extremes
from detente.dynamics.model import Model
from detente.dynamics.names import split_name
from detente.dynamics.simulate import Series

_REMEDIES: Mapping[str, str] = {
    "not finite": "guard the division, logarithm or root that it rests on (ZIDZ, XIDZ, MAX)",
    "below zero": "let each outflow end as the stock empties (a first-order outflow, or MIN with "
    "stock/TIME STEP)",
    "not kept": "let every flow that leaves one of them enter another",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a check of a model found.

    Attributes:
        check: "extremes" or "conservation".
        variable: the variable that shows it.
        line: where the file defines it; 0 where that is not known.
        problem: what is wrong.
        remedy: what the modeller can do.
    """

    check: str
    variable: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.variable}: {self.problem}; {self.remedy}"


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
    """Check a model: extreme conditions, and the sums that should not change.

    Args:
        conserved: groups of variables, each of which should keep its sum throughout a run.
        inputs: data variable → its times and values.
        key: seed of the model's random functions.

    Raises:
        InputError: a name is not in the model, or a data variable has no series.
    """
    problems = [
        _of_weakness(model, "extremes", weakness)
        for weakness in check_extremes(model, key, inputs=inputs)
    ]
    problems += [
        _of_weakness(model, "conservation", weakness)
        for weakness in check_conservation(model, conserved, key, inputs=inputs)
    ]
    return Checked(tuple(problems), ())


def _of_weakness(model: Model, check: str, weakness: Weakness) -> Finding:
    base = split_name(weakness.variable)[0]
    shown = model.variables[base].shown if base in model.variables else weakness.variable
    return Finding(
        check, weakness.variable, model.source.line_of(shown),
        f"{weakness.problem} at time {weakness.time:g} ({weakness.condition})",
        _REMEDIES[weakness.kind],
    )  # fmt: skip
