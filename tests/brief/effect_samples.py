"""Effects made by hand: one that survives its doubts, one that does not."""

import dataclasses
import math

from detente.effects.results import (
    ActsRow,
    CounterfactualRow,
    EffectFinding,
    EffectVariant,
    Look,
    Placebo,
    PlaceboSeries,
    TermEffect,
)
from detente.terms.periods import months_between
from detente.terms.rows import RowRef

MONTHS = months_between("2022-01", "2023-12")
START = "2023-03"


def bounds(median: float, spread: float = 0.3) -> tuple[float, float, float]:
    return median, median - spread, median + spread


def variant(label: str, median: float) -> EffectVariant:
    return EffectVariant(label, *bounds(median), median - 0.4, median + 0.4)


def look(label: str, median: float, shape: str = "step", *, controls: bool = True) -> Look:
    return Look(label, shape, controls, "", *bounds(median), median - 0.4, median + 0.4)


def counterfactual(median: float) -> tuple[CounterfactualRow, ...]:
    rows = []
    for at, month in enumerate(MONTHS):
        expected = 100 + 10 * math.sin(at / 2)
        after = month >= START
        wide = 5.0 + max(0, at - MONTHS.index(START))
        seen = expected * math.exp(median) if after else expected + 2 * math.cos(at)
        rows.append(
            CounterfactualRow(month, seen, None, expected, expected - wide, expected + wide,
                              expected - 2 * wide, expected + 2 * wide)
        )  # fmt: skip
    return tuple(rows)


def effect(name: str, median: float, *, survives: bool) -> EffectFinding:
    placebos = tuple(
        Placebo(month, 0.1 * math.sin(7.0 * at), -0.3, 0.3, 0.2, month >= START)
        for at, month in enumerate(MONTHS)
    )
    return EffectFinding(
        id=name,
        label=f"The treaty and the {name}",
        events=("ev-001", "ev-011"),
        event_dates=("2023-03-10", "2023-05-20"),
        event_labels=("Treaty signed", "Treaty in force"),
        series="by_place",
        dyad=None,
        measure=None,
        unit="lb",
        shape="step",
        estimand="The mean change of the log of what was seized in the year after the treaty",
        window="2022-01/2023-12",
        why="What is seized is what customs officers weigh.",
        median=median,
        low50=median - 0.15,
        high50=median + 0.15,
        low90=median - 0.3,
        high90=median + 0.3,
        low95=median - 0.4,
        high95=median + 0.4,
        p_negative=0.97 if median < 0 else 0.4,
        scale="log points",
        as_of="2024-03-01",
        horizon_months=12,
        lasting=variant("24 months later", median * 0.2),
        onset=variant("three months left out", median * 1.1),
        agreement=(
            look("as asked", median),
            look("without controls", median, controls=False),
            look("as a ramp", median * 0.6, "ramp"),
        ),
        terms=(
            TermEffect(("ev-001",), "2023-03-10", "Treaty signed", *bounds(median * 0.7)),
            TermEffect(("ev-011",), "2023-05-20", "Treaty in force", *bounds(median * 0.3)),
        ),
        total=variant("all", median),
        term_correlation=-0.4,
        placebo_dates=placebos,
        placebo_rank=1 if survives else 7,
        placebo_count=15,
        placebo_false_alarms=0.05,
        placebo_series=(PlaceboSeries("purity", "Purity", *bounds(0.02), -0.4, 0.4),),
        pre_trend=variant("before", 0.01),
        anticipation=variant("ahead", -0.02),
        smallest_detectable=0.4,
        warnings=("Two events lie two months apart.",),
        counterfactual=counterfactual(median),
        rows=(),
        own_events_dropped=False,
        survives=survives,
        survives_why="The interval leaves zero out and no placebo is as extreme."
        if survives
        else "Six of fourteen placebo dates are as extreme.",
        asks="fall",
        answer="yes" if survives else "cannot tell",
    )


def on_index() -> EffectFinding:
    """Return an effect on the balance, of which acts are what is observed."""
    rows = tuple(
        CounterfactualRow(month, None, 0.3, *bounds(0.1, 0.2), -0.6, 0.8) for month in MONTHS
    )
    return dataclasses.replace(
        effect("balance", 0.1, survives=False),
        series="USA-CHN/relations", dyad="USA-CHN", measure="relations", unit="log points",
        events=("ev-001",), event_dates=("2023-03-10",), event_labels=("Treaty signed",),
        terms=(), total=None, term_correlation=None, onset=None, own_events_dropped=True,
        counterfactual=rows,
        acts=tuple(ActsRow(month, at % 3, at % 2) for at, month in enumerate(MONTHS)),
        aftermath=(RowRef("chronology", 12, "ev-012", "2023-03-30: The treaty is explained."),),
        missing_doubts=("no control is named",),
    )  # fmt: skip


def effects() -> tuple[EffectFinding, ...]:
    return (effect("seizures", -0.5, survives=True), on_index())
