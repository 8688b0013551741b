"""What the joint change hangs on: its median where each assumption is low, and where it is high."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from detente.brief.figures import marks, rows, svg, theme
from detente.brief.figures.rows import Axes
from detente.brief.figures.series import unit_title, value_axis
from detente.brief.figures.spec import Figure, Table
from detente.brief.scenario_words import joint, per_cent, simulated_source
from detente.findings import Findings
from detente.scenarios.results import AssumptionRow

MOST = 8
LABELS, RIGHT, ROW = 236, 190, 28
COLUMNS = (
    "parameter", "label", "what", "outcome", "horizon_months", "percent_lowest_third",
    "percent_highest_third", "largest_side_lowest_third", "largest_side_highest_third",
)  # fmt: skip
MOVES = "▲"


def tornado_rows(findings: Findings) -> tuple[AssumptionRow, ...]:
    """Return the assumptions that move the headline outcome most."""
    one = joint(findings)
    if one is None:
        return ()
    own = [
        r for r in findings.assumptions
        if (r.outcome, r.horizon_months) == (one.outcome, one.horizon_months)
    ]  # fmt: skip
    return tuple(own[:MOST])


def tornado_figure(findings: Findings) -> Figure | None:
    """Draw the assumptions that move the joint change most, the strongest on top."""
    one, shown, told = joint(findings), tornado_rows(findings), findings.calibration
    if one is None or not shown or told is None:
        return None
    figure_id = "figure-hangs-on"
    said = "; ".join(
        f"{told.label(r.parameter)} {per_cent(r.low)} and {per_cent(r.high)}"
        f"{', and the largest side changes' if r.rank_moves else ''}"
        for r in shown
    )
    alt_text = (
        f"Bars, one an assumption, from the median change in its lowest third to that in its "
        f"highest. {said}."
    )
    what = {note.parameter: note.what for note in told.parameters}
    return Figure(
        id=figure_id,
        title="What the joint change hangs on",
        lead=f"Median change of {one.outcome_label} over {one.horizon_months} months where the "
        "assumption lies in its lowest third (hollow) and in its highest third (filled). "
        f"{MOVES} marks where another side then carries the largest part.",
        alt=alt_text,
        svg=svg.draw(_chart(findings, shown), figure_id, alt_text),
        source=simulated_source(findings),
        notes=(),
        key=(),
        table=Table(
            COLUMNS,
            tuple(
                (r.parameter, told.label(r.parameter), what.get(r.parameter, ""), r.outcome,
                 r.horizon_months, r.low, r.high, r.best_low, r.best_high)
                for r in findings.assumptions
            ),
        ),
        summary=Table(
            ("Assumption", "What it is", "Lowest third", "Highest third"),
            tuple(
                (told.label(r.parameter), what.get(r.parameter, ""), per_cent(r.low),
                 per_cent(r.high))
                for r in shown
            ),
        ),
        summary_title=f"Median change of {one.outcome_label} in the two outer thirds of each",
    )  # fmt: skip


def _chart(findings: Findings, shown: Sequence[AssumptionRow]) -> Any:
    told = findings.calibration
    assert told is not None
    ends = [0.0, *(v for r in shown for v in (r.low, r.high))]
    room = 0.06 * ((max(ends) - min(ends)) or 1.0)
    pair = Axes(
        alt.Scale(domain=[min(ends) - room, max(ends) + room], nice=False, zero=False),
        alt.Scale(domain=[len(shown), 0], nice=False),
        value_axis(6, labelExpr=rows.PLUS, grid=True, domain=False),
    )
    bars = [
        {"y": i + 0.5, "low": r.low, "high": r.high,
         "tip": f"{told.label(r.parameter)}: {per_cent(r.low)} in the lowest third, "
                f"{per_cent(r.high)} in the highest."}
        for i, r in enumerate(shown)
    ]  # fmt: skip
    base = alt.Chart(marks.data(bars)).encode(y=pair.up())
    line = base.mark_rule(color=theme.BALANCE, strokeWidth=2.5)
    point = base.mark_point(
        shape="circle", stroke=theme.BALANCE, strokeWidth=1.6, size=60, opacity=1
    )
    zero = alt.Chart(marks.data([{"x": 0}])).mark_rule(color=theme.RULE, strokeWidth=1.2)
    labels = [(i + 0.5, told.label(r.parameter)) for i, r in enumerate(shown)]
    right = [
        (i + 0.5, f"{MOVES} {_side(findings, r.best_low)} → {_side(findings, r.best_high)}")
        for i, r in enumerate(shown)
        if r.rank_moves
    ]
    layers = [
        zero.encode(x=pair.across("x")),
        line.encode(x=pair.across("low"), x2="high:Q"),
        point.encode(
            x=pair.across("low"), fill=alt.value(theme.PAPER), description=alt.Description("tip:N")
        ),
        point.encode(x=pair.across("high"), fill=alt.value(theme.BALANCE)),
        rows.words_left(labels, pair, LABELS - 12, ROW),
    ]
    if right:
        layers.append(rows.words_right(right, pair, ROW))
    return alt.layer(*layers).properties(
        width=theme.WIDTH - LABELS - RIGHT,
        height=len(shown) * ROW,
        title=unit_title("joint change in per cent"),
    )


def _side(findings: Findings, dyad: str) -> str:
    return findings.dyads.get(dyad, dyad)
