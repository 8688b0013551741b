"""An effect among its doubts: placebo dates, other readings, placebo series."""

from dataclasses import dataclass, replace
from typing import Any

import altair as alt

from detente.brief.effect_words import Spread, estimated, scaled
from detente.brief.figures import marks, svg, theme
from detente.brief.figures.series import unit_title
from detente.brief.figures.spec import Cell, Figure, Table
from detente.brief.safe import slug
from detente.brief.words import month_name, number
from detente.effects.results import EffectFinding

LABELS, ROW, DOTS_HEIGHT = 300, 19, 92
BINS = 64
MOST_RANGE = 3.0
"""Axis: at most this many times the widest of the effect's own bounds and the placebo dates."""
COLUMNS = ("kind", "label", "median", "lo50", "hi50", "lo90", "hi90", "lo95", "hi95")


@dataclass(frozen=True, slots=True)
class Line:
    """One interval of the drawing."""

    kind: str
    label: str
    median: float
    low90: float
    high90: float
    low50: float | None = None
    high50: float | None = None


def doubts_figure(effect: EffectFinding) -> Figure:
    """Draw an effect among its placebo dates, and above its other readings."""
    lines = effect_lines(effect)
    alt_text = _alt_text(effect, lines)
    figure_id = f"figure-doubts-{slug(effect.id)}"
    return Figure(
        id=figure_id,
        title=f"The estimate among its doubts. {effect.label}",
        lead="Above: each dot is the same estimate at a date on which nothing is known to have "
        "happened; the diamond is the effect. Below: the effect with its 50% (thick) and 90% "
        "(thin) interval, and its other readings with their 90% intervals. Shaded: too small to be "
        "seen with 80% power.",
        alt=alt_text,
        svg=svg.draw(_chart(effect, lines), figure_id, alt_text),
        source="Source: estimated from the series above (see Methods).",
        notes=(),
        key=(),
        table=Table(COLUMNS, (*map(_record, lines), *_placebo_records(effect))),
    )


def effect_lines(effect: EffectFinding) -> tuple[Line, ...]:
    """Return the effect and every reading of it, in the order of the drawing."""

    def line(kind: str, label: str, of: Spread) -> Line:
        return Line(kind, label, of.median, of.low90, of.high90)

    own = replace(line("effect", "the effect", effect), low50=effect.low50, high50=effect.high50)
    found = [own]
    found += [
        line(kind, name, of)
        for kind, name, of in (
            ("onset window", "months before left out", effect.onset),
            ("lasting", "still there later", effect.lasting),
        )
        if of is not None
    ]
    if len(effect.terms) > 1:
        found += [line("event", f"{term.label}: its part", term) for term in effect.terms]
    found += [line("look", look.label, look) for look in effect.agreement[1:]]
    found += [
        line(name, name, of)
        for name, of in (
            ("trend before the event", effect.pre_trend),
            ("anticipation", effect.anticipation),
        )
        if of is not None
    ]
    found += [line("placebo series", f"placebo: {p.label}", p) for p in effect.placebo_series]
    return tuple(found)


def _record(line: Line) -> tuple[Cell, ...]:
    bounds = (line.median, line.low50, line.high50, line.low90, line.high90)
    return (line.kind, line.label, *bounds, None, None)


def _placebo_records(effect: EffectFinding) -> list[tuple[Cell, ...]]:
    return [
        ("placebo date" if not one.excluded else "excluded date", one.period, one.median,
         None, None, None, None, one.low95, one.high95)
        for one in effect.placebo_dates
    ]  # fmt: skip


def _alt_text(effect: EffectFinding, lines: tuple[Line, ...]) -> str:
    dates = [one.median for one in effect.placebo_dates if not one.excluded]
    said = "".join(f" {line.label}: {estimated(effect, line)};" for line in lines[1:])
    among = (
        f"{number(len(dates))} placebo dates range from {scaled(effect, min(dates))} to "
        f"{scaled(effect, max(dates))}"
        if dates
        else "there are no placebo dates"
    )
    return f"Two charts. The effect is {estimated(effect)}; {among}.{said.rstrip(';')}"


def axis_range(effect: EffectFinding, lines: tuple[Line, ...]) -> tuple[float, float]:
    """Return the bounds of the axis: all that is drawn, unless one reading is far too wide."""
    dates = [one.median for one in effect.placebo_dates if not one.excluded]
    near = max(abs(v) for v in (effect.low90, effect.high90, effect.smallest_detectable, *dates))
    ends = [v for line in lines for v in (line.low90, line.high90)] + [-near, near, *dates]
    limit = MOST_RANGE * near
    return max(min(ends), -limit) * 1.05, min(max(ends), limit) * 1.05


def _chart(effect: EffectFinding, lines: tuple[Line, ...]) -> Any:
    low, high = axis_range(effect, lines)
    x = alt.Scale(domain=[low, high], nice=False)
    width = theme.WIDTH - LABELS - 16
    return alt.vconcat(
        _dots(effect, x, (low, high)).properties(width=width, height=DOTS_HEIGHT),
        _forest(effect, lines, x, low).properties(width=width, height=ROW * len(lines)),
        spacing=4,
        title=unit_title(f"effect, {effect.scale}"),
    )


