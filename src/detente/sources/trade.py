"""US trade in goods by month: million US dollars, nominal, not seasonally adjusted, Census basis.

Source: US Census Bureau, https://www.census.gov/foreign-trade/balance/ (country.xlsx). Annual
revisions change whole years.
"""

from collections.abc import Iterator
from types import MappingProxyType

from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import Table, figure_key, observations_of, read_observations
from detente.terms.periods import MONTH_NAMES
from detente.terms.tables import Observation, Resource, Rows

PARTNERS = MappingProxyType({"5700": "CHN", "2010": "MEX"})
"""Census country code → state."""

UNIT = "MUSD"
EXPORTS, IMPORTS = "census.goods_exports", "census.goods_imports"
_ROUNDING_MUSD = 1.0
"""Twelve months and their total, each rounded to 0.1, may differ by 13 × 0.05 = 0.65."""

_MONTHLY = Layout(("month", "partner", "cty_code", "exports_musd", "imports_musd"))
_WIDE = Layout(
    ("year", "CTY_CODE", "CTYNAME", *(f"{flow}{m}" for flow in "IE" for m in (*MONTH_NAMES, "YR")))
)


def read_census_month(data: bytes, resource: Resource) -> Rows:
    """Read exports and imports by month and partner."""
    return read_observations(data, resource, _MONTHLY, make=_monthly)


def _monthly(row: Row) -> Iterator[Observation]:
    span = month_span(row.month("month"))
    item = PARTNERS.get(row.choice("cty_code", PARTNERS), "")
    for column, measure in (("exports_musd", EXPORTS), ("imports_musd", IMPORTS)):
        yield row.observation(measure, span, row.figure(column, UNIT, low=0.0), UNIT, item=item)


def read_census_wide(data: bytes, resource: Resource) -> Rows:
    """Read the table of country.xlsx: a row a year and partner, a column a month.

    Months not yet published are printed as 0.0 at the end of a partner's last year; they make no
    figure. A 0.0 anywhere else is refused, and so are months that do not add up to their year.
    """
    table = Table(data, resource, _WIDE)
    unfinished: dict[tuple[str, int], int] = {}
    last_year: dict[str, int] = {}

    def make(row: Row) -> Iterator[Observation]:
        year, item = row.year("year"), PARTNERS.get(row.choice("CTY_CODE", PARTNERS), "")
        last_year[item] = max(year, last_year.get(item, year))
        for flow, measure in (("I", IMPORTS), ("E", EXPORTS)):
            values = _year_of_months(row, flow)
            if row.sound and len(values) < 12:
                unfinished[item, year] = row.line
            for month, value in enumerate(values, start=1):
                span = month_span(f"{year}-{month:02d}")
                yield row.observation(measure, span, value, UNIT, item=item)

    figures = observations_of(table, make, figure_key)
    for (item, year), line in unfinished.items():
        if year < last_year[item]:
            table.log.add(
                line, f"months of {item} {year} are 0.0 although later years are published",
                "download the table again, or correct the cells",
            )  # fmt: skip
    return table.finish(observations=figures)


def _year_of_months(row: Row, flow: str) -> list[float]:
    values = [row.figure(f"{flow}{month}", UNIT, low=0.0) for month in MONTH_NAMES]
    total = row.figure(f"{flow}YR", UNIT, low=0.0)
    if not row.sound:
        return []
    if abs(sum(values) - total) > _ROUNDING_MUSD:
        row.complain(
            f"{flow}JAN to {flow}DEC add up to {sum(values):,.1f}, but {flow}YR is {total:,.1f}",
            "check that no cell is shifted or changed",
        )
    while values and values[-1] == 0:
        values.pop()
    if 0 in values:
        row.complain(
            f"{flow}{MONTH_NAMES[values.index(0)]} is 0.0 although later months are published",
            "correct the cell: only months not yet published are 0.0",
        )
    return values
