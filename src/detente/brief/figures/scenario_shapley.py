"""Which side carries the joint change: Shapley parts, and what sides change only together."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from detente.brief.figures import rows, svg, theme
from detente.brief.figures.rows import Span
from detente.brief.figures.scenario_forest import last_first
from detente.brief.figures.spec import Cell, Figure, Table
from detente.brief.scenario_words import amount_of, joint, rough, simulated_source
from detente.findings import Findings
from detente.scenarios.results import ScenarioFinding, ShapleyFinding
from detente.terms.likelihood import percent

LABELS, ODDS, ROW = 176, 52, 27
COLUMNS = (
    "side", "interaction", "outcome", "unit", "horizon_months", "median", "low50", "high50",
    "low90", "high90", "alone_median", "p_improves", "p_largest",
)  # fmt: skip


def shapley_figure(findings: Findings) -> Figure:
    """Draw the parts of the sides and their interactions, for each outcome with a better way."""
    horizon = max(s.horizon_months for s in findings.shapley)
    shown = [s for s in findings.scenarios if s.better != "neither"]
    outcomes = last_first(shown)
    figure_id = "figure-parts"
    alt_text = _alt_text(findings, outcomes, horizon)
    return Figure(
        id=figure_id,
        title=f"Which side carries the change over {horizon} months",
        lead="Bars: each side's part of the joint change, thick line 50%, thin line 90% interval. "
        "At the right: how probable it is that no other side's part is larger. Below: what sides "
        "change only together; the parts share it out evenly.",
        alt=alt_text,
        svg=svg.draw(_chart(findings, outcomes, horizon), figure_id, alt_text),
        source=simulated_source(findings),
        notes=(
            "Shapley values: a side's part is its mean addition over all orders in which the sides "
            "might come closer, draw by draw. A part can be negative." + _together(findings),
        ),
        key=(),
        table=Table(COLUMNS, tuple(map(_record, findings.shapley))),
    )


def _together(findings: Findings) -> str:
    """Say how large what sides change only together can be."""
    one = joint(findings)
    if one is None:
        return ""
    bounds = [
        max(abs(s.low90), abs(s.high90))
        for s in _own(findings, one.outcome, one.horizon_months)
        if s.interaction
    ]
    if not bounds:
        return ""
    most = rough(max(bounds)).lstrip("+")
    return f" What sides change only together is at most {most} {one.unit} (90%)."


def _record(s: ShapleyFinding) -> tuple[Cell, ...]:
    return (
        s.dyad, " ".join(s.interaction), s.outcome, s.unit, s.horizon_months, s.median, s.low50,
        s.high50, s.low90, s.high90, s.alone, s.p_improves, s.p_largest,
    )  # fmt: skip


def part_name(findings: Findings, s: ShapleyFinding) -> str:
    """Name a side, or the sides of an interaction."""
    if s.dyad:
        return findings.dyads.get(s.dyad, s.dyad)
    if len(s.interaction) == len({p.dyad for p in findings.shapley if p.dyad}) > 2:
        return "all sides together only"
    return " × ".join(findings.dyads.get(dyad, dyad) for dyad in s.interaction)


def _own(findings: Findings, outcome: str, horizon: int) -> list[ShapleyFinding]:
    return [s for s in findings.shapley if (s.outcome, s.horizon_months) == (outcome, horizon)]


def _chart(findings: Findings, outcomes: Sequence[tuple[str, str]], horizon: int) -> Any:
    width = (theme.WIDTH - LABELS - len(outcomes) * (ODDS + 8)) / len(outcomes)
    panels = []
    for place, (outcome, label) in enumerate(outcomes):
        parts = _own(findings, outcome, horizon)
        whole = joint(findings, outcome)
        panel = _panel(findings, parts, whole, width, labelled=place == 0)
        unit = parts[0].unit if parts else ""
        title = alt.Title(
            rows.wrapped(label, width + ODDS).split("\n"),
            subtitle=[f"change in {unit}; right: P(largest part)"],
            fontSize=theme.TEXT_SIZE - 1, offset=6,
        )  # fmt: skip
        panels.append(panel.properties(width=width, title=title))
    return alt.hconcat(*panels, spacing=ODDS + 8).resolve_scale(x="independent")


def _panel(
    findings: Findings,
    parts: Sequence[ShapleyFinding],
    whole: ScenarioFinding | None,
    width: float,
    *,
    labelled: bool,
) -> Any:
    spans, labels, bold, odds = [], [], [], []
    y = 0.5
    if whole is not None:
        bold.append((y, "All sides, joint change"))
        spans.append(_span(whole, y, "All sides", bar=True))
        y += 1
    sides = [s for s in parts if s.dyad]
    for place, s in enumerate([*sides, *(s for s in parts if not s.dyad)]):
        if place == len(sides):
            y += 0.35
        name = part_name(findings, s)
        labels.append((y, name))
        spans.append(_span(s, y, name, bar=bool(s.dyad)))
        if s.p_largest is not None:
            odds.append((y, percent(s.p_largest)))
        y += 1
    pair = rows.axes(spans, y - 0.4, ticks=4)
    layers = rows.spans_layers(spans, pair)
    if odds:
        layers.append(rows.words_right(odds, pair, ROW, bold=True))
    if labelled:
        layers.append(rows.words_left(labels, pair, LABELS - 12, ROW))
        if bold:
            layers.append(rows.words_left(bold, pair, LABELS - 12, ROW, bold=True))
    return alt.layer(*layers).properties(height=(y - 0.4) * ROW)


def _span(s: ScenarioFinding | ShapleyFinding, y: float, name: str, *, bar: bool) -> Span:
    look = "main" if bar else "other"
    return Span(
        y, s.median, s.low50, s.high50, s.low90, s.high90, look, f"{name}: {amount_of(s)}.", bar
    )


def _alt_text(findings: Findings, outcomes: Sequence[tuple[str, str]], horizon: int) -> str:
    said = []
    for outcome, label in outcomes:
        parts = [
            f"{part_name(findings, s)} {amount_of(s)}" for s in _own(findings, outcome, horizon)
        ]
        said.append(f"{label}: {'; '.join(parts)}.")
    return f"Bars with intervals, one panel an outcome. {' '.join(said)}"
