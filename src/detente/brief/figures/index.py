"""The figure of one side: its balance, with the acts that it rests on below it."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from detente.brief.figures import marks, svg, theme
from detente.brief.figures.spec import Cell, Figure, KeyItem, Table
from detente.brief.safe import slug
from detente.brief.words import counted_acts, day_name, estimate, listed, month_name, odds
from detente.cooperation.results import HalfYear, IndexRow, ScoreRow
from detente.findings import EventRow, Findings
from detente.terms.periods import month_number

BALANCE_HEIGHT, ACTS_HEIGHT, SCORES_HEIGHT = 190, 84, 56
PLOT_WIDTH = 668
MOST_BAND = 1.6
"""Axis: at most this many times the farthest bound of a 50% interval; wider bands are cut."""
BOUNDS = ("median", "lo50", "hi50", "lo90", "hi90")
TICKS = (0.0, 1.0986122886681098, 2.302585092994046, 3.4011973816621555)
"""As many of each kind; three, ten and thirty times as many of one."""


def index_figure(findings: Findings, dyad: str) -> Figure:
    """Draw the balance of one side with its main events, its acts and its machine-coded scores."""
    rows = rows_of(findings, dyad)
    events = _marked(findings, dyad, rows)
    name, figure_id = findings.dyads[dyad], f"index-{slug(dyad)}"
    alt_text = _alt_text(findings, name, rows)
    key = tuple(
        KeyItem(str(i), day_name(e.event_date, e.date_precision), e.label or e.summary, e.id)
        for i, e in enumerate(events, 1)
    )
    others = _other_labels(findings)
    dashed = f" Dashed: {others}, median." if others else ""
    return Figure(
        id=figure_id,
        title=f"{name}: {subject_label(findings)}, {_span(rows)}",
        lead="Line: median. Dark band: 50% credible interval. Light band: 90%. Columns: acts on "
        f"record by half-year, which the balance rests on.{dashed}",
        alt=alt_text,
        svg=svg.draw(_chart(findings, dyad, rows, events), figure_id, alt_text),
        source="Source: estimated from the acts of the chronology (see Methods).",
        notes=tuple(note for note in (findings.index_note, _silence(name, rows)) if note),
        key=key,
        table=_table([row for row in findings.index if row.dyad == dyad]),
    )


def rows_of(findings: Findings, dyad: str) -> list[IndexRow]:
    """Return the index of a side in the measure of the case's subject."""
    return [r for r in findings.index if r.dyad == dyad and r.measure == findings.subject]


def subject_label(findings: Findings) -> str:
    """Return the label of the subject's measure, as it stands in a title after a colon."""
    label = next((m.label for m in findings.measures if m.subject), "cooperation index")
    return f"{label[:1].lower()}{label[1:]}"


def _other_labels(findings: Findings) -> str:
    labels = [m.label for m in findings.measures if not m.subject]
    return listed([f"{label[:1].lower()}{label[1:]}" for label in labels])


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


def _alt_text(findings: Findings, name: str, rows: Sequence[IndexRow]) -> str:
    high = max(rows, key=lambda row: row.balance.median)
    low = min(rows, key=lambda row: row.balance.median)
    cooperative = sum(row.acts_cooperation for row in rows)
    conflictual = sum(row.acts_conflict for row in rows)
    return (
        f"Line with bands of the {name} side ({subject_label(findings)}) from {_span(rows)}, "
        f"above columns of acts. The balance is highest in {month_name(high.period)} at "
        f"{estimate(high.balance)}, lowest in {month_name(low.period)} at {estimate(low.balance)}, "
        f"and ends at {estimate(rows[-1].balance)}. In all there are "
        f"{counted_acts(cooperative, conflictual)}."
    )


def _silence(name: str, rows: Sequence[IndexRow]) -> str:
    silent = sum(row.acts_cooperation + row.acts_conflict == 0 for row in rows)
    if not silent:
        return ""
    return (
        f"{name} has no act on record in {silent} of {len(rows)} months: there the band is what "
        "the months around it and the model leave open."
    )


