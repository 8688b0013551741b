"""The model against its data: what was observed among what the posterior would give."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt

from detente.brief.figures import marks, svg, theme
from detente.brief.figures.series import place_name, value_axis
from detente.brief.figures.spec import Cell, Figure, Table
from detente.brief.scenario_words import simulated_source
from detente.brief.words import month_name, number
from detente.findings import Findings
from detente.scenarios.calibrated_rows import Fit, FitPlace, FitPoint, FitSeries, PlacePoint
from detente.terms.likelihood import percent
from detente.terms.periods import month_number
from detente.terms.units import unit_words

HEIGHT, PANELS_A_ROW, PLACES_A_ROW = 92, 3, 2
MOST_BAND = 1.8
"""Axis: at most this many times the highest observed number or upper 50% bound."""
FEW = 24
"""Fewer numbers than this are drawn as intervals of their own, not as bands."""
BANDS = ("median", "low50", "high50", "low90", "high90")


@dataclass(frozen=True)
class _Panel:
    name: str
    unit: str
    summary: FitSeries | FitPlace
    points: Sequence[FitPoint | PlacePoint]


def fit_figure(findings: Findings, fit: Fit) -> Figure:
    """Draw each observed series among its posterior predictive bands."""
    panels = [
        _Panel(
            _capital(s.series), _unit(findings, s), s,
            [p for p in fit.points if p.series == s.series],
        )
        for s in fit.series
    ]  # fmt: skip
    figure_id = "figure-fit"
    alt_text = _alt_text(panels)
    return Figure(
        id=figure_id,
        title="The model against its data",
        lead="Dots: observed. Line and bands: what the fitted model would give in their place, "
        "with 50% and 90% credible bands. A sum stands at the month in which it ends.",
        alt=alt_text,
        svg=svg.draw(_grid(panels, PANELS_A_ROW), figure_id, alt_text),
        source=simulated_source(findings),
        notes=("The model was fitted to these numbers: this shows where it misses, not that it "
               "forecasts.",),
        key=(),
        table=Table(
            ("series", "month", "observed", *BANDS),
            tuple((p.series, p.period, p.observed, *_bands(p)) for p in fit.points),
        ),
        summary=_summary(panels),
        summary_title="How many of the numbers lie within the bands (a half and nine in ten where "
        "all is well), and how far neighbouring residuals go together (near 0 where all is well).",
    )  # fmt: skip


def places_figure(findings: Findings, fit: Fit) -> Figure | None:
    """Draw each place among the model's total, split as the twelve months before were."""
    if not fit.places:
        return None
    series = findings.series_named(fit.split)
    unit = unit_words(series.unit) if series else ""
    panels = [
        _Panel(place_name(s.place), unit, s, [p for p in fit.place_points if p.place == s.place])
        for s in fit.places
    ]
    figure_id = "figure-fit-places"
    alt_text = _alt_text(panels)
    return Figure(
        id=figure_id,
        title="The model's total, split by place as it was split before",
        lead="Dots: seized at the place. Bands: the model's total times the place's share of what "
        "was seized in the twelve months before. Each panel has its own scale.",
        alt=alt_text,
        svg=svg.draw(_grid(panels, PLACES_A_ROW), figure_id, alt_text),
        source=simulated_source(findings),
        notes=("The model knows no place: the split is only observed, never modelled. A dot "
               "outside its band says that the split changed or that the total was missed, and "
               "nothing of how much goes undetected anywhere. Seizures measure effort as well "
               "as supply.",),
        key=(),
        table=Table(
            ("place", "month", "observed", "share_of_twelve_months_before", *BANDS),
            tuple((p.place, p.period, p.observed, p.share, *_bands(p)) for p in fit.place_points),
        ),
        summary=_summary(panels),
        summary_title="How many of the numbers lie within the bands.",
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit(findings: Findings, s: FitSeries) -> str:
    series = findings.series_named(s.source)
    unit = unit_words(series.unit) if series else ""
    return f"{unit}, sum of {s.window_months} months" if s.window_months > 1 else unit


def _bands(p: FitPoint | PlacePoint) -> tuple[Cell, ...]:
    return (p.median, p.low50, p.high50, p.low90, p.high90)


def _summary(panels: Sequence[_Panel]) -> Table:
    return Table(
        ("Series" if isinstance(panels[0].summary, FitSeries) else "Place", "Numbers",
         "Within 50%", "Within 90%", "Neighbours"),
        tuple(
            (p.name, p.summary.numbers, _share(p.summary.inside50), _share(p.summary.inside90),
             _correlation(p.summary.autocorrelation))
            for p in panels
        ),
    )  # fmt: skip


def _share(value: float) -> str:
    return f"{number(100 * value, 0)}%"


def _correlation(value: float | None) -> str:
    return "–" if value is None else number(value, 2)


def _alt_text(panels: Sequence[_Panel]) -> str:
    said = "; ".join(
        f"{p.name}: {percent(p.summary.inside90)} of {p.summary.numbers} numbers lie within the "
        "90% band"
        for p in panels
    )
    return f"{len(panels)} small charts of observed numbers and the model's bands. {said}."


def _grid(panels: Sequence[_Panel], a_row: int) -> Any:
    months = [month_number(point.period) for p in panels for point in p.points]
    first, last = min(months), max(months)
    charts = [_chart(p, first, last, a_row) for p in panels]
    lines = [
        alt.hconcat(*charts[i : i + a_row], spacing=20).resolve_scale(y="independent")
        for i in range(0, len(charts), a_row)
    ]
    return alt.vconcat(*lines, spacing=18).resolve_scale(y="independent")


def _chart(panel: _Panel, first: int, last: int, a_row: int) -> Any:
    width = (theme.WIDTH - 20 * (a_row - 1)) / a_row - 46
    tall = max(v for p in panel.points for v in (p.observed, p.high50))
    top = min(max(p.high90 for p in panel.points), MOST_BAND * tall) * 1.05 or 1.0
    top = max(top, max(p.observed for p in panel.points) * 1.06)
    y = alt.Scale(domain=[0, top], nice=False)
    years = [n for n in range(first, last + 1) if n % 12 == 0 and (n // 12) % 3 == 0]
    axis = alt.Axis(values=years, labelExpr="datum.value / 12", title=None, labelAlign="left",
                    labelFlush=False, labelBound=False, tickSize=6)  # fmt: skip
    x = alt.X("x:Q", scale=marks.month_scale(first, last), axis=axis)
    up = alt.Y("seen:Q", scale=y, axis=value_axis(3, minExtent=40, maxExtent=40))
    rows = [
        {"x": month_number(p.period) + 0.5, "median": p.median, "lo50": p.low50, "hi50": p.high50,
         "lo90": p.low90, "hi90": p.high90, "seen": p.observed, "tip": _tip(p)}
        for p in panel.points
    ]  # fmt: skip
    layers = _as_bands(rows, x, y) if len(rows) >= FEW else _as_bars(rows, x, y)
    dots = (
        alt.Chart(marks.data(rows))
        .mark_point(shape="circle", fill=theme.INK, stroke=theme.PAPER, strokeWidth=0.4, size=15,
                    opacity=1, clip=True)
        .encode(x=x, y=up, description=alt.Description("tip:N"))
    )  # fmt: skip
    title = alt.Title(panel.name, subtitle=panel.unit, fontSize=theme.TEXT_SIZE - 1, offset=6)
    return alt.layer(*layers, dots).properties(width=width, height=HEIGHT, title=title)


def _as_bands(rows: Sequence[marks.Row], x: alt.X, y: alt.Scale) -> list[Any]:
    """Draw bands over each run of neighbouring months, so that none bridges a gap."""
    runs: list[list[marks.Row]] = [[rows[0]]]
    for before, row in pairwise(rows):
        if row["x"] - before["x"] > 1:
            runs.append([])
        runs[-1].append(row)
    colours = (theme.BALANCE, theme.BALANCE_90, theme.BALANCE_50)
    return [
        layer for run in runs if len(run) > 1 for layer in marks.credible_bands(run, colours, x, y)
    ]


def _as_bars(rows: Sequence[marks.Row], x: alt.X, y: alt.Scale) -> list[Any]:
    base = alt.Chart(marks.data(rows)).encode(x=x)
    return [
        base.mark_rule(color=theme.BALANCE_90, strokeWidth=7, clip=True).encode(
            y=alt.Y("lo90:Q", scale=y), y2="hi90:Q"
        ),
        base.mark_rule(color=theme.BALANCE_50, strokeWidth=7, clip=True).encode(
            y=alt.Y("lo50:Q", scale=y), y2="hi50:Q"
        ),
        base.mark_point(shape="stroke", color=theme.BALANCE, size=70, opacity=1, clip=True).encode(
            y=alt.Y("median:Q", scale=y)
        ),
    ]


def _tip(p: FitPoint | PlacePoint) -> str:
    bounds = f"(90%: {number(p.low90)} to {number(p.high90)})"
    return f"{month_name(p.period)}: {number(p.observed)}, model {number(p.median)} {bounds}."
