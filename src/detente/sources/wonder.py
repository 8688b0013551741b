"""CDC WONDER's counts of deaths, monthly or yearly, of the nation or of states.

Source: CDC WONDER, https://wonder.cdc.gov: Multiple Cause of Death, and Provisional Mortality
Statistics, exported as CSV or as the text with tabs that the system gives out itself. Never sum
states: a state whose count is suppressed, being under 10, is absent.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import nan

from detente.sources.base import text_option
from detente.sources.header import Layout
from detente.sources.row import Row, Span, month_span
from detente.sources.table import read_observations
from detente.sources.text import Form
from detente.terms.errors import Problem, shown
from detente.terms.periods import period_bounds, whole_months
from detente.terms.tables import Observation, Resource, Rows

_CAUSE = "Multiple Cause of death"
_STATES = ("State", "Residence State")
_OPTIONAL = (
    "Year", "Year Code", "Month", *_STATES, *(f"{state} Code" for state in _STATES), _CAUSE,
    f"{_CAUSE} Code", "Population", "Crude Rate", "Crude Rate Lower 95% Confidence Interval",
    "Crude Rate Upper 95% Confidence Interval", "Crude Rate Standard Error", "Age Adjusted Rate",
    "% of Total Deaths",
)  # fmt: skip
_LAYOUTS = tuple(
    Layout(("Notes", when, "Deaths"), _OPTIONAL) for when in ("Month Code", "Year Code")
)
_FORM = Form(separators=(",", "\t"), footer="---")
_WITHOUT_COUNT = {
    "": "the publisher has no count",
    "Suppressed": "the count is suppressed: it is under 10",
    "Missing": "the publisher has no count",
    "Not Applicable": "the publisher has no count",
}
_CAUSE_CODE = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9]{1,2})?")
_PARTIAL = "partial"
_IS_PARTIAL = "the publisher marks the period as partial: the count is of a part of it"
_LEFT_PARTIAL = "nothing: it is no figure of a whole period; a later export will have it"
_PROVISIONAL = re.compile(r"\(([^()]*(?:provisional|partial)[^()]*)\)", re.IGNORECASE)


def read_cdc_wonder(data: bytes, resource: Resource) -> Rows:
    """Read an export of deaths by month or year, and by state and cause where it has them.

    The nation has an empty area. Left out with a reason: suppressed counts, totals, periods that
    WONDER marks as partial, and rows that it marks as missing. The remarks that WONDER prints
    below a line of `---` are not data.

    Options:
        item: code of the cause that was asked for, where the export has no column of it.
    """
    item = text_option(resource, "item") if "item" in resource.options else ""

    def make(row: Row) -> Iterator[Observation]:
        if _counts(row):
            yield _figure(row, item)

    rows = read_observations(data, resource, *_LAYOUTS, make=make, form=_FORM)
    return _without_partial(rows, resource)


def _without_partial(rows: Rows, resource: Resource) -> Rows:
    """Leave out the figures of which the publisher says that they are of a part of their period.

    WONDER marks every month of a running year so. Where all months of a year are marked, the word
    is of the year, and a month whose lag was over when the file was issued is whole.
    """
    known = [
        figure
        for figure in (*rows.observations, *rows.unknown)
        if whole_months(*_span(figure)) == 1
    ]
    whole = {figure.start.year for figure in known if _PARTIAL not in figure.note.casefold()}

    def is_partial(figure: Observation) -> bool:
        if _PARTIAL not in figure.note.casefold():
            return False
        is_year = whole_months(*_span(figure)) != 1
        released = figure.end + timedelta(days=resource.lag_days)
        return is_year or figure.start.year in whole or released > resource.vintage

    left = [figure for figure in rows.observations if is_partial(figure)]
    if not left:
        return rows
    said = tuple(Problem(resource.path, figure.line, _IS_PARTIAL, _LEFT_PARTIAL) for figure in left)
    return replace(
        rows,
        observations=tuple(figure for figure in rows.observations if not is_partial(figure)),
        unknown=(*rows.unknown, *(replace(figure, value=nan) for figure in left)),
        refused=(*rows.refused, *said),
    )


def _span(figure: Observation) -> Span:
    return figure.start, figure.end


def _counts(row: Row) -> bool:
    """Whether a row is of one cell; what counts no deaths is left out with its reason."""
    notes, deaths = row.cell("Notes"), row.cell("Deaths")
    if notes == "Total":
        row.leave_out("is a total of other rows", "nothing: totals would count deaths twice")
        return False
    if notes:
        row.complain(f"Notes {shown(notes)} is not understood", "empty the cell if it is a remark")
    if deaths in _WITHOUT_COUNT:
        row.leave_out(_WITHOUT_COUNT[deaths], "nothing: it makes no figure, and is not 0")
    return True


def _figure(row: Row, item: str) -> Observation:
    span, said = _period(row)
    provisional = _PROVISIONAL.search(said)
    return row.observation(
        "cdc.wonder_deaths",
        span,
        nan if row.cell("Deaths") in _WITHOUT_COUNT else row.figure("Deaths", "deaths"),
        "deaths",
        item=row.word(f"{_CAUSE} Code", _CAUSE_CODE, "T40.4") if f"{_CAUSE} Code" in row else item,
        area=next((row.name(state) for state in _STATES if state in row), ""),
        note=provisional[1] if provisional else "",
    )


def _period(row: Row) -> tuple[Span, str]:
    if "Month Code" not in row:
        return period_bounds(str(row.year("Year Code"))), row.text("Year", required=False, limit=60)
    month = row.month("Month Code")
    if "Year Code" in row and row.sound and not month.startswith(row.cell("Year Code") or "?"):
        year = shown(row.cell("Year Code"))
        row.complain(f"Month Code {month} is not in Year Code {year}", "correct one of them")
    return month_span(month), row.text("Month", required="Month" in row, limit=60)
