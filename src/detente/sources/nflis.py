"""Drug reports of US forensic laboratories, by half-year.

Source: DEA, NFLIS-Drug Data Query System, https://www.nflis.deadiversion.usdoj.gov. Up to three
substances are reported per exhibit, and not all laboratories report. The layout is that of files
named NFLIS_Drug_DQS_*.csv, which a query of the system gives out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

from detente.sources.header import Layout
from detente.sources.row import Row, Span
from detente.sources.table import Table
from detente.terms.beside import NO_OTHERS
from detente.terms.errors import shown
from detente.terms.groups import one_name
from detente.terms.periods import period_bounds
from detente.terms.spelling import spelling_key
from detente.terms.tables import Observation, Resource, Rows
from detente.terms.wholes import is_whole

_LAYOUT = Layout(
    ("YYYY", "PERIOD", "STATE", "BASE_DESCRIPTION", "DRUG_REPORTS"),
    ("LABTYPE", "RPTAGGR", "QUERY_RUN_DATE", "SUBSTANCE_ID", "SUBSTANCE_DESCRIPTION", "SUBSTANCE",
     "BASE_ID", "DRUG_CATEGORY_CODE", "DRUG_CATEGORY_DESCRIPTION", "DRUG_CATEGORY",
     "STATE_LONG_NAME", "STATE_FIPS"),
)  # fmt: skip
_HALF = re.compile(r"SA([12])(?: ?\([A-Z]{3} ?- ?[A-Z]{3}\))?")
_IDENTITY = "SUBSTANCE_ID"
_SUBSTANCES = ("SUBSTANCE_DESCRIPTION", "SUBSTANCE")


_Key = tuple[str, str, Span]
"""Measure, area and half-year."""


@dataclass(slots=True)
class _Sum:
    """What the rows of one base substance, state and half-year add up to."""

    first: Row
    reports: float = 0.0


def read_nflis_half_year(data: bytes, resource: Resource) -> Rows:
    """Read a query of reports: one figure a base substance, state and half-year.

    A base substance and its salts are rows of their own and are added. The measure is called after
    the base, `nflis.fentanyl_reports`; the area is the state as the file codes it, and empty for
    the nation. A combination that is not listed is not known: the system omits zeros and states
    that did not report alike. An empty cell makes the sum that it is a part of unknown. Totals of
    substances are left out; a substance that stands twice, or has no name, is refused.

    Raises:
        InputError: with every problem of the file; reports counted in two ways, or of some
            laboratories beside all, are refused.
    """
    table = Table(data, resource, _LAYOUT)
    sums: dict[_Key, _Sum] = {}
    totals: dict[_Key, Row] = {}
    first: dict[str, dict[str, int]] = {}
    for row in table.rows():
        key = _key(row, first)
        substances = _substances(row)
        if any(is_whole(name, NO_OTHERS) for name in (*substances, row.cell("BASE_DESCRIPTION"))):
            row.leave_out("is a total of other rows", "nothing: it would count reports twice")
            if not is_whole(row.cell("BASE_DESCRIPTION"), NO_OTHERS):
                totals.setdefault(key, row)
            continue
        _check_once(table, row, key, substances)
        reports = row.maybe("DRUG_REPORTS", "reports")
        if reports is None:
            row.leave_out("no value is printed", "nothing: the sum that it is a part of is unknown")
        # NaN makes the whole sum unknown.
        sums.setdefault(key, _Sum(row)).reports += nan if reports is None else reports
    for key, row in totals.items():
        if key not in sums:
            row.complain(
                "is a total without its parts", "name the substance there, or query for it alone"
            )
    return table.finish(observations=[_figure(key, one) for key, one in sums.items()])


def _substances(row: Row) -> list[str]:
    """Return the names of what a row counts; none may be empty where the file has the column."""
    columns = [column for column in _SUBSTANCES if column in row]
    names = [row.name(column, required=False, limit=200) for column in columns]
    has_any = any(names) or bool(row.cell(_IDENTITY))
    if not has_any and (columns or _IDENTITY in row):
        row.complain(
            f"column {(*columns, _IDENTITY)[0]!r} is empty: the row may be a total of others",
            "name the substance, or take the line out",
        )
    return [name for name in names if name]


def _check_once(table: Table, row: Row, key: _Key, substances: Sequence[str]) -> None:
    """Complain of a substance that stands twice, under its number or under a name."""
    named = [*filter(None, [row.cell(_IDENTITY)]), *map(spelling_key, substances)]
    for name in named or [""]:
        label = ", ".join((*key[:2], name, row.cell("YYYY"), row.cell("PERIOD")))
        table.unique(row, (key, name), label)


def _figure(key: _Key, one: _Sum) -> Observation:
    measure, area, span = key
    return one.first.observation(measure, span, one.reports, "reports", area=area)


def _key(row: Row, first: dict[str, dict[str, int]]) -> _Key:
    if "RPTAGGR" in row:
        row.choice("RPTAGGR", ("DrugReport",))
    _one_only(row, "LABTYPE", first, "query the system for one choice of laboratories")
    area = row.name("STATE")
    if is_whole(area, NO_OTHERS) or one_name(area) == "us":
        _one_only(row, "STATE", first, "keep the rows of one name for the nation")
        area = ""
    base = re.sub("[^a-z0-9]+", "_", spelling_key(row.name("BASE_DESCRIPTION", limit=200)))
    is_second = row.word("PERIOD", _HALF, "SA1 (JAN - JUN)").startswith("SA2")
    span = period_bounds(f"{row.year('YYYY')}-H{2 if is_second else 1}")
    return f"nflis.{base.strip('_')}_reports", area, span


def _one_only(row: Row, column: str, first: dict[str, dict[str, int]], fix: str) -> None:
    """Complain where a column names a second choice of laboratories, or the nation again."""
    known = first.setdefault(column, {})
    kind = row.cell(column)
    line = known.setdefault(kind, row.line)
    if len(known) > 1 and line == row.line:
        row.complain(
            f"{column} {shown(kind)} stands beside {shown(next(iter(known)))}, and reports "
            "of both would be added",
            fix,
        )
