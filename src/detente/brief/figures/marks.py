"""Pieces that several figures are made of.

Months lie on a numeric axis (months since year 0), never on a time axis: the renderer reads dates
in the machine's own time zone, and a month must not move with it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from detente.brief.figures.theme import INK, MARK, MUTED, PAPER, RULE

Row = dict[str, Any]

LANE_HEIGHT = 15
"""Pixels between the numbers of events that stand too near to share a line."""


def data(rows: Iterable[Row]) -> alt.InlineData:
    """Wrap rows as data that travel inside the chart."""
    return alt.InlineData(values=list(rows))


def month_scale(first: int, last: int) -> alt.Scale:
    """Return the scale that runs from the start of month `first` to the end of month `last`."""
    return alt.Scale(domain=[first, last + 1], nice=False, zero=False)


def year_axis(first: int, last: int, width: float, *, labels: bool = True) -> alt.Axis:
    """Return an axis with a tick each January and the year's name to the right of the tick."""
    step = 1 if (last + 1 - first) / 12 * 32 < width else 2
    return alt.Axis(
        values=[n for n in range(first, last + 1) if n % (12 * step) == 0],
        labelExpr="datum.value / 12",
        labelAlign="left",
        labelFlush=False,
        labelBound=False,
        labels=labels,
        tickSize=7,
        title=None,
    )


def fiscal_axis(first: int, last: int) -> alt.Axis:
    """Return an axis with a tick at each 1 October, when a US fiscal year begins."""
    octobers = [n for n in range(first, last + 1) if n % 12 == 9]
    return alt.Axis(
        values=octobers,
        labelExpr="['Oct ' + floor(datum.value / 12), 'FY' + (floor(datum.value / 12) + 1) + ' →']",
        labelAlign="left",
        labelFlush=False,
        labelBound=False,
        tickSize=8,
        title=None,
    )


def zero_rule() -> alt.Chart:
    """Draw the line of as much of one as of the other."""
    return alt.Chart(data([{"y": 0}])).mark_rule(color=RULE, strokeWidth=1).encode(y=alt.Y("y:Q"))


def lanes(positions: Sequence[float], apart: float) -> list[int]:
    """Spread labels over lanes so that two in one lane are at least `apart` from each other.

    Positions must be sorted. Takes the lowest free lane, so sparse labels stay in lane 0.
    """
    last: list[float] = []
    chosen: list[int] = []
    for position in positions:
        free = (lane for lane, end in enumerate(last) if position - end >= apart)
        lane = next(free, len(last))
        last[lane : lane + 1] = [position]
        chosen.append(lane)
    return chosen


def note_text(rows: Iterable[Row], **options: Any) -> alt.LayerChart:
    """Write words at data positions `x`, `y`, from column `text`, readable across any line."""
    base = alt.Chart(data(rows)).encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("text:N"))
    look = {"align": "left", "baseline": "middle", "color": MUTED} | options
    halo = {"color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
    return alt.layer(base.mark_text(**look | halo), base.mark_text(**look))


def credible_bands(
    points: Sequence[Row],
    colours: tuple[str, str, str],
    x: alt.X,
    y: alt.Scale,
    dash: Sequence[int] = (1, 0),
) -> list[Any]:
    """Draw a median with its 90% and 50% bands from columns `median`, `lo50` to `hi90`.

    Args:
        colours: of the line, the light band and the dark band.
    """
    line, light, dark = colours
    base = alt.Chart(data(points))
    path = base.mark_line(color=line, strokeWidth=1.8, strokeDash=list(dash), clip=True)
    return [
        base.mark_area(color=light, clip=True).encode(x=x, y=alt.Y("lo90:Q", scale=y), y2="hi90:Q"),
        base.mark_area(color=dark, clip=True).encode(x=x, y=alt.Y("lo50:Q", scale=y), y2="hi50:Q"),
        path.encode(x=x, y=alt.Y("median:Q", scale=y)),
    ]


def numbered_rules(
    positions: Sequence[float], x: alt.Scale, domain: tuple[float, float], height: float
) -> list[Any]:
    """Mark events by a rule from bottom to top, with their number above the drawing.

    Args:
        positions: in months, sorted.
        domain: of the y axis, over `height` pixels.
    """
    bottom, top = domain
    per_pixel = (top - bottom) / height
    rows = [
        {
            "x": position,
            "top": top + (lane * LANE_HEIGHT + 4) * per_pixel,
            "y": top + (lane * LANE_HEIGHT + 11) * per_pixel,
            "bottom": bottom,
            "text": str(number),
        }
        for number, (position, lane) in enumerate(
            zip(positions, lanes(positions, apart=4.5), strict=True), 1
        )
    ]
    rules = alt.Chart(data(rows)).mark_rule(
        color=MARK, strokeWidth=1, strokeDash=[3, 3], clip=False
    )
    return [
        rules.encode(x=alt.X("x:Q", scale=x), y="bottom:Q", y2="top:Q"),
        note_text(rows, align="center", color=INK, fontWeight="bold", clip=False),
    ]
