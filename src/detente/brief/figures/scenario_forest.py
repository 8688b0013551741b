"""Every scenario against the baseline: by how much, and how probably for the better."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from detente.brief.figures import rows, svg, theme
from detente.brief.figures.rows import Span
from detente.brief.figures.spec import Cell, Figure, Table
from detente.brief.scenario_words import change_of, simulated_source
from detente.brief.words import month_name, signed
from detente.findings import Findings
from detente.scenarios.results import ScenarioFinding
from detente.terms.likelihood import percent

LABELS, ODDS, ROW, HEAD = 258, 46, 38, 34
COLUMNS = (
    "scenario", "label", "start", "horizon_months", "outcome", "unit", "change_median",
    "change_low50", "change_high50", "change_low90", "change_high90", "baseline_median",
    "percent_median", "percent_low50", "percent_high50", "percent_low90", "percent_high90",
    "p_improvement", "better", "basis",
)  # fmt: skip


def forest_figure(findings: Findings) -> Figure:
    """Draw the change of each outcome that has a better way, over the shortest and the longest
    horizon, in per cent of the baseline.
    """
    shown = [s for s in findings.scenarios if s.better != "neither"]
    outcomes = last_first(shown)
    horizons = sorted({s.horizon_months for s in shown})
    ends = (horizons[0], horizons[-1]) if len(horizons) > 1 else (horizons[0],)
    alt_text = _alt_text(shown, outcomes, ends[-1])
    figure_id = "figure-scenarios"
    hollow = f", hollow: over {ends[0]} months" if len(ends) > 1 else ""
    return Figure(
        id=figure_id,
        title="Each scenario against no change",
        lead=f"Filled: change over {ends[-1]} months{hollow}; thick line 50%, thin line 90% "
        "interval. At the right: how probable any improvement is. Squares: other changes, for "
        "comparison.",
        alt=alt_text,
        svg=svg.draw(_chart(findings, shown, outcomes, ends), figure_id, alt_text),
        source=simulated_source(findings),
        notes=_notes(findings, shown),
        key=(),
        table=Table(COLUMNS, tuple(map(_record, findings.scenarios))),
    )


def last_first(shown: Sequence[ScenarioFinding]) -> tuple[tuple[str, str], ...]:
    """Return outcomes and their labels, the one listed last first: it is what matters most."""
    return tuple({s.outcome: s.outcome_label for s in reversed(shown)}.items())


def _record(s: ScenarioFinding) -> tuple[Cell, ...]:
    return (
        s.name, s.label, s.start, s.horizon_months, s.outcome, s.unit, s.median, s.low50, s.high50,
        s.low90, s.high90, s.baseline, s.percent_median, s.percent_low50, s.percent_high50,
        s.percent_low90, s.percent_high90, s.p_improvement, s.better, s.basis,
    )  # fmt: skip


def groups(findings: Findings) -> list[tuple[str, list[ScenarioFinding]]]:
    """Part scenarios into closer cooperation, what did happen undone, and other changes."""
    first = {s.name: s for s in reversed(findings.scenarios)}
    ordered = [first[name] for name in dict.fromkeys(s.name for s in findings.scenarios)]
    latest = max(s.start for s in ordered)
    parts = (
        (f"Closer cooperation from {month_name(latest)}",
         [s for s in ordered if s.dyads and s.start == latest]),
        ("What did happen, undone", [s for s in ordered if s.dyads and s.start != latest]),
        ("Other changes, for comparison", [s for s in ordered if not s.dyads]),
    )  # fmt: skip
    return [(title, members) for title, members in parts if members]


def _chart(
    findings: Findings,
    shown: Sequence[ScenarioFinding],
    outcomes: Sequence[tuple[str, str]],
    ends: Sequence[int],
) -> Any:
    heads: list[tuple[float, str]] = []
    places: dict[str, float] = {}
    labels: list[tuple[float, str]] = []
    y = 0.0
    for title, members in groups(findings):
        heads.append((y + 0.68 * HEAD / ROW, title))
        y += HEAD / ROW
        for one in members:
            places[one.name] = y + 0.5
            labels.append((y + 0.5, one.label))
            y += 1
    width = (theme.WIDTH - LABELS - len(outcomes) * (ODDS + 8)) / len(outcomes)
    every = [_span(s, places, ends) for s in shown if s.horizon_months in ends]
    pair = rows.axes(every, y)
    panels = []
    for place, (outcome, label) in enumerate(outcomes):
        own = [s for s in shown if s.outcome == outcome and s.horizon_months in ends]
        layers = rows.spans_layers([_span(s, places, ends) for s in own], pair)
        layers += _odds(own, places, ends, pair)
        if place == 0:
            layers += [
                rows.words_left(heads, pair, LABELS - 14, ROW, bold=True),
                rows.words_left(labels, pair, LABELS - 14, ROW),
            ]
        title = alt.Title(
            rows.wrapped(label, width + ODDS).split("\n"),
            subtitle=["change in per cent; right: P(better)"],
            fontSize=theme.TEXT_SIZE - 1, offset=6,
        )  # fmt: skip
        panels.append(alt.layer(*layers).properties(width=width, height=y * ROW, title=title))
    return alt.hconcat(*panels, spacing=ODDS + 8)


def _offset(s: ScenarioFinding, ends: Sequence[int]) -> float:
    if len(ends) == 1:
        return 0.0
    return -0.17 if s.horizon_months == ends[-1] else 0.2


def _span(s: ScenarioFinding, places: dict[str, float], ends: Sequence[int]) -> Span:
    look = "main" if s.dyads else "other"
    if s.horizon_months != ends[-1]:
        look = "second" if s.dyads else "other second"
    tip = f"{s.label}, {s.horizon_months} months: {change_of(s)}."
    return Span(
        places[s.name] + _offset(s, ends), s.percent_median, s.percent_low50, s.percent_high50,
        s.percent_low90, s.percent_high90, look, tip,
    )  # fmt: skip


def _odds(
    own: Sequence[ScenarioFinding], places: dict[str, float], ends: Sequence[int], pair: rows.Axes
) -> list[Any]:
    at = [(places[s.name] + _offset(s, ends), percent(s.p_improvement), s) for s in own]
    last = [(y, text) for y, text, s in at if s.horizon_months == ends[-1]]
    first = [(y, text) for y, text, s in at if s.horizon_months != ends[-1]]
    layers = [rows.words_right(last, pair, ROW, bold=True)]
    return [*layers, rows.words_right(first, pair, ROW, colour=theme.MUTED)] if first else layers


def _alt_text(
    shown: Sequence[ScenarioFinding], outcomes: Sequence[tuple[str, str]], horizon: int
) -> str:
    parts = []
    for outcome, label in outcomes:
        said = [
            f"{s.label} {change_of(s)}, better with {percent(s.p_improvement)}"
            for s in shown
            if s.outcome == outcome and s.horizon_months == horizon
        ]
        parts.append(f"{label} over {horizon} months: {'; '.join(said)}.")
    return f"Dots with intervals, one panel an outcome. {' '.join(parts)}"


def _notes(findings: Findings, shown: Sequence[ScenarioFinding]) -> tuple[str, ...]:
    notes = [
        "Scenario and baseline are run on the same draws, so that what neither of them changes "
        "cancels. The interval is of the difference."
    ]
    neither = [
        s for s in findings.scenarios
        if s.better == "neither" and s.name == findings.scenario_shared
    ]  # fmt: skip
    if neither:
        longest = max(neither, key=lambda s: s.horizon_months)
        notes.append(
            f"{longest.outcome_label}: neither way is an improvement, since a seizure measures "
            f"effort and detection as well as supply, so it is not drawn. In “{longest.label}” it "
            f"changes by {change_of(longest)} over {longest.horizon_months} months; all scenarios "
            "are in the data."
        )
    spans = [_span(s, dict.fromkeys([s.name], 0.0), (s.horizon_months,)) for s in shown]
    if rows.is_cut(spans):
        widest = max(max(abs(s.low90), abs(s.high90)) for s in spans)
        notes.append(
            f"The widest 90% interval reaches {signed(widest, 0).lstrip('+')}% and is cut."
        )
    return tuple(notes)
