"""Official figures quoted in press, entered by hand.

The same quantity can have several official counts that disagree, so the scope of each figure, as
its page states it, is part of what identifies it. Never add or mix scopes.
"""

import re
from collections.abc import Iterator
from math import isnan

from detente.sources.header import Layout
from detente.sources.row import Row
from detente.sources.table import read_observations
from detente.terms.tables import Observation, Resource, Rows

_LAYOUT = Layout(
    ("series", "period", "value", "unit", "scope_as_stated", "reported_by", "url", "note")
)
_SERIES = re.compile(r"[a-z][a-z0-9_]{1,79}")


def read_quoted_figures(data: bytes, resource: Resource) -> Rows:
    """Read figures over any span; the reporter, the page and the remark are kept in the note.

    A series has one figure a period and scope, because figures of one scope are added up when a
    series is drawn. A second reporter of the same figure is left out with a reason. A second value
    from another reporter is a scope of its own and is refused until it is named as such. An empty
    cell is unknown.
    """
    first: dict[tuple[object, ...], tuple[int, str, float]] = {}

    def make(row: Row) -> Iterator[Observation]:
        figure = _figure(row)
        if not row.sound:
            return
        if isnan(figure.value):
            yield figure
            return
        key = figure.measure, figure.start, figure.end, figure.scope
        reporter = row.cell("reported_by")
        line, earlier, value = first.setdefault(key, (row.line, reporter, figure.value))
        if line == row.line or reporter == earlier:
            yield figure
        elif figure.value == value:
            row.leave_out(
                "a figure that is quoted before",
                f"nothing: line {line} quotes it from {earlier}, and one of the two is enough",
            )
        else:
            row.complain(
                f"{figure.value:g} where line {line} quotes {value:g} for the same series, period "
                "and scope",
                "name in scope_as_stated what tells the two counts apart",
            )

    return read_observations(data, resource, _LAYOUT, make=make)


def _figure(row: Row) -> Observation:
    series = row.word("series", _SERIES, "mx_fentanyl_seized")
    unit = row.unit("unit")
    remark = row.text("note", required=False, limit=500)
    source = f"{row.text('reported_by')} ({row.url('url')})"
    return row.observation(
        f"quoted.{series}", row.period("period"), row.maybe("value", unit), unit,
        scope=row.name("scope_as_stated", limit=300),
        note=f"{source}: {remark}" if remark else source,
    )  # fmt: skip
