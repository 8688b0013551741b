"""Do the units of a model fit its equations? Every equation is walked with units for numbers.

A number written in an equation has no unit; where it is added or compared it takes the other's,
as in MAX(x, 0). What a table (lookup) does to units is the modeller's word: its result has the unit
of the variable that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from detente.dynamics.finding import Finding
from detente.dynamics.grid import CONTROLS
from detente.dynamics.model import Model
from detente.dynamics.names import canonical
from detente.dynamics.problems import ModelError
from detente.dynamics.scope import parts_of
from detente.dynamics.units import DURATIONS, Units, words

_STATE_ONE_UNIT = "mend the equation or one of the units"
_ANY = "any"  # the unit of a plain number
_SAME_UNIT = frozenset(
    {"min", "max", "vmin", "vmax", "vmin_xmile", "vmax_xmile", "sum", "mean", "stddev", "abs",
     "integer", "round", "quantum", "modulo", "mod", "active_initial", "previous"}
)  # fmt: skip
_PURE = frozenset(
    {"exp", "ln", "log", "log10", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh",
     "cosh", "tanh", "gamma_ln"}
)  # fmt: skip
_UNITLESS = frozenset({"sign", "elmcount", "size", "random_0_1", "vector_rank",
                       "vector_sort_order", "pi"})  # fmt: skip
_RANDOM_LEVELS: Mapping[str, int] = MappingProxyType(
    {"random_uniform": 2, "uniform": 2, "random_normal": 4, "normal": 2, "random_exponential": 4,
     "exprnd": 1, "poisson": 1}
)  # fmt: skip
_LOOKUP_CALLS = frozenset({"lookup_of", "lookup_extrapolate", "lookup_forward", "lookup_backward"})
_CLOCK = frozenset({"time", "dt", "starttime", "stoptime", *CONTROLS})


def check_units(model: Model) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Compare the unit of each variable with what its equations give.

    Returns:
        problems: each inconsistency, with the variable and both units.
        notes: variables without a unit, or the model where it states none.
    """
    walk = _Walk(model)
    own = [v for v in model.variables.values() if v.name not in CONTROLS]
    silent = [variable.shown for variable in own if not variable.units.strip()]
    if len(silent) == len(own):
        return (), (Finding("units", "", 0, "the model states no units, so none were checked",
                            "give each variable its unit"),)  # fmt: skip
    for element in model.source.sections[0].elements:
        if canonical(element.name) in model.variables:
            walk.element(element)
    notes = []
    if silent:
        counted = f"{len(silent)} of {len(own)} variables state no unit: {', '.join(silent)}"
        notes.append(
            Finding("units", "", 0, counted, "give each its unit (Dmnl for a pure number)")
        )
    if walk.time is None:
        notes.append(Finding("units", "", 0, "the unit of time is not stated, so stocks and their "
                             "flows were not compared", "give TIME STEP its unit"))  # fmt: skip
    return tuple(dict.fromkeys(walk.problems)), tuple(notes)


