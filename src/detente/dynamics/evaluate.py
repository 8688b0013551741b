"""Expression trees → numbers: NumPy while a model is compiled, JAX while it runs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from detente.dynamics.functions import FUNCTIONS, Moment, Value
from detente.dynamics.lookups import looked_up
from detente.dynamics.nodes import (
    ActiveInitial,
    Call,
    Choice,
    Constant,
    Exogenous,
    LookupCall,
    Node,
    Pick,
    Reference,
)

# A time is compared with a hair of a step, since the grid is not exact in binary.
_STEP_SHARE = 1e-4
# Operations that are undefined somewhere: the argument that a branch not taken must not reach.
_RISKY = {"divide": 1, "ln": 0, "log": 0, "log10": 0, "sqrt": 0, "power": 0,
          "arcsin": 0, "arccos": 0}  # fmt: skip
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


def is_traced(value: Value) -> bool:
    """Tell whether a value belongs to JAX."""
    return isinstance(value, jax.Array)


class Evaluator:
    """Evaluates trees at one moment.

    Args:
        at: the moment, with `xp` left to this class.
        values: slot → its value at this moment.
        series: data series → its value at this moment.
        starting: whether initial values are being worked out.
    """

    def __init__(
        self,
        at: Moment,
        values: Mapping[int, Value],
        series: Callable[[Exogenous], Value],
        *,
        starting: bool = False,
    ) -> None:
        self._concrete = replace(at, xp=np)
        self._traced = replace(at, xp=jnp)
        self._timed_traced = is_traced(at.time) or is_traced(at.step)
        self._values = values
        self._series = series
        self._starting = starting
        self._vectors: dict[int, Value] = {}
        self._guard: Value | None = None

    def value(self, node: Node) -> Value:
        """Evaluate a tree to a number."""
        match node:
            case Constant(value):
                return np.float64(value)
            case Reference(slot):
                return self._values[slot]
            case Call(function=name) if name in LOGIC:
                truth = self._truth(node)
                return self._library(truth).where(truth, 1.0, 0.0)
            case Call():
                return self._called(node)
            case Pick(call, index):
                if id(call) not in self._vectors:
                    self._vectors[id(call)] = self._called(call)
                return self._vectors[id(call)][index]
            case Choice():
                return self._chosen(node)
            case ActiveInitial(running, starting):
                return self.value(starting if self._starting else running)
            case LookupCall(table, argument):
                x = self.value(argument)
                return looked_up(self._library(x), table, x)
            case Exogenous():
                return self._series(node)

    @staticmethod
    def _library(*values: Value) -> Any:
        return jnp if any(is_traced(value) for value in values) else np

    def _called(self, node: Call) -> Value:
        function = FUNCTIONS[node.function]
        arguments = [self.value(argument) for argument in node.arguments]
        if self._guard is not None and node.function in _RISKY:
            risky = _RISKY[node.function]
            if is_traced(arguments[risky]) or is_traced(self._guard):
                arguments[risky] = jnp.where(self._guard, arguments[risky], 1.0)
        traced = any(is_traced(argument) for argument in arguments)
        if function.timed and self._timed_traced:
            traced = True
        at = self._traced if traced else self._concrete
        if function.random:
            return function.evaluate(self._traced, node.site, *arguments)
        return function.evaluate(at, *arguments)

    def _chosen(self, node: Choice) -> Value:
        condition = self._truth(node.condition)
        if not is_traced(condition):
            return self.value(node.when_true if condition else node.when_false)
        outer = self._guard
        self._guard = condition if outer is None else outer & condition
        when_true = self.value(node.when_true)
        self._guard = ~condition if outer is None else outer & ~condition
        when_false = self.value(node.when_false)
        self._guard = outer
        return jnp.where(condition, when_true, when_false)

    def _truth(self, node: Node) -> Value:
        if not isinstance(node, Call) or node.function not in LOGIC:
            return self.value(node) != 0
        if node.function == "not":
            truth = self._truth(node.arguments[0])
            return ~truth if is_traced(truth) else not truth
        if node.function in _COMPARISONS:
            return self._compared(node)
        left, right = map(self._truth, node.arguments)
        xp = self._library(left, right)
        return xp.logical_and(left, right) if node.function == "and" else xp.logical_or(left, right)

    def _compared(self, node: Call) -> Value:
        left, right = map(self.value, node.arguments)
        if not any(_is_time(argument) for argument in node.arguments):
            return _COMPARE[node.function](left, right)
        hair = self._traced.step * _STEP_SHARE
        gap = left - right
        match node.function:
            case "=":
                return abs(gap) < hair
            case "<>":
                return abs(gap) >= hair
            case "<":
                return gap < -hair
            case "<=":
                return gap <= hair
            case ">":
                return gap > hair
            case _:
                return gap >= -hair


LOGIC = frozenset({*_COMPARISONS, "and", "or", "not"})
_COMPARE: Mapping[str, Callable[[Value, Value], Value]] = {
    "=": lambda x, y: x == y,
    "<>": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y,
}


def _is_time(node: Node) -> bool:
    """Tell whether an expression is the time, or the time plus or minus a number."""
    if not isinstance(node, Call):
        return False
    if node.function in ("add", "subtract"):
        return any(_is_time(argument) for argument in node.arguments) and any(
            isinstance(argument, Constant) for argument in node.arguments
        )
    return node.function == "time"
