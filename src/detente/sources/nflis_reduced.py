"""Drug reports of US forensic laboratories, by half-year, as this project reduced them.

Source: sums of a query of DEA's NFLIS-Drug Data Query System; `detente.sources.nflis` reads the
query itself.
"""

from collections.abc import Iterator

from detente.sources.header import Layout
from detente.sources.row import Row
from detente.sources.table import read_observations
from detente.terms.periods import period_bounds
from detente.terms.tables import Observation, Resource, Rows

_COUNTS = ("fentanyl_reports", "fentanyl_and_related_reports")
_LAYOUTS = (
    Layout(("YYYY", "half", "n_states_fentanyl", *_COUNTS)),
    Layout(("YYYY", "half", "STATE", *_COUNTS)),
)


def read_nflis_half_year_reduced(data: bytes, resource: Resource) -> Rows:
    """Read the national table (with the number of states reporting) or the table by state."""
    return read_observations(data, resource, *_LAYOUTS, make=_figures)


def _figures(row: Row) -> Iterator[Observation]:
    span = period_bounds(f"{row.year('YYYY')}-H{'2' if _half(row) == 'SA2' else '1'}")
    area = row.name("STATE") if "STATE" in row else ""
    for column in _COUNTS:
        reports = row.maybe(column, "reports")
        yield row.observation(f"nflis.{column}", span, reports, "reports", area=area)
    if "n_states_fentanyl" in row:
        states = row.maybe("n_states_fentanyl", "states")
        yield row.observation("nflis.states_reporting", span, states, "states")


def _half(row: Row) -> str:
    return row.choice("half", ("SA1", "SA2"))
