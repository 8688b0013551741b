"""Which figures a brief has: the index of each side, then what the case asks for of its series."""

from collections.abc import Sequence

from detente.brief.figures.index import index_figure
from detente.brief.figures.lines import MOST_LINES, lines_figure
from detente.brief.figures.multiples import multiples_figure
from detente.brief.figures.series import MOST_STACKED, stacked_figure
from detente.brief.figures.spec import Figure
from detente.findings import Findings, SeriesFinding
from detente.terms.figures import FigureSpec
from detente.terms.units import UNITS

MOST_CHOSEN = 6
"""Figures drawn where the case names none."""


def index_figures(findings: Findings) -> tuple[Figure, ...]:
    """Draw each dyad that has an index."""
    estimated = {row.dyad for row in findings.index}
    return tuple(index_figure(findings, dyad) for dyad in findings.dyads if dyad in estimated)


def series_figures(findings: Findings) -> tuple[Figure, ...]:
    """Draw the figures of the case; one whose series are missing or empty is left out."""
    specs = {spec.id: spec for spec in findings.figures or chosen(findings)}
    drawn = (_series_figure(findings, spec) for spec in specs.values())
    return tuple(figure for figure in drawn if figure is not None)


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
    summable = series.unit not in UNITS or UNITS[series.unit].additive
    return monthly and summable and all(p.value >= 0 for p in series.points)


def _series_figure(findings: Findings, spec: FigureSpec) -> Figure | None:
    series = [s for name in spec.series if (s := findings.series_named(name)) and s.points]
    if not series:
        return None
    return _drawn(findings, spec, [s for s in series if s.unit == series[0].unit])


def _drawn(findings: Findings, spec: FigureSpec, series: Sequence[SeriesFinding]) -> Figure:
    """Draw in the form asked for, or as lines where the series is not of that shape."""
    first = series[0]
    groups = {point.group for point in first.points}
    if spec.form == "stacked" and _adds_up(first) and len(groups) <= MOST_STACKED:
        return stacked_figure(findings, spec, first)
    if spec.form == "multiples" and _monthly_positive(first):
        return multiples_figure(findings, spec, first)
    return lines_figure(findings, spec, series)


def _monthly_positive(series: SeriesFinding) -> bool:
    return all(len(p.period) == 7 and p.value >= 0 for p in series.points)
