"""How the balance of a measure looks on a terminal, as CSV and as JSON."""

from typing import TYPE_CHECKING, Any

from detente.cli.show import line, table, write_csv
from detente.cli.views import BOUNDS, as_plain

if TYPE_CHECKING:
    from detente.cooperation.composition import Composition

NOTE = (
    "The state is the log odds that an act on record is cooperative (0: as many of each kind), "
    "trend and passing episode together; months without acts widen it."
)
_KINDS = ("state", "trend", "known")


def balance_json(found: "Composition") -> dict[str, Any]:
    """Return every month of a measure."""
    return {"measure": as_plain(found.acts.measure), "index": as_plain(found.rows)}


def print_half_years(found: "Composition") -> None:
    """Print a row a side and half-year: the balance, and the acts that it rests on."""
    from detente.cooperation.half_years import half_years

    table(
        found.acts.measure.label,
        ("dyad", "half-year", "state [90%]", "cooperative acts", "conflictual acts"),
        [
            (row.dyad, row.period, row.state, row.acts_cooperation, row.acts_conflict)
            for row in half_years(found)
        ],
    )
    line(NOTE)


def print_balance_csv(found: "Composition") -> None:
    """Print a row a side and month."""
    columns = [f"{kind}_{bound}" for kind in _KINDS for bound in BOUNDS]
    write_csv(
        ["measure", "dyad", "period", *columns, "acts_cooperation", "acts_conflict"],
        (
            [
                *(row.measure, row.dyad, row.period),
                *(getattr(getattr(row, kind), bound) for kind in _KINDS for bound in BOUNDS),
                *(row.acts_cooperation, row.acts_conflict),
            ]
            for row in found.rows
        ),
    )
