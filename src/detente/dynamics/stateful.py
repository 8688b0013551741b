"""Functions with a memory, written as hidden stocks: delays, smooths, trends, samples.

Formulas: Vensim reference manual, entries DELAY1 … TREND; XMILE 1.0, section 3.5.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from detente.dynamics.limits import MOST_PIPED
from detente.dynamics.names import split_name
from detente.dynamics.nodes import (
    Call,
    Choice,
    Constant,
    Definition,
    Kind,
    Node,
    Reference,
    replaced,
)
from detente.dynamics.problems import ModelError
from detente.dynamics.scope import Scope

if TYPE_CHECKING:
    from detente.dynamics.expressions import Builder

Lower = Callable[[Any], Node]
_HIGHEST_ORDER = 500
_HAIR = 1e-6


def _minus(left: Node, right: Node) -> Node:
    return Call("subtract", (left, right))


def _over(left: Node, right: Node) -> Node:
    return Call("divide", (left, right))


def _times(left: Node, right: Node) -> Node:
    return Call("multiply", (left, right))


def _stock(builder: Builder, scope: Scope, what: str, flow: Node, initial: Node) -> Reference:
    return builder.hidden(scope, what, Definition(Kind.STOCK, flow, initial))


def _forward(builder: Builder, scope: Scope, what: str, node: Node) -> Reference:
    """Give an expression that is used more than once a slot, so that it is worked out once."""
    return builder.hidden(scope, what, Definition(Kind.AUXILIARY, node))


def _order(builder: Builder, node: Node, what: str) -> int:
    order = round(builder.at_start(node))
    if not 1 <= order <= _HIGHEST_ORDER:
        raise ModelError(f"the order {order} of a {what} is not between 1 and {_HIGHEST_ORDER}",
                         "write its order as a whole number")  # fmt: skip
    return order


def _smooth(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    """Information delay: a chain of levels, each drawn towards the one before."""
    order = _order(builder, lower(tree.order), "SMOOTH")
    target = lower(tree.input)
    rate = _forward(builder, scope, "smooth rate",
                    _over(Constant(float(order)), lower(tree.smooth_time)))  # fmt: skip
    initial = lower(tree.initial)
    for level in range(order):
        own = builder.hidden(scope, f"smooth {level + 1}", Definition(Kind.STOCK))
        flow = _times(_minus(target, own), rate)
        target = _defined(builder, own, Definition(Kind.STOCK, flow, initial))
    return target


def _defined(builder: Builder, slot: Reference, definition: Definition) -> Reference:
    builder.redefine(slot.slot, definition)
    return slot


def _delay(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    """Material delay: a chain of levels, each of which empties into the next."""
    time = _forward(builder, scope, "delay time", lower(tree.delay_time))
    order = _order(builder, lower(tree.order), "DELAY")
    share = _forward(builder, scope, "delay per level", _over(time, Constant(float(order))))
    inflow, initial = lower(tree.input), _times(lower(tree.initial), share)
    for level in range(order):
        own = builder.hidden(scope, f"delay {level + 1}", Definition(Kind.STOCK))
        outflow = _forward(builder, scope, f"delay outflow {level + 1}", _over(own, share))
        _defined(builder, own, Definition(Kind.STOCK, _minus(inflow, outflow), initial))
        inflow = outflow
    return inflow


def _reachable_order(builder: Builder, order: Node, time: Node) -> int:
    """Lower an order that the time step cannot resolve, as Vensim does."""
    wanted = _order(builder, order, "DELAY")
    most = builder.at_start(time) / builder.at_start(Call("time_step", ()))
    return max(1, min(wanted, int(most + _HAIR)))


def _delay_n(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    """DELAY N: as a material delay, but a changed delay time moves down the chain step by step."""
    time = lower(tree.delay_time)
    if isinstance(time, Constant):
        return _delay(lower, builder, tree, scope)
    time = _forward(builder, scope, "delay time", time)
    order = _reachable_order(builder, lower(tree.order), time)
    count = Constant(float(order))
    inflow, initial = lower(tree.input), _over(_times(lower(tree.initial), time), count)
    passed: Node = time
    output: Node = inflow
    for level in range(order):
        earlier = builder.hidden(
            scope, f"delay time {level + 1}", Definition(Kind.HELD, passed, time)
        )
        own = builder.hidden(scope, f"delay {level + 1}", Definition(Kind.STOCK))
        outflow = _forward(
            builder, scope, f"delay outflow {level + 1}", _over(_times(own, count), passed)
        )
        _defined(builder, own, Definition(Kind.STOCK, _minus(inflow, outflow), initial))
        if level == 0:
            first = earlier
        output = _over(_times(own, count), first)
        inflow, passed = outflow, earlier
    return output


def _delay_fixed(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    """Pipeline delay: returns what went in a number of steps ago, fixed at the start."""
    length = _steps(builder, lower(tree.delay_time))
    return builder.hidden(
        scope, "fixed delay",
        Definition(Kind.PIPE, lower(tree.input), lower(tree.initial), length=length),
    )  # fmt: skip


def _steps(builder: Builder, time: Node) -> int:
    """Count the steps of a delay that is fixed at the start."""
    steps = max(builder.at_start(time) / builder.at_start(Call("time_step", ())), 1.0)
    if not steps <= MOST_PIPED:
        raise ModelError(
            f"a fixed delay has {steps:g} steps; {MOST_PIPED:,} are the most",
            "use a longer time step or a shorter delay",
        )
    length = round(steps + _HAIR)
    builder.pipe(length)
    return length


def _average(builder: Builder, lower: Lower, tree: Any, scope: Scope) -> tuple[Node, Node, Node]:
    """Build the smoothed input of TREND and FORECAST: input, its average, the averaging time."""
    level = _forward(builder, scope, "trend input", lower(tree.input))
    time = lower(tree.average_time)
    return level, builder.hidden(scope, "trend average", Definition(Kind.STOCK)), time


def _trend(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    level, average, time = _average(builder, lower, tree, scope)
    spread = _times(lower(tree.initial_trend), time)
    initial = _over(level, Call("add", (Constant(1.0), spread)))
    _set_average(builder, average, level, time, initial)
    return Call("zidz", (_minus(level, average), _times(time, Call("abs", (average,)))))


def _forecast(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    level, average, time = _average(builder, lower, tree, scope)
    initial = _over(level, Call("add", (Constant(1.0), lower(tree.initial_trend))))
    _set_average(builder, average, level, time, initial)
    growth = Call("zidz", (_minus(level, average), _times(time, average)))
    return _times(level, Call("add", (Constant(1.0), _times(growth, lower(tree.horizon)))))


def _set_average(builder: Builder, average: Node, level: Node, time: Node, initial: Node) -> None:
    assert isinstance(average, Reference)
    flow = _over(_minus(level, average), time)
    builder.redefine(average.slot, Definition(Kind.STOCK, flow, initial))


def _sample(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    """SAMPLE IF TRUE: the input while the condition holds, else the last one sampled.

    Its own name within it means the last one sampled, as in a running maximum.
    """
    held = builder.hidden(scope, "sampled", Definition(Kind.HELD))
    base, elements = split_name(scope.owner)
    variable = scope.names.variables.get(base)
    own = variable.slots.get(elements) if variable is not None else None
    choice = Choice(lower(tree.condition), lower(tree.input), held)
    present = _forward(builder, scope, "sample",
                       choice if own is None else replaced(choice, own, held))  # fmt: skip
    builder.redefine(held.slot, Definition(Kind.HELD, present, lower(tree.initial)))
    return present


def previous(builder: Builder, scope: Scope, node: Node, initial: Node) -> Node:
    """XMILE's PREVIOUS: the value one step ago."""
    return builder.hidden(scope, "previous", Definition(Kind.HELD, node, initial))