class _Walk:
    """Works out the units of expressions: a Pint unit, `_ANY` of a number, None where unknown."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.units = Units(_synonyms(model))
        self.problems: list[Finding] = []
        self._variable = ""
        self._declared: dict[str, Any] = {}
        for variable in model.variables.values():
            self._variable = variable.shown
            self._declared[variable.name] = self._read(variable.units)
        stated = [self._declared.get(name) for name in ("time_step", "initial_time", "final_time")]
        self._variable = "TIME STEP"
        stated.append(self._read(model.source.time_unit))
        known = [unit for unit in stated if unit is not None and unit != self.units.one]
        self.time = known[0] if known else None

    def _read(self, text: str) -> Any:
        if not text.strip():
            return None
        try:
            return self.units.parsed(text)
        except ModelError as error:
            self._report(error.problem, error.fix)
            return None

    def _report(self, problem: str, remedy: str = _STATE_ONE_UNIT) -> None:
        line = self.model.source.line_of(self._variable)
        self.problems.append(Finding("units", self._variable, line, problem, remedy))

    def element(self, element: Any) -> None:
        """Check all equations of a variable against its unit."""
        name = canonical(element.name)
        self._variable = self.model.variables[name].shown
        declared = self._declared[name]
        for component in element.components:
            found = self.of(component.ast)
            self._compared(declared, found, f"has the unit {self._spoken(declared)}, but its "
                           f"equation gives {self._spoken(found)}")  # fmt: skip

    def _spoken(self, unit: Any) -> str:
        return "?" if unit is None or unit is _ANY else self.units.spoken(unit)

    def _compared(self, one: Any, other: Any, problem: str, remedy: str = _STATE_ONE_UNIT) -> None:
        if one is None or other is None or one is _ANY or other is _ANY:
            return
        if self.units.agree(one, other):
            return
        if one.dimensionality == other.dimensionality:
            factor = self.units.factor(other, one)
            remedy = f"convert it (a factor of {factor:.6g} is missing), or {remedy}"
        self._report(problem, remedy)

    def _same(self, units: list[Any], what: str) -> Any:
        """Compare what must have one unit; return that unit."""
        known = [unit for unit in units if unit is not None and unit is not _ANY]
        for other in known[1:]:
            self._compared(
                known[0], other, f"{what} {self._spoken(known[0])} and {self._spoken(other)}"
            )
        if known:
            return known[0]
        return None if None in units else _ANY

    def of(self, tree: Any) -> Any:
        """Return the unit of an expression, and report what does not fit inside it."""
        rule = _RULES.get(type(tree).__name__)
        if rule is not None:
            return rule(self, tree)
        if not hasattr(tree, "__dataclass_fields__"):
            return _ANY
        for part in parts_of(tree):
            self.of(part)
        return _ANY if "Get" in type(tree).__name__ or "Lookups" in type(tree).__name__ else None

    def _timed(self, unit: Any, what: str) -> None:
        self._compared(self.time, unit, f"{what} is in {self._spoken(unit)}, but time runs in "
                       f"{self._spoken(self.time)}")  # fmt: skip

    def _pure(self, unit: Any, what: str) -> None:
        self._compared(self.units.one, unit, f"{what} has the unit {self._spoken(unit)} and should "
                       "have none", "divide it by a reference value of the same unit")  # fmt: skip

    def product(self, one: Any, other: Any, *, divide: bool = False) -> Any:
        """Multiply or divide two units."""
        if one is None or other is None:
            return None
        if one is _ANY and other is _ANY:
            return _ANY
        one = self.units.one if one is _ANY else one
        other = self.units.one if other is _ANY else other
        return one / other if divide else one * other

    def arithmetic(self, tree: Any) -> Any:
        operators = tree.operators
        if operators == ["negative"]:
            return self.of(tree.arguments[0])
        if "^" in operators:
            return self._power(tree)
        found = [self.of(part) for part in tree.arguments]
        if set(operators) <= {"+", "-"}:
            return self._same(found, "adds")
        unit = found[0]
        for operator, other in zip(operators, found[1:], strict=True):
            unit = self.product(unit, other, divide=operator == "/")
        return unit

    def _power(self, tree: Any) -> Any:
        base, *exponents = tree.arguments
        unit = self.of(base)
        for exponent in exponents:
            self._pure(self.of(exponent), "an exponent")
        if unit is None or unit is _ANY:
            return unit
        number = _number(exponents[0]) if len(exponents) == 1 else None
        if number is not None:
            return self.units.power(unit, number)
        self._pure(unit, "what is raised to a power that is no plain number")
        return self.units.one

    def logic(self, tree: Any) -> Any:
        found = [self.of(part) for part in tree.arguments]
        if not {":AND:", ":OR:", ":NOT:"} & set(tree.operators):
            self._same(found, "compares")
        return self.units.one

    def reference(self, tree: Any) -> Any:
        name = canonical(tree.reference)
        if name in self._declared:
            return self._declared[name]
        if name in _CLOCK:
            return self.time
        return _ANY  # a subscript as a number

    def call(self, tree: Any) -> Any:
        function = tree.function
        name = canonical(getattr(function, "reference", ""))
        if name in self._declared and self.model.variables[name].lookups:
            self._arguments(tree.arguments)
            return self._declared[name]
        if name in _LOOKUP_CALLS:
            self._arguments(tree.arguments[1:])
            return self.reference(tree.arguments[0])
        found = self._arguments(tree.arguments)
        rule = _CALLS.get(name)
        if rule is not None:
            return rule(self, found)
        return self._usual(name, found)

    def _arguments(self, trees: Any) -> list[Any]:
        return [self.of(part) for part in trees]

    def _usual(self, name: str, found: list[Any]) -> Any:
        spoken = name.replace("_", " ").upper()
        if name in _SAME_UNIT:
            return self._same(found, f"{spoken} takes")
        if name in _PURE:
            for unit in found:
                self._pure(unit, f"the argument of {spoken}")
            return self.units.one
        if name in _UNITLESS:
            return self.units.one
        if name in _RANDOM_LEVELS:
            return self._same(found[: _RANDOM_LEVELS[name]], f"{spoken} takes")
        return None  # a macro, or a function over vectors

    def choice(self, found: list[Any]) -> Any:
        return self._same(found[1:], "chooses between")

    def quotient(self, found: list[Any]) -> Any:
        unit = self.product(found[0], found[1], divide=True)
        return self._same([unit, *found[2:3]], "divides to")

    def step(self, found: list[Any]) -> Any:
        self._timed(found[1], "the time of STEP")
        return found[0]

    def ramp(self, found: list[Any]) -> Any:
        for unit in found[1:]:
            self._timed(unit, "the time of RAMP")
        return self.product(found[0], self.time)

    def pulse(self, found: list[Any]) -> Any:
        for unit in found:
            self._timed(unit, "the time of PULSE")
        return _ANY  # in 500*PULSE(…) the number carries the unit

    def impulse(self, found: list[Any]) -> Any:
        for unit in found[:-1]:
            self._timed(unit, "the time of PULSE")
        return self.product(found[-1], self.time, divide=True)

    def root(self, found: list[Any]) -> Any:
        unit = found[0]
        return unit if unit is None or unit is _ANY else self.units.power(unit, 0.5)

    def integral(self, tree: Any) -> Any:
        flow, initial = self.of(tree.flow), self.of(tree.initial)
        gained = None if flow is _ANY else self.product(flow, self.time)
        declared = self._declared[canonical(self._variable)]
        self._compared(declared, initial, f"has the unit {self._spoken(declared)}, but its initial "
                       f"value has {self._spoken(initial)}")  # fmt: skip
        return gained

    def smooth(self, tree: Any) -> Any:
        """Find the unit of delays and smooths: the one of what goes in."""
        time = (
            getattr(tree, "smooth_time", None) if hasattr(tree, "smooth_time") else tree.delay_time
        )
        self._timed(self.of(time), "the time of a delay or smooth")
        return self._same([self.of(tree.input), self.of(tree.initial)], "starts a delay of")

    def trend(self, tree: Any) -> Any:
        self.of(tree.input)
        self._timed(self.of(tree.average_time), "the averaging time of TREND")
        growth = self.product(_ANY, self.time, divide=True)
        self._compared(growth, self.of(tree.initial_trend), "the initial trend is no share per "
                       "unit of time")  # fmt: skip
        return growth

    def forecast(self, tree: Any) -> Any:
        for part in (tree.average_time, tree.horizon):
            self._timed(self.of(part), "a time of FORECAST")
        self.of(tree.initial_trend)
        return self.of(tree.input)

    def sample(self, tree: Any) -> Any:
        self.of(tree.condition)
        return self._same([self.of(tree.input), self.of(tree.initial)], "samples")

    def allocation(self, tree: Any) -> Any:
        supply = getattr(tree, "avail", None) if hasattr(tree, "avail") else tree.supply
        return self._same([self.of(tree.request), self.of(supply)], "allocates")


def _synonyms(model: Model) -> Mapping[str, str]:
    """Return what the file's words for units mean; Stella's `time` is the unit of time itself."""
    stated = model.source.time_unit
    if not stated and "time_step" in model.variables:
        stated = model.variables["time_step"].units
    if stated.strip().casefold() == "time":
        # Stella's default says nothing; the unit of time is then the one that the model uses.
        used = {word for variable in model.variables.values() for word in words(variable.units)}
        durations = used & DURATIONS
        stated = durations.pop() if len(durations) == 1 else ""
    synonyms = model.source.unit_synonyms
    return {"time": stated, **synonyms} if stated else synonyms


def _number(tree: Any) -> float | None:
    """Return the number that an exponent is, also negative and in brackets."""
    if isinstance(tree, int | float):
        return float(tree)
    if getattr(tree, "operators", None) == ["negative"]:
        inner = _number(tree.arguments[0])
        return None if inner is None else -inner
    return None


_CALLS: Mapping[str, Callable[[_Walk, list[Any]], Any]] = MappingProxyType(
    {
        "if_then_else": _Walk.choice,
        "xidz": _Walk.quotient,
        "zidz": _Walk.quotient,
        "safediv": _Walk.quotient,
        "step": _Walk.step,
        "ramp": _Walk.ramp,
        "xramp": _Walk.ramp,
        "pulse": _Walk.pulse,
        "pulse_train": _Walk.pulse,
        "xpulse": _Walk.impulse,
        "xpulse_train": _Walk.impulse,
        "sqrt": _Walk.root,
        "get_time_value": lambda walk, found: walk.time,
    }
)
_RULES: Mapping[str, Callable[[_Walk, Any], Any]] = MappingProxyType(
    {
        "ArithmeticStructure": _Walk.arithmetic,
        "LogicStructure": _Walk.logic,
        "ReferenceStructure": _Walk.reference,
        "CallStructure": _Walk.call,
        "IntegStructure": _Walk.integral,
        "SmoothStructure": _Walk.smooth,
        "SmoothNStructure": _Walk.smooth,
        "DelayStructure": _Walk.smooth,
        "DelayNStructure": _Walk.smooth,
        "DelayFixedStructure": _Walk.smooth,
        "TrendStructure": _Walk.trend,
        "ForecastStructure": _Walk.forecast,
        "SampleIfTrueStructure": _Walk.sample,
        "AllocateAvailableStructure": _Walk.allocation,
        "AllocateByPriorityStructure": _Walk.allocation,
        "InitialStructure": lambda walk, tree: walk.of(tree.initial),
        "GameStructure": lambda walk, tree: walk.of(tree.expression),
        "DataStructure": lambda walk, tree: _ANY,
        # The table answers in the unit of the variable that holds it.
        "InlineLookupsStructure": lambda walk, tree: (walk.of(tree.argument), _ANY)[1],
        "LookupsStructure": lambda walk, tree: _ANY,
    }
)