def _dots(effect: EffectFinding, x: alt.Scale, domain: tuple[float, float]) -> Any:
    low, high = domain
    width = (high - low) / BINS
    stacked: dict[int, int] = {}
    dots: list[marks.Row] = []
    for one in sorted(effect.placebo_dates, key=lambda one: one.period):
        if one.excluded or not low <= one.median <= high:
            continue
        place = int((one.median - low) / width)
        stacked[place] = stacked.get(place, 0) + 1
        tip = f"{month_name(one.period)}: {scaled(effect, one.median)}."
        dots.append({"x": low + (place + 0.5) * width, "y": stacked[place], "tip": tip})
    top = max([*stacked.values(), 6]) + 3
    pair = _Axes(x, alt.Scale(domain=[0, top], nice=False), None)
    size = min(32.0, (1.6 * DOTS_HEIGHT / top) ** 2)
    points = alt.Chart(marks.data(dots)).mark_point(
        shape="circle", fill=theme.MARK, stroke=theme.PAPER, strokeWidth=0.5, size=size, opacity=1
    )
    diamond = alt.Chart(marks.data([{"x": effect.median, "y": top - 1.2}])).mark_point(
        shape="diamond", fill=_colour(effect), stroke=theme.PAPER, size=150, opacity=1
    )
    words = [{"x": low, "y": top * 0.5, "text": "placebo dates"}]
    return alt.layer(
        *_ground(effect, pair),
        points.encode(x=pair.across("x"), y=pair.up(), description=alt.Description("tip:N")),
        diamond.encode(x=pair.across("x"), y=pair.up()),
        _labels(words, pair, bold=False),
    )


def _forest(effect: EffectFinding, lines: tuple[Line, ...], x: alt.Scale, low: float) -> Any:
    rows = [
        {"y": i + 0.5, "median": line.median, "lo50": line.low50, "hi50": line.high50,
         "lo90": line.low90, "hi90": line.high90, "x": low, "text": line.label,
         "colour": _colour(effect) if i == 0 else theme.MARK,
         "tip": f"{line.label}: {estimated(effect, line)}."}
        for i, line in enumerate(lines)
    ]  # fmt: skip
    axis = alt.Axis(title=None, tickCount=7, labelExpr="(datum.value > 0 ? '+' : '') + datum.label")
    pair = _Axes(x, alt.Scale(domain=[len(lines), 0], nice=False), axis)
    base = alt.Chart(marks.data(rows)).encode(
        y=pair.up(), color=alt.Color("colour:N", scale=None, legend=None)
    )
    thin = base.mark_rule(strokeWidth=1.2, clip=True).encode(x=pair.across("lo90"), x2="hi90:Q")
    inner = alt.Chart(marks.data(row for row in rows if row["lo50"] is not None))
    thick = inner.mark_rule(strokeWidth=4.5, clip=True).encode(
        x=pair.across("lo50"), x2="hi50:Q", y=pair.up(),
        color=alt.Color("colour:N", scale=None, legend=None),
    )  # fmt: skip
    dot = base.mark_point(
        shape="circle", fill=theme.PAPER, size=34, strokeWidth=1.6, opacity=1, clip=True
    ).encode(x=pair.across("median"), description=alt.Description("tip:N"))
    bold, plain = _labels(rows[:1], pair, bold=True), _labels(rows[1:], pair, bold=False)
    return alt.layer(*_ground(effect, pair), thin, thick, dot, bold, plain)


@dataclass(frozen=True)
class _Axes:
    """The axes that all layers of a drawing share; layers that differ in them cannot be merged."""

    x: alt.Scale
    y: alt.Scale
    axis: alt.Axis | None

    def across(self, column: str) -> alt.X:
        return alt.X(f"{column}:Q", scale=self.x, axis=self.axis)

    def up(self) -> alt.Y:
        return alt.Y("y:Q", scale=self.y, axis=None)


def _ground(effect: EffectFinding, pair: _Axes) -> list[Any]:
    """Shade what is too small to be seen, and rule the line of no effect."""
    small = effect.smallest_detectable
    shade = alt.Chart(marks.data([{"left": -small, "right": small}])).mark_rect(
        color=theme.GRID, opacity=1, clip=True
    )
    rule = alt.Chart(marks.data([{"x": 0}])).mark_rule(color=theme.RULE, strokeWidth=1)
    return [
        shade.encode(x=pair.across("left"), x2="right:Q"),
        rule.encode(x=pair.across("x")),
    ]


def _labels(rows: list[marks.Row], pair: _Axes, *, bold: bool) -> Any:
    text = alt.Chart(marks.data(rows)).mark_text(
        align="right", baseline="middle", dx=-10, limit=LABELS - 14, clip=False, color=theme.INK,
        fontWeight="bold" if bold else "normal",
    )  # fmt: skip
    return text.encode(x=pair.across("x"), y=pair.up(), text=alt.Text("text:N"))


def _colour(effect: EffectFinding) -> str:
    """Return the colour of the effect; the diamond and its first row tell it apart without."""
    return theme.BALANCE if effect.survives else theme.CONFLICT
