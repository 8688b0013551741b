"""The compiled form of an expression: small frozen trees over numbered scalars ("slots").

Subscripts are gone by the time an expression becomes a tree: every element of an array has a slot
of its own, so order of evaluation is decided element by element, as Vensim does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Constant:
    """A number known when the model is compiled."""

    value: float


@dataclass(frozen=True, slots=True)
class Reference:
    """The present value of another slot."""

    slot: int


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A function of the FUNCTIONS table; `site` tells apart two calls of a random function."""

    function: str
    arguments: tuple[Node, ...]
    site: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """One element of a vector-valued call, which is evaluated once for all its elements."""

    call: Call
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """IF THEN ELSE; apart from other calls because only one branch may be evaluated unguarded."""

    condition: Node
    when_true: Node
    when_false: Node


@dataclass(frozen=True, slots=True, eq=False)
class ActiveInitial:
    """One expression while the model runs, another while its initial values are worked out."""

    running: Node
    starting: Node


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A lookup: points with ascending x, and what holds between and beyond them.

    Attributes:
        kind: "interpolate" (holds the end values), "extrapolate" (goes on with the end slopes),
            "hold_backward" (a staircase that holds the last point) or "look_forward".
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    kind: str = "interpolate"


@dataclass(frozen=True, slots=True, eq=False)
class LookupCall:
    """The value of a lookup at an argument."""

    table: Table
    argument: Node


@dataclass(frozen=True, slots=True, eq=False)
class Exogenous:
    """A data series; its value at each time is worked out before the run.

    Attributes:
        keyword: "interpolate", "hold_backward", "look_forward" or "raw".
    """

    times: NDArray[np.float64]
    values: NDArray[np.float64]
    keyword: str


Node: TypeAlias = (
    Constant | Reference | Call | Pick | Choice | ActiveInitial | LookupCall | Exogenous
)


class Kind(Enum):
    """How a slot gets its value at each step."""

    AUXILIARY = "auxiliary"  # an expression of the same moment
    STOCK = "stock"  # integrates its flow
    FROZEN = "frozen"  # keeps its initial value
    HELD = "held"  # takes over `update` at the end of each step
    PIPE = "pipe"  # returns `update` of `length` steps ago
    DATA = "data"  # given from outside when the model runs


@dataclass(frozen=True, slots=True)
class Definition:
    """What a slot is.

    Attributes:
        kind: how it gets its value.
        node: an auxiliary's expression, a stock's net flow per unit of time, or the value that a
            held slot or a pipe takes in at the end of each step.
        initial: the value at the start, for all kinds but auxiliaries and data.
        non_negative: a stock that stops at zero.
        length: steps of delay of a pipe.
        keyword: how a data slot is read between its points.
    """

    kind: Kind
    node: Node | None = None
    initial: Node | None = None
    non_negative: bool = False
    length: int = 0
    keyword: str = "interpolate"


def children(node: Node) -> tuple[Node, ...]:
    """List the direct parts of a tree (both branches and both phases of those that have two)."""
    match node:
        case Call(arguments=arguments):
            return arguments
        case Pick(call=call):
            return call.arguments
        case Choice(condition, when_true, when_false):
            return condition, when_true, when_false
        case ActiveInitial(running, starting):
            return running, starting
        case LookupCall(argument=argument):
            return (argument,)
        case _:
            return ()


def replaced(node: Node, slot: int, other: Node) -> Node:
    """Put another tree in place of every reference to a slot."""

    def inside(part: Node) -> Node:
        return replaced(part, slot, other)

    match node:
        case Reference() if node.slot == slot:
            return other
        case Call():
            return replace(node, arguments=tuple(map(inside, node.arguments)))
        case Choice(condition, when_true, when_false):
            return Choice(inside(condition), inside(when_true), inside(when_false))
        case ActiveInitial(running, starting):
            return ActiveInitial(inside(running), inside(starting))
        case LookupCall():
            return replace(node, argument=inside(node.argument))
        case _:
            return node


def slots_read(node: Node | None, *, starting: bool) -> frozenset[int]:
    """Collect the slots that an expression needs in one phase (starting or running)."""
    found: set[int] = set()
    waiting: list[Node] = [] if node is None else [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Reference):
            found.add(part.slot)
        elif isinstance(part, ActiveInitial):
            waiting.append(part.starting if starting else part.running)
        else:
            waiting.extend(children(part))
    return frozenset(found)


def functions_called(node: Node | None) -> frozenset[str]:
    """Collect the names of the functions in an expression; a data series counts as `time`."""
    found: set[str] = set()
    waiting: list[Node] = [] if node is None else [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Call):
            found.add(part.function)
        elif isinstance(part, Pick):
            found.add(part.call.function)
        elif isinstance(part, Exogenous):
            found.add("time")
        waiting.extend(children(part))
    return frozenset(found)


def parts_of_all(nodes: Iterable[Node]) -> int:
    """Count the parts of some trees; a vector that several pick from counts once."""
    count = 0
    vectors: set[int] = set()
    waiting = list(nodes)
    while waiting:
        part = waiting.pop()
        count += 1
        if isinstance(part, Pick):
            if id(part.call) in vectors:
                continue
            vectors.add(id(part.call))
        waiting.extend(children(part))
    return count
