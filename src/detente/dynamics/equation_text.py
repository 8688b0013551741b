"""Abstract expressions → equations as text, in the words of one format.

Subscripts are resolved as the compiler does it. An equation is written once for a whole array where
that says the same, else once for each element; sums over a range are written out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from detente.dynamics import aggregates
from detente.dynamics.dialects import Dialect
from detente.dynamics.expressions import elements_meant, find_variable
from detente.dynamics.model import Model
from detente.dynamics.names import canonical
from detente.dynamics.nodes import Call, Constant
from detente.dynamics.problems import ModelError
from detente.dynamics.scope import Scope, Variable, subscript_names

# How tightly a text binds; a part that binds less tightly than its place needs brackets.
_LOOSE, _COMPARED, _ADDED, _MULTIPLIED, _RAISED, _ATOM = range(6)
Text = tuple[str, int]
_CLOCK: Mapping[str, str] = MappingProxyType(
    {"time_step": "time_step", "dt": "time_step", "initial_time": "initial_time",
     "starttime": "initial_time", "final_time": "final_time", "stoptime": "final_time",
     "endtime": "final_time", "saveper": "saveper"}
)  # fmt: skip
_LOOKUPS: Mapping[str, str] = MappingProxyType(
    {"lookup_of": "", "lookup_extrapolate": "extrapolate", "lookup_forward": "look_forward",
     "lookup_backward": "hold_backward"}
)  # fmt: skip


class NotWholeError(Exception):
    """An equation that cannot be written once for a whole array."""


class EquationWriter:
    """Writes the expressions of one model in one dialect.

    Attributes:
        subscripts, xmile: what `expressions.Builder` promises about the model that is read.
    """

    def __init__(
        self, model: Model, dialect: Dialect, clock: Mapping[str, str], name: Callable[[str], str],
        element: Callable[[str], str], table: Callable[[Any, str, str, Scope], Text],
    ) -> None:  # fmt: skip
        """Set up a writer.

        Args:
            clock: how `time`, `time_step`, `initial_time`, `final_time`, `saveper` are written.
            name: writes the name of a variable inside an equation.
            element: writes a subscript inside an equation.
            table: writes the call of a lookup: (lookup, argument, kind where forced, scope).
        """
        self.model, self.dialect, self._clock = model, dialect, clock
        self.subscripts = model.subscripts
        self.xmile = not model.source.file.lower().endswith(".mdl")
        self._name, self._element, self._table = name, element, table
        self._whole: frozenset[str] = frozenset()

    def spend(self, terms: int) -> None:
        """Count nothing: the model that is written was compiled within its limits."""

    def refuse_circle(self, name: str) -> None:
        """Refuse nothing, as above."""

    def pipe(self, length: int) -> None:
        """Count nothing, as above."""

    def written(self, tree: Any, scope: Scope, whole: frozenset[str] = frozenset()) -> str:
        """Write an expression.

        Args:
            whole: ranges of the left side that stay ranges; the others stand for elements.

        Raises:
            ModelError: the format cannot say it.
            NotWholeError: it differs from element to element.
        """
        self._whole = whole
        return self._text(tree, scope)[0]

    def _text(self, tree: Any, scope: Scope) -> Text:
        if isinstance(tree, bool | int | float | np.number):
            return number_text(float(tree), self.dialect)
        kind = type(tree).__name__
        rule = _RULES.get(kind)
        if rule is not None:
            return rule(self, tree, scope)
        template = self.dialect.memories.get(f"{kind}/{getattr(tree, 'order', '')}")
        template = template or self.dialect.memories.get(kind)
        if template is not None:
            return self._memory(template, tree, scope), _ATOM
        raise self._refused(spoken(kind))

    def _refused(self, what: str) -> ModelError:
        return ModelError(f"{self.dialect.name} has no {what}",
                          "keep the model in its own format, or write it without")  # fmt: skip

    def _memory(self, template: str, tree: Any, scope: Scope) -> str:
        if getattr(tree, "initial_trend", 0) != 0 and "{horizon}" in template:
            raise self._refused("FORECAST with an initial trend")
        parts = {"time": ("smooth_time", "delay_time", "average_time"), "input": ("input",),
                 "initial": ("initial", "initial_trend"), "order": ("order",),
                 "horizon": ("horizon",), "condition": ("condition",)}  # fmt: skip
        written = {}
        for word, fields in parts.items():
            part = next((getattr(tree, f) for f in fields if hasattr(tree, f)), None)
            if f"{{{word}}}" in template:
                written[word] = self._text(part, scope)[0]
                if word == "order" and isinstance(part, int | float):
                    written[word] = str(int(part))  # PySD and Simlin count with it
        return template.format(**written)

    def _tight(self, tree: Any, scope: Scope, least: int) -> str:
        return bracketed(self._text(tree, scope), least)

    def arithmetic(self, tree: Any, scope: Scope) -> Text:
        if tree.operators == ["negative"]:
            return f"-{self._tight(tree.arguments[0], scope, _RAISED)}", _ADDED
        if "^" in tree.operators:
            # Programs differ in how they group towers, and in the sign of -2^2.
            result = self._tight(tree.arguments[-1], scope, _ATOM)
            for part in reversed(tree.arguments[:-1]):
                result = f"{self._base(part, scope)}^{result}"
                result = result if part is tree.arguments[0] else f"({result})"
            return result, _RAISED
        level = _ADDED if set(tree.operators) <= {"+", "-"} else _MULTIPLIED
        written = self._tight(tree.arguments[0], scope, level)
        gap = " " if level == _ADDED else ""
        for operator, part in zip(tree.operators, tree.arguments[1:], strict=True):
            written += f"{gap}{operator}{gap}{self._tight(part, scope, level + 1)}"
        return written, level

    def _base(self, tree: Any, scope: Scope) -> str:
        if isinstance(tree, int | float | np.number) and tree < 0:
            return f"(0.0 - {number_text(-float(tree), self.dialect)[0]})"
        return self._tight(tree, scope, _ATOM)

    def logic(self, tree: Any, scope: Scope) -> Text:
        words = self.dialect.logic
        operators = [operator.lower() if operator.lower() in words else operator
                     for operator in tree.operators]  # fmt: skip
        if operators[0] in words and words[operators[0]].strip(":") == "NOT":
            return f"{words[operators[0]]} ({self._text(tree.arguments[0], scope)[0]})", _LOOSE
        elements = [self._element_meant(part, scope) for part in tree.arguments]
        if len(elements) == 2 and all(elements) and operators[0] in ("=", "<>"):
            same = (elements[0] == elements[1]) == (operators[0] == "=")
            return ("1.0 = 1.0" if same else "1.0 = 0.0"), _COMPARED
        joined = operators[0] in words
        least = _ATOM if joined else _ADDED
        written = self._tight(tree.arguments[0], scope, least)
        for operator, part in zip(operators, tree.arguments[1:], strict=True):
            written += f" {words.get(operator, operator)} {self._tight(part, scope, least)}"
        return written, _LOOSE if joined else _COMPARED

    def _element_meant(self, tree: Any, scope: Scope) -> str | None:
        if type(tree).__name__ != "ReferenceStructure" or tree.subscripts is not None:
            return None
        name = canonical(tree.reference)
        known = name in self.subscripts.ranges or name in self.subscripts.spelling
        if name in scope.names.variables or not known:
            return None
        if name in self._whole:
            raise NotWholeError
        return self.subscripts.resolve(name, scope.binding)

    def reference(self, tree: Any, scope: Scope) -> Text:
        name = canonical(tree.reference)
        if _CLOCK.get(name, name) in self._clock:
            return self._clock[_CLOCK.get(name, name)], _ATOM
        variable = find_variable(name, scope)
        if variable is None:
            element = self._element_meant(tree, scope)
            if element is not None:
                inside = name if name in self.subscripts.ranges else None
                return f"{float(self.subscripts.position(element, inside))!r}", _ATOM
            if name in self.dialect.calls:
                return self.dialect.calls[name], _ATOM
            raise ModelError(f"{tree.reference!r} is not defined", "define it")
        return self.named(variable, self.places(variable, subscript_names(tree), scope)), _ATOM

    def named(self, variable: Variable, places: tuple[str, ...]) -> str:
        """Write a variable with its subscripts, as it stands in an equation."""
        inside = ", ".join(self._element(self.subscripts.spelling.get(p, p)) for p in places)
        return self._name(variable.shown) + (f"[{inside}]" if inside else "")

    def places(
        self, variable: Variable, names: tuple[str, ...], scope: Scope
    ) -> tuple[str, ...]:  # fmt: skip
        """Tell what each subscript of a reference stands for: an element, or a whole range."""
        if not self._whole:
            return elements_meant(self, variable, names, scope)  # type: ignore[arg-type]
        names = names or variable.axes
        found = []
        for place, name in enumerate(names):
            marked = f"{variable.axes[place]}!" if name == aggregates.WHOLE else name
            marked = f"{name}!" if f"{name}!" in scope.binding else marked
            if name in self._whole and variable.axes[place] == name and marked == name:
                found.append(name)
            elif marked in scope.binding and marked.rstrip("!") not in self._whole:
                found.append(scope.binding[marked][0])
            elif name in self.subscripts.spelling and name not in self.subscripts.ranges:
                found.append(name)
            else:
                raise NotWholeError
        return tuple(found)

    def call(self, tree: Any, scope: Scope) -> Text:
        name = canonical(tree.function.reference)
        reduced = self._reduction(name, tree, scope)
        if reduced is not None:
            return reduced
        variable = find_variable(name, scope)
        if variable is not None:
            return self._lookup(tree.function, tree.arguments[0], "", scope)
        if name in _LOOKUPS:
            lookup, argument = tree.arguments
            return self._lookup(lookup, argument, _LOOKUPS[name], scope)
        if name == "if_then_else":
            parts = [self._text(part, scope)[0] for part in tree.arguments]
            return self.dialect.choice.format(*parts), _ATOM
        if name in ("min", "max") and len(tree.arguments) > 2:
            return joined(name, [self._text(part, scope)[0] for part in tree.arguments])
        if name == "power":
            base, exponent = tree.arguments
            return f"{self._base(base, scope)}^{self._tight(exponent, scope, _ATOM)}", _RAISED
        template = self.dialect.calls.get(f"{name}/{len(tree.arguments)}")
        template = template or self.dialect.calls.get(name)
        if template is None:
            raise self._refused(name.replace("_", " ").upper())
        parts = [self._tight(part, scope, _ATOM) if _operated(template, place)
                 else self._text(part, scope)[0]
                 for place, part in enumerate(tree.arguments)]  # fmt: skip
        plain = template.endswith(")") and template.count("(") == 1
        text = template.format(*parts, dt=self._clock["time_step"])
        return text, _ATOM if plain or text.startswith("(") else _MULTIPLIED

    def _reduction(self, name: str, tree: Any, scope: Scope) -> Text | None:
        if name not in aggregates.NAMES | {"vmin_xmile", "vmax_xmile"}:
            return None
        call = aggregates.lowered_call(
            lambda part, inner: self._text(part, inner), self, name, tree, scope  # type: ignore
        )  # fmt: skip
        if isinstance(call, Constant):
            return number_text(call.value, self.dialect)
        assert isinstance(call, Call)
        items: list[Any] = list(call.arguments)
        if call.function not in ("sum", "mean", "prod", "min", "max"):
            raise self._refused(call.function.upper())
        if call.function in ("min", "max"):
            return joined(call.function, [text for text, _ in items])
        if call.function == "prod":
            return f"({'*'.join(bracketed(item, _RAISED) for item in items)})", _ATOM
        total = f"({' + '.join(bracketed(item, _MULTIPLIED) for item in items)})"
        return (f"({total}/{len(items)}.0)" if call.function == "mean" else total), _ATOM

    def _lookup(self, lookup: Any, argument: Any, kind: str, scope: Scope) -> Text:
        return self._table(lookup, self._text(argument, scope)[0], kind, scope)

    def inline(self, tree: Any, scope: Scope) -> Text:
        return self._table(tree.lookups, self._text(tree.argument, scope)[0], "", scope)


def _operated(template: str, place: int) -> bool:
    """Tell whether an argument stands beside an operator, where it may need brackets."""
    spot = f"{{{place}}}"
    return any(f"{spot}{sign}" in template or f"{sign}{spot}" in template
               for sign in ("*", "/", "-", " - ", " + ", " > ", " < ", " MOD "))  # fmt: skip


def joined(name: str, items: list[str]) -> Text:
    """Write the smallest or largest of many in functions of two."""
    text = items[-1]
    for item in reversed(items[:-1]):
        text = f"{name.upper()}({item}, {text})"
    return text, _ATOM


def bracketed(text: Text, least: int) -> str:
    """Put brackets around a text that binds less tightly than it must."""
    return text[0] if text[1] >= least else f"({text[0]})"


def number_text(number: float, dialect: Dialect) -> Text:
    """Write a number so that every program reads it as a decimal, to the last digit.

    Raises:
        ModelError: the format has no word for a missing number.
    """
    if np.isnan(number):
        if dialect.name == "Vensim":
            return ":NA:", _ATOM
        raise ModelError(f"{dialect.name} has no :NA:", "write the equation without it")
    text = repr(float(number))
    return text, _ATOM if number >= 0 and not text.startswith("-") else _ADDED


def spoken(structure: str) -> str:
    """Name an abstract structure as modellers do: `DelayFixedStructure` → DELAY FIXED."""
    name = structure.removesuffix("Structure")
    return "".join(f" {c}" if c.isupper() and i else c for i, c in enumerate(name)).upper()


_RULES: Mapping[str, Callable[[EquationWriter, Any, Scope], Text]] = MappingProxyType(
    {
        "ArithmeticStructure": EquationWriter.arithmetic,
        "LogicStructure": EquationWriter.logic,
        "ReferenceStructure": EquationWriter.reference,
        "CallStructure": EquationWriter.call,
        "InlineLookupsStructure": EquationWriter.inline,
        "GameStructure": lambda writer, tree, scope: writer._text(tree.expression, scope),
    }
)
