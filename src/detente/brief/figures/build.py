"""Which figures a brief has: the index of each side, then what the case asks for of its series."""

from collections.abc import Iterator, Sequence

from detente.brief.figures.index import index_figure
from detente.brief.figures.lines import MOST_LINES, line_names, lines_figure
from detente.brief.figures.multiples import multiples_figure
from detente.brief.figures.series import MOST_STACKED, stacked_figure
from detente.brief.figures.spec import Figure
from detente.findings import Findings, SeriesFinding
from detente.terms.figures import FigureSpec
from detente.terms.left_out import LeftOut, left_out
from detente.terms.units import adds_over_time

MOST_CHOSEN = 6
"""Figures drawn where the case names none."""


def index_figures(findings: Findings) -> tuple[Figure, ...]:
    """Draw each dyad that has an index."""
    estimated = {row.dyad for row in findings.index if row.measure == findings.subject}
    return tuple(index_figure(findings, dyad) for dyad in findings.dyads if dyad in estimated)


def series_figures(findings: Findings) -> tuple[Figure, ...]:
    """Draw the figures of the case; one whose series are missing or empty is left out."""
    specs = {spec.id: spec for spec in findings.figures or chosen(findings)}
    drawn = (_series_figure(findings, spec) for spec in specs.values())
    return tuple(figure for figure in drawn if figure is not None)


def undrawn(findings: Findings) -> tuple[LeftOut, ...]:
    """Say which series and groups no figure shows, though the case has or asks for them."""
    return left_out("the figures", "curve", _undrawn(findings))


def _undrawn(findings: Findings) -> Iterator[tuple[str, str]]:
    specs = findings.figures or chosen(findings)
    for spec in specs:
        for name in spec.series:
            series = findings.series_named(name)
            if series is None or not series.points:
                yield f"nothing was known of it on {findings.as_of}", name
        drawn = _filled(findings, spec)
        if drawn and (form := _form(spec, drawn[0])) != "lines":
            yield from (
                (f"a figure of the form {form} shows one series", s.name) for s in drawn[1:]
            )
        elif drawn:
            beyond = f"beyond the {MOST_LINES} lines that a figure holds"
            yield from ((beyond, f"{spec.id}: {name}") for name in line_names(drawn)[MOST_LINES:])
    if not findings.figures:
        filled = [series.name for series in findings.series if series.points]
        beyond = f"beyond the {MOST_CHOSEN} that are chosen where the case asks for none"
        yield from ((beyond, name) for name in filled[MOST_CHOSEN:])


def chosen(findings: Findings) -> tuple[FigureSpec, ...]:
    """Choose figures by the shape of the series, for a case that asks for none."""
    filled = [series for series in findings.series if series.points]
    return tuple(FigureSpec(s.name, shape(s), (s.name,)) for s in filled[:MOST_CHOSEN])


def shape(series: SeriesFinding) -> str:
    """Return the form that suits a series: few groups stack, many need a panel each."""
    groups = {point.group for point in series.points}
    if not _adds_up(series) or len(groups) == 1:
        return "lines" if len(groups) <= MOST_LINES else "multiples"
    return "stacked" if len(groups) <= MOST_STACKED else "multiples"


def _adds_up(series: SeriesFinding) -> bool:
    """Whether its groups are monthly, non-negative and of a unit that can be summed."""
    monthly = all(len(p.period) == 7 and p.start[:7] == p.end[:7] for p in series.points)
    return monthly and adds_over_time(series.unit) and all(p.value >= 0 for p in series.points)


def _series_figure(findings: Findings, spec: FigureSpec) -> Figure | None:
    series = _filled(findings, spec)
    return _drawn(findings, spec, series) if series else None


def _filled(findings: Findings, spec: FigureSpec) -> list[SeriesFinding]:
    series = [s for name in spec.series if (s := findings.series_named(name)) and s.points]
    return [s for s in series if s.unit == series[0].unit]


def _drawn(findings: Findings, spec: FigureSpec, series: Sequence[SeriesFinding]) -> Figure:
    """Draw in the form asked for, or as lines where the series is not of that shape."""
    first = series[0]
    form = _form(spec, first)
    if form == "stacked":
        return stacked_figure(findings, spec, first)
    if form == "multiples":
        return multiples_figure(findings, spec, first)
    return lines_figure(findings, spec, series)


def _form(spec: FigureSpec, series: SeriesFinding) -> str:
    groups = {point.group for point in series.points}
    if spec.form == "stacked" and _adds_up(series) and len(groups) <= MOST_STACKED:
        return "stacked"
    return "multiples" if spec.form == "multiples" and _monthly_positive(series) else "lines"


def _monthly_positive(series: SeriesFinding) -> bool:
    return all(len(p.period) == 7 and p.value >= 0 for p in series.points)
