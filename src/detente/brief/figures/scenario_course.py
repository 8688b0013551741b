"""How the joint change comes about: month by month, with its bands."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from detente.brief.figures import marks, rows, svg, theme
from detente.brief.figures.scenario_forest import last_first
from detente.brief.figures.series import value_axis
from detente.brief.figures.spec import Figure, Table
from detente.brief.scenario_words import joint, per_cent, simulated_source
from detente.brief.words import NO_BREAK, month_name
from detente.findings import Findings
from detente.scenarios.results import ScenarioCourse
from detente.terms.periods import month_number

HEIGHT = 170
COLUMNS = ("scenario", "outcome", "month", "percent_median", "percent_low50", "percent_high50",
           "percent_low90", "percent_high90")  # fmt: skip


def course_figure(findings: Findings) -> Figure | None:
    """Draw the change of the scenario that is shared out, for each outcome with a better way."""
    one = joint(findings)
    own = [c for c in findings.scenario_courses if c.name == findings.scenario_shared]
    if one is None or not own:
        return None
    outcomes = last_first([s for s in findings.scenarios if s.better != "neither"])
    by_outcome = [(label, [c for c in own if c.outcome == outcome]) for outcome, label in outcomes]
    drawn = [(label, course) for label, course in by_outcome if course]
    figure_id = "figure-course"
    said = " ".join(
        f"{label}: {_said(course[-1])} in {month_name(course[-1].period)}."
        for label, course in drawn
    )
    alt_text = (
        f"Lines with bands of the change from {month_name(own[0].period)} to "
        f"{month_name(own[-1].period)}. {said}"
    )
    charts = [_panel(label, course, len(drawn)) for label, course in drawn]
    return Figure(
        id=figure_id,
        title=f"How the change comes about. {one.label}",
        lead="Change of each month against no change, in per cent, with 50% and 90% credible "
        "bands. Each panel has its own scale.",
        alt=alt_text,
        svg=svg.draw(
            alt.hconcat(*charts, spacing=70, bounds="flush").resolve_scale(y="independent"),
            figure_id,
            alt_text,
        ),
        source=simulated_source(findings),
        notes=(),
        key=(),
        table=Table(
            COLUMNS,
            tuple(
                (c.name, c.outcome, c.period, c.median, c.low50, c.high50, c.low90, c.high90)
                for c in findings.scenario_courses
            ),
        ),
    )


def _said(c: ScenarioCourse) -> str:
    bounds = f"(90%: {per_cent(c.low90)} to {per_cent(c.high90)})"
    return f"{per_cent(c.median)} {bounds}".replace(" ", NO_BREAK)


def _panel(label: str, course: Sequence[ScenarioCourse], count: int) -> Any:
    width = (theme.WIDTH - 70 * (count - 1) - 48) / count
    months = [month_number(c.period) for c in course]
    points = [
        {"x": month + 0.5, "median": c.median, "lo50": c.low50, "hi50": c.high50,
         "lo90": c.low90, "hi90": c.high90}
        for month, c in zip(months, course, strict=True)
    ]  # fmt: skip
    ends = [0.0, *(c.low90 for c in course), *(c.high90 for c in course)]
    room = 0.1 * ((max(ends) - min(ends)) or 1.0)
    y = alt.Scale(domain=[min(ends) - room, max(ends) + room], nice=False)
    axis = marks.year_axis(months[0], months[-1], width)
    x = alt.X("x:Q", scale=marks.month_scale(months[0], months[-1]), axis=axis)
    colours = (theme.BALANCE, theme.BALANCE_90, theme.BALANCE_50)
    bands = marks.credible_bands(points, colours, x, y)
    for band in bands:
        band.encoding.y.axis = value_axis(5, labelExpr=f"{rows.PLUS} + '%'")
    title = alt.Title(
        rows.wrapped(label, width).split("\n"), fontSize=theme.TEXT_SIZE - 1, offset=6
    )
    return alt.layer(*bands, marks.zero_rule()).properties(width=width, height=HEIGHT, title=title)
