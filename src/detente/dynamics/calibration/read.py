"""`calibration.toml` → CalibrationSpec, with every problem of the file at once."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from detente.dynamics.calibration.likelihoods import LIKELIHOODS
from detente.dynamics.calibration.priors import PRIORS, Prior
from detente.dynamics.calibration.spec import (
    CalibrationSpec,
    InputSpec,
    ObserveSpec,
    ParameterSpec,
    PathSpec,
    RunSpec,
    Value,
)
from detente.terms.errors import InputError, Problem, nearest, shown
from detente.terms.plain_files import read_plain_text
from detente.terms.toml_lines import line_of
from detente.terms.toml_text import parse_toml

Spec = TypeVar("Spec")
HOWS = ("sum", "mean", "change")
_TABLES = ("parameter", "path", "input", "observe", "run")
_PRIOR_KEYS = ("distribution", "source")


def load_calibration(path: Path | str) -> CalibrationSpec:
    """Read a calibration file.

    Raises:
        InputError: all its problems at once, each with its line.
    """
    file = str(path)
    return read_calibration(read_plain_text(Path(path), file), file)


def read_calibration(text: str, file: str = "calibration.toml") -> CalibrationSpec:
    """Read the text of a calibration file; see `load_calibration`."""
    read = parse_toml(text, file)
    content, reader = read.table, _Reader(file, read.lines)
    reader.known(content, (), _TABLES)
    parameters = [
        reader.parameter(name, table) for name, table in reader.tables(content, "parameter")
    ]
    paths = [reader.path(name, table) for name, table in reader.tables(content, "path")]
    inputs = [reader.input(name, table) for name, table in reader.tables(content, "input")]
    observed = reader.observations(content.get("observe", []))
    run = reader.run(content.get("run", {}))
    if reader.problems:
        raise InputError(sorted(set(reader.problems)))
    lines = {
        (place[0], place[1]): line for place, line in reader.lines.items() if len(place) == 2
    } | {("observe", item.name): reader.line("observe", i) for i, item in enumerate(observed)}
    return CalibrationSpec(
        tuple(parameters), tuple(observed), tuple(paths), tuple(inputs), run, file,
        MappingProxyType(lines),
    )  # fmt: skip


class _Reader:
    """Reads tables and notes what is wrong with them; lives only while one file is read."""

    def __init__(self, file: str, lines: Mapping[tuple[str, ...], int]) -> None:
        self.file, self.lines = file, lines
        self.problems: list[Problem] = []

    def line(self, *place: str | int) -> int:
        return line_of(self.lines, *place)

    def note(self, place: tuple[str | int, ...], problem: str, fix: str) -> None:
        self.problems.append(Problem(self.file, self.line(*place), problem, fix))

    def known(self, table: Any, place: tuple[str | int, ...], keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                self.note((*place, key), f"{shown(key)} is unknown here", nearest(key, keys))

    def tables(self, content: Mapping[str, Any], kind: str) -> list[tuple[str, dict[str, Any]]]:
        given = content.get(kind, {})
        if not isinstance(given, dict):
            self.note((kind,), f"{kind} is not a group of tables", f"write [{kind}.NAME]")
            return []
        for name, table in given.items():
            if not isinstance(table, dict):
                self.note((kind, name), f"{kind}.{name} is not a table", f"write [{kind}.{name}]")
        return [(name, table) for name, table in given.items() if isinstance(table, dict)]

    def parameter(self, name: str, table: dict[str, Any]) -> ParameterSpec:
        place = ("parameter", name)
        unit = self.text(table, place, "unit")
        rest = {key: value for key, value in table.items() if key != "unit"}
        return ParameterSpec(name, self.prior(rest, place, f"[parameter.{name}]"), unit)

    def prior(self, table: Any, place: tuple[str | int, ...], label: str) -> Prior:
        kind = table.get("distribution") if isinstance(table, dict) else None
        known = PRIORS.get(kind) if isinstance(kind, str) else None
        if known is None:
            said = "no distribution" if kind is None else f"the distribution {shown(kind)}"
            fix = nearest(kind, PRIORS) if isinstance(kind, str) else (
                f"give distribution = one of {', '.join(PRIORS)}")  # fmt: skip
            self.note(place, f"{label} has {said}", fix)
            return Prior("normal", {"mean": 0.0, "sd": 1.0})
        numbers = {key: self.numbers(value) for key, value in table.items()
                   if key not in _PRIOR_KEYS}  # fmt: skip
        if set(numbers) != set(known.numbers) or not _sound(numbers, known.sound):
            self.note(place, f"{label} does not fit the distribution {kind}",
                      f"give the numbers {', '.join(known.numbers)} with {known.rule}")  # fmt: skip
        clean = {key: value for key, value in numbers.items() if value is not None}
        return Prior(str(kind), MappingProxyType(clean), self.text(table, place, "source"))

    @staticmethod
    def numbers(value: Any) -> float | tuple[float, ...] | None:
        """Return a finite number or a list of them; None for anything else."""
        if isinstance(value, list) and value and all(map(_is_number, value)):
            return tuple(map(float, value))
        return float(value) if _is_number(value) else None

    def path(self, name: str, table: dict[str, Any]) -> PathSpec:
        place = ("path", name)
        self.known(table, place, ("knots", "smooth", "log", "start", "step"))
        knots = table.get("knots")
        times = self.numbers(knots)
        if isinstance(times, tuple) and len(times) >= 2 and list(times) == sorted(set(times)):
            chosen: int | tuple[float, ...] = times
        elif isinstance(knots, int) and not isinstance(knots, bool) and 2 <= knots <= 500:
            chosen = knots
        else:
            self.note(place, f"[path.{name}] has knots = {shown(knots)}",
                      "give a number from 2 to 500, or two or more rising times")  # fmt: skip
            chosen = 2
        log = self.flag(table, place, "log", True)
        start = self.prior(table.get("start", {}), (*place, "start"), f"start of [path.{name}]")
        step = self.prior(table.get("step", {}), (*place, "step"), f"step of [path.{name}]")
        for prior, key, needed in ((start, "start", log), (step, "step", True)):
            if needed and not prior.positive():
                self.note((*place, key), f"{key} of [path.{name}] may fall below zero",
                          "choose a positive prior, such as lognormal or halfnormal")  # fmt: skip
        return PathSpec(name, chosen, start, step, self.flag(table, place, "smooth", False), log)

    def input(self, name: str, table: dict[str, Any]) -> InputSpec:
        place = ("input", name)
        self.known(table, place, ("components", "log"))
        return InputSpec(name, self.whole(table, place, "components", 4, 1, 50),
                         self.flag(table, place, "log", False))  # fmt: skip

    def observations(self, given: Any) -> list[ObserveSpec]:
        if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
            self.note(("observe",), "observe is not a list of tables", "write [[observe]] for each")
            return []
        if not given:
            self.note((), "nothing is observed", "add an [[observe]] table")
        found = [self.observation(("observe", i), table) for i, table in enumerate(given)]
        names = [item.name for item in found]
        for i, name in enumerate(names):
            if name in names[:i]:
                self.note(("observe", i), f"two observations are named {shown(name)}",
                          "give one of them a name of its own")  # fmt: skip
        return found

    def observation(self, place: tuple[str | int, ...], table: dict[str, Any]) -> ObserveSpec:
        self.known(table, place, tuple(ObserveSpec.__slots__))
        variable = self.text(table, place, "variable", needed=True)
        column = self.text(table, place, "column") or variable
        kind = self.text(table, place, "likelihood", needed=True)
        if kind and kind not in LIKELIHOODS:
            self.note((*place, "likelihood"), f"the likelihood {shown(kind)} is unknown",
                      nearest(kind, LIKELIHOODS))  # fmt: skip
        how = self.text(table, place, "how") or "sum"
        if how not in HOWS:
            self.note((*place, "how"), f"how = {shown(how)} is unknown", nearest(how, HOWS))
        if "spread" not in table:
            self.note(place, f"the observation of {shown(column)} has no spread",
                      "give spread = the name of a [parameter.NAME], or a number")  # fmt: skip
        spread = self.value(table, place, "spread", 1.0)
        if not isinstance(spread, str) and spread <= 0:
            self.note((*place, "spread"), f"spread = {spread:g} is not above zero", "raise it")
        df = self.numbers(table.get("df", 4.0))
        if not isinstance(df, float) or df <= 0:
            self.note((*place, "df"), "df is not a number above zero", "give one, such as 4")
            df = 4.0
        return ObserveSpec(
            name=self.text(table, place, "name") or column,
            variable=variable,
            column=column,
            likelihood=kind if kind in LIKELIHOODS else "normal",
            spread=spread,
            unit=self.text(table, place, "unit"),
            window=self.whole(table, place, "window", 1, 1, 10_000),
            how=how,
            lag=self.lag(table, place),
            complete=self.shares(table, place),
            scale=self.value(table, place, "scale", 1.0),
            bias=self.value(table, place, "bias", 0.0),
            df=df,
        )

    def lag(self, table: dict[str, Any], place: tuple[str | int, ...]) -> tuple[float, ...]:
        given = table.get("lag", 0)
        if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 1000:
            return (*([0.0] * given), 1.0)
        shares = self.numbers(given)
        if isinstance(shares, tuple) and min(shares) >= 0 and abs(sum(shares) - 1) < 1e-6:
            return shares
        self.note((*place, "lag"), f"lag = {shown(given)} is no delay",
                  "give whole save steps, or shares of 0, 1, 2 … that add up to 1")  # fmt: skip
        return (1.0,)

    def shares(self, table: dict[str, Any], place: tuple[str | int, ...]) -> tuple[float, ...]:
        given = table.get("complete", [])
        shares = self.numbers(given) if given != [] else ()
        if isinstance(shares, tuple) and all(0 < share <= 1 for share in shares):
            return shares
        self.note((*place, "complete"), f"complete = {shown(given)} are no shares",
                  "list the share reported of the newest number, the one before it, …")  # fmt: skip
        return ()

    def run(self, table: Any) -> RunSpec:
        if not isinstance(table, dict):
            self.note(("run",), "run is not a table", "write [run]")
            return RunSpec()
        place = ("run",)
        self.known(table, place, tuple(RunSpec.__slots__))
        accept = self.numbers(table.get("target_accept", 0.9))
        if not isinstance(accept, float) or not 0.5 <= accept <= 0.999:
            self.note((*place, "target_accept"), "target_accept is not from 0.5 to 0.999",
                      "leave it out, or give 0.95 where transitions diverge")  # fmt: skip
            accept = 0.9
        return RunSpec(
            chains=self.whole(table, place, "chains", 4, 2, 64),
            warmup=self.whole(table, place, "warmup", 500, 50, 100_000),
            samples=self.whole(table, place, "samples", 500, 50, 100_000),
            holdout=self.whole(table, place, "holdout", 0, 0, 10_000),
            season=self.whole(table, place, "season", 12, 1, 10_000),
            target_accept=accept,
            max_tree_depth=self.whole(table, place, "max_tree_depth", 10, 3, 15),
            dense=self.flag(table, place, "dense", True),
        )

    def text(
        self, table: Mapping[str, Any], place: tuple[str | int, ...], key: str,
        needed: bool = False,
    ) -> str:  # fmt: skip
        value = table.get(key, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            said = f"{key} is missing" if key not in table else f"{key} = {shown(value)} is no text"
            self.note((*place, key), said, f'write {key} = "…"')
            return ""
        return value.strip()

    def flag(
        self, table: Mapping[str, Any], place: tuple[str | int, ...], key: str, default: bool
    ) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self.note((*place, key), f"{key} = {shown(value)} is neither true nor false",
                      f"write {key} = true or false")  # fmt: skip
            return default
        return value

    def whole(
        self, table: Mapping[str, Any], place: tuple[str | int, ...], key: str, default: int,
        least: int, most: int,
    ) -> int:  # fmt: skip
        value = table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.note((*place, key), f"{key} = {shown(value)} does not fit",
                      f"give a whole number from {least} to {most:,}")  # fmt: skip
            return default
        return value

    def value(
        self, table: Mapping[str, Any], place: tuple[str | int, ...], key: str, default: float
    ) -> Value:
        value = table.get(key, default)
        if _is_number(value):
            return float(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.note((*place, key), f"{key} = {shown(value)} is neither a number nor a name",
                  "give a number, or the name of a [parameter.NAME]")  # fmt: skip
        return default


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _sound(
    numbers: Mapping[str, float | tuple[float, ...] | None],
    sound: Callable[[Mapping[str, float]], bool],
) -> bool:
    """Tell whether numbers make sense together, element by element where they are lists."""
    lengths = {len(value) for value in numbers.values() if isinstance(value, tuple)}
    if None in numbers.values() or len(lengths) > 1:
        return False
    for place in range(max(lengths, default=1)):
        at = {
            key: value[place] if isinstance(value, tuple) else value
            for key, value in numbers.items()
            if value is not None
        }
        if not sound(at):
            return False
    return True
