"""Monthly columns stacked by group, and what figures of published series have in common."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import altair as alt

from detente.brief.figures import marks, svg, theme
from detente.brief.figures.spec import Cell, Figure, Table
from detente.brief.safe import slug
from detente.brief.words import counted, day_name, listed, number, period_name
from detente.findings import Findings, SeriesFinding, SeriesPoint
from detente.terms.figures import FigureSpec
from detente.terms.periods import month_number
from detente.terms.units import KG_PER_LB, unit_words

STACK_HEIGHT = 250
MOST_STACKED = len(theme.SERIES)


def series_source(findings: Findings, series: Sequence[SeriesFinding]) -> str:
    """Name the publishers of some series, with the day of the newest vintage of each."""
    newest: dict[str, str] = {}
    names = {name for one in series for name in one.resources}
    for source in findings.sources:
        if source.name in names:
            newest[source.publisher] = max(newest.get(source.publisher, ""), source.vintage)
    said = [f"{publisher} (vintage {day_name(vintage)})" for publisher, vintage in newest.items()]
    lag = " Past state rebuilt from a later file with the publisher's usual lag."
    return f"Source: {listed(said) or 'see Sources'}.{lag if any(s.by_lag for s in series) else ''}"


def describe(spec: FigureSpec, findings: Findings, series: Sequence[SeriesFinding], alt_text: str,
             drawing: Any, lead: str, *, half: bool = False) -> Figure:  # fmt: skip
    """Put a drawing of series together with its words and its numbers."""
    notes = [spec.note, *(one.note for one in series)]
    return Figure(
        id=f"figure-{slug(spec.id)}",
        title=spec.title or series[0].title,
        lead=lead,
        alt=alt_text,
        svg=svg.draw(drawing, f"figure-{slug(spec.id)}", alt_text),
        source=series_source(findings, series),
        notes=tuple(dict.fromkeys(note for note in notes if note)),
        key=(),
        table=points_table(series),
        half=half,
    )


def points_table(series: Sequence[SeriesFinding]) -> Table:
    """List every value of some series of one unit; pounds are also given in kilograms."""
    unit = series[0].unit
    pounds = unit == "lb"
    columns = ("series", "period", "start", "end", "group", f"value_{unit}")
    rows: list[tuple[Cell, ...]] = []
    for one in series:
        for p in one.points:
            kilograms = (round(p.value * KG_PER_LB, 6),) if pounds else ()
            rows.append((one.name, p.period, p.start, p.end, p.group, p.value, *kilograms))
    return Table((*columns, "value_kg") if pounds else columns, tuple(rows))


def quantity(value: float, unit: str) -> str:
    """Print a value with its unit; pounds are also given in kilograms."""
    if unit == "lb":
        return f"{number(value, 0)} lb ({number(value * KG_PER_LB, 0)} kg)"
    if unit == "percent":
        return f"{number(value, 1)}%"
    return f"{number(value)} {unit_words(unit)}"


def place_name(group: str) -> str:
    """Print a publisher's capitals as a name: `LAREDO SECTOR` gives `Laredo Sector`."""
    return group.title() if group.isupper() and len(group) > 4 else group


def totals(points: Sequence[SeriesPoint]) -> dict[str, float]:
    """Add the groups of each period up."""
    sums: dict[str, float] = {}
    for point in points:
        sums[point.period] = sums.get(point.period, 0.0) + point.value
    return sums


def largest_first(points: Sequence[SeriesPoint]) -> list[str]:
    """Order groups by their sums, so that the largest stands on the axis of a stack."""
    sums: dict[str, float] = {}
    for point in points:
        sums[point.group] = sums.get(point.group, 0.0) + point.value
    return sorted(sums, key=lambda group: (-sums[group], group))


def stacked_figure(findings: Findings, spec: FigureSpec, series: SeriesFinding) -> Figure:
    """Draw monthly columns stacked by group, with fiscal-year ticks and, for pounds, kilograms."""
    sums = totals(series.points)
    peak, last = max(sums, key=lambda p: sums[p]), max(sums)
    groups = largest_first(series.points)
    shares = _last_year_shares(series)
    words = (
        f"Most in a month: {quantity(sums[peak], series.unit)}, {period_name(peak)}. "
        f"Last month, {period_name(last)}: {quantity(sums[last], series.unit)}."
    )
    alt_text = (
        f"Monthly columns from {period_name(min(sums))} to {period_name(last)}, stacked by "
        f"{listed(groups)}. {words} {shares}"
    )
    drawing = _stack(series, groups, sums)
    figure = describe(spec, findings, [series], alt_text, drawing, f"{words} {shares}")
    return replace(
        figure,
        summary=fiscal_years(series, groups),
        summary_title=f"US fiscal years (October to September), {unit_words(series.unit)}",
    )


