"""Ideal points of states in the UN General Assembly, yearly.

Source: Voeten, United Nations General Assembly Voting Data, Harvard Dataverse
doi:10.7910/DVN/LEJUQZ; Bailey, Strezhnev & Voeten (2017), Journal of Conflict Resolution 61(2).
Read as issued: CSV, with or without the row numbers of R, or the tabs of Dataverse's own export;
releases have named columns IdealPointFP or idealpointfp, and a year or a session. The distance of
two states is the absolute difference of their points: alignment in the world, not a measure of
their own relations.
"""

import re
from collections.abc import Iterator

from detente.sources.header import Layout
from detente.sources.row import Row, Span
from detente.sources.table import read_observations
from detente.sources.text import Form
from detente.terms.periods import period_bounds
from detente.terms.tables import Observation, Resource, Rows

_VOTES = ("FP", "All")
_QUANTILES = ("Qo", "Q0", "Q5", "Q10", "Q50", "Q90", "Q95", "Q100")
_OPTIONAL = (
    "Countryname", "year", "session", "IdealPointLegacy", "NVotesLegacy",
    *(f"{name}{votes}" for votes in _VOTES for name in ("IdealPoint", "NVotes", *_QUANTILES)),
)  # fmt: skip
_LAYOUTS = tuple(
    Layout(("ccode", "iso3c", when, f"IdealPoint{votes}"), _OPTIONAL, row_names=True)
    for votes in _VOTES
    for when in ("year", "session")
)
_FORM = Form(separators=(",", "\t"))
_STATE = re.compile(r"[A-Z]{3}")
_FIRST_SESSION_YEAR = 1946
_NONE = ("", "NA")
"""What R writes where there is no value."""


def read_unga_ideal_points(data: bytes, resource: Resource) -> Rows:
    """Read ideal points by state and calendar year.

    The area is the state's ISO code or, where it never had one, its name. The measure is
    `unga.ideal_point`, from final-passage votes; a release that has points from all votes alone
    gives `unga.ideal_point_all`. Of two states that share a code in a year, the second is left out.
    """
    first: dict[tuple[str, Span], tuple[str, int]] = {}

    def make(row: Row) -> Iterator[Observation]:
        area, span = _state(row), _year(row)
        state, line = first.setdefault((area, span), (row.cell("ccode"), row.line))
        if state != row.cell("ccode"):
            row.leave_out(
                f"state {row.cell('ccode')} has the code {area} of state {state} on line {line}",
                "nothing: figures of one code cannot be of two states",
            )
            return
        votes, measure = "FP", "unga.ideal_point"
        if "IdealPointFP" not in row:
            votes, measure = "All", "unga.ideal_point_all"
        point = row.maybe(f"IdealPoint{votes}", "points", none=_NONE)
        yield row.observation(measure, span, point, "points", area=area)

    return read_observations(data, resource, *_LAYOUTS, make=make, form=_FORM)


def _state(row: Row) -> str:
    if row.cell("iso3c") in _NONE and row.cell("Countryname") not in _NONE:
        return row.name("Countryname")
    return row.word("iso3c", _STATE, "USA")


def _year(row: Row) -> Span:
    if "year" in row:
        return period_bounds(str(row.year("year")))
    session = row.number("session", low=1.0, high=999.0, whole=True)
    return period_bounds(str(_FIRST_SESSION_YEAR - 1 + int(session or 1)))
