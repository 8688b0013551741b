"""What a model says, variable by variable, ready to be written in another format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.dynamics.dialects import Dialect
from detente.dynamics.equation_text import NotWholeError
from detente.dynamics.grid import CONTROLS, time_grid
from detente.dynamics.layout import build_variable, left_subscripts
from detente.dynamics.model import Model
from detente.dynamics.names import canonical
from detente.dynamics.nodes import Constant, Kind
from detente.dynamics.problems import ModelError
from detente.dynamics.scope import Namespace, Part, Scope, Variable
from detente.terms.errors import InputError, Problem

Numbers = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Clock:
    """The numbers of a run that each format keeps in a place of its own."""

    start: float
    stop: float
    step: float
    save: float


@dataclass(frozen=True, slots=True, eq=False)
class Equation:
    """One equation of a variable.

    Attributes:
        variable: the variable.
        places: its subscripts: elements, or ranges where it is written for a whole array.
        tree: the abstract expression, or a number that replaces it.
        scope: where it stands.
        whole: the ranges that stay ranges.
    """

    variable: Variable
    places: tuple[str, ...]
    tree: Any
    scope: Scope
    whole: frozenset[str]


class Rewriter:
    """Goes through a model and hands its equations to the writer of one format."""

    def __init__(self, model: Model, dialect: Dialect, changed: Numbers) -> None:
        self.model, self.dialect, self.changed = model, dialect, changed
        self.clock = clock_of(model, changed)
        self.names = Namespace(dict(model.variables))
        self.problems: list[Problem] = []
        self._parts: dict[str, list[Part]] = {}
        self.elements: dict[str, Any] = {}
        for element in model.source.sections[0].elements:
            parts: list[Part] = []
            build_variable(element, model.subscripts, _collecting(parts))
            self.elements[canonical(element.name)] = element
            self._parts[canonical(element.name)] = parts
        for section in model.source.sections[1:]:
            self.note(
                "",
                ModelError(
                    f"the macro {section.name} cannot be written as {dialect.name}",
                    "write its equations in the model",
                ),
            )

    def note(self, name: str, error: ModelError) -> None:
        """Remember a problem of one variable."""
        source = self.model.source
        spoken = f"{name}: {error.problem}" if name else error.problem
        line = source.line_of(name) if name else 0
        self.problems.append(Problem(source.file, line, spoken, error.fix))

    def raise_problems(self) -> None:
        """Refuse what cannot be written.

        Raises:
            InputError: everything that was noted.
        """
        if self.problems:
            raise InputError(dict.fromkeys(self.problems))

    def variables(self) -> list[Variable]:
        """List the variables that have equations and are no control variables."""
        return [v for v in self.model.variables.values() if v.name not in CONTROLS]

    def equations(
        self, variable: Variable, write: Callable[[Equation], None], undo: Callable[[], None]
    ) -> None:
        """Hand over the equations of a variable: one for the whole array if that can be written.

        Args:
            write: called with each; may raise NotWholeError for the one of a whole array.
            undo: called where it did.
        """
        try:
            whole = self._whole(variable)
            if whole is not None:
                try:
                    write(whole)
                except NotWholeError:
                    undo()
                else:
                    return
            for equation in self._each(variable):
                write(equation)
        except ModelError as error:
            self.note(variable.shown, error)

    def _whole(self, variable: Variable) -> Equation | None:
        parts = self._parts[variable.name]
        components = {id(part.component) for part in parts}
        if not variable.axes or len(components) != 1 or variable.name in self.changed:
            return None
        component = parts[0].component
        left = left_subscripts(component)
        ranges = self.model.subscripts.ranges
        if left != variable.axes or len(set(left)) != len(left) or component.subscripts[1]:
            return None
        if not all(name in ranges for name in left) or _by_element(component.ast):
            return None
        scope = Scope(self.names, {name: (name,) for name in left}, variable.shown)
        return Equation(variable, left, component.ast, scope, frozenset(left))

    def _each(self, variable: Variable) -> list[Equation]:
        changed = self.changed.get(variable.name, {})
        found = []
        for slot, part in zip(variable.slots.values(), self._parts[variable.name], strict=True):
            tree: Any = part.component.ast
            if slot in changed:
                tree = changed[slot]
            elif _by_element(tree):
                tree = self._number(slot, tree)
            scope = Scope(self.names, part.binding, self.model.names[slot])
            found.append(Equation(variable, part.position, tree, scope, frozenset()))
        return found

    def _number(self, slot: int, tree: Any) -> float:
        part = self.model.definitions[slot]
        if part.kind is Kind.AUXILIARY and isinstance(part.node, Constant):
            return part.node.value
        what = type(tree).__name__.removesuffix("Structure")
        raise ModelError(
            f"takes its numbers from a data file ({what}), which "
            f"{self.dialect.name} cannot say here",
            "keep the model in its own format",
        )

    def table(self, variable: Variable, places: tuple[str, ...]) -> Any:
        """Find the points of a lookup.

        Raises:
            ModelError: they are not in the model file.
            NotWholeError: each element has its own.
        """
        part = variable.lookups.get(places)
        if part is None and places in variable.slots:
            part = self._parts[variable.name][list(variable.slots).index(places)]
        if part is None:
            raise NotWholeError
        tree = part.component.ast
        tree = getattr(tree, "lookups", tree)
        if not hasattr(tree, "x"):
            raise ModelError(
                f"takes a lookup from a data file, which {self.dialect.name} cannot say here",
                "write its points",
            )
        return tree


def _collecting(parts: list[Part]) -> Callable[[Part, str], int]:
    def add(part: Part, _: str) -> int:
        parts.append(part)
        return len(parts) - 1

    return add


def _by_element(tree: Any) -> bool:
    """Tell whether the expression is numbers (an array, a data file) of which each takes one."""
    return type(tree).__name__ in ("ndarray", "GetConstantsStructure", "GetDataStructure",
                                   "DataStructure")  # fmt: skip


def clock_of(model: Model, changed: Numbers) -> Clock:
    """Read the control variables, which other formats keep as plain numbers.

    Raises:
        InputError: one of them changes in time, or the model needs data.
    """
    if model.data_slots():
        name = model.names[model.data_slots()[0]]
        raise InputError.at(
            model.source.file, model.source.line_of(name),
            f"the data variable {name!r} has no equation to write",
            "keep the model in its own format, or give it a lookup over time",
        )  # fmt: skip
    given = {slot: number for numbers in changed.values() for slot, number in numbers.items()}
    grid = time_grid(model, given, {})
    if grid.step is None or grid.every == 0:
        raise InputError.at(model.source.file, 0, "a control variable changes in time",
                            "give TIME STEP and SAVEPER plain numbers")  # fmt: skip
    stop = float(grid.times[-1])
    part = model.definitions[model.variables["final_time"].slots[()]]
    if isinstance(part.node, Constant):
        stop = given.get(model.variables["final_time"].slots[()], part.node.value)
    return Clock(float(grid.origin), stop, grid.step, grid.step * grid.every)