def fiscal_years(series: SeriesFinding, groups: Sequence[str]) -> Table:
    """Add a monthly series up by US fiscal year and group; pounds are also given in kilograms."""
    sums: dict[str, dict[str, float]] = {}
    months: dict[str, set[str]] = {}
    for p in series.points:
        year = f"FY{(month_number(p.period) + 3) // 12}"
        months.setdefault(year, set()).add(p.period)
        row = sums.setdefault(year, dict.fromkeys(groups, 0.0))
        row[p.group] += p.value
    pounds = series.unit == "lb"
    rows: list[tuple[Cell, ...]] = []
    for year, row in sorted(sums.items()):
        count = len(months[year])
        name = year if count == 12 else f"{year} ({counted(count, 'month')})"
        whole = sum(row.values())
        cells = [round(value) for value in (*row.values(), whole)]
        rows.append((name, *cells, *((round(whole * KG_PER_LB),) if pounds else ())))
    columns = ("Fiscal year", *(group or "All" for group in groups), "All")
    return Table((*columns, "All, kilograms") if pounds else columns, tuple(rows))


def _last_year_shares(series: SeriesFinding) -> str:
    months = sorted({p.period for p in series.points})[-12:]
    recent = [p for p in series.points if p.period in months]
    whole = sum(p.value for p in recent)
    groups = largest_first(recent)
    if whole <= 0 or len(groups) < 2:
        return ""
    parts = [(group, sum(p.value for p in recent if p.group == group)) for group in groups]
    said = [f"{group} {number(100 * value / whole, 0)}%" for group, value in parts]
    return f"Share of the last {len(months)} months: {listed(said)}."


def _stack(series: SeriesFinding, groups: list[str], sums: dict[str, float]) -> Any:
    first, last = month_number(min(sums)), month_number(max(sums))
    width = theme.WIDTH - 100
    top = max(*sums.values(), 1e-9) * 1.12
    rows: list[marks.Row] = []
    floor: dict[str, float] = {}
    for group in groups:
        for p in (p for p in series.points if p.group == group):
            low = floor.get(p.period, 0.0)
            floor[p.period] = low + p.value
            rows.append(
                {"left": month_number(p.period) + 0.08, "right": month_number(p.period) + 0.92,
                 "low": low, "high": low + p.value, "group": group or series.title,
                 "tip": f"{period_name(p.period)}, {group or series.title}: "
                        f"{quantity(p.value, series.unit)}."}
            )  # fmt: skip
    shown = [group or series.title for group in groups]
    colours = alt.Color(
        "group:N",
        scale=alt.Scale(domain=shown, range=list(theme.SERIES[: len(shown)])),
        legend=None if len(shown) == 1 else alt.Legend(title=None),
    )
    x = marks.month_scale(first, last)
    columns = (
        alt.Chart(marks.data(rows))
        .mark_rect()
        .encode(
            x=alt.X("left:Q", scale=x, axis=marks.fiscal_axis(first, last)), x2="right:Q",
            y=alt.Y("low:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=value_axis()),
            y2="high:Q", color=colours, description=alt.Description("tip:N"),
        )
    )  # fmt: skip
    chart = alt.layer(columns, _peak_label(sums, series.unit, x))
    unit = unit_words(series.unit)
    if series.unit == "lb":
        chart = alt.layer(chart, _kilograms(top)).resolve_scale(y="independent")
        unit = "pounds (left axis), kilograms (right axis)"
    return chart.properties(width=width, height=STACK_HEIGHT, title=unit_title(unit))


def value_axis(count: int = 5, **options: Any) -> alt.Axis:
    """Return the axis of values; its unit stands in the chart's title, where it is read first."""
    return alt.Axis(**{"title": None, "tickCount": count, "format": ",~r", **options})


def unit_title(words: str) -> alt.Title:
    """Name the unit above a chart's axis."""
    return alt.Title(words, fontWeight="normal", color=theme.MUTED, fontSize=theme.TEXT_SIZE - 1)


def _kilograms(top: float) -> Any:
    scale = alt.Scale(domain=[0, top * KG_PER_LB], nice=False)
    axis = value_axis(orient="right", grid=False)
    return (
        alt.Chart(marks.data([{"kg": 0}]))
        .mark_point(opacity=0, color=theme.PAPER)
        .encode(y=alt.Y("kg:Q", scale=scale, axis=axis))
    )


def _peak_label(sums: dict[str, float], unit: str, x: alt.Scale) -> Any:
    peak = max(sums, key=lambda p: sums[p])
    months = sorted(sums)
    left = months.index(peak) > len(months) / 2
    row = {
        "x": month_number(peak) + (0.9 if left else 0.1),
        "y": sums[peak],
        "text": f"{period_name(peak, short=True)}: {quantity(sums[peak], unit)}",
    }
    side = "right" if left else "left"
    return marks.note_text([row], align=side, baseline="bottom", color=theme.INK)
