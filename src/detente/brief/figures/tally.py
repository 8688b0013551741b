"""How the published sentences fare: two bars, when they were stated and now."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import altair as alt

from detente.brief.figures import marks, svg, theme
from detente.brief.figures.spec import Cell, Figure, Table
from detente.brief.words import counted, listed

ROW_HEIGHT = 34
LABEL_WIDTH = 96
LEAST_WORDS, LEAST_COUNT = 0.16, 0.045
"""Shares of a bar from which a part has room for its verdict in words, and for its count."""
LOOKS = MappingProxyType(
    {
        "supported": (theme.COOPERATION, theme.PAPER),
        "supported in part": (theme.COOPERATION_50, theme.INK),
        "contradicted": (theme.CONFLICT, theme.PAPER),
        "mixed": (theme.BALANCE, theme.PAPER),
        "undecided": (theme.BALANCE_50, theme.INK),
        "not testable": (theme.GRID, theme.INK),
    }
)
"""Verdict → colour of its part and of the words on it; the sign tells parts apart without it."""

Counts = Sequence[tuple[str, str, int, int]]


def tally_figure(counts: Counts) -> Figure | None:
    """Draw how many sentences have each verdict.

    Args:
        counts: (sign, verdict, claims when stated, claims now), in the ledger's order.
    """
    whole = sum(now for *_, now in counts)
    if not whole:
        return None
    said = listed([f"{now} {verdict}" for _, verdict, _, now in counts if now])
    before = listed([f"{then} {verdict}" for _, verdict, then, _ in counts if then])
    alt_text = f"Two stacked bars. Now: {said}. On the record of the day each was stated: {before}."
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (verdict, then, now) for _, verdict, then, now in counts
    )
    return Figure(
        id="tally",
        title=f"What the record says of {counted(whole, 'published sentence')}",
        lead=f"Now: {said}.",
        alt=alt_text,
        svg=svg.draw(_chart(counts, whole), "tally", alt_text),
        source="Source: claims ledger, where each sentence has its checks and the rows they rest "
        "on.",
        notes=(),
        key=(),
        table=Table(("verdict", "claims_when_stated", "claims_now"), rows),
    )


def _chart(counts: Counts, whole: int) -> Any:
    width = theme.WIDTH - LABEL_WIDTH - 8
    parts, words = [], []
    for place, name in enumerate(("When stated", "Now")):
        words.append({"x": 0, "y": place + 0.45, "text": name})
        left = 0
        for sign, verdict, *claims in counts:
            if not (count := claims[place]):
                continue
            share = count / whole
            counted_ = f"{sign} {count}" if share >= LEAST_COUNT else sign
            label = f"{counted_} {verdict}" if share >= LEAST_WORDS else counted_
            parts.append(
                {"left": left, "right": left + count, "low": place, "high": place + 0.9,
                 "x": left + count / 2, "y": place + 0.45, "verdict": verdict, "text": label,
                 "tip": f"{name}: {count} {verdict}."}
            )  # fmt: skip
            left += count
    x = alt.Scale(domain=[0, whole], nice=False)
    y = alt.Scale(domain=[0, 2], reverse=True, nice=False)
    names = list(LOOKS)
    colour = alt.Scale(domain=names, range=[LOOKS[name][0] for name in names])
    ink = alt.Scale(domain=names, range=[LOOKS[name][1] for name in names])
    base = alt.Chart(marks.data(parts))
    bars = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(
        x=alt.X("left:Q", scale=x, axis=None), x2="right:Q",
        y=alt.Y("low:Q", scale=y, axis=None), y2="high:Q",
        color=alt.Color("verdict:N", scale=colour, legend=None),
        description=alt.Description("tip:N"),
    )  # fmt: skip
    labels = base.mark_text(fontWeight="bold", fontSize=theme.TEXT_SIZE).encode(
        x=alt.X("x:Q", scale=x),
        y=alt.Y("y:Q", scale=y),
        text="text:N",
        color=alt.Color("verdict:N", scale=ink, legend=None),
    )
    names_left = alt.Chart(marks.data(words)).mark_text(
        align="right", dx=-10, fontWeight="bold", fontSize=theme.TEXT_SIZE
    )
    names_left = names_left.encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), text="text:N")
    layered = alt.layer(bars, labels, names_left).resolve_scale(color="independent")
    return layered.properties(width=width, height=2 * ROW_HEIGHT)
