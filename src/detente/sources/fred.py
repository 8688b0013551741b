"""Monthly series as FRED gives them out: a date and one column named after the series.

Source: FRED, Federal Reserve Bank of St. Louis, https://fred.stlouisfed.org.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import gcd
from types import MappingProxyType

from detente.sources.base import MAX_LINE_BYTES, text_option, unit_option
from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import read_observations
from detente.sources.text import Text, where_options
from detente.terms.errors import InputError, shown
from detente.terms.spelling import column_key
from detente.terms.tables import Observation, Resource, Rows

_FEWEST = 3
"""Dates from which a constant step between them is no chance."""
_RUN = 3
"""Steps on end, all of one length, that gaps in a monthly series do not make."""
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
_MONTHLY = "download the monthly series, or write the periods out in a tidy CSV (tidy_csv)"
_WITH_SUFFIX = re.compile(r"\w+_(?:([A-Z]{3}|[A-Z]{2}1)|(NBD)[0-9]{4}-?[0-9]{2}-?[0-9]{2})", re.I)
_DATE, _OLD_DATE = "observation_date", "DATE"
_DAY = re.compile(r'"?([0-9]{4}-[0-9]{2}-[0-9]{2})\b')
_ID = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_MOST_DAYS = 5
"""Days from one figure to the next of a daily series, over a long weekend."""
_LOOKED_AT = 2**14
"""Bytes from which the frequency of the dates shows."""
_WEEKS = MappingProxyType({7: "weekly", 14: "two-weekly"})


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

    header = Text(data[:MAX_LINE_BYTES], "utf-8").first_line
    columns = [cell.strip(' "\r\ufeff') for cell in re.split("[,;\t|]", header)]
    _check_columns(columns, unit, resource)
    _check_series(columns, "" if free else series, resource)
    _check_days(data, resource)
    months: dict[int, int] = {}

    def make(row: Row) -> Iterator[Observation]:
        month = row.first_of_month(_DATE if _DATE in row else _OLD_DATE)
        span = month_span(month)
        value = row.maybe(series, unit, none=("", "."))
        if row.sound and value is not None:
            months.setdefault(12 * int(month[:4]) + int(month[5:]), row.line)
        yield row.observation(measure, span, value, unit, item=item)

    layouts = (Layout((date, series), free=free) for date in (_DATE, _OLD_DATE))
    rows = read_observations(data, resource, *layouts, make=make)
    _check_step(months, resource)
    return rows


def _check_columns(columns: Sequence[str], unit: str, resource: Resource) -> None:
    """Refuse a column that holds something made from the figures, in another unit than theirs."""
    for name in columns:
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


def _check_series(columns: Sequence[str], named: str, resource: Resource) -> None:
    """Refuse a file of several series, or of another one than the case names."""
    if not {_DATE, _OLD_DATE} & set(columns):
        return
    ids = [name for name in dict.fromkeys(columns) if name != _OLD_DATE and _ID.fullmatch(name)]
    if len(ids) > 1:
        raise InputError.at(
            resource.path,
            1,
            f"the file holds {len(ids)} series ({', '.join(ids[:4])}), and is to hold one",
            f"keep the dates and {named or 'one of them'}, and give each other one its own file",
        )
    if named and ids and column_key(ids[0]) != column_key(named):
        raise InputError.at(
            resource.path,
            1,
            f"the file holds the series {ids[0]}, and the case says that it is {named}",
            f'download {named}, or correct "series", measure and item {where_options(resource)}',
        )


def _check_days(data: bytes, resource: Resource) -> None:
    """Refuse a series of weeks or days, whose dates are none of months."""
    lines = data[:_LOOKED_AT].decode("utf-8", "ignore").split("\n")[:-1]
    found = [(at, match[1]) for at, line in enumerate(lines, 1) if (match := _DAY.match(line))]
    try:
        days = sorted({date.fromisoformat(text) for _, text in found})
    except ValueError:
        return
    steps = {(later - earlier).days for earlier, later in pairwise(days)}
    kind = _WEEKS.get(max(steps), "") if len(steps) == 1 else ""
    if steps and max(steps) <= _MOST_DAYS:
        kind = "daily"
    if kind:
        raise InputError.at(
            resource.path,
            found[0][0],
            f"the series is {kind}: its dates are {max(steps)} days apart at most",
            "download it with the frequency monthly (by sum or by average, as its unit asks)",
        )


def _check_step(months: Mapping[int, int], resource: Resource) -> None:
    """Refuse a series that always skips the same months: its figures are of longer periods.

    Args:
        months: number of each month with a figure → its line.
    """
    at = sorted(months)
    steps = [later - earlier for earlier, later in pairwise(at)]
    common = gcd(*steps)
    if len(months) < _FEWEST or common == 1:
        _check_change(at, steps, months, resource)
        return
    kind = next(
        (kind for step, kind in sorted(_LONGER.items(), reverse=True) if common % step == 0), ""
    )
    if kind:
        raise InputError.at(
            resource.path,
            months[at[1]],
            f"the dates are always as far apart as in a {kind} series, and no month's figures",
            _MONTHLY,
        )


def _check_change(
    at: Sequence[int], steps: Sequence[int], months: Mapping[int, int], resource: Resource
) -> None:
    """Refuse a series whose dates lie a quarter or more apart in one part of it, and not so always.

    Args:
        at: numbers of its months in order, the steps between them, and number → line.
    """
    for place in range(len(steps) - _RUN + 1):
        run = set(steps[place : place + _RUN])
        if len(run) == 1 and run <= _LONGER.keys():
            kind = _LONGER[run.pop()]
            raise InputError.at(
                resource.path,
                months[at[place + 1]],
                f"the dates are here as far apart as in a {kind} series, and elsewhere closer",
                f"{_MONTHLY}; its figures are of periods of two lengths",
            )
