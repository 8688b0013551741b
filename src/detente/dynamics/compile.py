"""Source → Model: every name resolved, every element numbered, every expression lowered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from detente.dynamics.evaluate import Evaluator
from detente.dynamics.expressions import lowered
from detente.dynamics.external import Sheet
from detente.dynamics.functions import Moment, Value
from detente.dynamics.layout import array_item, build_variable, range_index, size_of
from detente.dynamics.limits import (
    MOST_MACRO_USES,
    MOST_NUMBERS,
    MOST_PIPED,
    MOST_PROBLEMS,
    MOST_TERMS,
)
from detente.dynamics.lookups import make_table, on_grid
from detente.dynamics.model import Model
from detente.dynamics.names import canonical, split_name
from detente.dynamics.nodes import (
    Call,
    Constant,
    Definition,
    Exogenous,
    Kind,
    Node,
    Reference,
    Table,
)
from detente.dynamics.order import LoopError, in_order, needs_to_run, needs_to_start
from detente.dynamics.parsed_tree import check_tree
from detente.dynamics.problems import ModelError
from detente.dynamics.read import Source, load_model
from detente.dynamics.scope import Elements, Namespace, Part, Scope, Variable
from detente.dynamics.stateful import integral
from detente.dynamics.subscripts import Subscripts, build_subscripts
from detente.terms.errors import InputError, Problem, shown

_DEEPEST_MACRO = 20


def load(
    path: Path | str, params: Mapping[str, float] | None = None, *, method: str | None = None
) -> Model:
    """Read and compile a model file.

    Args:
        params: numbers that replace equations and set the shape of the model; see `compile_model`.
        method: "euler" or "rk4" where not the method that the file asks for.
    """
    source = load_model(path)
    return compile_model(source if method is None else replace(source, method=method), params)


def compile_model(source: Source, params: Mapping[str, float] | None = None) -> Model:
    """Compile a model.

    Args:
        params: name → number that replaces its equation (a stock's: its initial value). Only
            needed here for what sets the shape of the model, such as the order of a delay; any
            other may as well be given to each run.

    Raises:
        InputError: every problem found in the model's equations, at once.
    """
    return _Compiler(source, params or {}).compiled()


class _Compiler:
    """Implements `expressions.Builder`; lives only while one model is compiled."""

    def __init__(self, source: Source, params: Mapping[str, float]) -> None:
        self.source = source
        self.xmile = Path(source.file).suffix.lower() != ".mdl"
        self._problems: list[Problem] = []
        self.subscripts = self._read_subscripts()
        self._definitions: list[Definition | None] = []
        self._parts: list[tuple[Part, Namespace] | None] = []
        self._names: list[str] = []
        self._tables: dict[int, Table] = {}
        self._shared: dict[object, Call] = {}
        self._sites = 0
        self._inside: list[str] = []  # the macros that are being written out, the outermost first
        self._terms = 0
        self._piped = 0
        self._expansions = 0
        # How many slots each component defines, and which were found to be too much for all.
        self._uses: Counter[int] = Counter()
        self._weighed: dict[int, ModelError | None] = {}
        self._structural: set[int] = set()
        self._start = _StartValues(self)
        self._main = Namespace(self._variables(source.sections[0]))
        self._macros = {canonical(part.name): part for part in source.sections[1:]}
        self._fixed = self._fix(params)

    def compiled(self) -> Model:
        for slot in range(len(self._names)):
            self._attempt(slot)
            if len(self._problems) >= MOST_PROBLEMS:
                break  # each one looks for a name that could have been meant
        self._raise_problems()
        model = Model(
            source=self.source,
            subscripts=self.subscripts,
            variables=self._main.variables,
            definitions=tuple(part for part in self._definitions if part is not None),
            names=tuple(self._names),
            fixed=self._fixed,
            structural=frozenset(self._structural),
        )
        check_loops(model)
        return model

    def _read_subscripts(self) -> Subscripts:
        def read_range(place: Mapping[str, str]) -> tuple[str, ...]:
            sheet = Sheet(self.source.folder, place["file"], place["tab"], self.source.file)
            prefix = place["prefix"] if place["prefix"].lower() != "none" else ""
            names = sheet.texts(place["firstcell"], place["lastcell"])
            return tuple(f"{prefix}{name}" for name in names)

        try:
            return build_subscripts(
                self.source.sections[0].subscripts, self.source.mappings, read_range
            )
        except ModelError as error:
            raise InputError.at(self.source.file, 0, error.problem, error.fix) from error

    def _variables(self, section: Any, label: str = "") -> dict[str, Variable]:
        """Lay out a section; its parts get their namespace once that exists."""
        found: dict[str, Variable] = {}
        wanted = 0
        sizes: dict[int, ModelError] = {}
        for element in section.elements:
            try:
                wanted += size_of(element, self.subscripts)
            except ModelError as error:
                sizes[id(element)] = error
            if len(self._names) + wanted > MOST_NUMBERS:
                raise self._too_many(element.name)
        for element in section.elements:

            def add(part: Part, name: str) -> int:
                self._uses[id(part.component)] += 1
                return self._add(label + name, None, (part, None))

            try:
                if id(element) in sizes:
                    raise sizes[id(element)]
                for component in element.components:
                    check_tree(component.ast)
                variable = build_variable(element, self.subscripts, add)
            except ModelError as error:
                self._note(element.name, error)
                continue
            if variable.name in found:
                self._note(element.name, ModelError(
                    f"{variable.shown!r} is defined twice", "rename or remove one"))  # fmt: skip
            found[variable.name] = variable
        return found

    def _add(self, name: str, definition: Definition | None, part: Any) -> int:
        if len(self._names) >= MOST_NUMBERS:
            raise self._too_many(name.split("[")[0].split(" (")[0])
        self._names.append(name)
        self._definitions.append(definition)
        self._parts.append(part)
        return len(self._names) - 1

    def _too_many(self, name: str) -> InputError:
        return InputError.at(
            self.source.file,
            self.source.line_of(name),
            f"with {shown(name)}, the model has more than {MOST_NUMBERS:,} numbers, counted with "
            "all elements of its arrays, levels of its delays and uses of its macros",
            "use fewer or shorter subscripts",
        )

    def _note(self, name: str, error: ModelError) -> None:
        base = name.split("[")[0]
        line = self.source.line_of(base)
        self._problems.append(
            Problem(self.source.file, line, f"{base.strip()}: {error.problem}", error.fix)
        )

    def _raise_problems(self) -> None:
        if self._problems:
            raise InputError(sorted(set(self._problems)))

    def _fix(self, params: Mapping[str, float]) -> dict[int, float]:
        fixed = {}
        for name, value in params.items():
            base, elements = split_name(name)
            variable = self._main.variables.get(base)
            for place, slot in variable.slots.items() if variable else ():
                if not elements or place == elements:
                    fixed[slot] = float(value)
        return fixed

    # What `Builder` promises.

    def hidden(self, scope: Scope, what: str, definition: Definition) -> Reference:
        return Reference(self._add(f"{scope.owner} ({what})", definition, None))

    def redefine(self, slot: int, definition: Definition) -> None:
        self._definitions[slot] = definition

    def site(self) -> int:
        self._sites += 1
        return self._sites

    def shared(self, key: object, build: Callable[[], Call]) -> Call:
        if key not in self._shared:
            self._shared[key] = build()
        return self._shared[key]

    def at_start(self, node: Node) -> float:
        value = float(self._start.evaluate(node))
        if not np.isfinite(value):
            raise ModelError("a delay order or time is not a number at the start", "check it")
        return value

    def table(self, variable: Variable, elements: Elements) -> Table:
        part = variable.lookups.get(elements)
        if part is None and elements in variable.slots:
            # XMILE also lets the graph of an auxiliary be read at another argument.
            entry = self._parts[variable.slots[elements]]
            part = entry[0] if entry is not None else None
        if part is None:
            raise ModelError(f"the lookup {variable.shown!r} has no such element", "define it")
        if id(part) not in self._tables:
            self._tables[id(part)] = self._table(part)
        return self._tables[id(part)]

    def _table(self, part: Part) -> Table:
        tree = part.component.ast
        kind = type(tree).__name__
        if kind == "InlineLookupsStructure":
            tree, kind = tree.lookups, "LookupsStructure"
        if kind == "LookupsStructure":
            return make_table(tree.x, tree.y, tree.type)
        if kind == "GetLookupsStructure":
            sheet = self._sheet(tree)
            x, y = sheet.series(tree.x_row_or_col, tree.cell, self._flat(part))
            return make_table(x, y)
        raise ModelError("a variable without points is called like a lookup",
                         "write it without brackets, or give it points")  # fmt: skip

    def macro(self, name: str, arguments: tuple[Node, ...], scope: Scope) -> Node | None:
        section = self._macros.get(name)
        if section is None:
            return None
        if len(arguments) != len(section.params):
            raise ModelError(f"the macro {name!r} has {len(section.params)} parameters, "
                             f"not {len(arguments)}", "pass one for each")  # fmt: skip
        self._expansions += 1
        if self._expansions > MOST_MACRO_USES:
            raise ModelError(
                f"macros are used more than {MOST_MACRO_USES:,} times in all", "use fewer"
            )
        self.refuse_circle(name)
        if len(self._inside) >= _DEEPEST_MACRO:
            raise ModelError(
                f"the macro {shown(name)} is used within {len(self._inside)} others, each within "
                "the next",
                f"{_DEEPEST_MACRO} levels are the most; write some of them out",
            )
        first = len(self._names)
        names = Namespace(
            self._variables(section, f"{scope.owner} (in {name}) "),
            {canonical(text): node for text, node in zip(section.params, arguments, strict=True)},
            self._main,
        )
        if name not in names.variables or not names.variables[name].slots:
            raise ModelError(f"the macro {name!r} does not define {name!r}", "define its result")
        for slot in range(first, len(self._names)):
            part = self._parts[slot]
            if part is not None:
                self._parts[slot] = (part[0], names)
        self._inside.append(name)
        try:
            for slot in range(first, len(self._names)):
                self.definition(slot)
        finally:
            self._inside.pop()
        return Reference(names.variables[name].slots[()])

    def refuse_circle(self, name: str) -> None:
        if name not in self._inside:
            return
        circle = [*self._inside[self._inside.index(name) :], name]
        if len(circle) == 2:
            raise ModelError(f"the macro {shown(name)} calls itself", "write it without")
        raise ModelError(
            f"macros call one another in a circle: {' → '.join(circle[:8])}", "break the circle"
        )

    def spend(self, terms: int) -> None:
        self._terms += terms
        if terms and self._terms > MOST_TERMS:
            raise ModelError(
                f"sums and other functions over ranges have more than {MOST_TERMS:,} terms in all",
                "use shorter ranges",
            )

    def pipe(self, length: int) -> None:
        self._piped += length
        if self._piped > MOST_PIPED:
            raise ModelError(
                f"the fixed delays up to this one hold more than {MOST_PIPED:,} numbers: one for "
                "each step of each delay",
                "use a longer time step, or shorter or fewer delays",
            )

    # Lowering.

    def _attempt(self, slot: int) -> None:
        try:
            self.definition(slot)
            return
        except ModelError as error:
            self._note(self._names[slot], error)
        except InputError as error:
            self._problems.extend(error.problems)
        except RecursionError:
            self._note(
                self._names[slot],
                ModelError(
                    "the equations that it needs follow one another too far", "split them up"
                ),
            )
        except (IndexError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            # The parser's tree is untyped: a call may lack what every call of its kind has.
            self._note(
                self._names[slot],
                ModelError(
                    f"cannot be understood ({shown(str(error))})",
                    "check the number and kind of the arguments of its functions",
                ),
            )
        self._definitions[slot] = Definition(Kind.AUXILIARY, Constant(float("nan")))

    def definition(self, slot: int) -> Definition:
        """Lower the equation of a slot, once."""
        present = self._definitions[slot]
        if present is None:
            entry = self._parts[slot]
            assert entry is not None
            present = self._weighed_out(entry[0], entry[1] or self._main, self._names[slot])
            self._definitions[slot] = present
        return present

    def _weighed_out(self, part: Part, names: Namespace, owner: str) -> Definition:
        """Lower one element, and after the first of an array reckon up what all will take."""
        key = id(part.component)
        if (error := self._weighed.get(key)) is not None:
            raise error
        before = self._terms
        found = self._lowered(part, names, owner)
        if key not in self._weighed:
            self._weighed[key] = None
            all_others = (self._terms - before) * (self._uses[key] - 1)
            try:
                self.spend(all_others)
            except ModelError as error:
                self._weighed[key] = error
                raise
            finally:
                self._terms -= all_others
        return found

    def _lowered(self, part: Part, names: Namespace, owner: str) -> Definition:
        tree = part.component.ast
        scope = Scope(names, part.binding, owner)
        kind = type(tree).__name__
        if kind == "IntegStructure":
            return integral(lambda inner: lowered(self, inner, scope), tree)
        if kind == "DataStructure":
            return Definition(Kind.DATA, keyword=_keyword(part))
        if kind == "GetDataStructure":
            x, y = self._sheet(tree).series(tree.time_row_or_col, tree.cell, self._flat(part))
            return Definition(Kind.AUXILIARY, Exogenous(x, y, _keyword(part)))
        if kind == "GetConstantsStructure":
            index, shape = range_index(part, self.subscripts)
            block = self._sheet(tree).constants(tree.cell, shape)
            return Definition(Kind.AUXILIARY, Constant(float(block[index])))
        if isinstance(tree, np.ndarray):
            number = array_item(tree, part, self.subscripts)
            return Definition(Kind.AUXILIARY, lowered(self, number, scope))
        return Definition(Kind.AUXILIARY, lowered(self, tree, scope))

    def _sheet(self, tree: Any) -> Sheet:
        return Sheet(self.source.folder, tree.file, tree.tab, self.source.file)

    def _flat(self, part: Part) -> int:
        index, shape = range_index(part, self.subscripts)
        return int(np.ravel_multi_index(index, shape)) if shape else 0

    def fixed_value(self, slot: int) -> float | None:
        """Return the number that replaces an equation, and note that the shape depends on it."""
        self._structural.add(slot)
        return self._fixed.get(slot)


def _keyword(part: Part) -> str:
    return getattr(part.component, "keyword", None) or "interpolate"


class _StartValues(MutableMapping[int, Value]):
    """Initial values, worked out on demand while the model is still being compiled."""

    def __init__(self, compiler: _Compiler) -> None:
        self._compiler = compiler
        self._known: dict[int, Value] = {}
        self._path: list[int] = []

    def evaluate(self, node: Node) -> Value:
        time = self._control("initial_time") if node is not None else 0.0
        at = Moment(np, np.float64(time), np.float64(self._control("time_step")), np.float64(time))
        with np.errstate(all="ignore"):
            return Evaluator(
                at, self, lambda series: on_grid(series, np.array([time]))[0], starting=True
            ).value(node)

    def _control(self, name: str) -> float:
        variable = self._compiler._main.variables.get(name)
        if variable is None or () not in variable.slots or variable.slots[()] in self._path:
            return 0.0 if name == "initial_time" else 1.0
        return float(self[variable.slots[()]])

    def __getitem__(self, slot: int) -> Value:
        if slot not in self._known:
            if slot in self._path:
                names = " → ".join(self._compiler._names[item] for item in [*self._path, slot])
                raise ModelError(f"initial values need one another: {names}", "break the circle")
            self._path.append(slot)
            try:
                self._known[slot] = self._worked_out(slot)
            finally:
                self._path.pop()
        return self._known[slot]

    def _worked_out(self, slot: int) -> Value:
        fixed = self._compiler.fixed_value(slot)
        if fixed is not None:
            return np.float64(fixed)
        part = self._compiler.definition(slot)
        node = part.node if part.kind is Kind.AUXILIARY else part.initial
        if node is None:
            raise ModelError(f"{self._compiler._names[slot]} sets the shape of the model and has "
                             "no value when it is compiled", "give it a number")  # fmt: skip
        return self.evaluate(node)

    def __setitem__(self, slot: int, value: Value) -> None:
        self._known[slot] = value

    def __delitem__(self, slot: int) -> None:
        del self._known[slot]

    def __iter__(self) -> Iterator[int]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def check_loops(model: Model) -> None:
    """Refuse a model whose variables need one another at the same moment.

    Raises:
        InputError: the loop, with the names of its variables.
    """
    for needs, what in ((needs_to_start, "initial values"), (needs_to_run, "variables")):
        try:
            in_order(range(len(model.definitions)), lambda slot: needs(model.definitions[slot]))  # noqa: B023
        except LoopError as error:
            names = [model.names[slot] for slot in (*error.slots, error.slots[0])]
            raise InputError.at(
                model.source.file, model.source.line_of(names[0].split("[")[0]),
                f"{what} need one another at the same moment: {' → '.join(names)}",
                "break the loop with a stock or a delay",
            ) from error  # fmt: skip
