"""An analyst's own figures: a CSV file that needs no reader of its own.

Columns: `period` and `value`; where wanted `unit`, `item`, `area`, `scope` and `note`.
"""

import re
from collections.abc import Iterator

from detente.sources.base import text_option
from detente.sources.header import Layout
from detente.sources.row import Row
from detente.sources.split_decimals import SplitDecimals
from detente.sources.table import read_observations
from detente.terms.errors import InputError, Problem, shown
from detente.terms.tables import Observation, Resource, Rows
from detente.terms.units import UNITS

_KEYS = ("item", "area", "scope")
_LAYOUT = Layout(("period", "value"), ("unit", *_KEYS, "note"))
_MEASURE = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*")


def read_tidy_csv(data: bytes, resource: Resource) -> Rows:
    """Read one figure a row.

    A period is a day, month, half-year, year, US fiscal year or a range of any of these:
    `2023-10-31`, `2023-10`, `2023-H1`, `2023`, `FY2023`, `2018-12/2023-01`. A row without a value
    is left out, and so is every sum that it is a part of: missing is missing, and 0 has to be
    written.

    Options:
        measure: what is counted, e.g. `ours.seized`; the name of the resource where not given.
        unit: unit of every row that names none; needed where the file has no column `unit`.
        item, area, scope: the same for these columns; empty where not given.
    """
    defaults = {key: _default(resource, key) for key in ("unit", *_KEYS)}
    measure = text_option(resource, "measure", resource.name)
    if not _MEASURE.fullmatch(measure):
        raise InputError.at(
            resource.path, 0, f"measure {shown(measure)} has the wrong form",
            "write it like ours.seized under detente.options in datapackage.json",
        )  # fmt: skip

    split = SplitDecimals("value", _KEYS)

    def make(row: Row) -> Iterator[Observation]:
        split.note(row, row.cell("period"))
        span, unit = row.period("period"), _unit(row, defaults["unit"])
        keys = {key: row.name(key, required=False, limit=300) or defaults[key] for key in _KEYS}
        note = row.text("note", required=False, limit=500)
        if note.isdecimal():
            row.complain(
                f"note {shown(note)} is a number, as if {row.cell('value')},{note} were one",
                "write decimals with a point, and remarks in words",
            )
        yield row.observation(measure, span, row.maybe("value", unit), unit, note=note, **keys)

    rows = read_observations(data, resource, _LAYOUT, make=make)
    if faults := [Problem(resource.path, *fault) for fault in split.problems()]:
        raise InputError(faults)
    return rows


def _default(resource: Resource, name: str) -> str:
    return text_option(resource, name) if name in resource.options else ""


def _unit(row: Row, default: str) -> str:
    if row.cell("unit"):
        return row.unit("unit")
    if default not in UNITS:
        row.complain(
            f"the row has no unit, and the option 'unit' is {shown(default)}",
            f"use one of {', '.join(UNITS)}",
        )
    return default