def net_present_value(
    builder: Builder, scope: Scope, stream: Node, rate: Node, initial: Node, factor: Node
) -> Node:
    """NPV: a stream discounted to the start of the run; Vensim's manual, entry NPV."""
    step = Call("time_step", ())
    shrink = _over(rate, Call("add", (Constant(1.0), _times(rate, step))))
    worth = builder.hidden(scope, "discount factor", Definition(Kind.STOCK))
    loss = Call("negative", (_times(worth, shrink),))
    _defined(builder, worth, Definition(Kind.STOCK, loss, Constant(1.0)))
    gain = _forward(builder, scope, "discounted stream", _times(stream, worth))
    total = _stock(builder, scope, "discounted so far", gain, initial)
    return _times(Call("add", (total, _times(gain, step))), factor)


def depreciation(
    builder: Builder, scope: Scope, stream: Node, time: Node, first: Node, initial: Node
) -> Node:
    """DEPRECIATE STRAIGHTLINE: what came in over the last `time`, in equal parts."""
    if first != Constant(1.0) or initial != Constant(0.0):
        raise ModelError(
            "DEPRECIATE STRAIGHTLINE with part of a first year or an initial value is not "
            "supported", "give it 1 and 0 as its last arguments",
        )  # fmt: skip
    length = _steps(builder, time)
    bought = builder.hidden(scope, "bought", Definition(Kind.STOCK))
    _defined(builder, bought, Definition(Kind.STOCK, stream, Constant(0.0)))
    after = _forward(builder, scope, "bought by now",
                     Call("add", (bought, _times(stream, Call("time_step", ())))))  # fmt: skip
    before = builder.hidden(
        scope, "written off", Definition(Kind.PIPE, after, Constant(0.0), length=length)
    )
    return _over(_minus(after, before), time)


