"""`scenarios.toml`: what is changed, from when, and which outcomes are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from detente.terms.errors import InputError, Problem, nearest, shown
from detente.terms.periods import month_number, months_between, shift_month
from detente.terms.toml_fields import Reader, Table, Where
from detente.terms.toml_text import parse_toml

MODEL_FILE = "model.xmile"
SCENARIOS_FILE = "scenarios.toml"
BEST = "best 12 months"
BETTER = ("lower", "higher", "neither")
_FILE_KEYS = ("start", "ramp_months", "horizons", "shared", "fails_below", "outcome", "scenario")
_OUTCOME_KEYS = ("id", "label", "variable", "unit", "better")
_SCENARIO_KEYS = ("id", "label", "sides", "levers", "start", "until", "ramp_months", "note")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """A variable of the model that scenarios are compared by; its months are summed.

    Attributes:
        unit: of the sum, e.g. `deaths` for a variable in deaths a month.
        better: `lower`, `higher`, or `neither` where a change in itself is no improvement.
    """

    id: str
    label: str
    variable: str
    unit: str
    better: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Named changes from a month on; always compared with the baseline.

    Attributes:
        sides: prefix of a side in the model → `best 12 months`, a window of months whose mean
            share of cooperative acts is meant, or that share itself, from 0 to 1.
        levers: constant of the model → its number.
        start: month in which the changes begin.
        until: month in which cooperation begins to return to its course; empty for never.
        ramp_months: over which a change is made.
    """

    id: str
    label: str
    sides: Mapping[str, str | float]
    levers: Mapping[str, float]
    start: str
    until: str
    ramp_months: float
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """What a `scenarios.toml` asks for.

    Attributes:
        horizons: months after the start over which outcomes are summed, ascending.
        shared: id of the scenario whose joint change is shared out among its sides; may be empty.
        fails_below: per cent; a scenario that improves an outcome by less is called a failure.
    """

    outcomes: tuple[Outcome, ...]
    scenarios: tuple[Scenario, ...]
    horizons: tuple[int, ...]
    shared: str
    fails_below: float

    def scenario(self, scenario_id: str) -> Scenario:
        """Return a scenario by id; KeyError where there is none."""
        for scenario in self.scenarios:
            if scenario.id == scenario_id:
                return scenario
        raise KeyError(scenario_id)


def read_scenarios(text: str, file: str = SCENARIOS_FILE) -> ScenarioFile:
    """Read the text of a scenarios file.

    Raises:
        InputError: all its problems at once; names of the model are checked by `check_scenarios`.
    """
    read = parse_toml(text, file)
    table, reader = read.table, Reader(read)
    reader.unknown_keys(table, _FILE_KEYS, ())
    start = _month(reader, table, "start", ())
    ramp = _number(reader, table, "ramp_months", (), 6.0, low=0.0, high=_LONGEST)
    outcomes = tuple(
        _outcome(reader, part, ("outcome", place))
        for place, part in enumerate(reader.tables(table, "outcome", ()))
    )
    scenarios = tuple(
        _scenario(reader, part, ("scenario", place), start, ramp)
        for place, part in enumerate(reader.tables(table, "scenario", ()))
    )
    found = ScenarioFile(
        outcomes, scenarios, _horizons(reader, table),
        reader.optional_text(table, "shared", ()),
        _number(reader, table, "fails_below", (), 1.0, low=0.0, high=100.0),
    )  # fmt: skip
    _whole(reader, found)
    if reader.problems:
        raise InputError(reader.problems)
    return found


def _whole(reader: Reader, found: ScenarioFile) -> None:
    for what, items in (("outcome", found.outcomes), ("scenario", found.scenarios)):
        ids = [item.id for item in items]
        if not ids:
            reader.report(f"there is no {what}", f"add one with [[{what}]]")
        for place, name in enumerate(ids):
            if name and name in ids[:place]:
                reader.report(
                    f"id {shown(name)} stands twice", "give each its own", what, place, "id"
                )
    if found.shared and found.shared not in [scenario.id for scenario in found.scenarios]:
        reader.report(f"shared names no scenario: {shown(found.shared)}",
                      "name one that changes two sides or more", "shared")  # fmt: skip
    elif found.shared and len(found.scenario(found.shared).sides) < 2:
        reader.report(f"the scenario {shown(found.shared)} changes fewer than two sides",
                      "nothing is to be shared out: name another", "shared")  # fmt: skip


def _outcome(reader: Reader, table: Table, where: Where) -> Outcome:
    reader.unknown_keys(table, _OUTCOME_KEYS, where)
    return Outcome(
        reader.text(table, "id", where),
        reader.text(table, "label", where),
        reader.text(table, "variable", where),
        reader.text(table, "unit", where),
        reader.choice(table, "better", BETTER, where),
        reader.line(*where, "variable"),
    )