def _table(rows: Sequence[IndexRow]) -> Table:
    kinds = ("balance_log_odds", "trend_log_odds", "known_then_log_odds")
    columns = ["measure", "dyad", "month", *(f"{kind}_{b}" for kind in kinds for b in BOUNDS)]
    columns += ["acts_cooperation", "acts_conflict"]
    return Table(tuple(columns), tuple(map(_record, rows)))


def _record(row: IndexRow) -> tuple[Cell, ...]:
    bounds = (getattr(i, b) for i in (row.balance, row.trend, row.known) for b in BOUNDS)
    place = (row.measure, row.dyad, row.period)
    return (*place, *bounds, row.acts_cooperation, row.acts_conflict)


def _chart(
    findings: Findings, dyad: str, rows: Sequence[IndexRow], events: Sequence[EventRow]
) -> Any:
    first, last = month_number(rows[0].period), month_number(rows[-1].period)
    x = marks.month_scale(first, last)
    others = [r for r in findings.index if r.dyad == dyad and r.measure != findings.subject]
    halves = [h for h in findings.half_years if h.dyad == dyad and h.measure == findings.subject]
    scores = [s for s in findings.scores if s.dyad == dyad]
    panels = [_balance(rows, others, events, x, balance_limit(findings))]
    if halves:
        panels.append(_acts(halves, x, first, last, labels=not scores))
    if scores:
        panels.append(_scores(scores, x, first, last))
    return alt.vconcat(*panels, spacing=14)


def balance_limit(findings: Findings) -> float:
    """Return how far the axis of the balance reaches, up and down, the same for all sides."""
    own = [row.balance for row in findings.index if row.measure == findings.subject]
    widest = max(max(abs(i.lo90), abs(i.hi90)) for i in own)
    near = max(max(abs(i.lo50), abs(i.hi50)) for i in own)
    return max(min(widest, MOST_BAND * near), 0.5) * 1.1


def _points(rows: Sequence[IndexRow]) -> list[marks.Row]:
    return [
        {"x": month_number(row.period) + 0.5}
        | {bound: getattr(row.balance, bound) for bound in BOUNDS}
        for row in rows
    ]


