"""A model as a Vensim `.mdl` file, whatever format it came in."""

from __future__ import annotations

import re
from typing import Any

from detente.dynamics.dialects import VENSIM
from detente.dynamics.equation_text import EquationWriter, Text
from detente.dynamics.grid import CONTROLS
from detente.dynamics.model import Model
from detente.dynamics.names import canonical
from detente.dynamics.problems import ModelError
from detente.dynamics.rewrite import Equation, Numbers, Rewriter
from detente.dynamics.scope import Scope, Variable, subscript_names

_CALLS = {"": "{0}({1})", "interpolate": "{0}({1})", "extrapolate": "LOOKUP EXTRAPOLATE({0}, {1})",
          "look_forward": "LOOKUP FORWARD({0}, {1})",
          "hold_backward": "LOOKUP BACKWARD({0}, {1})"}  # fmt: skip
_SETTINGS = (
    "\\\\\\---/// Sketch information - do not modify anything except names\n"
    "///---\\\\\\\n:L<%^E!@\n15:0,0,0,{code},0,0\n"
)


def vensim_text(model: Model, changed: Numbers) -> str:
    """Write a model as `.mdl`.

    Args:
        changed: canonical name → slot → number that replaces its equation.

    Raises:
        InputError: all that Vensim cannot say, by name.
    """
    return _VensimWriter(model, changed).document()


class _VensimWriter:
    def __init__(self, model: Model, changed: Numbers) -> None:
        self.model = model
        self.parts = Rewriter(model, VENSIM, changed)
        clock = {"time": "Time", "time_step": "TIME STEP", "initial_time": "INITIAL TIME",
                 "final_time": "FINAL TIME", "saveper": "SAVEPER"}  # fmt: skip
        self.equations = EquationWriter(model, VENSIM, clock, _name, _plain, self._table)
        self.entries: list[str] = []
        self._helpers: list[str] = []
        self._taken = set(model.variables)

    def document(self) -> str:
        """Write ranges, variables and controls."""
        subscripts = self.model.subscripts
        for name, elements in subscripts.ranges.items():
            listed = ", ".join(_plain(subscripts.spelling.get(e, e)) for e in elements)
            self._entry(f"{_plain(subscripts.spelling.get(name, name))}: {listed}", "", "")
        for variable in self.parts.variables():
            self._variable(variable)
        clock = self.parts.clock
        numbers = (clock.start, clock.stop, clock.step, clock.save)
        unit = self.model.source.time_unit or self.model.variables["time_step"].units
        for name, number in zip(CONTROLS, numbers, strict=True):
            self._entry(f"{name.replace('_', ' ').upper()} = {number!r}", unit, "")
        self.parts.raise_problems()
        code = 1 if self.model.source.method == "rk4" else 0
        return "{UTF-8}\n" + "\n".join(self.entries) + "\n\n" + _SETTINGS.format(code=code)

    def _entry(self, equation: str, units: str, note: str) -> None:
        self.entries.append(f"{equation}\n\t~\t{_clean(units)}\n\t~\t{_clean(note)}\n\t|\n")

    def _variable(self, variable: Variable) -> None:
        limits = ["?" if number is None else repr(float(number)) for number in variable.limits]
        units = variable.units + (f" [{','.join(limits)}]" if set(limits) != {"?"} else "")
        lines: list[str] = []
        first = len(self._helpers)

        def undo() -> None:
            del self._helpers[first:]

        for places, part in variable.lookups.items():
            self._lookup_line(lines, self.equations.named(variable, places), part.component.ast)
        if variable.slots:
            self.parts.equations(variable, lambda eq: lines.append(self._equation(eq)), undo)
        self.entries += [f"{line}\n\t~~|\n" for line in self._helpers[first:] + lines[:-1]]
        if lines:
            self._entry(lines[-1], units, variable.documentation)

    def _lookup_line(self, lines: list[str], name: str, tree: Any) -> None:
        tree = getattr(tree, "lookups", tree)
        lines.append(f"{name}({points(tree)})")

    def _equation(self, equation: Equation) -> str:
        left = self.equations.named(equation.variable, equation.places)
        tree, scope, whole = equation.tree, equation.scope, equation.whole
        if type(tree).__name__ != "IntegStructure":
            return f"{left} = {self.equations.written(tree, scope, whole)}"
        flow = self.equations.written(tree.flow, scope, whole)
        if tree.non_negative:
            if self.model.source.method != "euler":
                raise ModelError("Vensim has no non-negative stocks under Runge-Kutta",
                                 "bound its outflows, or integrate with Euler")  # fmt: skip
            # What max(stock + flow·step, 0) does, said as a flow.
            flow = f"MAX({flow}, -{left}/TIME STEP)"
        return f"{left} = INTEG({flow}, {self.equations.written(tree.initial, scope, whole)})"

    def _table(self, lookup: Any, argument: str, kind: str, scope: Scope) -> Text:
        if hasattr(lookup, "reference"):
            variable = self.model.variables[canonical(lookup.reference)]
            places = self.equations.places(variable, subscript_names(lookup), scope)
            if variable.lookups:
                own = self.parts.table(variable, places).type
                called = self.equations.named(variable, places)
                return _CALLS[kind or own].format(called, argument), 5
            lookup = self.parts.table(variable, places)
        kind = kind or lookup.type
        if kind == "interpolate":
            return f"WITH LOOKUP({argument}, ({points(lookup)}))", 5
        name, number = f"table of {scope.owner.split('[')[0]}", 1
        while canonical(name) in self._taken:
            number += 1
            name = f"table {number} of {scope.owner.split('[')[0]}"
        self._taken.add(canonical(name))
        self._helpers.append(f"{_name(name)}({points(lookup)})")
        return _CALLS[kind].format(_name(name), argument), 5


def points(lookup: Any) -> str:
    """Write the points of a lookup, with the box that Vensim draws it in."""
    xs, ys = [float(x) for x in lookup.x], [float(y) for y in lookup.y]
    box = f"[({min(xs)!r},{min(ys)!r})-({max(xs)!r},{max(ys)!r})]"
    return ",".join([box, *(f"({x!r},{y!r})" for x, y in zip(xs, ys, strict=True))])


def _clean(text: str) -> str:
    """Keep what a note says from ending its entry."""
    return text.replace("|", "/").replace("~", "-").strip()


def _plain(name: str) -> str:
    return name


def _name(name: str) -> str:
    if re.fullmatch(r"[^\W\d][\w ]*", name):
        return name
    return '"' + name.replace('"', '\\"') + '"'
