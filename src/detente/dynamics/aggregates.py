"""Functions over whole subscript ranges: sums, counts, sorting, allocation."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from detente.dynamics.names import canonical
from detente.dynamics.nodes import Call, Constant, Node, Pick, Reference
from detente.dynamics.problems import ModelError
from detente.dynamics.scope import Scope, parts_of, subscript_names
from detente.dynamics.xmile_text import WHOLE_AXIS

if TYPE_CHECKING:
    from detente.dynamics.expressions import Builder

Lower = Callable[[Any, Scope], Node]
WHOLE = f"{WHOLE_AXIS}!"
_REDUCTIONS: Mapping[str, str] = MappingProxyType(
    {"sum": "sum", "prod": "prod", "vmin": "min", "vmax": "max", "vmin_xmile": "min",
     "vmax_xmile": "max", "mean": "mean", "stddev": "stddev"}
)  # fmt: skip
_SORTING = ("vector_sort_order", "vector_reorder", "vector_rank")
NAMES = frozenset({*_REDUCTIONS, "elmcount", "size"}) - {"vmin_xmile", "vmax_xmile"}


def lowered_call(lower: Lower, builder: Builder, name: str, tree: Any, scope: Scope) -> Node | None:
    """Lower a call of a function over ranges; None where it is none of them."""
    if name in ("elmcount", "size"):
        return _count(builder, tree, scope)
    if name in _REDUCTIONS:
        return _reduction(lower, builder, name, tree, scope)
    if name == "vector_elm_map":
        return _element_map(lower, builder, tree, scope)
    if name == "vector_select":
        return _selection(lower, builder, tree, scope)
    if name in _SORTING:
        return _sorting(lower, builder, name, tree, scope)
    if name == "invert_matrix":
        return _inverse(lower, builder, tree, scope)
    return None


def _count(builder: Builder, tree: Any, scope: Scope) -> Node:
    argument = tree.arguments[0]
    name = canonical(argument.reference) if hasattr(argument, "reference") else ""
    if name in builder.subscripts.ranges:
        return Constant(float(len(builder.subscripts.ranges[name])))
    variable = scope.names.variables.get(name)
    if variable is not None:
        axes = marked_axes(builder, (argument,), scope)
        return Constant(float(_product_size(builder, axes)) if axes else len(variable.slots))
    raise ModelError("a count needs a subscript range", "write ELMCOUNT(name of the range)")


def _product_size(builder: Builder, axes: tuple[str, ...]) -> int:
    size = 1
    for axis in axes:
        size *= len(builder.subscripts.elements(axis))
    return size


def marked_axes(builder: Builder, trees: Any, scope: Scope) -> tuple[str, ...]:
    """List the ranges that an aggregation runs over, in order of first appearance.

    They are marked `!`; in XMILE also `*`, an array without subscripts, or a range that the left
    side does not have. Aggregations further inside keep their own.
    """
    found: dict[str, None] = {}
    for tree in trees:
        kind = type(tree).__name__
        if kind == "CallStructure" and canonical(tree.function.reference) in _REDUCTIONS:
            continue
        if kind == "ReferenceStructure":
            for axis in _reference_axes(builder, tree, scope):
                found[axis] = None
        else:
            for axis in marked_axes(builder, tuple(parts_of(tree)), scope):
                found[axis] = None
    return tuple(found)


def _reference_axes(builder: Builder, tree: Any, scope: Scope) -> list[str]:
    variable = scope.names.variables.get(canonical(tree.reference))
    names = subscript_names(tree)
    if variable is not None and not names and builder.xmile:
        return [axis for axis in variable.axes if axis not in scope.binding]
    axes = []
    for place, name in enumerate(names):
        if name == WHOLE and variable is not None and place < len(variable.axes):
            axes.append(variable.axes[place])
        elif name.endswith("!"):
            axes.append(name[:-1])
        elif builder.xmile and name in builder.subscripts.ranges and name not in scope.binding:
            axes.append(name)
    return axes


def scopes_over(builder: Builder, axes: tuple[str, ...], scope: Scope) -> list[Scope]:
    """Make one scope for each combination of the elements of the ranges."""
    builder.spend(math.prod(len(builder.subscripts.elements(axis)) for axis in axes))
    combinations = itertools.product(*(builder.subscripts.elements(axis) for axis in axes))
    # XMILE writes the range without a mark, so both spellings are bound.
    return [
        scope.with_binding(
            {f"{axis}!": (element,) for axis, element in zip(axes, chosen, strict=True)}
            | (
                {axis: (element,) for axis, element in zip(axes, chosen, strict=True)
                 if axis not in scope.binding} if builder.xmile else {}
            )
        )
        for chosen in combinations
    ]  # fmt: skip


def _reduction(lower: Lower, builder: Builder, name: str, tree: Any, scope: Scope) -> Node:
    axes = marked_axes(builder, tree.arguments, scope)
    if not tree.arguments:
        raise ModelError(f"{name.upper()} has no argument", "give it what it runs over")
    if not axes and len(tree.arguments) == 1 and name not in ("vmin_xmile", "vmax_xmile"):
        raise ModelError(
            f"{name.upper()} has no subscript to run over", "mark one with !, as in SUM(x[range!])"
        )
    items = [
        lower(argument, inner)
        for argument in tree.arguments
        for inner in scopes_over(builder, axes, scope)
    ]
    return Call(_REDUCTIONS[name], tuple(items))


def _selection(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    if len(tree.arguments) != 5:
        raise ModelError("VECTOR SELECT needs five arguments", "see Vensim's manual for them")
    weights, values, missing, action, _ = tree.arguments
    scopes = scopes_over(builder, marked_axes(builder, (weights, values), scope), scope)
    chosen = lower(action, scope)
    if isinstance(chosen, Constant) and chosen.value not in range(11):
        raise ModelError("the action of VECTOR SELECT is not a number from 0 to 10",
                         "write one of Vensim's manual")  # fmt: skip
    items = [lower(tree, inner) for tree in (weights, values) for inner in scopes]
    size = Constant(float(len(scopes)))
    return Call("vector_select", (size, *items, lower(missing, scope), chosen))


def _element_map(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    """VECTOR ELM MAP: the element so many places after the one that is named.

    Places count through the whole array, the last subscript fastest.
    """
    if len(tree.arguments) != 2:
        raise ModelError("VECTOR ELM MAP needs two arguments", "give it an element and an offset")
    first, offset = tree.arguments
    variable = scope.names.variables.get(canonical(getattr(first, "reference", "")))
    start = lower(first, scope) if variable is not None else None
    if variable is None or not isinstance(start, Reference):
        raise ModelError("VECTOR ELM MAP starts from something else than an element of an array",
                         "give the array a variable of its own")  # fmt: skip
    slots = list(variable.slots.values())
    place = Call("add", (Constant(float(slots.index(start.slot))), lower(offset, scope)))
    items = (Reference(slot) for slot in slots)
    return Call("vector_elm_map", (Constant(float(len(slots))), *items, place))


def _last_range(builder: Builder, tree: Any, scope: Scope, back: int = 1) -> str:
    """Find the range at the end of a reference's subscripts: the vector's own axis."""
    names = subscript_names(tree) if type(tree).__name__ == "ReferenceStructure" else ()
    name = names[-back].rstrip("!") if len(names) >= back else ""
    if name not in builder.subscripts.ranges:
        raise ModelError("a vector function needs a variable that ends in a subscript range",
                         "give it a variable such as x[range]")  # fmt: skip
    return name


def _picked(
    builder: Builder, tree: Any, scope: Scope, axes: tuple[str, ...],
    build: Callable[[], Call],
) -> Node:  # fmt: skip
    """Share one vector-valued call among the elements of its axes, and pick this one's."""
    rest = tuple(sorted((k, v) for k, v in scope.binding.items() if k not in axes))
    call = builder.shared((id(tree), id(scope.names), rest), build)
    index = 0
    for axis in axes:
        elements = builder.subscripts.elements(axis)
        index = index * len(elements) + elements.index(
            builder.subscripts.resolve(axis, scope.binding)
        )
    return Pick(call, index)


