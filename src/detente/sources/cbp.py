"""CBP drug seizures, as published for any run of fiscal years.

Source: U.S. Customs and Border Protection, Drug Seizure Statistics: "Nationwide Drug Seizures" and
"AMO Drug Seizures", https://www.cbp.gov/newsroom/stats/drug-seizure-statistics.

The calendar month identifies a figure, not the fiscal year's label: the year that is current when
a file is published is called `2026 (FYTD)` there and `2026` in later files. The land filter is
part of the key: a field office has a `Land Only` and an `Other` row. A combination that is not
listed had no seizure; an empty cell is unknown. Rows with 0 lb and events are real. Drug types are
kept as printed, `Other Drugs**` included.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.sources.dates import FIRST_YEAR, LAST_YEAR
from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import read_observations
from detente.terms.errors import shown
from detente.terms.periods import MONTH_NAMES, fiscal_month
from detente.terms.tables import Observation, Resource, Rows

REGIONS = ("Southwest Border", "Northern Border", "Coastal/Interior")
DRUG_TYPES = (
    "Cocaine", "Ecstasy", "Fentanyl", "Heroin", "Ketamine", "Khat (Catha Edulis)", "Marijuana",
    "Methamphetamine", "Other Drugs**",
)  # fmt: skip
"""Names that CBP prints in every file; it may add others."""
_FISCAL_YEAR = re.compile(r"([0-9]{4})(?: \(FYTD\))?")


@dataclass(frozen=True, slots=True)
class _Table:
    """One of CBP's tables: the prefix of its measures, its place column and its closed lists."""

    measure: str
    place: str
    components: tuple[str, ...]
    land_filters: tuple[str, ...]


_NATIONWIDE = _Table(
    measure="cbp",
    place="Area of Responsibility",
    components=("Office of Field Operations", "U.S. Border Patrol"),
    land_filters=("Land Only", "Other"),
)
# Measures of their own: Air and Marine Operations may describe seizures that the others count too.
_AMO = _Table(
    measure="cbp_amo",
    place="Branch",
    components=("Air and Marine Operations",),
    land_filters=("Land", "Other"),
)


def read_cbp_nationwide(data: bytes, resource: Resource) -> Rows:
    """Read Nationwide Drug Seizures: pounds and events by office or sector, drug and month."""
    return _read(data, resource, _NATIONWIDE)


def read_cbp_amo(data: bytes, resource: Resource) -> Rows:
    """Read AMO Drug Seizures: pounds and events by branch, drug and month."""
    return _read(data, resource, _AMO)


def _read(data: bytes, resource: Resource, table: _Table) -> Rows:
    layout = Layout(
        ("FY", "Month (abbv)", "Component", "Region", "Land Filter", table.place, "Drug Type",
         "Count of Event", "Sum Qty (lbs)")
    )  # fmt: skip

    def make(row: Row) -> Iterator[Observation]:
        span = month_span(_month(row))
        keys = {
            "item": row.name("Drug Type", known=DRUG_TYPES),
            "component": row.choice("Component", table.components),
            "region": row.choice("Region", REGIONS),
            "land_filter": row.choice("Land Filter", table.land_filters),
            "area": row.name(table.place),
        }
        pounds, events = row.maybe("Sum Qty (lbs)", "lb"), row.maybe("Count of Event", "events")
        yield row.observation(f"{table.measure}.seized_lb", span, pounds, "lb", **keys)
        yield row.observation(f"{table.measure}.seizure_events", span, events, "events", **keys)

    return read_observations(data, resource, layout, make=make)


def _month(row: Row) -> str:
    label = row.cell("FY")
    match = _FISCAL_YEAR.fullmatch(label)
    name = row.choice("Month (abbv)", MONTH_NAMES)
    if match is None or not FIRST_YEAR < int(match[1]) <= LAST_YEAR:
        row.complain(
            f"FY {shown(label)} is not a fiscal year", "write it like 2025, or 2026 (FYTD)"
        )
    elif name in MONTH_NAMES:
        return fiscal_month(int(match[1]), MONTH_NAMES.index(name) + 1)
    return f"{FIRST_YEAR}-01"
