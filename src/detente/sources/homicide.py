"""Homicide in Mexico, monthly, from others' reductions: three counts that must not be spliced.

Source: SESNSP, victims of homicidio doloso in opened investigations (`detente.sources.sesnsp`
reads its own files); INEGI, death certificates. 2018 is 33,742 victims, 34,662 with feminicide,
or 39,812 registered deaths, so each count has a measure of its own.
"""

from collections.abc import Iterator

from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import read_observations
from detente.terms.tables import Observation, Resource, Rows

_NATIONAL = ("n_year", "n_month", "n_victimas")
_SESNSP = (Layout(_NATIONAL), Layout((*_NATIONAL, "cve_ent", "nombre_estado")))
_CRIMENMEXICO = {
    "snsp_homicide_plus_feminicide_victims": (
        "crimenmexico.homicide_plus_feminicide_victims",
        "victims",
    ),
    "inegi_registered_homicides": ("inegi.registered_homicides", "registrations"),
}


def read_sesnsp_month_reduced(data: bytes, resource: Resource) -> Rows:
    """Read sums of victims of intentional homicide by month, of the country or of each state."""
    return read_observations(data, resource, *_SESNSP, make=_victims)


def _victims(row: Row) -> Iterator[Observation]:
    span = month_span(row.numbered_month("n_year", "n_month"))
    area = row.name("nombre_estado") if "nombre_estado" in row else ""
    victims = row.maybe("n_victimas", "victims")
    yield row.observation("sesnsp.homicide_victims", span, victims, "victims", area=area)


def read_crimenmexico_month(data: bytes, resource: Resource) -> Rows:
    """Read elcri.men's national table: victims with feminicide, and registered homicides.

    An empty cell is unknown, not 0.
    """
    layout = Layout(("date", *_CRIMENMEXICO, "population"))
    return read_observations(data, resource, layout, make=_two_counts)


def _two_counts(row: Row) -> Iterator[Observation]:
    span = month_span(row.first_of_month("date"))
    for column, (measure, unit) in _CRIMENMEXICO.items():
        yield row.observation(measure, span, row.maybe(column, unit), unit)
