"""Monthly series as FRED gives them out: a date and one column named after the series.

Source: FRED, Federal Reserve Bank of St. Louis, https://fred.stlouisfed.org.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

from detente.sources.base import MAX_LINE_BYTES, text_option, unit_option
from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import read_observations
from detente.sources.text import Text, where_options
from detente.terms.errors import InputError, shown
from detente.terms.tables import Observation, Resource, Rows

_FEWEST = 3
"""Dates from which a constant step between them is no chance."""
_LONGER = MappingProxyType({3: "quarterly", 6: "half-yearly", 12: "yearly"})
"""Months from one figure to the next → what a series is then called."""
_RATES = frozenset({"PCH", "PC1", "PCA", "CCH", "CCA"})
_TRANSFORMED = MappingProxyType(
    {
        "CHG": "the change from the month before",
        "CH1": "the change from a year before",
        "PCH": "the change from the month before in per cent",
        "PC1": "the change from a year before in per cent",
        "PCA": "the compounded yearly rate of change in per cent",
        "CCH": "the continuously compounded rate of change in per cent",
        "CCA": "the continuously compounded yearly rate of change in per cent",
        "LOG": "the logarithm",
        "NBD": "an index",
    }
)
"""What FRED adds to the id of a series → what its column then holds in place of the figures."""
_WITH_SUFFIX = re.compile(r"\w+_(?:([A-Z]{3}|[A-Z]{2}1)|(NBD)[0-9]{4}-?[0-9]{2}-?[0-9]{2})", re.I)
_DATE, _OLD_DATE = "observation_date", "DATE"


def read_fred_month(data: bytes, resource: Resource) -> Rows:
    """Read a monthly series; a month without a value (empty or `.`) is unknown.

    A column of changes, logarithms or an index, which FRED names after the series too, is refused;
    rates of change in per cent are read where the option `unit` is `percent`.

    Options:
        measure, unit: what the series is, e.g. `fred.goods_imports` and `MUSD`.
        item: the partner or product; empty where not given.
        series: id of the series, e.g. `IMPMX`; where given, a column of another name is refused.
    """
    measure, unit = text_option(resource, "measure"), unit_option(resource)
    item = text_option(resource, "item") if "item" in resource.options else ""
    series = text_option(resource, "series", "value")
    free = "" if "series" in resource.options else series

    _check_column(data, unit, resource)
    months: dict[int, int] = {}

    def make(row: Row) -> Iterator[Observation]:
        month = row.first_of_month(_DATE if _DATE in row else _OLD_DATE)
        span = month_span(month)
        if row.sound:
            months.setdefault(12 * int(month[:4]) + int(month[5:]), row.line)
        value = row.maybe(series, unit, none=("", "."))
        yield row.observation(measure, span, value, unit, item=item)

    layouts = (Layout((date, series), free=free) for date in (_DATE, _OLD_DATE))
    rows = read_observations(data, resource, *layouts, make=make)
    _check_step(months, resource)
    return rows


def _check_column(data: bytes, unit: str, resource: Resource) -> None:
    """Refuse a column that holds something made from the figures, in another unit than theirs."""
    header = Text(data[:MAX_LINE_BYTES], "utf-8").first_line
    for name in (cell.strip(' "\r\ufeff') for cell in re.split("[,;\t|]", header)):
        match = _WITH_SUFFIX.fullmatch(name)
        suffix = (match[1] or match[2]).upper() if match else ""
        if suffix not in _TRANSFORMED or (suffix in _RATES and unit == "percent"):
            continue
        also = ', or put "unit": "percent" ' + where_options(resource) if suffix in _RATES else ""
        raise InputError.at(
            resource.path,
            1,
            f"the column {shown(name)} holds {_TRANSFORMED[suffix]}, and no figures in {unit}",
            f"download the series without a change of its units{also}",
        )


def _check_step(months: Mapping[int, int], resource: Resource) -> None:
    """Refuse a series that always skips the same months: its figures are of longer periods.

    Args:
        months: number of each month → its line.
    """
    steps = {later - earlier for earlier, later in pairwise(sorted(months))}
    if len(months) < _FEWEST or len(steps) != 1 or not steps <= _LONGER.keys():
        return
    kind = _LONGER[steps.pop()]
    raise InputError.at(
        resource.path,
        sorted(months.values())[1],
        f"the dates are always as far apart as in a {kind} series, and no month's figures",
        "download the monthly series, or write the periods out in a tidy CSV (tidy_csv)",
    )