def _scenario(reader: Reader, table: Table, where: Where, start: str, ramp: float) -> Scenario:
    reader.unknown_keys(table, _SCENARIO_KEYS, where)
    begins = _month(reader, table, "start", where) if "start" in table else start
    until = _month(reader, table, "until", where) if "until" in table else ""
    if begins and until and month_number(until) <= month_number(begins):
        reader.report(f"until = {shown(until)} is not after its start, {begins}",
                      "choose a later month", *where, "until")  # fmt: skip
    sides = _table(reader, table, "sides", where)
    levers = _table(reader, table, "levers", where)
    if not sides and not levers:
        reader.report("the scenario changes nothing",
                      f'add sides = {{ SIDE = "{BEST}" }} or levers = {{ NAME = number }}',
                      *where)  # fmt: skip
    for side, target in sides.items():
        _check_target(reader, side, target, where)
    for name, number in levers.items():
        if not isinstance(number, int | float) or isinstance(number, bool):
            reader.report(f"lever {name} = {shown(number)} is not a number",
                          "write a number without quotes", *where, "levers", name)  # fmt: skip
    return Scenario(
        id=reader.text(table, "id", where),
        label=reader.text(table, "label", where),
        sides=MappingProxyType({
            side: target if isinstance(target, str) else float(target)
            for side, target in sides.items() if isinstance(target, str | int | float)
        }),
        levers=MappingProxyType({
            name: float(number) for name, number in levers.items()
            if isinstance(number, int | float)
        }),
        start=begins,
        until=until,
        ramp_months=_number(reader, table, "ramp_months", where, ramp, low=0.0, high=_LONGEST),
        note=reader.optional_text(table, "note", where),
        line=reader.line(*where),
    )  # fmt: skip


def _check_target(reader: Reader, side: str, target: object, where: Where) -> None:
    fix = f'write "{BEST}", a window such as "2019-10/2020-09", or a share from 0 to 1'
    good = False
    if isinstance(target, str):
        good = target == BEST or window_months(target) is not None
    elif isinstance(target, int | float) and not isinstance(target, bool):
        good = 0 <= target <= 1
    if not good:
        reader.report(f"side {side} = {shown(target)} is no target", fix, *where, "sides", side)


def window_months(text: str) -> tuple[str, ...] | None:
    """Return the months of a window such as `2019-10/2020-09`; None where it is none."""
    first, slash, last = text.partition("/")
    try:
        months = months_between(first, last if slash else first)
    except ValueError:
        return None
    return months or None


def _table(reader: Reader, table: Table, key: str, where: Where) -> Mapping[str, object]:
    value = table.get(key, {})
    if isinstance(value, dict):
        return value
    reader.report(f"{key} is not a table", f"write {key} = {{ NAME = … }}", *where, key)
    return {}


def _month(reader: Reader, table: Table, key: str, where: Where) -> str:
    text = reader.text(table, key, where, ', a month such as "2026-05"')
    try:
        if text:
            month_number(text)
    except ValueError:
        reader.report(f"{key} = {shown(text)} is not a month", 'write it as "2026-05"', *where, key)
        return ""
    return text


def _number(
    reader: Reader, table: Table, key: str, where: Where, default: float, *, low: float, high: float
) -> float:
    value = table.get(key, default)
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    reader.report(f"{key} = {shown(value)} is not a number from {low:g} to {high:g}",
                  f"write {key} = {default:g}, say", *where, key)  # fmt: skip
    return default


def _horizons(reader: Reader, table: Table) -> tuple[int, ...]:
    value = table.get("horizons", [12, 36])
    if (
        isinstance(value, list) and value
        and all(type(item) is int and 1 <= item <= _LONGEST for item in value)
    ):  # fmt: skip
        return tuple(sorted(set(value)))
    reader.report(f"horizons = {shown(value)} is no list of whole months from 1 to {_LONGEST}",
                  "write horizons = [12, 36]", "horizons")  # fmt: skip
    return (12, 36)


def last_month_needed(found: ScenarioFile) -> str:
    """Return the last month that any scenario's longest horizon reaches."""
    return max(shift_month(s.start, found.horizons[-1] - 1) for s in found.scenarios)


def check_scenarios(
    found: ScenarioFile,
    sides: Mapping[str, str],
    has: Mapping[str, str],
    origin: str,
    last: str,
    file: str = SCENARIOS_FILE,
) -> list[Problem]:
    """Return every name and date of a scenarios file that the case's model has not.

    Args:
        sides: prefix of a side in the model → its dyad.
        has: variable of the model → its kind: `constant`, or anything else.
        origin, last: first and last month of the model's run.
    """
    problems: list[Problem] = []

    def say(line: int, problem: str, fix: str) -> None:
        problems.append(Problem(file, line, problem, fix))

    for outcome in found.outcomes:
        if outcome.variable not in has:
            problem = f"outcome {outcome.id}: the model has no variable {shown(outcome.variable)}"
            say(outcome.line, problem, nearest(outcome.variable, has))
    constants = [name for name, kind in has.items() if kind == "constant"]
    for scenario in found.scenarios:
        for side in scenario.sides.keys() - sides.keys():
            say(scenario.line, f"the model has no side {shown(side)}", nearest(side, sides))
        for name in scenario.levers.keys() - set(constants):
            say(scenario.line, f"the model has no input {shown(name)} that is a constant",
                nearest(name, constants))  # fmt: skip
        ends = shift_month(scenario.start, found.horizons[-1] - 1)
        if scenario.start < origin or ends > last:
            say(scenario.line, f"scenario {scenario.id} runs from {scenario.start} to {ends}, and "
                f"the model from {origin} to {last}",
                "choose another start, or a shorter horizon")  # fmt: skip
        windows = [t for t in scenario.sides.values() if isinstance(t, str) and t != BEST]
        for window in windows:
            months = window_months(window) or ()
            if months and (months[0] < origin or months[-1] > last):
                say(scenario.line, f"window {window} reaches outside of {origin} to {last}",
                    "choose a window inside it")  # fmt: skip
    return problems
