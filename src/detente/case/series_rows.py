"""What the rows of a case say of its series: what each selects, leaves out, and may not add."""

from collections.abc import Iterator, Mapping
from datetime import date

from detente.case.casefile import CASE_FILE
from detente.case.figures import Figures, Selected, admitted, rows_by_group, why_left_out
from detente.case.listed import Silence, silence_problems, silences
from detente.case.near_names import near_names
from detente.case.spec import CaseFile
from detente.case.successors import renamed
from detente.evidence.added import mixed_figures, mixed_groups
from detente.evidence.listing import name_label
from detente.evidence.speaking import unspoken
from detente.terms.errors import Problem, nearest, shown
from detente.terms.periods import (
    PERIOD_MONTHS,
    is_nearly_period,
    is_period,
    period_label,
    phase,
)
from detente.terms.spelling import spelling_key
from detente.terms.tables import KEY_COLUMNS, Observation, Resource, SeriesSpec

Fault = tuple[str, str, str]
"""Key of the series in `case.toml`, problem and remedy."""


def check_series(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which series ask for what no row has, and which would add or misname rows."""
    files = figures.files
    silent: list[tuple[str, Silence]] = []
    for name, spec in casefile.series.items():
        faults = [*_unknown_names(spec, figures.of(spec.measure), figures.by_measure)]
        rows = figures.chosen[name]
        faults += _period_faults(spec, rows)
        faults += _place_faults(spec, rows)
        fitting = [row for row in rows if why_left_out(spec, row) is None]
        mixed = mixed_figures(spec, fitting, files)
        faults += [(m.column, m.problem, m.fix) for m in mixed if m.sure]
        for key, problem, fix in faults:
            line = casefile.line("series", name, "where" if key in KEY_COLUMNS else key)
            yield Problem(CASE_FILE, line, f"series {name}: {problem}", fix)
        listing = figures.listing(spec.measure)
        found = [*silences(spec, fitting, listing, files)]
        silent += [(name, one) for one in found]
        if not found:
            yield from _unspoken(casefile, spec, figures)
        yield from _nearly_periods(name, spec, rows, files)
    yield from silence_problems(silent)
    yield from _spellings(casefile, figures)
    yield from near_names(casefile, figures)
    yield from renamed(casefile, figures)
    yield from _added_groups(casefile, series_apart(casefile, figures))


def likely_mixed(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Ask of figures that a series adds and that may be a whole and its parts, or told twice."""
    for name, spec in casefile.series.items():
        fitting = [row for row in figures.chosen[name] if why_left_out(spec, row) is None]
        for found in mixed_figures(spec, fitting, figures.files):
            if not found.sure:
                line = casefile.line("series", name, "where")
                yield Problem(CASE_FILE, line, f"series {name}: {found.problem}", found.fix)


def _unspoken(casefile: CaseFile, spec: SeriesSpec, figures: Figures) -> Iterator[Problem]:
    """Say where no file speaks for a series, so that it would have no figure at all."""
    listing, files = figures.listing(spec.measure), admitted(spec, figures)
    reasons: dict[str, str] = {}
    groups = rows_by_group(spec, figures)
    for group, rows in groups.items():
        values = {column: {getattr(row, column) for row in rows} for column in KEY_COLUMNS}
        for file in files:
            lacking = next(unspoken(listing, spec, group, file, files, values), None)
            if lacking is None:
                return
            reasons.setdefault(file.name, f"{file.name} lists no {name_label(lacking)}")
    if groups:
        yield Problem(
            CASE_FILE,
            casefile.line("series", spec.name),
            f"series {spec.name}: no file lists all that it adds up, so that it has no figure "
            f"({', '.join([*reasons.values()][:3])})",
            "put the rows of these files into one, or keep what each holds apart with group, or "
            "make a series of each; or correct unlisted in datapackage.json",
        )


def _unknown_names(
    spec: SeriesSpec, rows: list[Observation], measures: Mapping[str, object]
) -> Iterator[Fault]:
    if not rows:
        problem = f"no row has the measure {shown(spec.measure)}"
        yield "measure", problem, nearest(spec.measure, measures)
        return
    units = {row.unit for row in rows}
    if spec.unit not in units:
        problem = f"its unit is {shown(spec.unit)}, and the rows are in {', '.join(sorted(units))}"
        yield "unit", problem, f"write unit = {min(units)!r}"
    sources = {row.resource for row in rows}
    for resource in spec.resources:
        if resource not in sources:
            problem = f"resource {shown(resource)} has no row of {spec.measure}"
            yield "resources", problem, nearest(resource, sources)
    for column, wanted in spec.where.items():
        values = {str(getattr(row, column, "")) for row in rows}
        for value in wanted:
            if value not in values:
                fix = nearest(value, values) if any(values) else _none_named(column)
                yield "where", f"no row has the {column} {shown(value)}", fix
    areas = {row.area for row in rows}
    for area in (area for pooled in spec.places.values() for area in pooled):
        if area not in areas:
            yield "places", f"no row has the area {shown(area)}", nearest(area, areas)


def _period_faults(spec: SeriesSpec, rows: list[Observation]) -> Iterator[Fault]:
    if spec.period not in PERIOD_MONTHS or not rows:
        return
    spans = {(row.start, row.end) for row in rows}
    fitting = sorted(span for span in spans if is_period(spec.period, *span))
    if not fitting:
        lengths = {(end - start).days + 1 for start, end in spans}
        problem = f"its rows cover {min(lengths)} to {max(lengths)} days each, no {spec.period}"
        fix = f"use one of {', '.join((*PERIOD_MONTHS, 'span'))}"
        if {start.day for start, end in spans if start == end} == {1} and max(lengths) == 1:
            fix = f"write {min(spans)[0]:%Y-%m} for the month in the file, or {fix}"
        yield "period", problem, fix
        return
    kinds = {phase(spec.period, start): (start, end) for start, end in reversed(fitting)}
    if len(kinds) > 1:
        labels = [period_label(spec.period, *span) for span in sorted(kinds.values())]
        problem = f"it holds two kinds of {spec.period}: {' and '.join(labels[:2])}"
        fix = "make a series of each: tell the rows apart in item or scope, and select one in where"
        yield "period", problem, fix


def _place_faults(spec: SeriesSpec, rows: list[Observation]) -> Iterator[Fault]:
    if spec.group == "place":
        pooled = {area for areas in spec.places.values() for area in areas}
        left = sorted({row.area for row in rows} - pooled)
        if left:
            problem = f"area {shown(left[0])} is in no place, so that its rows would be lost"
            yield "places", problem, "name every area of the selection in a place"


def _nearly_periods(
    name: str, spec: SeriesSpec, rows: list[Observation], files: Mapping[str, Resource]
) -> Iterator[Problem]:
    if spec.period not in PERIOD_MONTHS:
        return
    near = [row for row in rows if is_nearly_period(spec.period, row.start, row.end)]
    for file in dict.fromkeys(row.resource for row in near):
        here = [row for row in near if row.resource == file]
        days = (here[0].end - here[0].start).days + 1
        more = f", and so {len(here) - 1} more rows" if len(here) > 1 else ""
        yield Problem(
            files[file].path,
            here[0].line,
            f"{here[0].start}/{here[0].end} ({days} days) is no {spec.period}, and series {name} "
            f"is of such{more}",
            f"write a whole {_in_words(spec.period)}, or give the series period = 'span'",
        )


def _in_words(period: str) -> str:
    return "run of twelve months" if period == "12m" else period.replace("half", "half-year")


def _spellings(casefile: CaseFile, figures: Figures) -> Iterator[Problem]:
    """Say which names differ only in case, accents or space from another."""
    wanted: dict[str, set[str]] = {}
    for spec in casefile.series.values():
        names = {value for values in spec.where.values() for value in values}
        names |= {area for areas in spec.places.values() for area in areas}
        wanted.setdefault(spec.measure, set()).update(names)
    for measure, asked in wanted.items():
        for column in KEY_COLUMNS:
            yield from _spelt_twice(column, asked, figures.of(measure), figures.files)


def _spelt_twice(
    column: str, asked: set[str], rows: list[Observation], files: Mapping[str, Resource]
) -> Iterator[Problem]:
    counted: dict[str, list[Observation]] = {}
    for row in rows:
        counted.setdefault(getattr(row, column), []).append(row)
    spelt: dict[str, list[str]] = {}
    for value in counted:
        spelt.setdefault(spelling_key(value), []).append(value)
    for values in spelt.values():
        if len(values) > 1:
            # What a series selects is right; else what stands in most rows.
            right = max(values, key=lambda value: (value in asked, len(counted[value]), value))
            for value in (value for value in values if value != right):
                first = counted[value][0]
                yield Problem(
                    files[first.resource].path,
                    first.line,
                    f"{column} {shown(value)} ({len(counted[value])} rows) differs only in "
                    f"spelling from {shown(right)}",
                    f"write {shown(right)} there too: they would be counted as two",
                )


def _added_groups(casefile: CaseFile, apart: Mapping[str, str]) -> Iterator[Problem]:
    """Say which figures and effects would add groups that may not be added."""
    for number, figure in enumerate(casefile.brief.figures):
        for name in figure.series if figure.form == "stacked" else ():
            if name in apart:
                line = casefile.line("brief", "figures", number, "form")
                problem = f"figure {figure.id} stacks the groups of {name}: it {apart[name]}"
                fix = "show them as multiples, or select groups in where that may be added"
                yield Problem(CASE_FILE, line, problem, fix)
    for number, effect in enumerate(casefile.effects):
        if effect.series in apart and not effect.group:
            line = casefile.line("effect", number, "series")
            problem = f"effect {effect.id} is on all groups of {effect.series}: it"
            fix = "name one of them as group"
            yield Problem(CASE_FILE, line, f"{problem} {apart[effect.series]}", fix)


def series_apart(casefile: CaseFile, figures: Figures) -> dict[str, str]:
    """Return the series whose groups may not be added to each other, and what that would do."""
    mixed = {
        name: mixed_groups(spec, figures.chosen[name], figures.files)
        for name, spec in casefile.series.items()
    }
    return {name: found.problem for name, found in mixed.items() if found}


def series_coverage(chosen: Selected) -> dict[str, tuple[date, date]]:
    """Return the first and last day that each series has rows for."""
    return {
        name: (min(row.start for row in kept), max(row.end for row in kept))
        for name, kept in chosen.items()
        if kept
    }


def series_groups(casefile: CaseFile, chosen: Selected) -> dict[str, frozenset[str]]:
    """Return the names of the groups of each series that is split by a column of its rows."""
    return {
        name: frozenset(getattr(row, spec.group, "") for row in chosen[name])
        for name, spec in casefile.series.items()
        if spec.group not in ("", "place")
    }


def _none_named(column: str) -> str:
    if column in ("item", "area", "scope"):
        return f"no row has any {column}: name it under detente.options of the file, or nowhere"
    return f"no row has any {column}"
