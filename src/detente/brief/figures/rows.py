"""Rows of intervals with words at their left and right: what forest plots are made of."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from detente.brief.figures import marks, theme
from detente.brief.figures.series import value_axis

LINE = 14
"""Pixels between the lines of a label."""
MOST_RANGE = 4.0
"""Axis: at most this many times the farthest bound of a 50% interval."""
PLUS = "(datum.value > 0 ? '+' : '') + datum.label"


@dataclass(frozen=True, slots=True)
class Span:
    """One interval of a row.

    Attributes:
        y: place in rows, from 0 at the top.
        look: key of `LOOKS`: how it is drawn, so that nothing is told by colour alone.
        tip: what is said of it; ends in a full stop.
    """

    y: float
    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    look: str = "main"
    tip: str = ""
    bar: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How an interval is drawn."""

    colour: str
    fill: str
    shape: str
    thick: float


LOOKS = {
    "main": Look(theme.BALANCE, theme.BALANCE, "circle", 5.0),
    "second": Look(theme.BALANCE, theme.PAPER, "circle", 2.6),
    "other": Look(theme.MARK, theme.MARK, "square", 5.0),
    "other second": Look(theme.MARK, theme.PAPER, "square", 2.6),
    "prior": Look(theme.MARK, theme.PAPER, "diamond", 3.0),
}


@dataclass(frozen=True)
class Axes:
    """The axes that all layers of a panel share."""

    x: alt.Scale
    y: alt.Scale
    axis: alt.Axis | None

    def across(self, column: str) -> alt.X:
        """Encode a column along the axis of values."""
        return alt.X(f"{column}:Q", scale=self.x, axis=self.axis)

    def up(self, column: str = "y") -> alt.Y:
        """Encode a column along the rows."""
        return alt.Y(f"{column}:Q", scale=self.y, axis=None)


def axes(spans: Sequence[Span], rows: float, *, ticks: int = 5) -> Axes:
    """Return the axes of a panel with so many rows; a bound that is far too wide is cut."""
    low, high = value_range(spans)
    axis = value_axis(ticks, labelExpr=PLUS, grid=True, domain=False)
    return Axes(
        alt.Scale(domain=[low, high], nice=False, zero=False),
        alt.Scale(domain=[rows, 0], nice=False),
        axis,
    )


def value_range(spans: Sequence[Span]) -> tuple[float, float]:
    """Return the bounds of an axis: all that is drawn, unless a 90% bound is far too wide."""
    near = max((abs(v) for s in spans for v in (s.low50, s.high50)), default=0.0) or 1.0
    limit = MOST_RANGE * near
    low = max(min(0.0, *(s.low90 for s in spans)), -limit)
    high = min(max(0.0, *(s.high90 for s in spans)), limit)
    room = 0.04 * (high - low)
    return low - room, high + room


def is_cut(spans: Sequence[Span]) -> bool:
    """Tell whether an interval goes on beyond the axis."""
    low, high = value_range(spans)
    return any(s.low90 < low or s.high90 > high for s in spans)


def spans_layers(spans: Sequence[Span], pair: Axes) -> list[Any]:
    """Draw intervals: thin 90%, thick 50%, and a point at the median; bars from zero behind."""
    layers: list[Any] = [
        alt.Chart(marks.data([{"x": 0}]))
        .mark_rule(color=theme.RULE, strokeWidth=1.2)
        .encode(x=pair.across("x"))
    ]
    bars = [{"y": s.y - 0.3, "y2": s.y + 0.3, "zero": 0, "m": s.median} for s in spans if s.bar]
    if bars:
        layers.append(
            alt.Chart(marks.data(bars))
            .mark_rect(color=theme.BALANCE_50, clip=True)
            .encode(x=pair.across("zero"), x2="m:Q", y=pair.up(), y2="y2:Q")
        )
    for name, look in LOOKS.items():
        rows = [
            {"y": s.y, "m": s.median, "a": s.low90, "b": s.high90, "c": s.low50, "d": s.high50,
             "tip": s.tip}
            for s in spans if s.look == name
        ]  # fmt: skip
        if not rows:
            continue
        base = alt.Chart(marks.data(rows)).encode(y=pair.up())
        thin = base.mark_rule(color=look.colour, strokeWidth=1.2, clip=True)
        thick = base.mark_rule(color=look.colour, strokeWidth=look.thick, clip=True)
        point = base.mark_point(
            shape=look.shape, fill=look.fill, stroke=look.colour, strokeWidth=1.6, size=46,
            opacity=1, clip=True,
        )  # fmt: skip
        layers += [
            thin.encode(x=pair.across("a"), x2="b:Q"),
            thick.encode(x=pair.across("c"), x2="d:Q"),
            point.encode(x=pair.across("m"), description=alt.Description("tip:N")),
        ]
    return layers


def words_left(
    labels: Sequence[tuple[float, str]], pair: Axes, width: float, row: float, *, bold: bool = False
) -> Any:
    """Write a label at the left of each row, on as many lines as it needs.

    Args:
        row: pixels of a row.
    """
    low = pair.x.domain[0]
    rows = [
        {"x": low, "y": _raised(y, wrapped(text, width), row), "text": wrapped(text, width)}
        for y, text in labels
    ]
    text = alt.Chart(marks.data(rows)).mark_text(
        align="right", baseline="middle", dx=-10, clip=False, color=theme.INK, lineBreak="\n",
        lineHeight=LINE, fontWeight="bold" if bold else "normal", limit=width,
    )  # fmt: skip
    return text.encode(x=pair.across("x"), y=pair.up(), text=alt.Text("text:N"))


def words_right(
    labels: Sequence[tuple[float, str]], pair: Axes, row: float, *, colour: str = theme.INK,
    bold: bool = False,
) -> Any:  # fmt: skip
    """Write words at the right of each row, whose height in pixels is `row`."""
    high = pair.x.domain[1]
    rows = [{"x": high, "y": _raised(y, text, row), "text": text} for y, text in labels]
    text = alt.Chart(marks.data(rows)).mark_text(
        align="left", baseline="middle", dx=8, clip=False, color=colour, lineBreak="\n",
        lineHeight=LINE, fontWeight="bold" if bold else "normal",
    )  # fmt: skip
    return text.encode(x=pair.across("x"), y=pair.up(), text=alt.Text("text:N"))


def _raised(y: float, text: str, row: float) -> float:
    """Return where the first of several lines stands, so that their middle stands at `y`."""
    return y - text.count("\n") * LINE / 2 / row


def wrapped(text: str, width: float) -> str:
    """Break a label into lines that fit a width in pixels, at the size of figure text."""
    return "\n".join(textwrap.wrap(text, max(8, int(width / 5.8)), break_long_words=False))