def _along(builder: Builder, axes: tuple[str, ...], scope: Scope) -> list[Scope]:
    builder.spend(math.prod(len(builder.subscripts.elements(axis)) for axis in axes))
    combinations = itertools.product(*(builder.subscripts.elements(axis) for axis in axes))
    return [
        scope.with_binding({axis: (element,) for axis, element in zip(axes, chosen, strict=True)})
        for chosen in combinations
    ]


def _sorting(lower: Lower, builder: Builder, name: str, tree: Any, scope: Scope) -> Node:
    vector, other = tree.arguments
    axis = _last_range(builder, vector, scope)

    def build() -> Call:
        scopes = _along(builder, (axis,), scope)
        items = [lower(vector, inner) for inner in scopes]
        if name == "vector_reorder":
            items += [lower(other, inner) for inner in scopes]
        else:
            items.append(lower(other, scope))
        return Call(name, (Constant(float(len(scopes))), *items))

    return _picked(builder, tree, scope, (axis,), build)


def _inverse(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    matrix = tree.arguments[0]
    axes = (_last_range(builder, matrix, scope, 2), _last_range(builder, matrix, scope))
    sizes = {len(builder.subscripts.elements(axis)) for axis in axes}
    if len(sizes) != 1:
        raise ModelError("INVERT MATRIX needs a square matrix", "give both ranges one length")

    def build() -> Call:
        items = [lower(matrix, inner) for inner in _along(builder, axes, scope)]
        return Call("invert_matrix", (Constant(float(sizes.copy().pop())), *items))

    return _picked(builder, tree, scope, axes, build)


def allocation(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    """Lower ALLOCATE AVAILABLE or ALLOCATE BY PRIORITY for one claimant."""
    axis = _last_range(builder, tree.request, scope)
    scopes = _along(builder, (axis,), scope)
    size = Constant(float(len(scopes)))

    def by_priority() -> Call:
        claims = [lower(part, inner) for part in (tree.request, tree.priority) for inner in scopes]
        numbers = lower(tree.width, scope), lower(tree.supply, scope)
        return Call("allocate_by_priority", (size, *claims, *numbers))

    def available() -> Call:
        claims = [lower(tree.request, inner) for inner in scopes]
        profiles = [lower(part, inner) for inner in scopes for part in _profile(builder, tree.pp)]
        return Call("allocate_available", (size, *claims, *profiles, lower(tree.avail, scope)))

    build = by_priority if hasattr(tree, "priority") else available
    return _picked(builder, tree, scope, (axis,), build)


def _profile(builder: Builder, tree: Any) -> list[Any]:
    """Write out the four numbers of a priority profile, of which the model names the first."""
    names = subscript_names(tree)
    first = names[-1] if names else ""
    family = next((items for items in builder.subscripts.ranges.values()
                   if first in items[:-3]), None)  # fmt: skip
    if family is None:
        raise ModelError("a priority profile needs a range of type, priority, width and extra",
                         "name its first element as the last subscript")  # fmt: skip
    start = family.index(first)
    subscripts = list(tree.subscripts.subscripts[:-1])
    return [
        type(tree)(tree.reference, type(tree.subscripts)([*subscripts, element]))
        for element in family[start : start + 4]
    ]