def _initial(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    return builder.hidden(scope, "initial", Definition(Kind.FROZEN, initial=lower(tree.initial)))


def _integral(lower: Lower, builder: Builder, tree: Any, scope: Scope) -> Node:
    return builder.hidden(scope, "integral", integral(lower, tree))


def integral(lower: Lower, tree: Any) -> Definition:
    """Define a stock: INTEG(flow, initial)."""
    return Definition(
        Kind.STOCK, lower(tree.flow), lower(tree.initial), non_negative=bool(tree.non_negative)
    )


LOWER: Mapping[str, Callable[[Lower, Builder, Any, Scope], Node]] = MappingProxyType(
    {
        "SmoothStructure": _smooth,
        "SmoothNStructure": _smooth,
        "DelayStructure": _delay,
        "DelayNStructure": _delay_n,
        "DelayFixedStructure": _delay_fixed,
        "TrendStructure": _trend,
        "ForecastStructure": _forecast,
        "SampleIfTrueStructure": _sample,
        "InitialStructure": _initial,
        "IntegStructure": _integral,
    }
)
# Written as calls: name → how it is lowered, and the numbers of its arguments.
CALLS: Mapping[str, tuple[Callable[..., Node], tuple[int, ...]]] = MappingProxyType(
    {
        "previous": (previous, (2,)),
        "npv": (net_present_value, (4,)),
        "depreciate_straightline": (depreciation, (4,)),
    }
)
# As files write them; PySD's reader turns each into one of the structures above.
NAMES = frozenset(
    {"integ", "delay1", "delay1i", "delay3", "delay3i", "delay_n", "delay_fixed", "smooth",
     "smoothi", "smooth3", "smooth3i", "smooth_n", "trend", "forecast", "sample_if_true",
     "initial", "with_lookup", "game", "get_direct_data", "get_direct_constants",
     "get_direct_lookups", "get_xls_data", "get_xls_constants", "get_xls_lookups", "smth1",
     "smth3", "smthn", "delay", "delayn", "forcst", "init", "safediv"}
)  # fmt: skip
