"""Small multiples: one panel a group, for series with more groups than columns can stack."""

from typing import Any

import altair as alt

from detente.brief.figures import marks, theme
from detente.brief.figures.series import describe, largest_first, place_name, quantity, value_axis
from detente.brief.figures.spec import Figure
from detente.brief.words import listed, number, period_name
from detente.findings import Findings, SeriesFinding
from detente.terms.figures import FigureSpec
from detente.terms.periods import month_number

PANEL_HEIGHT = 62
PANELS_A_ROW = 4


def multiples_figure(findings: Findings, spec: FigureSpec, series: SeriesFinding) -> Figure:
    """Draw one small panel a group, largest first, each on its own scale."""
    whole: dict[str, float] = {}
    for p in series.points:
        whole[p.group] = whole.get(p.group, 0.0) + p.value
    groups = largest_first(series.points)
    span = [p.period for p in series.points]
    first, last = month_number(min(span)), month_number(max(span))
    panels = [_panel(series, group, whole[group], first, last) for group in groups]
    rows = [
        alt.hconcat(*panels[i : i + PANELS_A_ROW], spacing=18)
        for i in range(0, len(panels), PANELS_A_ROW)
    ]
    said = [f"{place_name(group)} {quantity(whole[group], series.unit)}" for group in groups]
    alt_text = (
        f"{len(groups)} small column charts, one for each area, by month from "
        f"{period_name(min(span))} to {period_name(max(span))}. Totals: {listed(said)}."
    )
    lead = "Each panel has its own scale: compare shapes, and the totals in the titles."
    return describe(spec, findings, [series], alt_text, alt.vconcat(*rows, spacing=16), lead)


def _panel(series: SeriesFinding, group: str, whole: float, first: int, last: int) -> Any:
    width = (theme.WIDTH - 18 * (PANELS_A_ROW - 1)) / PANELS_A_ROW - 38
    points = [p for p in series.points if p.group == group and p.value > 0]
    rows = [
        {
            "left": month_number(p.period),
            "right": month_number(p.period) + 0.9,
            "zero": 0,
            "value": p.value,
            "tip": f"{period_name(p.period)}: {quantity(p.value, series.unit)}.",
        }
        for p in points
    ]
    octobers = [n for n in range(first, last - 12) if n % 24 == 21]
    axis = alt.Axis(values=octobers, labelExpr="'Oct ' + slice(floor(datum.value / 12) + '', 2)",
                    title=None, labelAlign="left", labelFlush=False, labelBound=False)  # fmt: skip
    top = max((p.value for p in points), default=1.0)
    title = alt.Title(
        place_name(group),
        subtitle=f"total {number(whole, 0)} {series.unit}",
        fontSize=theme.TEXT_SIZE - 1,
        offset=6,
    )
    return (
        alt.Chart(marks.data(rows))
        .mark_rect(color=theme.SERIES[0])
        .encode(
            x=alt.X("left:Q", scale=marks.month_scale(first, last), axis=axis), x2="right:Q",
            y=alt.Y("zero:Q", scale=alt.Scale(domain=[0, top * 1.18], nice=False),
                    axis=value_axis(2, minExtent=34, maxExtent=34)),
            y2="value:Q", description=alt.Description("tip:N"),
        )
        .properties(width=width, height=PANEL_HEIGHT, title=title)
    )  # fmt: skip
