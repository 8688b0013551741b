"""Scenarios made by hand: a calibration that met its checks, and one that did not."""

import dataclasses
import math
from typing import Any

from detente.scenarios.calibrated_rows import (
    CalibrationFinding,
    Fit,
    FitPlace,
    FitPoint,
    FitSeries,
    HeldOut,
    HeldOutScore,
    LearnedEffect,
    ParameterNote,
    PlacePoint,
    RivalScore,
)
from detente.scenarios.results import (
    AssumptionRow,
    BaselineRow,
    FailureRule,
    ScenarioCourse,
    ScenarioFinding,
    ShapleyFinding,
)
from detente.terms.intervals import Interval
from detente.terms.periods import months_between, shift_month

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")
NAMES = {"USA-CHN": "US–China", "USA-MEX": "US–Mexico", "CHN-MEX": "China–Mexico"}
MONTHS = months_between("2021-01", "2024-02")
START = "2024-03"
OUTCOMES = (
    ("supply", "What reaches the market", "kg", "lower", 9_000.0),
    ("seizures", "What is seized", "lb", "neither", 20_000.0),
    ("deaths", "Deaths", "deaths", "lower", 80_000.0),
)
SCENARIOS: tuple[tuple[str, str, str, tuple[str, ...], str, float], ...] = (
    ("one", "US–China restored to its own best 12 months", START, DYADS[:1], "learned", -1.0),
    ("two", "US–Mexico restored to its own best 12 months", START, DYADS[1:2], "assumed", -0.2),
    ("all", "All three sides restored to their own best 12 months", START, DYADS,
     "partly learned", -1.6),
    ("undone", "The rupture does not happen", "2023-01", DYADS[1:2], "assumed", -0.1),
    ("lever", "A tenth more inspection", START, (), "", -3.0),
)  # fmt: skip


def spread(median: float, by: float) -> tuple[float, float, float, float, float]:
    """Return median, 50% and 90% bounds."""
    return median, median - by / 2.5, median + by / 2.5, median - by, median + by


def finding(
    place: int, outcome: int, horizon: int, *, change: float | None = None
) -> ScenarioFinding:
    name, label, start, dyads, basis, percent = SCENARIOS[place]
    id_, words, unit, better, baseline = OUTCOMES[outcome]
    moved = (percent if change is None else change) * (0.4 if horizon == 12 else 1.0)
    median, low50, high50, low90, high90 = spread(moved, 1.1)
    amounts = [baseline * v / 100 for v in (median, low50, high50, low90, high90)]
    return ScenarioFinding(
        name, label, start, horizon, id_, words, unit, *amounts, baseline, median, low90, high90,
        better, 0.5 - 0.14 * moved if moved > -3 else 0.92, low50, high50, dyads, basis,
    )  # fmt: skip


def shapley(outcome: int, horizon: int) -> tuple[ShapleyFinding, ...]:
    id_, _, unit, better, baseline = OUTCOMES[outcome]
    rows = []
    for place, dyad in enumerate(DYADS):
        amounts = [baseline * v / 100 for v in spread((-1.0, -0.2, -0.4)[place], 0.8)]
        largest = None if better == "neither" else (0.7, 0.1, 0.2)[place]
        rows.append(ShapleyFinding(dyad, (), id_, unit, horizon, *amounts, amounts[0], 0.8,
                                   largest))  # fmt: skip
    for pair in (DYADS[:2], DYADS[1:], DYADS):
        amounts = [baseline * v / 100 for v in spread(0.01, 0.05)]
        rows.append(ShapleyFinding("", pair, id_, unit, horizon, *amounts, 1.0, 0.5, None))
    return tuple(rows)


def courses() -> tuple[ScenarioCourse, ...]:
    months = months_between(START, shift_month(START, 35))
    return tuple(
        ScenarioCourse("all", outcome, month, *spread(-1.6 * at / 35, 0.02 + 1.1 * at / 35))
        for outcome, *_ in OUTCOMES
        for at, month in enumerate(months)
    )


