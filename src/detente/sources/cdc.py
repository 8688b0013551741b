"""CDC overdose deaths: provisional twelve-month counts (VSRR).

Source: CDC/NCHS, VSRR Provisional Drug Overdose Death Counts, https://data.cdc.gov (xkb8-kh2a),
as downloaded in any year or through the publisher's API.

A VSRR value sums the twelve months that end with its month, so that neighbours share eleven of
them. Never sum states: a state whose counts are suppressed is absent, and more report every year.
"""

import re
from collections.abc import Iterator

from detente.sources.header import Layout
from detente.sources.row import Row, Span
from detente.sources.table import read_observations
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

# Early releases lack the symbol of footnotes and the predicted value; the publisher's API spells
# the columns data_value, state_name and so on.
_VSRR = Layout(
    ("State", "Year", "Month", "Indicator", "Data Value"),
    ("Period", "State Name", "Percent Complete", "Percent Pending Investigation", "Footnote",
     "Footnote Symbol", "Predicted Value"),
)  # fmt: skip
_HHS_REGION = re.compile(r"(?:HHS )?Region (?:10|[1-9])", re.IGNORECASE)
_TREND = Layout(("month_date", "year", "month", "total_deaths", "percent_complete"))


def read_cdc_vsrr(data: bytes, resource: Resource) -> Rows:
    """Read VSRR as downloaded: reported and predicted deaths, and percentages, by indicator.

    The United States as a whole has an empty area. An empty cell is suppressed or not computed,
    and makes no figure.
    """
    return read_observations(data, resource, _VSRR, make=_vsrr_figures)


def _vsrr_figures(row: Row) -> Iterator[Observation]:
    if any(_HHS_REGION.fullmatch(row.cell(column)) for column in ("State", "State Name")):
        row.leave_out("is a total of states", "nothing: it would count deaths twice")
        return
    span = _twelve_months(_named_month(row, "Year", "Month"))
    if "Period" in row:
        row.choice("Period", ("12 month-ending",))
    indicator = row.choice("Indicator", INDICATORS)
    area = "" if row.cell("State") == "US" else row.name(_state_column(row))
    note = row.text("Footnote", required=False)
    if indicator == _PERCENT:
        columns = {"Data Value": ("cdc.vsrr_12m_percent", "percent")}
    else:
        columns = {
            "Data Value": ("cdc.vsrr_12m_reported", "deaths"),
            "Predicted Value": ("cdc.vsrr_12m_predicted", "deaths"),
        }
    for column, (measure, unit) in columns.items():
        if column in row:
            if unit == "percent":
                value = row.maybe(column, unit, low=0.0, high=100.0)
            else:
                value = row.maybe(column, unit)
            yield row.observation(measure, span, value, unit, item=indicator, area=area, note=note)


def _state_column(row: Row) -> str:
    return "State Name" if "State Name" in row else "State"


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
    deaths = row.maybe("total_deaths", "deaths")
    yield row.observation(
        "cdc.vsrr_12m_reported", _twelve_months(month), deaths, "deaths", item=SYNTHETIC_OPIOIDS
    )


def _named_month(row: Row, year: str, month: str) -> str:
    name = row.choice(month, _MONTHS)
    return f"{row.year(year)}-{_MONTHS.index(name) + 1 if name in _MONTHS else 1:02d}"


def _twelve_months(last: str) -> Span:
    return month_start(shift_month(last, -11)), month_end(last)
