"""Lines of published series: one line a series and group, told apart by colour and by dash."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import altair as alt

from detente.brief.figures import marks, theme
from detente.brief.figures.series import describe, quantity, unit_title, value_axis
from detente.brief.figures.spec import Figure
from detente.brief.words import listed, period_name
from detente.findings import Findings, SeriesFinding, SeriesPoint
from detente.terms.figures import FigureSpec
from detente.terms.units import unit_words

HEIGHT = 190
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
MOST_LINES = 8


def lines_figure(findings: Findings, spec: FigureSpec, series: Sequence[SeriesFinding]) -> Figure:
    """Draw series of one unit as lines over time, half the page wide."""
    lines = split_lines(series)
    rows = [row for i, (name, points) in enumerate(lines) for row in _rows(name, points, i)]
    alt_text = "Line chart. " + " ".join(
        line_words(name if len(lines) > 1 else "", points, series[0].unit) for name, points in lines
    )
    ends = [f"{name}, " if len(lines) > 1 else "" for name, _ in lines]
    lead = " ".join(
        f"{end}{period_name(last.period)}: {quantity(last.value, series[0].unit)}."
        for end, last in zip(ends, (points[-1] for _, points in lines), strict=True)
    )
    drawing = _chart(rows, [name for name, _ in lines], series[0].unit)
    return describe(spec, findings, series, alt_text, drawing, lead, half=True)


def all_lines(series: Sequence[SeriesFinding]) -> list[tuple[str, list[SeriesPoint]]]:
    """Return every line with its name: a group's name, or what sets a title apart."""
    shared = shared_start([one.title for one in series])
    lines: list[tuple[str, list[SeriesPoint]]] = []
    for one in series:
        own = one.title.removeprefix(shared) or one.title
        for group in dict.fromkeys(p.group for p in one.points):
            points = sorted((p for p in one.points if p.group == group), key=lambda p: p.end)
            name = (group if len(series) == 1 else f"{own}, {group}") if group else own
            lines.append((name[:1].upper() + name[1:], points))
    return lines


def split_lines(series: Sequence[SeriesFinding]) -> list[tuple[str, list[SeriesPoint]]]:
    """Return the lines that a figure can hold."""
    return all_lines(series)[:MOST_LINES]


def line_names(series: Sequence[SeriesFinding]) -> list[str]:
    """Return the name of every line, those beyond `MOST_LINES` too."""
    return [name for name, _ in all_lines(series)]


def shared_start(titles: Sequence[str]) -> str:
    """Return the words that all titles start with, if there are several titles."""
    words: list[str] = []
    for of_each in zip(*(title.split(" ") for title in titles), strict=False):
        if len(titles) < 2 or len(set(of_each)) > 1:
            break
        words.append(f"{of_each[0]} ")
    return "".join(words)


def line_words(name: str, points: Sequence[SeriesPoint], unit: str) -> str:
    """Say where a line starts, peaks and ends."""
    peak = max(points, key=lambda p: p.value)
    said = [
        f"{verb} at {quantity(p.value, unit)} in {period_name(p.period)}"
        for verb, p in (("starts", points[0]), ("is highest", peak), ("ends", points[-1]))
    ]
    return f"{name or 'The line'} {listed(said)}."


def _position(point: SeriesPoint) -> float:
    """Place a value at the middle of its period; a moving 12-month sum at the month it ends in."""
    start, end = date.fromisoformat(point.start), date.fromisoformat(point.end)
    moving = point.period == point.end[:7] and (end - start).days > 31
    at = end if moving else start + (end - start) / 2
    return at.year * 12 + at.month - 1 + (at.day - 1) / 31


def _rows(name: str, points: Sequence[SeriesPoint], index: int) -> list[marks.Row]:
    """Return a line's points, with a hole where periods are missing so that no line bridges it."""
    rows: list[marks.Row] = []
    steps = [_position(b) - _position(a) for a, b in pairwise(points)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0
    for point, step in zip(points, [*steps, 0.0], strict=True):
        at = _position(point)
        rows.append({"x": at, "y": point.value, "name": name, "dash": str(index % len(DASHES))})
        if step > 1.6 * usual:
            rows.append(
                {"x": at + step / 2, "y": None, "name": name, "dash": str(index % len(DASHES))}
            )
    return rows


def _chart(rows: list[marks.Row], names: list[str], unit: str) -> Any:
    width = theme.HALF_WIDTH - 44
    first = int(min(row["x"] for row in rows))
    last = int(max(row["x"] for row in rows))
    values = [row["y"] for row in rows if row["y"] is not None]
    low = min(0.0, *values, 0.0)
    domain = [low * 1.05, max(*values, 1e-9) * 1.08]
    shown = {"domain": names, "range": list(theme.SERIES[: len(names)])}
    legend = None if len(names) == 1 else alt.Legend(symbolType="stroke", symbolStrokeWidth=2)
    dash = alt.Scale(domain=names, range=[DASHES[i % len(DASHES)] for i in range(len(names))])
    return (
        alt.Chart(marks.data(rows))
        .mark_line(strokeWidth=1.8, invalid="break-paths-show-domains")
        .encode(
            x=alt.X(
                "x:Q",
                scale=marks.month_scale(first, last),
                axis=marks.year_axis(first, last, width),
            ),
            y=alt.Y("y:Q", scale=alt.Scale(domain=domain, nice=False), axis=value_axis()),
            color=alt.Color("name:N", scale=alt.Scale(**shown), legend=legend),
            strokeDash=alt.StrokeDash("name:N", scale=dash, legend=legend),
        )
        .properties(width=width, height=HEIGHT, title=unit_title(unit_words(unit)))
    )
