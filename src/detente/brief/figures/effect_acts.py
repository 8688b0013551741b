"""An effect on the index as it is drawn: the acts on record, and the balance through them."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import altair as alt

from detente.brief.effect_words import estimated
from detente.brief.figures import marks, svg, theme
from detente.brief.figures.effect_events import events_of, key_of, position
from detente.brief.figures.spec import Figure, Table
from detente.brief.safe import slug
from detente.brief.words import counted_acts, month_name, number
from detente.effects.results import ActsRow, CounterfactualRow, EffectFinding
from detente.terms.periods import month_number

WIDTH, BALANCE_HEIGHT, ACTS_HEIGHT = theme.WIDTH - 60, 150, 96
MOST_BAND = 1.6
"""Axis: at most this many times the farthest of the index and the bounds of the 50% interval."""
QUARTER = 3
COLUMNS = (
    "month",
    "acts_cooperation",
    "acts_conflict",
    "index_median",
    "expected_median",
    "expected_lo50",
    "expected_hi50",
    "expected_lo90",
    "expected_hi90",
)


def index_effect_figure(effect: EffectFinding, source: str, known: Collection[str]) -> Figure:
    """Draw the acts of a side by quarter, its index, and the balance without the events.

    Args:
        known: ids of the events that stand in the brief's chronology.
    """
    figure_id = f"figure-effect-{slug(effect.id)}"
    limit, cut = _limit(effect.counterfactual)
    alt_text = _alt_text(effect)
    return Figure(
        id=figure_id,
        title=f"Acts on record, and the balance had the events changed nothing. {effect.label}",
        lead="Above: the balance as the index shows it (solid), and what it would have been had "
        "the events changed nothing (dashed, with 50% and 90% credible bands). Below: what was "
        "observed, acts by quarter, cooperative up and conflictual down. Numbers: the events.",
        alt=alt_text,
        svg=svg.draw(_chart(effect, limit), figure_id, alt_text),
        source=source,
        notes=(f"The 90% band is cut at {number(limit)}.",) if cut else (),
        key=key_of(effect, known),
        table=Table(COLUMNS, tuple(_records(effect))),
    )


def _records(effect: EffectFinding) -> Iterator[tuple[str | float | None, ...]]:
    for acts, row in zip(effect.acts, effect.counterfactual, strict=True):
        bounds = (row.median, row.low50, row.high50, row.low90, row.high90)
        yield (acts.period, acts.cooperation, acts.conflict, row.index, *bounds)


def _limit(rows: Sequence[CounterfactualRow]) -> tuple[float, bool]:
    """Return how far the axis reaches, up and down, and whether the 90% band is cut there."""
    near = max(abs(v) for r in rows for v in (r.index, r.low50, r.high50) if v is not None)
    widest = max(abs(v) for r in rows for v in (r.low90, r.high90) if v is not None)
    limit = max(MOST_BAND * near, 0.5)
    return min(limit, max(widest, near, 0.5)), widest > limit


def _alt_text(effect: EffectFinding) -> str:
    first = min(effect.event_dates)[:7]
    before = _said(row for row in effect.acts if row.period < first)
    after = _said(row for row in effect.acts if row.period >= first)
    return (
        f"Lines with bands above columns, from {month_name(effect.acts[0].period)} to "
        f"{month_name(effect.acts[-1].period)}. Before the month of the first event there are "
        f"{before}, from it on {after}. The effect is {estimated(effect)}."
    )


def _said(rows: Iterator[ActsRow]) -> str:
    counts = [(row.cooperation, row.conflict) for row in rows]
    return counted_acts(sum(c for c, _ in counts), sum(c for _, c in counts))


def _chart(effect: EffectFinding, limit: float) -> Any:
    months = [month_number(row.period) for row in effect.counterfactual]
    x = marks.month_scale(min(months), max(months))
    return alt.vconcat(_balance(effect, months, x, limit), _acts(effect.acts, x), spacing=12)


def _balance(effect: EffectFinding, months: Sequence[int], x: alt.Scale, limit: float) -> Any:
    rows = [
        {
            "x": month + 0.5,
            "index": r.index,
            "median": r.median,
            "lo50": r.low50,
            "hi50": r.high50,
            "lo90": r.low90,
            "hi90": r.high90,
        }
        for month, r in zip(months, effect.counterfactual, strict=True)
    ]
    y = alt.Scale(domain=[-limit, limit], nice=False)
    axis = marks.year_axis(min(months), max(months), WIDTH, labels=False)
    colours = (theme.MARK, theme.BALANCE_90, theme.BALANCE_50)
    bands = marks.credible_bands(rows, colours, alt.X("x:Q", scale=x, axis=axis), y, (5, 3))
    for band in bands:
        band.encoding.y.axis = alt.Axis(title=None, tickCount=5)
    line = alt.Chart(marks.data(rows)).mark_line(color=theme.INK, strokeWidth=1.6, clip=True)
    at = [position(day) for _, day, _ in events_of(effect)]
    return alt.layer(
        *bands,
        marks.zero_rule(),
        line.encode(x=alt.X("x:Q", scale=x), y=alt.Y("index:Q", scale=y)),
        *marks.numbered_rules(at, x, (-limit, limit), BALANCE_HEIGHT),
    ).properties(
        width=WIDTH,
        height=BALANCE_HEIGHT,
        title=alt.Title("Balance, log odds that an act is cooperative"),
    )


def _acts(acts: Sequence[ActsRow], x: alt.Scale) -> Any:
    """Draw the acts of each quarter, those of the events too."""
    columns = list(_columns(acts))
    top = max([1, *(abs(int(column["value"])) for column in columns)]) * 1.15
    first, last = month_number(acts[0].period), month_number(acts[-1].period)
    axis = alt.Axis(title=None, tickCount=5, labelExpr="abs(datum.value)")
    bars = alt.Chart(marks.data(columns)).mark_rect()
    return alt.layer(
        bars.encode(
            x=alt.X("left:Q", scale=x, axis=marks.year_axis(first, last, WIDTH)),
            x2="right:Q",
            y=alt.Y("zero:Q", scale=alt.Scale(domain=[-top, top], nice=False), axis=axis),
            y2="value:Q",
            color=alt.Color("colour:N", scale=None),
            description=alt.Description("tip:N"),
        ),
        marks.zero_rule(),
    ).properties(width=WIDTH, height=ACTS_HEIGHT, title=alt.Title("Acts on record by quarter"))


def _columns(acts: Sequence[ActsRow]) -> Iterator[marks.Row]:
    quarters: dict[int, list[ActsRow]] = {}
    for row in acts:
        quarters.setdefault(month_number(row.period) // QUARTER, []).append(row)
    for quarter, rows in quarters.items():
        left, right = quarter * QUARTER, quarter * QUARTER + len(rows)
        if rows[0].period == acts[0].period:
            left = month_number(rows[0].period)
            right = left + len(rows)
        counts = sum(row.cooperation for row in rows), sum(row.conflict for row in rows)
        span = f"{month_name(rows[0].period)} to {month_name(rows[-1].period)}"
        for count, sign, colour in (
            (counts[0], 1, theme.COOPERATION),
            (counts[1], -1, theme.CONFLICT),
        ):
            yield {
                "left": left + 0.2,
                "right": right - 0.2,
                "zero": 0,
                "value": sign * count,
                "colour": colour,
                "tip": f"{span}: {counted_acts(*counts)}.",
            }
