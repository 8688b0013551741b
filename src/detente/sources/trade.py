"""US trade in goods by month: million US dollars, nominal, not seasonally adjusted, Census basis.

Source: US Census Bureau, https://www.census.gov/foreign-trade/balance/ (country.xlsx), as issued
or as CSV. Annual revisions change whole years.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType

from detente.sources.base import words_option
from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import Table, figure_key, read_observations
from detente.sources.text import Form
from detente.terms.periods import MONTH_NAMES
from detente.terms.tables import Observation, Resource, Rows

PARTNERS = MappingProxyType({"5700": "CHN", "2010": "MEX"})
"""Census country code → state, where it is called by its code and not as the Census prints it."""

UNIT = "MUSD"
EXPORTS, IMPORTS = "census.goods_exports", "census.goods_imports"
GROUP_EXPORTS, GROUP_IMPORTS = "census.group_exports", "census.group_imports"
_ROUNDING_MUSD = 1.0
"""Twelve months and their total, each rounded to 0.1, may differ by 13 × 0.05 = 0.65."""

_LARGE_MUSD = 100.0
"""Trade of a month that does not fall to nothing and come back within three months: in the table of
March 2023, 62 is the largest that did."""
_LONGEST_GAP = 3
_LAST_GROUP = 99
"""Codes up to this are of groups of countries; countries have 1000 and more."""

_MONTHLY = Layout(("month", "partner", "cty_code", "exports_musd", "imports_musd"))
_CODE = re.compile(r"[0-9]{1,4}")
_WIDE = Layout(
    ("year", "CTY_CODE", "CTYNAME", *(f"{flow}{m}" for flow in "IE" for m in (*MONTH_NAMES, "YR")))
)


def read_census_month_reduced(data: bytes, resource: Resource) -> Rows:
    """Read exports and imports by month and partner, unfolded from the table of country.xlsx."""
    return read_observations(data, resource, _MONTHLY, make=_monthly)


def _monthly(row: Row) -> Iterator[Observation]:
    span = month_span(row.month("month"))
    item = PARTNERS.get(row.choice("cty_code", PARTNERS), "")
    for column, measure in (("exports_musd", EXPORTS), ("imports_musd", IMPORTS)):
        yield row.observation(measure, span, row.maybe(column, UNIT, low=0.0), UNIT, item=item)


@dataclass(frozen=True, slots=True)
class _Year:
    """A row of the table: twelve months of imports and of exports with one partner."""

    row: Row
    year: int
    code: str
    item: str
    is_group: bool
    flows: Mapping[str, list[float]]


def read_census_wide(data: bytes, resource: Resource) -> Rows:
    """Read the table of country.xlsx: a row a year and partner, a column a month.

    China and Mexico are the items `CHN` and `MEX`, other countries are called as the table prints
    them; two codes of one country, before and after a change, are added. Groups of countries (the
    World, the European Union) hold countries that stand in the table too, so that they have
    measures of their own, `census.group_exports` and `census.group_imports`.

    Months not yet published are printed as 0.0 for every partner at the end of the table, and
    make no figure. A 0.0 amid large figures is refused, and so are months that do not add up to
    their year.

    Options:
        partners: Census country code → what the item is called instead, e.g. `{"1220": "CAN"}`.
    """
    partners = words_option(resource, "partners", PARTNERS)
    table = Table(data, resource, _WIDE, form=Form(workbook=True))
    years = [_year(row, partners) for row in table.rows()]
    published = max((_last_month(one) for one in years), default="")
    figures: dict[Hashable, Observation] = {}
    for one in years:
        table.unique(one.row, (one.code, one.year), f"{one.item}, {one.year}")
        for figure in _figures_of(one, published):
            key = figure_key(one.row, figure)
            other = figures.get(key)
            figures[key] = (
                replace(other, value=other.value + figure.value, step=0.0) if other else figure
            )
    _complain_of_gaps(years, published)
    return table.finish(observations=figures.values())


def _year(row: Row, partners: Mapping[str, str]) -> _Year:
    code = row.word("CTY_CODE", _CODE, "5700").zfill(4)
    is_group = code <= f"{_LAST_GROUP:04d}"
    if row.sound and f"{_LAST_GROUP:04d}" < code < "1000":
        row.complain(f"CTY_CODE {row.cell('CTY_CODE')!r} is not known", "correct the code")
    name = row.name("CTYNAME")
    flows = {flow: _months(row, flow) for flow in "IE"}
    return _Year(row, row.year("year"), code, partners.get(code, name), is_group, flows)


def _months(row: Row, flow: str) -> list[float]:
    values = [row.figure(f"{flow}{month}", UNIT, low=0.0) for month in MONTH_NAMES]
    total = row.figure(f"{flow}YR", UNIT, low=0.0)
    if row.sound and abs(sum(values) - total) > _ROUNDING_MUSD:
        row.complain(
            f"{flow}JAN to {flow}DEC add up to {sum(values):,.1f}, but {flow}YR is {total:,.1f}",
            "check that no cell is shifted or changed",
        )
    return values


def _last_month(one: _Year) -> str:
    months = [n for values in one.flows.values() for n, value in enumerate(values, 1) if value]
    return f"{one.year}-{max(months):02d}" if months else ""


def _figures_of(one: _Year, published: str) -> Iterator[Observation]:
    measures = (GROUP_IMPORTS, GROUP_EXPORTS) if one.is_group else (IMPORTS, EXPORTS)
    for flow, measure in zip("IE", measures, strict=True):
        for number, value in enumerate(one.flows[flow], start=1):
            month = f"{one.year}-{number:02d}"
            if month <= published:
                yield one.row.observation(measure, month_span(month), value, UNIT, item=one.item)


def _complain_of_gaps(years: list[_Year], published: str) -> None:
    """Refuse months of 0.0 between large ones: trade of that size does not stop and come back."""
    by_code: dict[str, list[_Year]] = {}
    for one in sorted(years, key=lambda one: one.year):
        by_code.setdefault(one.code, []).append(one)
    for rows in by_code.values():
        for flow in "IE":
            months = [
                (f"{one.year}-{number:02d}", value, one.row)
                for one in rows
                for number, value in enumerate(one.flows[flow], start=1)
            ]
            _complain_of_gap([month for month in months if month[0] <= published], flow)


def _complain_of_gap(months: list[tuple[str, float, Row]], flow: str) -> None:
    for _, gap in groupby(enumerate(months), key=lambda at: at[1][1] == 0):
        places = [at for at, _ in gap]
        first, last = places[0], places[-1]
        if months[first][1] or len(places) > _LONGEST_GAP or first == 0 or last + 1 == len(months):
            continue
        if min(months[first - 1][1], months[last + 1][1]) >= _LARGE_MUSD:
            month, _, row = months[first]
            row.complain(
                f"{flow}{MONTH_NAMES[int(month[5:]) - 1]} of {month[:4]} is 0.0, and the months "
                "around it are not",
                "correct the cell: only months not yet published are 0.0",
            )
