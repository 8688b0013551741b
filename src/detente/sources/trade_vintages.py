"""US goods trade with one partner, as the Census page stood each time it was fetched: a reduction.

Source: US Census Bureau, https://www.census.gov/foreign-trade/balance/c5700.html, every version of
a daily copy. Million US dollars, nominal, not seasonally adjusted, Census basis.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from detente.sources.base import text_option
from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import Table
from detente.sources.trade import EXPORTS, IMPORTS, UNIT
from detente.terms.tables import Observation, Resource, Rows

_LAYOUT = Layout(("fetched", "commit", "month", "exports_musd", "imports_musd", "balance_musd"))
_COMMIT = re.compile(r"[0-9a-f]{7,40}")
_ROUNDING_MUSD = 0.2
"""Three figures, each rounded to 0.1, may miss each other by 3 × 0.05 = 0.15."""


@dataclass(frozen=True, slots=True)
class _State:
    """One month's figures, as they stood on the day they were fetched."""

    row: Row
    month: str
    fetched: date
    exports: float
    imports: float

    @property
    def age(self) -> tuple[date, int]:
        """Sort key: the last state comes last; among equal states of a day, the later line."""
        return self.fetched, self.row.line


def read_census_vintages_reduced(data: bytes, resource: Resource) -> Rows:
    """Read every state of the table that was fetched, and keep the last one of each month.

    Earlier states are left out with a reason. Two states of one month that were fetched on the
    same day and differ are refused, since nothing says which came last.

    Options:
        item: the partner; `CHN` where not given.
    """
    item = text_option(resource, "item", "CHN")
    table = Table(data, resource, _LAYOUT)
    months: dict[str, list[_State]] = {}
    for row in table.rows():
        state = _state(row)
        version = f"{row.cell('commit')} {state.month}"
        table.unique(row, version, version)
        if row.sound:
            months.setdefault(state.month, []).append(state)
    figures = [figure for states in months.values() for figure in _last_figures(states, item)]
    return table.finish(observations=figures)


def _state(row: Row) -> _State:
    row.word("commit", _COMMIT, "48de72f75c59")
    exports, imports = (
        row.figure(f"{flow}_musd", UNIT, low=0.0) for flow in ("exports", "imports")
    )
    balance = row.figure("balance_musd", UNIT)
    if row.sound and abs(exports - imports - balance) > _ROUNDING_MUSD:
        row.complain(
            f"balance_musd {balance:,.1f} is not exports less imports, {exports - imports:,.1f}",
            "check that the columns are not shifted",
        )
    return _State(row, row.month("month"), row.day("fetched"), exports, imports)


def _last_figures(states: list[_State], item: str) -> Iterator[Observation]:
    last = max(states, key=lambda state: state.age)
    for state in states:
        if state is not last:
            _give_way(state, last)
    for measure, value in ((EXPORTS, last.exports), (IMPORTS, last.imports)):
        yield last.row.observation(measure, month_span(last.month), value, UNIT, item=item)


def _give_way(state: _State, last: _State) -> None:
    is_equal = (state.exports, state.imports) == (last.exports, last.imports)
    if state.fetched == last.fetched and not is_equal:
        state.row.complain(
            f"{state.month} was fetched twice on {state.fetched} with other values than line "
            f"{last.row.line}",
            "keep only the row that was fetched last",
        )
    state.row.leave_out(
        "an earlier state of a month that was fetched again",
        f"nothing: line {last.row.line} is the last state of {state.month}, and only that counts",
    )
