"""Ideal points of states in the UN General Assembly, yearly.

Source: Voeten, United Nations General Assembly Voting Data, Harvard Dataverse
doi:10.7910/DVN/LEJUQZ; Bailey, Strezhnev & Voeten (2017), Journal of Conflict Resolution 61(2).
The distance of two states is the absolute difference of their points: alignment in the world, not
a measure of their own relations.
"""

import re
from collections.abc import Iterator

from detente.sources.header import Layout
from detente.sources.row import Row
from detente.sources.table import read_observations
from detente.terms.periods import period_bounds
from detente.terms.tables import Observation, Resource, Rows

_QUANTILES = ("qo", "q5", "q10", "q50", "q90", "q95", "q100")
_LAYOUT = Layout(
    ("ccode", "iso3c", "countryname", "year", "idealpointfp", "idealpointall", "idealpointlegacy",
     "nvotesfp", *(f"{q}fp" for q in _QUANTILES),
     "nvotesall", *(f"{q}all" for q in _QUANTILES), "nvotesLegacy")
)  # fmt: skip
_STATE = re.compile(r"[A-Z]{3}")


def read_unga_ideal_points(data: bytes, resource: Resource) -> Rows:
    """Read ideal points from final-passage votes, by state (ISO code) and calendar year."""
    return read_observations(data, resource, _LAYOUT, make=_points)


def _points(row: Row) -> Iterator[Observation]:
    span = period_bounds(str(row.year("year")))
    state = row.word("iso3c", _STATE, "USA")
    if row.cell("idealpointfp"):
        point = row.figure("idealpointfp", "points")
        yield row.observation("unga.ideal_point", span, point, "points", area=state)
