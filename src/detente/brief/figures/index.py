"""The figure of one side: its balance, and how much is done together and against each other."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from detente.brief.figures import marks, svg, theme
from detente.brief.figures.spec import Cell, Figure, KeyItem, Table
from detente.brief.safe import slug
from detente.brief.words import day_name, estimate, month_name, number
from detente.cooperation.results import IndexRow
from detente.findings import EventRow, Findings
from detente.terms.intervals import Interval
from detente.terms.periods import month_number

BALANCE_HEIGHT, LEVEL_HEIGHT = 190, 80
PLOT_WIDTH = 668
MOST_BAND = 2.5
"""Axis of the levels: at most this many times the highest upper bound of a 50% interval."""
BOUNDS = ("median", "lo50", "hi50", "lo90", "hi90")


def index_figure(findings: Findings, dyad: str) -> Figure:
    """Draw the cooperation index of one dyad with its main events."""
    rows = [row for row in findings.index if row.dyad == dyad]
    events = _marked(findings, dyad, rows)
    name, figure_id = findings.dyads[dyad], f"index-{slug(dyad)}"
    alt_text = _alt_text(name, rows)
    key = tuple(
        KeyItem(str(i), day_name(e.event_date, e.date_precision), e.label or e.summary, e.id)
        for i, e in enumerate(events, 1)
    )
    return Figure(
        id=figure_id,
        title=f"{name}: cooperation index, {_span(rows)}",
        lead="Line: median. Dark band: 50% credible interval. Light band: 90%.",
        alt=alt_text,
        svg=svg.draw(_chart(findings, rows, events), figure_id, alt_text),
        source="Source: estimated from the chronology and machine-coded scores (see Methods).",
        notes=tuple(note for note in (findings.index_note, _cut_note(findings, rows)) if note),
        key=key,
        table=_table(rows),
    )


def _marked(findings: Findings, dyad: str, rows: Sequence[IndexRow]) -> list[EventRow]:
    # An act towards a cartel enters no counts; the chronicler says which side it concerns.
    events = [
        e
        for e in findings.events
        if e.marked
        and (e.dyad or e.scope) == dyad
        and rows[0].period <= e.event_date[:7] <= rows[-1].period
    ]
    return sorted(events, key=lambda e: (e.event_date, e.id))


def _span(rows: Sequence[IndexRow]) -> str:
    return f"{month_name(rows[0].period)} to {month_name(rows[-1].period)}"


def _alt_text(name: str, rows: Sequence[IndexRow]) -> str:
    high = max(rows, key=lambda row: row.balance.median)
    low = min(rows, key=lambda row: row.balance.median)
    return (
        f"Three charts, one above the other, of the {name} side from {_span(rows)}. "
        f"The balance is highest in {month_name(high.period)} at {estimate(high.balance)}, "
        f"lowest in {month_name(low.period)} at {estimate(low.balance)}, and ends at "
        f"{estimate(rows[-1].balance)}. Below it the monthly rates: cooperative acts end at "
        f"{number(rows[-1].cooperation.median)} a month, conflictual acts at "
        f"{number(rows[-1].conflict.median)} a month."
    )


def _table(rows: Sequence[IndexRow]) -> Table:
    measures = ("cooperation_acts_per_month", "conflict_acts_per_month", "balance_log_ratio")
    columns = ["dyad", "month", *(f"{m}_{b}" for m in measures for b in BOUNDS)]
    columns += ["cooperative_events_count", "conflictual_events_count", "machine_score_percent"]
    return Table(tuple(columns), tuple(map(_record, rows)))


def _record(row: IndexRow) -> tuple[Cell, ...]:
    bounds = (getattr(i, b) for i in (row.cooperation, row.conflict, row.balance) for b in BOUNDS)
    return (row.dyad, row.period, *bounds, row.events_cooperation, row.events_conflict, row.score)


def _chart(findings: Findings, rows: Sequence[IndexRow], events: Sequence[EventRow]) -> Any:
    first, last = month_number(rows[0].period), month_number(rows[-1].period)
    x = marks.month_scale(first, last)
    top = max(row.balance.hi90 for row in findings.index)
    bottom = min(row.balance.lo90 for row in findings.index)
    limit = max(abs(top), abs(bottom), 0.5) * 1.15
    level, _ = level_top(findings.index)
    return alt.vconcat(
        _balance(rows, events, x, limit),
        _level(rows, "cooperation", x, level, labels=False),
        _level(rows, "conflict", x, level, labels=True),
        spacing=14,
    )


def level_top(index: Sequence[IndexRow]) -> tuple[float, bool]:
    """Return the top of the level's axis, the same for all sides, and whether bands are cut at it.

    One month with a very wide band must not press all other months flat.
    """
    levels = [interval for row in index for interval in (row.cooperation, row.conflict)]
    widest, limit = max(i.hi90 for i in levels), MOST_BAND * max(i.hi50 for i in levels)
    return min(widest, limit), widest > limit


def _cut_note(findings: Findings, rows: Sequence[IndexRow]) -> str:
    top, cut = level_top(findings.index)
    own = max(max(row.cooperation.hi90, row.conflict.hi90) for row in rows)
    if not cut or own <= top:
        return ""
    return f"The 90% band of the monthly rates reaches {number(own)} and is cut at {number(top)}."


def _points(rows: Sequence[IndexRow], field: str) -> list[marks.Row]:
    points: list[marks.Row] = []
    for row in rows:
        interval: Interval = getattr(row, field)
        points.append(
            {"x": month_number(row.period) + 0.5}
            | {bound: getattr(interval, bound) for bound in BOUNDS}
        )
    return points


def _tips(rows: Sequence[IndexRow], x: alt.Scale, limit: float) -> Any:
    """Lay an unseen column over each month, which shows its numbers when pointed at."""
    columns = [
        {
            "left": month_number(row.period),
            "right": month_number(row.period) + 1,
            "low": -limit,
            "high": limit,
            "tip": f"{month_name(row.period)}: balance {estimate(row.balance)}; "
            f"{number(row.cooperation.median)} cooperative and "
            f"{number(row.conflict.median)} conflictual acts a month.",
        }
        for row in rows
    ]
    return (
        alt.Chart(marks.data(columns))
        .mark_rect(fill=theme.PAPER, opacity=0)
        .encode(
            x=alt.X("left:Q", scale=x), x2="right:Q", y="low:Q", y2="high:Q",
            description=alt.Description("tip:N"),
        )
    )  # fmt: skip


def _balance(
    rows: Sequence[IndexRow], events: Sequence[EventRow], x: alt.Scale, limit: float
) -> Any:
    first, last = month_number(rows[0].period), month_number(rows[-1].period)
    scale = alt.Scale(domain=[-limit, limit], nice=False)
    points = _points(rows, "balance")
    bands = marks.credible_bands(
        points,
        (theme.BALANCE, theme.BALANCE_90, theme.BALANCE_50),
        alt.X("x:Q", scale=x, axis=marks.year_axis(first, last, PLOT_WIDTH, labels=False)),
        scale,
    )
    for band in bands:
        band.encoding.y.axis = alt.Axis(
            title=None, tickCount=5, labelExpr="(datum.value > 0 ? '+' : '') + datum.label"
        )
    clear = _clear_month(events, first, last)
    words = [
        {"x": clear, "y": limit * 0.92, "text": "more cooperation ▲"},
        {"x": clear, "y": -limit * 0.92, "text": "more conflict ▼"},
    ]
    at = [_position(event) for event in events]
    left = alt.layer(
        *bands, marks.zero_rule(),
        *marks.numbered_rules(at, x, (-limit, limit), BALANCE_HEIGHT),
        marks.note_text(words, fontStyle="italic"), _tips(rows, x, limit),
    )  # fmt: skip
    title = alt.Title(
        "Balance",
        subtitle="natural log of cooperative to conflictual acts; right, the same as a ratio",
    )
    return (
        alt.layer(left, _ratio_axis(limit))
        .resolve_scale(y="independent")
        .properties(width=PLOT_WIDTH, height=BALANCE_HEIGHT, title=title)
    )


def _clear_month(events: Sequence[EventRow], first: int, last: int) -> int:
    """Return where the fewest events cross words two years long; the earliest such month."""
    at = [_position(event) for event in events]
    months = range(first + 1, max(last - 24, first + 2), 3)
    return min(months, key=lambda m: sum(m - 2 < position < m + 25 for position in at))


def _position(event: EventRow) -> float:
    day = 15 if event.date_precision == "month" else int(event.event_date[8:10])
    return month_number(event.event_date[:7]) + (day - 1) / 31


def _ratio_axis(limit: float) -> Any:
    """Name the same scale on the right as cooperative acts to one conflictual act."""
    names = {0.0: "1 : 1", 1.0986122886681098: "3 : 1", -1.0986122886681098: "1 : 3"}
    if limit > 2.31:
        names |= {2.302585092994046: "10 : 1", -2.302585092994046: "1 : 10"}
    cases = " : ".join(f"datum.value == {value} ? '{name}'" for value, name in names.items())
    expression = f"{cases} : ''"
    axis = alt.Axis(
        values=sorted(names), labelExpr=expression, orient="right", title=None, grid=False
    )
    return (
        alt.Chart(marks.data([{"y": 0}]))
        .mark_point(opacity=0, color=theme.PAPER)
        .encode(y=alt.Y("y:Q", scale=alt.Scale(domain=[-limit, limit], nice=False), axis=axis))
    )


def _level(rows: Sequence[IndexRow], field: str, x: alt.Scale, top: float, *, labels: bool) -> Any:
    first, last = month_number(rows[0].period), month_number(rows[-1].period)
    cooperative = field == "cooperation"
    colours = (
        (theme.COOPERATION, theme.COOPERATION_90, theme.COOPERATION_50)
        if cooperative
        else (theme.CONFLICT, theme.CONFLICT_90, theme.CONFLICT_50)
    )
    title = "Cooperative acts" if cooperative else "Conflictual acts"
    points = _points(rows, field)
    axis = marks.year_axis(first, last, PLOT_WIDTH, labels=labels)
    bands = marks.credible_bands(
        points, colours, alt.X("x:Q", scale=x, axis=axis), alt.Scale(domain=[0, top], nice=False)
    )
    for band in bands:
        band.encoding.y.axis = alt.Axis(title=None, tickCount=3)
    return alt.layer(*bands).properties(
        width=PLOT_WIDTH,
        height=LEVEL_HEIGHT,
        title=alt.Title(title, subtitle="a month, at average attention", color=colours[0]),
    )
