"""The figure of a sensitivity analysis: how much each uncertain input matters to an outcome."""

from typing import Any

import altair as alt
import numpy as np

from detente.brief.figures import marks, svg, theme
from detente.brief.figures.spec import Cell, Figure, Table
from detente.brief.safe import slug
from detente.brief.words import listed, number
from detente.dynamics.sensitivity import Sensitivity

ROW = 30
"""Height of one input, in pixels."""
LONGEST_NAME = 34
# Measure → its name in the legend, its colour, and its half-width where it has one.
_SOBOL = (("first", "alone", theme.COOPERATION, "first_conf"),
          ("total", "with its interactions", theme.CONFLICT, "total_conf"))  # fmt: skip
_MORRIS = (("mu_star", "mean size of the effect", theme.COOPERATION, "mu_star_conf"),
           ("sigma", "spread of the effect", theme.MARK, ""))  # fmt: skip


def sensitivity_name(output: str) -> str:
    """Return the name of the figure of an output, as its files have it."""
    return f"sensitivity-{slug(output)}"


def sensitivity_figure(found: Sensitivity) -> Figure:
    """Draw the indices of each input with their 95% intervals, the largest on top."""
    figure_id = f"figure-{sensitivity_name(found.output)}"
    order = [found.inputs[i] for i in np.argsort(-found.measures[_main(found)], kind="stable")]
    top = {name: found.measures[_main(found)][found.inputs.index(name)] for name in order}
    said = listed([f"{name} {number(float(value), 2)}" for name, value in top.items()])
    alt_text = f"Dot chart, one row an input, the largest on top. {_words(found)}: {said}."
    return Figure(
        id=figure_id,
        title=f"What drives {found.output} ({found.of})",
        lead="Dot: estimate. Line: 95% interval from resampling the runs.",
        alt=alt_text,
        svg=svg.draw(sensitivity_chart(found), figure_id, alt_text),
        source=f"Source: {found.runs:,} runs of the model.".replace(",", "\u2009"),
        notes=(),
        key=(),
        table=sensitivity_table(found),
    )


def sensitivity_table(found: Sensitivity) -> Table:
    """List each input with its measures and the bounds of their intervals."""
    columns = ["input"]
    numbers: list[np.ndarray] = []
    for measure, _, _, half in _measures(found):
        columns.append(measure)
        numbers.append(found.measures[measure])
        if half:
            columns += [f"{measure}_lo95", f"{measure}_hi95"]
            numbers += [numbers[-1] - found.measures[half], numbers[-1] + found.measures[half]]
    rows: list[tuple[Cell, ...]] = [
        (name, *(float(column[place]) for column in numbers))
        for place, name in enumerate(found.inputs)
    ]
    return Table((*columns, "output", "of", "runs"), tuple(
        (*row, found.output, found.of, found.runs) for row in rows
    ))  # fmt: skip


def sensitivity_chart(found: Sensitivity) -> Any:
    """Draw the chart itself."""
    names = sorted(found.inputs, key=lambda n: -found.measures[_main(found)][
        found.inputs.index(n)])  # fmt: skip
    shown = {name: name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
             for name in names}  # fmt: skip
    rows = [row for row_at, name in enumerate(names) for row in _rows(found, name, row_at)]
    # Values on a numeric axis with names as labels keep the two dots of an input side by side.
    labels = "[" + ",".join(f"'{_quoted(shown[name])}'" for name in names) + "]"
    y_axis = alt.Axis(values=list(range(len(names))), labelExpr=f"{labels}[datum.value]",
                      title=None, grid=False, labelColor=theme.INK,
                      labelLimit=260, labelPadding=12, domain=False, ticks=False)  # fmt: skip
    y_scale = alt.Scale(domain=[len(names) - 0.5, -0.5], nice=False, zero=False)
    sobol = "first" in found.measures
    low = min(0.0, min(row["lo"] for row in rows))
    high = max(1.0 if sobol else 0.0, max(row["hi"] for row in rows))
    place = {
        "title": _words(found),
        "scale": alt.Scale(domain=[low, high], nice=not sobol),
        "axis": alt.Axis(grid=True, domain=False, tickCount=6, labelFlush=False),
    }
    legend = [(words, colour) for _, words, colour, _ in _measures(found)]
    colour = alt.Color("words:N", scale=alt.Scale(
        domain=[words for words, _ in legend], range=[c for _, c in legend]),
        legend=alt.Legend(symbolType="circle"))  # fmt: skip
    base = alt.Chart(marks.data(rows)).encode(
        y=alt.Y("y:Q", scale=y_scale, axis=y_axis), color=colour
    )
    lines = base.transform_filter("datum.hi > datum.lo").mark_rule(strokeWidth=2)
    whiskers = lines.encode(x=alt.X("lo:Q", **place), x2="hi:Q")
    dots = base.mark_circle(size=70, opacity=1).encode(
        x=alt.X("value:Q", **place), description=alt.Description("tip:N")
    )
    zero = alt.Chart(marks.data([{"x": 0}])).mark_rule(color=theme.RULE).encode(x="x:Q")
    return alt.layer(zero, whiskers, dots).properties(
        width=theme.WIDTH - 300, height=max(2, len(names)) * ROW
    )


def _rows(found: Sensitivity, name: str, place: int) -> list[marks.Row]:
    at = found.inputs.index(name)
    rows = []
    for step, (measure, words, _, half) in enumerate(_measures(found)):
        value = float(found.measures[measure][at])
        width = float(found.measures[half][at]) if half else 0.0
        rows.append({
            "y": place + (step - 0.5) * 0.3, "value": value, "lo": value - width,
            "hi": value + width, "words": words,
            "tip": f"{name}, {words}: {number(value, 3)}.",
        })  # fmt: skip
    return rows


def _measures(found: Sensitivity) -> tuple[tuple[str, str, str, str], ...]:
    return _SOBOL if "first" in found.measures else _MORRIS


def _main(found: Sensitivity) -> str:
    return "total" if "first" in found.measures else "mu_star"


def _words(found: Sensitivity) -> str:
    if "first" in found.measures:
        return "Share of the variance of the outcome (Sobol index)"
    return f"Elementary effect on {found.output} of going through an input's range (Morris)"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
