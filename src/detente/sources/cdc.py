"""CDC overdose deaths: provisional twelve-month counts (VSRR) and WONDER's monthly counts.

Source: CDC/NCHS, VSRR Provisional Drug Overdose Death Counts, https://data.cdc.gov (xkb8-kh2a);
CDC WONDER, https://wonder.cdc.gov.

A VSRR value sums the twelve months that end with its month, so that neighbours share eleven of
them. Never sum states: a state whose counts are suppressed is absent, and more report every year.
"""

import re
from collections.abc import Iterator

from detente.sources.header import Layout
from detente.sources.row import Row, Span, month_span
from detente.sources.table import read_observations
from detente.sources.text import Form
from detente.terms.errors import shown
from detente.terms.periods import month_end, month_start, shift_month
from detente.terms.tables import Observation, Resource, Rows

SYNTHETIC_OPIOIDS = "Synthetic opioids, excl. methadone (T40.4)"
_PERCENT = "Percent with drugs specified"
INDICATORS = (
    "Number of Deaths",
    "Number of Drug Overdose Deaths",
    _PERCENT,
    "Cocaine (T40.5)",
    "Heroin (T40.1)",
    "Methadone (T40.3)",
    "Natural & semi-synthetic opioids (T40.2)",
    "Natural & semi-synthetic opioids, incl. methadone (T40.2, T40.3)",
    "Natural, semi-synthetic, & synthetic opioids, incl. methadone (T40.2-T40.4)",
    "Opioids (T40.0-T40.4,T40.6)",
    "Psychostimulants with abuse potential (T43.6)",
    SYNTHETIC_OPIOIDS,
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_VSRR = Layout(
    ("State", "Year", "Month", "Period", "Indicator", "Data Value", "Percent Complete",
     "Percent Pending Investigation", "State Name", "Footnote", "Footnote Symbol",
     "Predicted Value")
)  # fmt: skip
_TREND = Layout(("month_date", "year", "month", "total_deaths", "percent_complete"))

_CAUSE = "Multiple Cause of death"


def _wonder_layout(state: str) -> Layout:
    return Layout(
        ("Notes", "Year", "Year Code", "Month", "Month Code", state, f"{state} Code", _CAUSE,
         f"{_CAUSE} Code", "Deaths", "Population", "Crude Rate")
    )  # fmt: skip


_WONDER = (_wonder_layout("State"), _wonder_layout("Residence State"))
_WONDER_WITHOUT_COUNT = {
    "Suppressed": "the count is suppressed: it is under 10",
    "Missing": "the publisher has no count",
    "Not Applicable": "the publisher has no count",
}
_CAUSE_CODE = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9]{1,2})?")
_PROVISIONAL = re.compile(r"\((provisional[^()]*)\)")


def read_cdc_vsrr(data: bytes, resource: Resource) -> Rows:
    """Read VSRR as downloaded: reported and predicted deaths, and percentages, by indicator.

    The United States as a whole has an empty area. An empty cell is suppressed or not computed,
    and makes no figure.
    """
    return read_observations(data, resource, _VSRR, make=_vsrr_figures)


def _vsrr_figures(row: Row) -> Iterator[Observation]:
    span = _twelve_months(_named_month(row, "Year", "Month"))
    row.choice("Period", ("12 month-ending",))
    indicator = row.choice("Indicator", INDICATORS)
    area = "" if row.cell("State") == "US" else row.name("State Name")
    note = row.text("Footnote", required=False)
    if indicator == _PERCENT:
        columns = {"Data Value": ("cdc.vsrr_12m_percent", "percent")}
    else:
        columns = {
            "Data Value": ("cdc.vsrr_12m_reported", "deaths"),
            "Predicted Value": ("cdc.vsrr_12m_predicted", "deaths"),
        }
    for column, (measure, unit) in columns.items():
        if row.cell(column):
            value = (
                row.figure(column, unit, low=0.0, high=100.0)
                if unit == "percent"
                else row.figure(column, unit)
            )
            yield row.observation(
                measure, span, value, unit, item=indicator, area=area, note=note
            )  # fmt: skip


def read_cdc_vsrr_trend(data: bytes, resource: Resource) -> Rows:
    """Read a national VSRR trend of synthetic opioids: the reported value of a later vintage."""
    return read_observations(data, resource, _TREND, make=_trend_figures)


def _trend_figures(row: Row) -> Iterator[Observation]:
    month = row.first_of_month("month_date")
    spelled = _named_month(row, "year", "month")
    if row.sound and month != spelled:
        row.complain(
            f"month_date is {month} but year and month say {spelled}", "correct one of them"
        )
    if row.cell("total_deaths"):
        deaths = row.figure("total_deaths", "deaths")
        yield row.observation(
            "cdc.vsrr_12m_reported", _twelve_months(month), deaths, "deaths", item=SYNTHETIC_OPIOIDS
        )


def read_cdc_wonder(data: bytes, resource: Resource) -> Rows:
    """Read a WONDER export of deaths by month and state (of residence).

    Left out with a reason: suppressed counts, totals, and rows that WONDER marks as missing. The
    remarks that WONDER prints below a line of `---` are not data.
    """
    return read_observations(
        data, resource, *_WONDER, make=_wonder_figures, form=Form(footer="---")
    )


def _wonder_figures(row: Row) -> Iterator[Observation]:
    notes, deaths = row.cell("Notes"), row.cell("Deaths")
    if notes == "Total":
        row.leave_out("is a total of other rows", "nothing: totals would count deaths twice")
        return
    if notes:
        row.complain(f"Notes {shown(notes)} is not understood", "empty the cell if it is a remark")
    if deaths in _WONDER_WITHOUT_COUNT:
        row.leave_out(_WONDER_WITHOUT_COUNT[deaths], "nothing: it makes no figure, and is not 0")
        return
    month = row.month("Month Code")
    year = row.cell("Year Code")
    if row.sound and not month.startswith(year or "?"):
        row.complain(f"Month Code {month} is not in Year Code {shown(year)}", "correct one of them")
    provisional = _PROVISIONAL.search(row.text("Month", limit=60))
    yield row.observation(
        "cdc.wonder_deaths",
        month_span(month),
        row.figure("Deaths", "deaths"),
        "deaths",
        item=row.word(f"{_CAUSE} Code", _CAUSE_CODE, "T40.4"),
        area=row.name("State" if "State" in row else "Residence State"),
        note=provisional[1] if provisional else "",
    )


def _named_month(row: Row, year: str, month: str) -> str:
    name = row.choice(month, _MONTHS)
    return f"{row.year(year)}-{_MONTHS.index(name) + 1 if name in _MONTHS else 1:02d}"


def _twelve_months(last: str) -> Span:
    return month_start(shift_month(last, -11)), month_end(last)
