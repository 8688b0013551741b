"""What was observed, and what would have been expected had the event not happened."""

import math
from collections.abc import Collection, Sequence
from typing import Any

import altair as alt

from detente.brief.effect_words import estimated
from detente.brief.figures import marks, svg, theme
from detente.brief.figures.effect_acts import index_effect_figure
from detente.brief.figures.effect_events import events_of, key_of, position
from detente.brief.figures.series import unit_title, value_axis
from detente.brief.figures.spec import Figure, Table
from detente.brief.safe import slug
from detente.brief.words import month_name, number
from detente.effects.results import CounterfactualRow, EffectFinding
from detente.terms.periods import month_number
from detente.terms.units import unit_words

HEIGHT = 200
MOST_BAND = 1.5
"""Axis: at most this many times the highest value or upper bound of a 50% interval."""
COLUMNS = ("month", "observed", "expected_median", "expected_lo50", "expected_hi50",
           "expected_lo90", "expected_hi90")  # fmt: skip


def effect_figure(effect: EffectFinding, source: str, known: Collection[str]) -> Figure:
    """Draw what was observed against what would have been without the events.

    Args:
        known: ids of the events that stand in the brief's chronology.
    """
    if effect.dyad:
        return index_effect_figure(effect, source, known)
    rows = effect.counterfactual
    low, high, cut = value_range(rows)
    alt_text = _alt_text(effect)
    notes = [f"The 90% band is cut at {number(high)}."] if cut else []
    figure_id = f"figure-effect-{slug(effect.id)}"
    return Figure(
        id=figure_id,
        title=f"Observed and expected. {effect.label}",
        lead="Solid with dots: observed. Dashed: what would have been expected without the event, "
        "with 50% and 90% credible bands. Numbers: the events.",
        alt=alt_text,
        svg=svg.draw(_chart(effect, low, high), figure_id, alt_text),
        source=source,
        notes=tuple(notes),
        key=key_of(effect, known),
        table=Table(
            COLUMNS,
            tuple(
                (r.period, r.observed, r.median, r.low50, r.high50, r.low90, r.high90) for r in rows
            ),
        ),
    )


def value_range(rows: Sequence[CounterfactualRow]) -> tuple[float, float, bool]:
    """Return the bounds of the axis, and whether the 90% band is cut at the upper one.

    A band that grows for years must not press what was observed flat.
    """
    seen = [v for r in rows for v in (r.observed, r.low50, r.high50) if v is not None]
    bands = [v for r in rows for v in (r.low90, r.high90) if v is not None]
    low, widest = min(*seen, *bands, 0.0), max(*seen, *bands)
    limit = MOST_BAND * max(abs(value) for value in seen)
    return max(low, -limit), min(widest, limit), widest > limit


def _alt_text(effect: EffectFinding) -> str:
    rows = effect.counterfactual
    after = [r for r in rows if r.period >= min(effect.event_dates)[:7] and r.observed is not None]
    above = sum(_known(r.observed) > _known(r.high50) for r in after)
    below = sum(_known(r.observed) < _known(r.low50) for r in after)
    return (
        f"Line chart from {month_name(rows[0].period)} to {month_name(rows[-1].period)}. Of the "
        f"{len(after)} months from the first event on, {above} lie above and {below} below the "
        f"50% band of what would have been expected without it. The effect is {estimated(effect)}."
    )


def _known(value: float | None) -> float:
    return math.nan if value is None else value


def _chart(effect: EffectFinding, low: float, high: float) -> Any:
    rows = effect.counterfactual
    months = [month_number(row.period) for row in rows]
    first, last = min(months), max(months)
    width = theme.WIDTH - 60
    room = (high - low) * 0.06 or 1.0
    bottom, top = (low if low == 0 else low - room), high + room
    x = marks.month_scale(first, last)
    y = alt.Scale(domain=[bottom, top], nice=False)
    axis = marks.year_axis(first, last, width)
    expected = [
        {"x": month + 0.5, "median": r.median, "lo50": r.low50, "hi50": r.high50, "lo90": r.low90,
         "hi90": r.high90}
        for month, r in zip(months, rows, strict=True)
    ]  # fmt: skip
    seen = [
        {"x": month + 0.5, "y": r.observed, "tip": _tip(r)}
        for month, r in zip(months, rows, strict=True)
        if r.observed is not None
    ]
    colours = (theme.BALANCE, theme.BALANCE_90, theme.BALANCE_50)
    bands = marks.credible_bands(expected, colours, alt.X("x:Q", scale=x, axis=axis), y, (5, 3))
    for band in bands:
        band.encoding.y.axis = value_axis()
    base = alt.Chart(marks.data(seen)).encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y))
    at = [position(day) for _, day, _ in events_of(effect)]
    layers = [
        *bands,
        base.mark_line(color=theme.INK, strokeWidth=1.2, clip=True),
        base.mark_point(color=theme.INK, fill=theme.INK, size=14, opacity=1, clip=True).encode(
            description=alt.Description("tip:N")
        ),
        *marks.numbered_rules(at, x, (bottom, top), HEIGHT),
    ]
    if low < 0:
        layers.insert(0, marks.zero_rule())
    title = unit_title(unit_words(effect.unit))
    return alt.layer(*layers).properties(width=width, height=HEIGHT, title=title)


def _tip(row: CounterfactualRow) -> str:
    seen = f"{month_name(row.period)}: observed {number(_known(row.observed))}"
    if row.median is None or row.low90 is None or row.high90 is None:
        return f"{seen}."
    bounds = f"90%: {number(row.low90)} to {number(row.high90)}"
    return f"{seen}, expected {number(row.median)} ({bounds})."
