"""Monthly series as FRED gives them out: a date and one column named after the series.

Source: FRED, Federal Reserve Bank of St. Louis, https://fred.stlouisfed.org.
"""

from collections.abc import Iterator

from detente.sources.base import text_option, unit_option
from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import read_observations
from detente.terms.tables import Observation, Resource, Rows

_DATE, _OLD_DATE = "observation_date", "DATE"


def read_fred_month(data: bytes, resource: Resource) -> Rows:
    """Read a monthly series; months without a value (empty or `.`) are left out with a reason.

    Options:
        measure, unit: what the series is, e.g. `fred.goods_imports` and `MUSD`.
        item: the partner or product; empty where not given.
        series: id of the series, e.g. `IMPMX`; where given, a column of another name is refused.
    """
    measure, unit = text_option(resource, "measure"), unit_option(resource)
    item = text_option(resource, "item") if "item" in resource.options else ""
    series = text_option(resource, "series", "value")
    free = "" if "series" in resource.options else series

    def make(row: Row) -> Iterator[Observation]:
        span = month_span(row.first_of_month(_DATE if _DATE in row else _OLD_DATE))
        if row.cell(series) not in ("", "."):
            value = row.figure(series, unit)
            yield row.observation(measure, span, value, unit, item=item)

    layouts = (Layout((date, series), free=free) for date in (_DATE, _OLD_DATE))
    return read_observations(data, resource, *layouts, make=make)
