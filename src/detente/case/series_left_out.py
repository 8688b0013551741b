"""What series leave out of their figures, and which figures they lack, with the reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.case.figures import Figures, admitted, rows_by_group, why_left_out
from detente.case.spec import CaseFile
from detente.evidence.gaps import lacking
from detente.evidence.listing import Name, group_key, key_of, name_label, said_of_period
from detente.evidence.reach import Reach
from detente.evidence.relays import Span
from detente.evidence.speaking import speakers, unspoken
from detente.evidence.unknown import SumCell, unknown_cells
from detente.terms.errors import shown
from detente.terms.left_out import LeftOut, left_out
from detente.terms.periods import is_period, period_label
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, SeriesSpec


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
        found += left_out(f"series {name}", "figure", _incomplete(spec, fitting, figures.files))
        found += left_out(f"series {name}", "figure", _unspoken(spec, figures))
        empty = () if spec.missing == "partial" else figures.unknown
        found += left_out(f"series {name}", "figure", _not_known(spec, figures.chosen[name], empty))
    return tuple(found)


def _incomplete(
    spec: SeriesSpec, rows: Iterable[Observation], files: Mapping[str, Resource]
) -> Iterator[tuple[str, str]]:
    """Yield the sums that lack a part: reason and period."""
    split, named = group_key(spec)
    listed: dict[tuple[str, str], dict[Span, set[tuple[str, ...]]]] = {}
    for row in rows:
        key = named(getattr(row, split, "")) or "", row.resource
        spans = listed.setdefault(key, {})
        spans.setdefault((row.start, row.end), set()).add(key_of(row))
    for (_, file), of_span in listed.items():
        for span, parts in sorted(lacking(spec, of_span).items()):
            if said_of_period(files[file], spec.period, span) == "none":
                continue
            names = ", ".join(map(shown, sorted(parts)[:3])) + (", …" if len(parts) > 3 else "")
            reason = f'{file} lacks {names} there; missing = "zero" where that means none'
            yield reason, period_label(spec.period, *span)


def _unspoken(spec: SeriesSpec, figures: Figures) -> Iterator[tuple[str, str]]:
    """Yield the figures for which no file speaks whole: reason and period.

    Where what is not listed means none, those too of which no file lists any row.
    """
    listing = figures.listing(spec.measure)
    reach = Reach(spec, listing)
    files = admitted(spec, figures)
    for group, rows in rows_by_group(spec, figures).items():
        values = {c: {getattr(row, c) for row in rows} for c in KEY_COLUMNS}
        speaking = speakers(listing, spec, group, files, values)
        listed = {((row.start, row.end), row.resource) for row in rows}
        spans = {span for span, _ in listed}
        if spec.missing == "zero":
            spans |= {span for file in speaking for span in listing.periods[file.name]}
        for span in sorted(span for span in spans if is_period(spec.period, *span)):
            if any(reach.knows(f, group, span, (span, f.name) in listed) for f in speaking):
                continue
            covering = [file for file in files if span in listing.periods[file.name]]
            newest = max(covering, key=lambda file: (file in speaking, file.vintage))
            lacking = next(unspoken(listing, spec, group, newest, files, values), None)
            names = (lacking,) if lacking else reach.beyond(newest, group, span)
            yield _silence(newest, names, lacking is not None), period_label(spec.period, *span)


def _silence(file: Resource, names: Sequence[Name], throughout: bool) -> str:
    if not names:
        return f"unlisted of {file.name} says that it is cut there"
    if throughout:
        return f"{file.name} lists no {name_label(names[0])}"
    column, value = names[0][-2:]
    return (
        f"{file.name} lists {name_label(names[0])} in other periods only, so that it may be cut or "
        f'name it otherwise; if there was none, say "unlisted": {{"{value or column}": "none"}} '
        f"under detente of {file.name} in datapackage.json"
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
