"""What series leave out of their figures, and which figures they lack, with the reasons."""

from collections.abc import Iterable, Iterator, Sequence

from detente.case.figures import Figures
from detente.case.series_rows import why_left_out
from detente.case.spec import CaseFile
from detente.evidence.listing import (
    Name,
    added_columns,
    asked_names,
    group_key,
    key_of,
    lacking_parts,
    speaks,
)
from detente.evidence.reach import Reach
from detente.evidence.relays import Span
from detente.evidence.unknown import SumCell, unknown_cells
from detente.terms.errors import shown
from detente.terms.left_out import LeftOut, left_out
from detente.terms.periods import is_period, period_label
from detente.terms.tables import Observation, Resource, SeriesSpec


def series_left_out(casefile: CaseFile, figures: Figures) -> tuple[LeftOut, ...]:
    """Count what series select and leave out, and the figures that they lack, by reason."""
    found: list[LeftOut] = []
    for name, spec in casefile.series.items():
        dropped = [
            (reason, f"{row.resource} line {row.line}")
            for row in figures.chosen[name]
            if (reason := why_left_out(spec, row)) is not None
        ]
        found += left_out(f"series {name}", "row", dropped)
        fitting = [row for row in figures.chosen[name] if why_left_out(spec, row) is None]
        if spec.missing == "none":
            found += left_out(f"series {name}", "figure", _incomplete(spec, fitting))
        else:
            found += left_out(f"series {name}", "figure", _beyond(spec, fitting, figures))
        found += left_out(
            f"series {name}", "figure", _not_known(spec, figures.chosen[name], figures.unknown)
        )
    return tuple(found)


def _incomplete(spec: SeriesSpec, rows: Iterable[Observation]) -> Iterator[tuple[str, str]]:
    """Yield the figures that lack a part which the series names: reason and period."""
    split, named = group_key(spec)
    for column in added_columns(spec):
        parts: dict[tuple[str, str], dict[Span, set[str]]] = {}
        for row in rows:
            key = named(getattr(row, split, "")) or "", row.resource
            spans = parts.setdefault(key, {})
            spans.setdefault((row.start, row.end), set()).add(getattr(row, column))
        for (_, file), of_span in parts.items():
            for span, lacking in lacking_parts(of_span).items():
                label = period_label(spec.period, *span)
                yield f"{file} lacks {', '.join(map(shown, sorted(lacking)[:3]))}", label


def _beyond(
    spec: SeriesSpec, rows: Sequence[Observation], figures: Figures
) -> Iterator[tuple[str, str]]:
    """Yield the figures that no file lists and none may say to be none of: reason and period."""
    listing = figures.listing(spec.measure)
    reach = Reach(spec, listing)
    column, named = group_key(spec)
    groups = {named(getattr(row, column, "")) or "" for row in rows}
    listed = {(named(getattr(r, column, "")), r.start, r.end, r.resource) for r in rows}
    files = [file for file in figures.files.values() if file.name in listing.periods]
    files = [file for file in files if not spec.resources or file.name in spec.resources]
    for group in sorted(groups):
        asked = asked_names(spec, group)
        speaking = [f for f in files if all(speaks(listing, f, name) for name in asked)]
        for span in sorted({s for f in speaking for s in listing.periods[f.name]}):
            covering = [f for f in speaking if span in listing.periods[f.name]]
            if is_period(spec.period, *span) and not any(
                reach.knows(file, group, span, (group, *span, file.name) in listed)
                for file in covering
            ):
                newest = max(covering, key=lambda file: file.vintage)
                names = reach.beyond(newest, group, span)
                yield _silence(newest, names), period_label(spec.period, *span)


def _silence(file: Resource, names: Sequence[Name]) -> str:
    if not names:
        return f"unlisted of {file.name} says that it is cut there"
    column, value = names[0][-2:]
    item = f" of {names[0][0]} {shown(names[0][1])}" if len(names[0]) > 2 else ""
    return (
        f"{file.name} lists {column} {shown(value)}{item} in other periods only, so that it may "
        f'be cut or name it otherwise; if there was none, say "unlisted": {{"{value or column}": '
        f'"none"}} under detente of {file.name} in datapackage.json'
    )


def _not_known(
    spec: SeriesSpec, rows: Sequence[Observation], unknown: Iterable[Observation]
) -> Iterator[tuple[str, str]]:
    """Yield the sums of which a file gives some parts and not all: reason and period."""
    split, named = group_key(spec)
    given = {
        (named(getattr(row, split, "")), row.start, row.end, row.resource)
        for row in rows
        if row.unit == spec.unit
    }
    cells = [cell for cell in unknown if cell.measure == spec.measure]
    told: set[tuple[SumCell, str]] = set()
    for cell, file, part in unknown_cells(spec, rows, cells):
        if (cell, file) not in told and ((*cell, file) in given or spec.missing == "zero"):
            told.add((cell, file))
            names = ", ".join(shown(value) for value in key_of(part) if value)
            yield (
                f"{file} gives no {spec.unit} of {names or 'it'}",
                period_label(spec.period, *cell[1:]),
            )
