"""Where an expression stands: which names it sees and which elements its subscripts mean."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from detente.dynamics.names import canonical
from detente.dynamics.nodes import Node
from detente.dynamics.subscripts import Binding

Elements = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One equation of a variable, for one combination of its subscripts."""

    component: Any
    binding: Binding
    position: Elements  # elements of the left side, in order


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A name of the model with all its elements.

    Attributes:
        name, shown: canonical name, and as the file writes it.
        axes: the subscript range of each position.
        slots: elements → slot.
        lookups: elements → the equation of a lookup, which has no slot.
        units, documentation: as the file gives them.
        limits: lowest and highest value that the file allows; None where it says nothing.
    """

    name: str
    shown: str
    axes: tuple[str, ...] = ()
    slots: dict[Elements, int] = field(default_factory=dict)
    lookups: dict[Elements, Part] = field(default_factory=dict)
    units: str = ""
    documentation: str = ""
    limits: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True, slots=True, eq=False)
class Namespace:
    """The names of the model, or of one use of a macro.

    Attributes:
        variables: canonical name → variable.
        arguments: a macro's parameters → what was passed.
        outer: the model, for a macro; None for the model itself.
    """

    variables: dict[str, Variable]
    arguments: Mapping[str, Node] = field(default_factory=dict)
    outer: Namespace | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The place of an expression."""

    names: Namespace
    binding: Binding
    owner: str  # full name of the variable, for messages and for names of hidden slots

    def with_binding(self, extra: Mapping[str, tuple[str, ...]]) -> Scope:
        """Return the scope in which further ranges stand for elements."""
        return replace(self, binding={**self.binding, **extra})


def subscript_names(reference: Any) -> tuple[str, ...]:
    """List the canonical subscripts of an abstract reference; `!` stays at the end."""
    if reference.subscripts is None:
        return ()
    names = []
    for text in reference.subscripts.subscripts:
        marked = text.strip().endswith("!")
        names.append(canonical(text.strip().rstrip("!")) + ("!" if marked else ""))
    return tuple(names)


def parts_of(tree: Any) -> Iterator[Any]:
    """List the direct sub-expressions of an abstract expression."""
    if not dataclasses.is_dataclass(tree):
        return
    for item in dataclasses.fields(tree):
        value = getattr(tree, item.name)
        for part in value if isinstance(value, tuple | list) else (value,):
            if dataclasses.is_dataclass(part) or isinstance(part, np.ndarray):
                yield part