def fit() -> Fit:
    points, places = [], []
    for at, month in enumerate(MONTHS):
        level = 600 + 50 * math.sin(at / 4)
        points.append(FitPoint("seizures", month, level + 30 * math.cos(at), *spread(level, 180)))
        if at >= 12:
            for place, share in (("Arizona", 0.6), ("California", 0.4)):
                bands = [share * v for v in spread(level, 180)]
                places.append(PlacePoint(place, month, share * level * 1.1, share, *bands))
    few = tuple(FitPoint("reports", f"202{n}-12", 70_000.0, *spread(70_500, 900)) for n in (2, 3))
    return Fit(
        (FitSeries("seizures", "by_place", 1, len(MONTHS), 0.55, 0.92, 0.34),
         FitSeries("reports", "deaths_reported", 12, 2, 0.5, 1.0, None)),
        (*points, *few), "by_place", "seizures",
        tuple(FitPlace(p, len(MONTHS) - 12, 0.4, 0.85, 0.5) for p in ("Arizona", "California")),
        tuple(sorted(places, key=lambda p: p.place)),
    )  # fmt: skip


def held_out(*, loses: bool = True) -> HeldOut:
    return HeldOut(
        12, False, True, (),
        (HeldOutScore("seizures", 12, -7.2, -7.8, -7.3),
         HeldOutScore("reports", 1, -10.4 if loses else -9.0, None, -10.1),
         HeldOutScore("deaths", 1, -9.9, None, None)),
    )  # fmt: skip


def effect(side: str, what: str, dyad: str, contraction: float) -> LearnedEffect:
    prior = Interval(0.25, -0.09, 0.59, -0.57, 1.07)
    shrunk = math.sqrt(max(0.0, 1 - contraction))
    after = Interval(*(0.3 + shrunk * (v - 0.3) for v in (0.4, 0.1, 0.65, -0.4, 1.1)))
    return LearnedEffect(
        f"effect_{side}_{what}", f"{NAMES[dyad]} trust: {what}", dyad, prior, after, contraction,
        "learned" if contraction >= 0.5 else "assumed",
    )  # fmt: skip


def calibration() -> CalibrationFinding:
    """One that met its checks, with everything that can be told of it."""
    effects = (
        effect("us_china", "precursors", DYADS[0], 0.64),
        effect("us_mexico", "border", DYADS[1], 0.04),
        effect("china_mexico", "precursors", DYADS[2], 0.1),
    )
    return CalibrationFinding(
        "NUTS", approximate=False, believed=True, warnings=("The inputs are a little too narrow.",),
        chains=4, draws=500, rhat_max=1.004, ess_bulk_min=812.0, ess_tail_min=644.0, divergences=0,
        khat=None, seconds=812.0, heldout_logscore=held_out(), effects=effects,
        rivals=(RivalScore("all of them", held_out()),
                RivalScore("precursor_shock", dataclasses.replace(held_out(), believed=False))),
        fit=fit(),
        parameters=(
            ParameterNote("demand_elasticity", "Demand elasticity", "Response of consumption."),
            ParameterNote("effect_us_china_precursors", "US–China trust: precursors", "A fall."),
        ),
    )  # fmt: skip


def doubted() -> CalibrationFinding:
    """One that did not meet its checks."""
    return dataclasses.replace(
        calibration(), method="Laplace", approximate=True, believed=False, rhat_max=None,
        ess_bulk_min=None, ess_tail_min=None, divergences=None, khat=1.76, rivals=(),
        warnings=("Approximate: a normal distribution.", "Pareto k is 1.76."),
    )  # fmt: skip


def parts(told: CalibrationFinding | None = None) -> dict[str, Any]:
    """Return the fields of findings that scenarios fill."""
    horizons = (12, 36)
    return {
        "scenarios": tuple(
            finding(place, outcome, horizon)
            for place in range(len(SCENARIOS))
            for outcome in range(len(OUTCOMES))
            for horizon in horizons
        ),
        "scenario_courses": courses(),
        "scenario_baseline": tuple(
            BaselineRow(outcome, month, *spread(100.0, 20.0))
            for outcome, *_ in OUTCOMES
            for month in ("2024-03", "2024-04", "2024-05")
        ),
        "scenario_shared": "all",
        "scenario_draws": 2000,
        "shapley": tuple(
            row for outcome in range(len(OUTCOMES)) for h in horizons for row in shapley(outcome, h)
        ),
        "assumptions": (
            AssumptionRow("effect_us_china_precursors", "deaths", 36, 0.4, -2.9, "USA-MEX",
                          "USA-CHN", rank_moves=True),
            AssumptionRow("demand_elasticity", "deaths", 36, -2.0, -1.1, "USA-CHN", "USA-CHN",
                          rank_moves=False),
        ),
        "failures": (
            FailureRule("all", "deaths", 36, 1.0, ("effect_us_china_precursors ≤ 0.12",), 0.93,
                        0.6, 0.4, 300),
        ),
        "calibration": told or calibration(),
    }  # fmt: skip
