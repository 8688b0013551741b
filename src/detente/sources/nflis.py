"""Drug reports of US forensic laboratories, by half-year.

Source: DEA, NFLIS-Drug Data Query System, https://www.nflis.deadiversion.usdoj.gov. Up to three
substances are reported per exhibit, and not all laboratories report. The layout is that of files
named NFLIS_Drug_DQS_*.csv, which a query of the system gives out.
"""

import re
from dataclasses import dataclass
from math import nan

from detente.sources.header import Layout
from detente.sources.row import Row, Span
from detente.sources.table import Table
from detente.terms.errors import shown
from detente.terms.periods import period_bounds
from detente.terms.spelling import spelling_key
from detente.terms.tables import Observation, Resource, Rows

_LAYOUT = Layout(
    ("YYYY", "PERIOD", "STATE", "BASE_DESCRIPTION", "DRUG_REPORTS"),
    ("LABTYPE", "RPTAGGR", "QUERY_RUN_DATE", "SUBSTANCE_ID", "SUBSTANCE_DESCRIPTION", "SUBSTANCE",
     "BASE_ID", "DRUG_CATEGORY_CODE", "DRUG_CATEGORY_DESCRIPTION", "DRUG_CATEGORY",
     "STATE_LONG_NAME", "STATE_FIPS"),
)  # fmt: skip
_HALF = re.compile(r"SA([12])(?: ?\([A-Z]{3} ?- ?[A-Z]{3}\))?")
_NATION = frozenset({"us", "usa", "united states", "national", "total", "all"})


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
    that did not report alike. An empty cell makes the sum that it is a part of unknown.

    Raises:
        InputError: with every problem of the file; reports counted in two ways, or of some
            laboratories beside all, are refused.
    """
    table = Table(data, resource, _LAYOUT)
    sums: dict[tuple[str, str, Span], _Sum] = {}
    laboratories: dict[str, int] = {}
    for row in table.rows():
        key = _key(row, laboratories)
        substance = row.cell("SUBSTANCE_ID") or row.cell("SUBSTANCE_DESCRIPTION")
        substance = substance or row.cell("SUBSTANCE")
        label = ", ".join((*key[:2], substance, row.cell("YYYY"), row.cell("PERIOD")))
        table.unique(row, (key, substance), label)
        reports = row.maybe("DRUG_REPORTS", "reports")
        if reports is None:
            row.leave_out("no value is printed", "nothing: the sum that it is a part of is unknown")
        # NaN makes the whole sum unknown.
        sums.setdefault(key, _Sum(row)).reports += nan if reports is None else reports
    return table.finish(observations=[_figure(key, one) for key, one in sums.items()])


def _figure(key: tuple[str, str, Span], one: _Sum) -> Observation:
    measure, area, span = key
    return one.first.observation(measure, span, one.reports, "reports", area=area)


def _key(row: Row, laboratories: dict[str, int]) -> tuple[str, str, Span]:
    if "RPTAGGR" in row:
        row.choice("RPTAGGR", ("DrugReport",))
    kind = row.cell("LABTYPE")
    first = laboratories.setdefault(kind, row.line)
    if len(laboratories) > 1 and first == row.line:
        row.complain(
            f"LABTYPE {shown(kind)} stands beside {shown(next(iter(laboratories)))}, and reports "
            "of both would be added",
            "query the system for one choice of laboratories",
        )
    state = row.name("STATE")
    area = "" if state.casefold() in _NATION else state
    base = re.sub("[^a-z0-9]+", "_", spelling_key(row.name("BASE_DESCRIPTION", limit=200)))
    is_second = row.word("PERIOD", _HALF, "SA1 (JAN - JUN)").startswith("SA2")
    span = period_bounds(f"{row.year('YYYY')}-H{2 if is_second else 1}")
    return f"nflis.{base.strip('_')}_reports", area, span
