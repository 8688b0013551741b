"""How the index looks on a terminal, as CSV, as JSON and as NetCDF."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli.show import line, table, write_csv
from detente.cli.views import BOUNDS, as_plain
from detente.terms.own_files import written_as_ours

if TYPE_CHECKING:
    from detente.cooperation.composition import Composition
    from detente.cooperation.results import IndexReading, MeasureRow
    from detente.study.estimate import Estimate

_KINDS = ("balance", "trend", "known")
_SUMMED = ("measures", "sides", "half_years", "years", "breaks", "readings")
_PARTS = (*_SUMMED, "scores", "left_out")


def index_json(result: "Estimate") -> dict[str, Any]:
    """Return the index of every measure, dyad and month, and what is summed up of it."""
    parts = {name: as_plain(getattr(result, name)) for name in _PARTS}
    return {"subject": result.subject, "index": as_plain(result.rows), **parts}


def print_index(result: "Estimate", title: str) -> None:
    """Print where each side stands, its half-years beside their acts, and probable breaks."""
    for measure in result.measures:
        table(
            f"{title}: {measure.label}, the last twelve months",
            ("dyad", "balance [90%]", "change [90%]", "P(better)", "acts", "acts before"),
            [
                (
                    *(s.dyad, s.balance, s.change, s.p_improved),
                    f"{s.acts_cooperation} to {s.acts_conflict}",
                    f"{s.before_cooperation} to {s.before_conflict}",
                )
                for s in result.sides
                if s.measure == measure.name
            ],
        )
        table(
            f"{measure.label}, by half-year",
            ("dyad", "half-year", "balance [90%]", "cooperative acts", "conflictual acts"),
            [
                (
                    *(row.dyad, row.period),
                    row.balance if row.acts_cooperation + row.acts_conflict else "no act on record",
                    *(row.acts_cooperation, row.acts_conflict),
                )
                for row in result.half_years
                if row.measure == measure.name
            ],
        )
        line(f"{measure.label}: {measure.rule}")
        for one in (one for one in result.breaks if one.measure == measure.name):
            line(
                f"{one.dyad}, {one.period}: the balance of the six months from then on is very "
                f"likely ({one.probability:.0%}) {one.size:g} or more {one.direction} on the six "
                f"before; acts {_acts(one.acts_before)}, then {_acts(one.acts_after)}."
            )
        for warning in measure.warnings:
            line(f"WARNING: {warning}")
        _print_readings([one for one in result.readings if one.measure == measure.name], measure)
    line(result.index_note)


def _print_readings(readings: "Sequence[IndexReading]", measure: "MeasureRow") -> None:
    """Print the last twelve months, and the breaks, as other rules of counting have them."""
    if not readings:
        return
    table(
        f"{measure.label}, the last twelve months by other rules of counting",
        ("reading", "dyad", "balance [90%]", "change [90%]", "P(better)", "acts"),
        [
            (
                *(one.name, s.dyad, s.balance, s.change, s.p_improved),
                f"{s.acts_cooperation} to {s.acts_conflict}",
            )
            for one in readings
            for s in one.sides
        ],
    )
    for one in readings:
        found = "; ".join(
            f"{b.dyad}, {b.period} ({b.direction}, {b.probability:.0%})" for b in one.breaks
        )
        counted = f"{one.acts_cooperation} cooperative and {one.acts_conflict} conflictual acts"
        line(f"{one.name}: {one.label}; {counted}. Breaks: {found or 'none'}.")
        for warning in one.warnings:
            line(f"WARNING: {warning}")


def _acts(counted: tuple[int, int]) -> str:
    return f"{counted[0]} to {counted[1]}"


def print_index_csv(result: "Estimate", *, wide: bool) -> None:
    """Print the index as CSV: a row a measure, dyad and month, or wide: a row a month, medians."""
    if wide:
        columns = list(dict.fromkeys((row.measure, row.dyad) for row in result.rows))
        medians = {(r.period, r.measure, r.dyad): r.balance.median for r in result.rows}
        periods = list(dict.fromkeys(row.period for row in result.rows))
        write_csv(
            ["period", *(f"{measure}_{dyad}" for measure, dyad in columns)],
            ([period, *(medians[period, *column] for column in columns)] for period in periods),
        )
        return
    write_csv(
        [
            *("measure", "dyad", "period"),
            *(f"{kind}_{bound}" for kind in _KINDS for bound in BOUNDS),
            *("acts_cooperation", "acts_conflict"),
        ],
        (
            [
                *(row.measure, row.dyad, row.period),
                *(getattr(getattr(row, kind), bound) for kind in _KINDS for bound in BOUNDS),
                *(row.acts_cooperation, row.acts_conflict),
            ]
            for row in result.rows
        ),
    )


def write_netcdf(found: Sequence["Composition"], path: Path) -> None:
    """Write the draws of the balance, measure by measure, whole or not at all."""
    import xarray as xr

    from detente.sampling.netcdf import reserve_netcdf

    first = found[0].acts
    draws = xr.Dataset(
        {index.acts.measure.name: (("draw", "dyad", "period"), index.balance) for index in found},
        coords={"dyad": list(first.dyads), "period": list(first.periods)},
    )
    with written_as_ours(path) as part:
        reserve_netcdf(part, [draws])
        draws.to_netcdf(str(part))
