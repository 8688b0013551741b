"""The variables of a section: which equation defines which element."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from detente.dynamics.limits import MOST_EXCEPTIONS, MOST_NUMBERS, MOST_SUBSCRIPTS
from detente.dynamics.names import canonical, full_name, shown_name
from detente.dynamics.problems import ModelError
from detente.dynamics.scope import Elements, Part, Variable
from detente.dynamics.subscripts import Subscripts
from detente.terms.errors import shown

# Called with a part and the full name of its element; returns the slot it was given.
AddSlot = Callable[[Part, str], int]


def build_variable(element: Any, subscripts: Subscripts, add: AddSlot) -> Variable:
    """Lay out one element of the abstract model, with a slot for each of its scalars.

    Raises:
        ModelError: a subscript is unknown, or an element is defined twice.
    """
    parts: dict[Elements, Part] = {}
    for component in element.components:
        for part in _parts(component, subscripts):
            if part.position in parts:
                inside = ",".join(part.position)
                raise ModelError(f"{shown_name(element.name)}[{inside}] is defined twice",
                                 "leave one definition out, or use :EXCEPT:")  # fmt: skip
            parts[part.position] = part
    limits = tuple(element.limits) if element.limits else (None, None)
    variable = Variable(
        canonical(element.name),
        shown_name(element.name),
        _axes(element, subscripts, list(parts)),
        units=element.units or "",
        documentation=element.documentation or "",
        limits=limits if len(limits) == 2 else (None, None),
    )
    for position in _sorted(variable.axes, parts, subscripts):
        part = parts[position]
        if is_lookup(part.component):
            variable.lookups[position] = part
        else:
            label = tuple(subscripts.spelling.get(name, name) for name in position)
            variable.slots[position] = add(part, full_name(variable.shown, label))
    return variable


def is_lookup(component: Any) -> bool:
    """Tell whether an abstract component defines a lookup."""
    return type(component).__name__ == "AbstractLookup"


def left_subscripts(component: Any) -> tuple[str, ...]:
    """List the canonical subscripts on the left of an equation."""
    return tuple(canonical(text) for text in component.subscripts[0])


def size_of(element: Any, subscripts: Subscripts) -> int:
    """Count the scalars of one element of the abstract model, before any is laid out.

    Raises:
        ModelError: a subscript is unknown, or there are more than a model may hold.
    """
    for component in element.components:
        if len(component.subscripts[0]) > MOST_SUBSCRIPTS:
            raise ModelError(
                f"{shown_name(element.name)} has {len(component.subscripts[0]):,} subscripts",
                f"{MOST_SUBSCRIPTS} are the most",
            )
    size = sum(
        math.prod(len(subscripts.elements(name)) for name in left_subscripts(component))
        for component in element.components
    )
    if size > MOST_NUMBERS:
        raise ModelError(
            f"{shown_name(element.name)} is an array of {shown(size)} numbers",
            f"use fewer or shorter subscripts; {MOST_NUMBERS:,} are the most",
        )
    exceptions = sum(len(component.subscripts[1]) for component in element.components)
    if size * exceptions > MOST_EXCEPTIONS:
        raise ModelError(
            f"{shown_name(element.name)} has {exceptions:,} exceptions among {size:,} elements",
            "name the elements that an equation holds for, in a range of their own",
        )
    return size


def _parts(component: Any, subscripts: Subscripts) -> list[Part]:
    names = left_subscripts(component)
    groups = [[set(subscripts.elements(canonical(text))) for text in group]
              for group in component.subscripts[1]]  # fmt: skip
    found = []
    for position in itertools.product(*(subscripts.elements(name) for name in names)):
        if any(
            len(group) == len(position)
            and all(element in allowed for element, allowed in zip(position, group, strict=True))
            for group in groups
        ):
            continue
        binding: dict[str, tuple[str, ...]] = {}
        for name, element in zip(names, position, strict=True):
            if name in subscripts.ranges:
                binding[name] = (*binding.get(name, ()), element)
        found.append(Part(component, binding, position))
    return found


def _axes(element: Any, subscripts: Subscripts, positions: Sequence[Elements]) -> tuple[str, ...]:
    """Name the range of each position: the narrowest that holds all the elements found there."""
    if not positions:
        return ()
    if len({len(position) for position in positions}) != 1:
        raise ModelError(f"{shown_name(element.name)} has equations with different subscripts",
                         "write the same number of subscripts in each")  # fmt: skip
    axes = []
    for place in range(len(positions[0])):
        present = {position[place] for position in positions}
        written = {left_subscripts(component)[place] for component in element.components}
        own = [name for name in written if name in subscripts.ranges]
        candidates = sorted(
            (name for name, items in subscripts.places.items() if present <= items.keys()),
            key=lambda name: (len(subscripts.ranges[name]), name not in own),
        )
        axes.append(candidates[0] if candidates else f"{canonical(element.name)}_{place + 1}")
    return tuple(axes)


def _sorted(
    axes: tuple[str, ...], parts: dict[Elements, Part], subscripts: Subscripts
) -> list[Elements]:
    def place(position: Elements) -> tuple[int, ...]:
        return tuple(
            subscripts.places[axis][name] if axis in subscripts.ranges else 0
            for axis, name in zip(axes, position, strict=True)
        )

    return sorted(parts, key=place)


def array_item(values: Any, part: Part, subscripts: Subscripts) -> float:
    """Pick one number of an array constant, which is written with the last subscript fastest.

    Raises:
        ModelError: the array has another size than the ranges on the left.
    """
    index, shape = range_index(part, subscripts)
    flat = np.asarray(values, dtype=float).ravel()
    if flat.size != int(np.prod(shape)):
        raise ModelError(
            f"an array of {flat.size} numbers stands for {int(np.prod(shape))} elements",
            "write one number for each",
        )
    return float(flat[np.ravel_multi_index(index, shape)] if shape else flat[0])


def range_index(part: Part, subscripts: Subscripts) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Tell the place of an element among the ranges on its left side, and their lengths."""
    index, shape = [], []
    for name, element in zip(left_subscripts(part.component), part.position, strict=True):
        if name in subscripts.ranges:
            items = subscripts.places[name]
            index.append(items[element])
            shape.append(len(items))
    return tuple(index), tuple(shape)