def _tips(rows: Sequence[IndexRow], x: alt.Scale, limit: float) -> Any:
    """Lay an unseen column over each month, which shows its numbers when pointed at."""
    columns = [
        {
            "left": month_number(row.period),
            "right": month_number(row.period) + 1,
            "low": -limit,
            "high": limit,
            "tip": f"{month_name(row.period)}: balance {estimate(row.balance)}; "
            f"{counted_acts(row.acts_cooperation, row.acts_conflict)}.",
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
    rows: Sequence[IndexRow],
    others: Sequence[IndexRow],
    events: Sequence[EventRow],
    x: alt.Scale,
    limit: float,
) -> Any:
    first, last = month_number(rows[0].period), month_number(rows[-1].period)
    scale = alt.Scale(domain=[-limit, limit], nice=False)
    axis = marks.year_axis(first, last, PLOT_WIDTH, labels=False)
    layers = marks.credible_bands(
        _points(rows),
        (theme.BALANCE, theme.BALANCE_90, theme.BALANCE_50),
        alt.X("x:Q", scale=x, axis=axis),
        scale,
    )
    for band in layers:
        band.encoding.y.axis = _odds_axis(limit)
    if others:
        line = alt.Chart(marks.data(_points(others))).mark_line(
            color=theme.MARK, strokeWidth=1.2, strokeDash=[4, 3], clip=True
        )
        layers.append(line.encode(x=alt.X("x:Q", scale=x), y=alt.Y("median:Q", scale=scale)))
    clear = _clear_month(events, first, last)
    words = [
        {"x": clear, "y": limit * 0.92, "text": "more cooperation ▲"},
        {"x": clear, "y": -limit * 0.92, "text": "more conflict ▼"},
    ]
    at = [_position(event) for event in events]
    title = alt.Title(
        "Balance: how many cooperative acts to one conflictual act",
        subtitle="log scale; 1 : 1 is as many of each",
    )
    return alt.layer(
        *layers,
        marks.zero_rule(),
        *marks.numbered_rules(at, x, (-limit, limit), BALANCE_HEIGHT),
        marks.note_text(words, fontStyle="italic"),
        _tips(rows, x, limit),
    ).properties(width=PLOT_WIDTH, height=BALANCE_HEIGHT, title=title)


def _odds_axis(limit: float) -> alt.Axis:
    """Name log odds as cooperative acts to one conflictual act."""
    values = [sign * tick for tick in TICKS for sign in (1, -1) if tick < limit]
    named = {value: odds(value) for value in values}
    cases = " : ".join(f"datum.value == {value} ? '{name}'" for value, name in named.items())
    return alt.Axis(values=sorted(named), labelExpr=f"{cases} : ''", title=None)


def _clear_month(events: Sequence[EventRow], first: int, last: int) -> int:
    """Return where the fewest events cross words two years long; the earliest such month."""
    at = [_position(event) for event in events]
    months = range(first + 1, max(last - 24, first + 2), 3)
    return min(months, key=lambda m: sum(m - 2 < position < m + 25 for position in at))


def _position(event: EventRow) -> float:
    day = 15 if event.date_precision == "month" else int(event.event_date[8:10])
    return month_number(event.event_date[:7]) + (day - 1) / 31


def _acts(halves: Sequence[HalfYear], x: alt.Scale, first: int, last: int, *, labels: bool) -> Any:
    """Draw the acts of each half-year: cooperative up, conflictual down."""
    top = max(max(h.acts_cooperation for h in halves), max(h.acts_conflict for h in halves), 1)
    scale = alt.Scale(domain=[-top * 1.3, top * 1.3], nice=False)
    columns, words = [], []
    for half in halves:
        left = month_number(f"{half.period[:4]}-{'01' if half.period.endswith('1') else '07'}")
        left, right = max(left, first), min(left + 6, last + 1)
        for count, sign, colour in (
            (half.acts_cooperation, 1, theme.COOPERATION),
            (half.acts_conflict, -1, theme.CONFLICT),
        ):
            said = counted_acts(half.acts_cooperation, half.acts_conflict)
            tip = f"{half.period}: {said}; balance {estimate(half.balance)}."
            columns.append(
                {
                    "left": left + 0.35,
                    "right": right - 0.35,
                    "zero": 0,
                    "value": sign * count,
                    "colour": colour,
                    "tip": tip,
                }
            )
            if count:
                at = sign * (count + 0.13 * top)
                words.append({"x": (left + right) / 2, "y": at, "text": str(count)})
    axis = marks.year_axis(first, last, PLOT_WIDTH, labels=labels)
    bars = (
        alt.Chart(marks.data(columns))
        .mark_rect()
        .encode(
            x=alt.X("left:Q", scale=x, axis=axis),
            x2="right:Q",
            y=alt.Y("zero:Q", scale=scale, axis=alt.Axis(title=None, labels=False, grid=False)),
            y2="value:Q",
            color=alt.Color("colour:N", scale=None),
            description=alt.Description("tip:N"),
        )
    )
    title = alt.Title("Acts on record by half-year: cooperative above, conflictual below the line")
    return alt.layer(
        bars, marks.zero_rule(), marks.note_text(words, align="center", color=theme.INK)
    ).properties(width=PLOT_WIDTH, height=ACTS_HEIGHT, title=title)


def _scores(scores: Sequence[ScoreRow], x: alt.Scale, first: int, last: int) -> Any:
    """Draw the machine-coded scores, which the balance does not rest on."""
    points = [
        {
            "x": month_number(s.period) + 0.5,
            "y": s.score,
            "tip": f"{month_name(s.period)}: {s.score:+.1f} per cent over {s.days} days.",
        }
        for s in scores
        if first <= month_number(s.period) <= last
    ]
    axis = marks.year_axis(first, last, PLOT_WIDTH)
    dots = (
        alt.Chart(marks.data(points))
        .mark_circle(color=theme.MARK, size=14, opacity=1)
        .encode(
            x=alt.X("x:Q", scale=x, axis=axis),
            y=alt.Y(
                "y:Q",
                scale=alt.Scale(zero=False, nice=True),
                axis=alt.Axis(title=None, tickCount=3),
            ),
            description=alt.Description("tip:N"),
        )
    )
    title = alt.Title(
        "Machine-coded news score of relations overall, per cent",
        subtitle="about everything between the two states; not part of the balance",
    )
    return dots.properties(width=PLOT_WIDTH, height=SCORES_HEIGHT, title=title)
