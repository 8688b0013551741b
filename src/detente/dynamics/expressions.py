"""Abstract expressions → trees over slots: names, subscripts and functions resolved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from detente.dynamics import aggregates, stateful
from detente.dynamics.functions import FUNCTIONS, HAIR
from detente.dynamics.lookups import NOT_AVAILABLE, inverted, make_table
from detente.dynamics.names import canonical, nearest_name, split_name
from detente.dynamics.nodes import (
    ActiveInitial,
    Call,
    Choice,
    Constant,
    Definition,
    Exogenous,
    LookupCall,
    Node,
    Reference,
    Table,
    functions_called,
)
from detente.dynamics.problems import ModelError
from detente.dynamics.scope import Elements, Scope, Variable, subscript_names
from detente.dynamics.subscripts import Subscripts


class Builder(Protocol):
    """What lowering an expression may ask of the compiler."""

    subscripts: Subscripts
    xmile: bool

    def hidden(self, scope: Scope, what: str, definition: Definition) -> Reference:
        """Add a slot that the file does not name, such as a level of a delay."""

    def redefine(self, slot: int, definition: Definition) -> None:
        """Complete a hidden slot that had to be named before it could be defined."""

    def site(self) -> int:
        """Number the next call of a random function."""

    def at_start(self, node: Node) -> float:
        """Evaluate an expression at the initial time, while compiling."""

    def table(self, variable: Variable, elements: Elements) -> Table:
        """Return the lookup of one element of a lookup variable."""

    def definition(self, slot: int) -> Definition:
        """Return what a slot is, lowered if it was not yet."""

    def macro(self, name: str, arguments: tuple[Node, ...], scope: Scope) -> Node | None:
        """Expand the macro of that name; None where the model has none."""

    def refuse_circle(self, name: str) -> None:
        """Raise ModelError where a macro of that name is being expanded already."""

    def spend(self, terms: int) -> None:
        """Count terms of functions over ranges; raises ModelError where they become too many."""

    def pipe(self, length: int) -> None:
        """Count the steps of fixed delays; raises ModelError where they become too many."""

    def shared(self, key: object, build: Callable[[], Call]) -> Call:
        """Return the one call that all elements of a vector result pick from."""


# How PySD's operators are called in FUNCTIONS.
_ARITHMETIC: Mapping[str, str] = MappingProxyType(
    {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power"}
)
_LOGIC: Mapping[str, str] = MappingProxyType({":AND:": "and", ":OR:": "or"})
# Times that every model has, whether or not the file defines them.
_CLOCK: Mapping[str, str] = MappingProxyType(
    {"time": "time", "dt": "time_step", "time_step": "time_step", "starttime": "initial_time",
     "initial_time": "initial_time", "pi": "pi"}
)  # fmt: skip
_LOOKUP_KINDS: Mapping[str, str] = MappingProxyType(
    {"lookup_of": "", "lookup_extrapolate": "extrapolate", "lookup_forward": "look_forward",
     "lookup_backward": "hold_backward", "lookup_invert": "invert"}
)  # fmt: skip


def lowered(builder: Builder, tree: Any, scope: Scope) -> Node:
    """Turn an abstract expression into a tree over slots.

    Raises:
        ModelError: a name, subscript or function is unknown, or an argument is missing.
    """
    if isinstance(tree, bool | int | float | np.number):
        # PySD reads Vensim's :NA: as NaN.
        return Constant(NOT_AVAILABLE if np.isnan(tree) else float(tree))
    lower = _LOWER.get(type(tree).__name__)
    if lower is not None:
        return lower(builder, tree, scope)
    step = stateful.LOWER.get(type(tree).__name__)
    if step is not None:
        return step(lambda part: lowered(builder, part, scope), builder, tree, scope)
    raise ModelError(
        f"{_spoken(type(tree).__name__)} cannot stand inside an expression",
        "give it a variable of its own",
    )


def _spoken(structure: str) -> str:
    name = structure.removesuffix("Structure")
    return "".join(f" {c}" if c.isupper() and i else c for i, c in enumerate(name)).upper()


def _arithmetic(builder: Builder, tree: Any, scope: Scope) -> Node:
    parts = [lowered(builder, part, scope) for part in tree.arguments]
    if tree.operators == ["negative"]:
        return Call("negative", (parts[0],))
    if "^" in tree.operators:  # alone of its kind in a list, and grouped from the right
        result = parts[-1]
        for part in reversed(parts[:-1]):
            result = Call("power", (part, result))
        return result
    result = parts[0]
    for operator, part in zip(tree.operators, parts[1:], strict=True):
        result = Call(_ARITHMETIC[operator], (result, part))
    return result


def _logic(builder: Builder, tree: Any, scope: Scope) -> Node:
    if tree.operators == [":NOT:"]:
        return Call("not", (lowered(builder, tree.arguments[0], scope),))
    parts = [lowered(builder, part, scope) for part in tree.arguments]
    result = parts[0]
    for operator, part in zip(tree.operators, parts[1:], strict=True):
        result = Call(_LOGIC.get(operator, operator), (result, part))
    return result


def _element_meant(builder: Builder, tree: Any, scope: Scope) -> str | None:
    """Tell which subscript element a bare name stands for, if it is one."""
    if type(tree).__name__ != "ReferenceStructure" or tree.subscripts is not None:
        return None
    name = canonical(tree.reference)
    if name in scope.names.variables or name in scope.names.arguments:
        return None
    if name in builder.subscripts.ranges or name in builder.subscripts.spelling:
        return builder.subscripts.resolve(name, scope.binding)
    return None


def _reference(builder: Builder, tree: Any, scope: Scope) -> Node:
    name = canonical(tree.reference)
    if name in scope.names.arguments:
        return scope.names.arguments[name]
    found = find_variable(name, scope)
    if found is None and name == "self":  # XMILE: PREVIOUS(SELF, 0)
        base, own = split_name(scope.owner)
        found = scope.names.variables.get(base)
        if found is not None:
            return Reference(_slot(builder, found, own))
    if found is None:
        element = _element_meant(builder, tree, scope)
        if element is not None:
            inside = name if name in builder.subscripts.ranges else None
            return Constant(float(builder.subscripts.position(element, inside)))
        clock = name.rstrip("$")
        if clock in _CLOCK:
            return Call(_CLOCK[clock], ())
        if clock in ("stoptime", "final_time"):
            final = find_variable("final_time", scope)
            if final is not None:
                return Reference(final.slots[()])
        raise ModelError(
            f"{tree.reference!r} is not defined",
            nearest_name(name, [item.shown for item in scope.names.variables.values()]),
        )
    elements = elements_meant(builder, found, subscript_names(tree), scope)
    if found.lookups:
        raise ModelError(f"{found.shown!r} is a lookup and needs an argument",
                         f"write {found.shown}(…)")  # fmt: skip
    return Reference(_slot(builder, found, elements))


def find_variable(name: str, scope: Scope) -> Variable | None:
    """Look a name up; inside a macro a name that ends in `$` is one of the model."""
    if name in scope.names.variables:
        return scope.names.variables[name]
    outer = scope.names.outer
    if outer is not None and name.endswith("$"):
        return outer.variables.get(name.rstrip("$"))
    return None


def elements_meant(
    builder: Builder, variable: Variable, names: tuple[str, ...], scope: Scope
) -> Elements:
    """Resolve the subscripts of a reference to one element of the variable."""
    own = split_name(scope.owner)[1]
    if not names and builder.xmile and not set(variable.axes) & scope.binding.keys():
        # Nor do the equations of single elements write which element they mean.
        inside = [one in builder.subscripts.ranges.get(axis, ())
                  for one, axis in zip(own, variable.axes, strict=False)]  # fmt: skip
        if len(own) == len(variable.axes) and all(inside):
            return own
    if not names and variable.axes:
        # XMILE lets an array stand without subscripts where the left side has the same ones.
        names = tuple(f"{axis}!" if f"{axis}!" in scope.binding else axis for axis in variable.axes)
    if len(names) != len(variable.axes):
        raise ModelError(
            f"{variable.shown!r} has {len(variable.axes)} subscripts, not {len(names)}",
            f"write them all: {', '.join(variable.axes) or 'none'}",
        )
    elements = []
    for place, name in enumerate(names):
        if name == aggregates.WHOLE:
            name = f"{variable.axes[place]}!"
        elements.append(builder.subscripts.resolve(name, scope.binding, names[:place].count(name)))
    return tuple(elements)


def _slot(builder: Builder, variable: Variable, elements: Elements) -> int:
    try:
        return variable.slots[elements]
    except KeyError:
        inside = ",".join(builder.subscripts.spelling.get(name, name) for name in elements)
        raise ModelError(
            f"{variable.shown}[{inside}] has no equation", "write one for every element"
        ) from None


def _call(builder: Builder, tree: Any, scope: Scope) -> Node:
    name = canonical(tree.function.reference)
    aggregate = aggregates.lowered_call(
        lambda part, inner: lowered(builder, part, inner), builder, name, tree, scope
    )
    if aggregate is not None:
        return aggregate
    variable = find_variable(name, scope)
    if variable is not None and (variable.lookups or name not in FUNCTIONS):
        builder.refuse_circle(name)  # the result of a macro has the macro's name
        return _lookup_call(builder, tree.function, tree.arguments, scope, "")
    if name in _LOOKUP_KINDS:
        return _lookup_call(
            builder, tree.arguments[0], tree.arguments[1:], scope, _LOOKUP_KINDS[name]
        )
    if name == "get_data_between_times":
        return _data_between(builder, tree, scope)
    arguments = tuple(lowered(builder, part, scope) for part in tree.arguments)
    if name == "if_then_else":
        return Choice(*_counted(name, arguments, (3,)))
    if name == "active_initial":
        return ActiveInitial(*_counted(name, arguments, (2,)))
    if name in stateful.CALLS:
        lower, allowed = stateful.CALLS[name]
        return lower(builder, scope, *_counted(name, arguments, allowed))
    expanded = builder.macro(name, arguments, scope)
    if expanded is not None:
        return expanded
    name = _OTHER_NAMES.get(name, name)
    if name not in FUNCTIONS or name in _INTERNAL:
        raise _unsupported(tree.function.reference)
    function = FUNCTIONS[name]
    _counted(name, arguments, function.arguments)
    if name == "get_time_value":
        _check_time_value(arguments)
    if name in _CUTTING and "time" in functions_called(arguments[0]):
        arguments = (*arguments, Constant(HAIR))
    return Call(name, arguments, builder.site() if function.random else 0)


_OTHER_NAMES: Mapping[str, str] = MappingProxyType({"mod": "modulo", "xramp": "ramp"})
# Written as operators, or names that only PySD's reader gives.
_READERS = frozenset({"lookup_of", "xpulse", "xpulse_train"})
_CUTTING = ("integer", "quantum", "modulo")
_INTERNAL = frozenset({"add", "subtract", "multiply", "divide", "negative"})


def _unsupported(name: str) -> ModelError:
    shown = name.replace("_", " ").upper()
    known = ", ".join(sorted(item.replace("_", " ").upper() for item in supported()))
    return ModelError(f"the function {shown} is not supported", f"supported are {known}")


def supported() -> frozenset[str]:
    """List every function a model may call, by canonical name."""
    own = {"if_then_else", "active_initial", "get_data_between_times"}
    own |= {*stateful.CALLS, *_LOOKUP_KINDS, *aggregates.NAMES}
    return (frozenset(FUNCTIONS) | own | stateful.NAMES) - _INTERNAL - _READERS


def _counted(name: str, arguments: tuple[Any, ...], allowed: tuple[int, ...]) -> tuple[Any, ...]:
    if allowed and len(arguments) not in allowed:
        numbers = " or ".join(map(str, allowed))
        raise ModelError(
            f"{name.replace('_', ' ').upper()} has {len(arguments)} arguments",
            f"give it {numbers}",
        )
    return arguments


def _check_time_value(arguments: tuple[Node, ...]) -> None:
    relative, _, measure = arguments
    if relative not in (Constant(0.0), Constant(1.0)) or measure != Constant(0.0):
        raise ModelError(
            "GET TIME VALUE of a calendar or of the computer's clock is not supported",
            "ask for units of time (third argument 0) relative to the run (first 0 or 1)",
        )


def _lookup_call(builder: Builder, reference: Any, arguments: Any, scope: Scope, kind: str) -> Node:
    variable = None
    if type(reference).__name__ == "ReferenceStructure":
        variable = find_variable(canonical(reference.reference), scope)
    if variable is None or len(arguments) != 1:
        raise ModelError("a lookup is called with something else than a lookup and an argument",
                         "write LOOKUP(name of a graphical function, argument)")  # fmt: skip
    elements = elements_meant(builder, variable, subscript_names(reference), scope)
    table = builder.table(variable, elements)
    if kind == "invert":
        table = inverted(table)
    elif kind:
        table = Table(table.x, table.y, kind)
    return LookupCall(table, lowered(builder, arguments[0], scope))


def _data_between(builder: Builder, tree: Any, scope: Scope) -> Node:
    """GET DATA BETWEEN TIMES: a data series read like a lookup, at any time."""
    data, time, mode = _counted("get_data_between_times", tree.arguments, (3,))
    node = lowered(builder, data, scope)
    series = builder.definition(node.slot).node if isinstance(node, Reference) else None
    if not isinstance(series, Exogenous):
        raise ModelError("GET DATA BETWEEN TIMES of something else than a series in a data file "
                         "is not supported", "read the series by GET DIRECT DATA")  # fmt: skip
    way = round(builder.at_start(lowered(builder, mode, scope)))
    kind = "interpolate" if way == 0 else "look_forward" if way > 0 else "hold_backward"
    table = Table(series.times, series.values, kind)
    return LookupCall(table, lowered(builder, time, scope))


def _inline_lookup(builder: Builder, tree: Any, scope: Scope) -> Node:
    table = make_table(tree.lookups.x, tree.lookups.y, tree.lookups.type)
    return LookupCall(table, lowered(builder, tree.argument, scope))


def _allocation(builder: Builder, tree: Any, scope: Scope) -> Node:
    return aggregates.allocation(
        lambda part, inner: lowered(builder, part, inner), builder, tree, scope
    )


_LOWER: Mapping[str, Callable[[Builder, Any, Scope], Node]] = MappingProxyType(
    {
        "ArithmeticStructure": _arithmetic,
        "LogicStructure": _logic,
        "ReferenceStructure": _reference,
        "CallStructure": _call,
        "InlineLookupsStructure": _inline_lookup,
        "AllocateAvailableStructure": _allocation,
        "AllocateByPriorityStructure": _allocation,
        # A game lets a person play; unattended it is the expression itself.
        "GameStructure": lambda builder, tree, scope: lowered(builder, tree.expression, scope),
    }
)
