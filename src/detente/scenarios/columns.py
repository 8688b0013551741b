"""Which part of which series a calibration observes: `observations.toml`, and the columns cut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.terms.errors import InputError, Problem, nearest, shown
from detente.terms.periods import month_number, month_of
from detente.terms.tables import Series
from detente.terms.toml_fields import Reader
from detente.terms.toml_text import parse_toml

OBSERVATIONS_FILE = "observations.toml"
Column = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Months from the model's first, and values."""

_FILE_KEYS = ("origin", "sides", "column")
_KEYS = ("series", "group", "first", "last", "only", "split", "why")
_FIRST, _LAST = "0001-01", "9999-12"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """How a column is cut out of a series of the case.

    Attributes:
        group: the one group that counts; empty for a series without groups.
        first, last: months, both in it; the month in which a longer period ends counts.
        only: the months that count; all where it is empty.
        split: a series of the case whose groups add up to this one; its shares split what the
            model gives, for the reader. The model itself knows no groups.
        why: the reason for a cut, for the reader.
        line: of the file, 1-based; 0 where it was not read from one.
    """

    name: str
    series: str
    group: str = ""
    first: str = _FIRST
    last: str = _LAST
    only: tuple[str, ...] = ()
    split: str = ""
    why: str = ""
    line: int = field(default=0, compare=False)

    def admits(self, month: str) -> bool:
        """Tell whether the number of a month counts."""
        return self.first <= month <= self.last and (not self.only or month in self.only)


@dataclass(frozen=True, slots=True)
class Observations:
    """What a model's data are.

    Attributes:
        origin: month of the model's time 0.
        sides: prefix of a side in the model → its dyad.
        sides_line: of the file, 1-based.
    """

    origin: str
    columns: tuple[ColumnSpec, ...]
    sides: Mapping[str, str]
    sides_line: int = field(default=0, compare=False)


def read_observations(text: str, file: str = OBSERVATIONS_FILE) -> Observations:
    """Read the text of an observations file.

    Raises:
        InputError: all its problems at once.
    """
    read = parse_toml(text, file)
    content, reader = read.table, Reader(read)
    reader.unknown_keys(content, _FILE_KEYS, ())
    origin = content.get("origin")
    if not _is_month(origin):
        reader.report(f"origin is {shown(origin)}",
                      'give a month, such as origin = "2017-01"', "origin")  # fmt: skip
    sides = content.get("sides", {})
    if not isinstance(sides, dict) or not all(isinstance(dyad, str) for dyad in sides.values()):
        reader.report("sides is no table of dyads",
                      'write [sides] and us_china = "USA-CHN"', "sides")  # fmt: skip
        sides = {}
    tables = content.get("column", {})
    if not isinstance(tables, dict) or not tables:
        reader.report("no column is declared", "add [column.NAME] with series", "column")
        tables = {}
    columns = []
    for name, table in tables.items():
        before = len(reader.problems)
        _check_column(reader, name, table)
        if len(reader.problems) == before:
            only = tuple(table.get("only", ()))
            line = reader.line("column", name)
            columns.append(ColumnSpec(name, **table | {"only": only, "line": line}))
    if reader.problems:
        raise InputError(reader.problems)
    return Observations(str(origin), tuple(columns), dict(sides), reader.line("sides"))


def _is_month(value: Any) -> bool:
    try:
        month_number(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _check_column(reader: Reader, name: str, table: Any) -> None:
    at = ("column", name)
    if not isinstance(table, dict) or not isinstance(table.get("series"), str):
        reader.report(f"[column.{name}] names no series",
                      'give series = "…", a series of case.toml', *at)  # fmt: skip
        return
    for key, value in table.items():
        said = f"{key} of [column.{name}] is {shown(value)}"
        if key not in _KEYS:
            reader.report(f"[column.{name}] has the key {shown(key)}", nearest(key, _KEYS),
                          *at, key)  # fmt: skip
        elif key == "only":
            if not isinstance(value, list) or not all(map(_is_month, value)):
                reader.report(said, 'list months, such as ["2017-12"]', *at, key)
        elif not isinstance(value, str):
            reader.report(said, "write text", *at, key)
        elif key in ("first", "last") and not _is_month(value):
            reader.report(said, "write a month, such as 2025-09", *at, key)


def months_after(origin: str, months: Sequence[str]) -> NDArray[np.float64]:
    """Return the model's time of each month."""
    return np.array([month_number(month) - month_number(origin) for month in months], dtype=float)


def series_needed(spec: Observations) -> frozenset[str]:
    """Name the series of the case that the columns are cut out of."""
    return frozenset(column.series for column in spec.columns)


def cut_columns(spec: Observations, series: Mapping[str, Series]) -> dict[str, Column]:
    """Cut every column out of its series, as those stood on the day they were asked for.

    A period stands at its last month, since sums look back. A series that has nothing yet on
    that day gives an empty column.

    Raises:
        InputError: a series is unknown, or has not the group.
    """
    problems: list[Problem] = []
    found: dict[str, Column] = {}
    for column in spec.columns:
        whole = series.get(column.series)
        if whole is None:
            problems.append(Problem(
                OBSERVATIONS_FILE, column.line,
                f"[column.{column.name}] needs the series {shown(column.series)}",
                nearest(column.series, series),
            ))  # fmt: skip
            continue
        if column.split and column.split not in series:
            problems.append(Problem(
                OBSERVATIONS_FILE, column.line,
                f"split of [column.{column.name}] names {shown(column.split)}",
                nearest(column.split, series),
            ))  # fmt: skip
        groups = {point.group for point in whole.points}
        if groups and column.group not in groups:
            problems.append(Problem(
                OBSERVATIONS_FILE, column.line,
                f"{shown(column.series)} has no group {shown(column.group)}",
                nearest(column.group, groups - {""}) if column.group else "name one with group",
            ))  # fmt: skip
            continue
        kept = {
            month_of(point.end): point.value
            for point in whole.points
            if point.group == column.group
            and column.admits(month_of(point.end))
            and month_of(point.end) >= spec.origin
        }
        found[column.name] = (
            months_after(spec.origin, sorted(kept)),
            np.array([kept[month] for month in sorted(kept)], dtype=float),
        )
    if problems:
        raise InputError(problems)
    return found
