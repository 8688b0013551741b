"""Study: false alarms, coverage and power of effects on the index, on the acts of the shipped case.

How many acts a month has is as shipped; how many of them are cooperative is made up. What the two
other sides say of the parameters is as shipped. `pytest -s -m study` prints the table of
docs/methods/effects.md.
"""

from functools import cache

import numpy as np
import pytest

from detente.cooperation.changes import SideRecord, side_record
from detente.effects.index_doubts import smallest_detectable
from detente.effects.shapes import Onset, pre_trend_column, shape_column
from detente.effects.sizes import COARSE, NODES, SizePosterior
from detente.effects.spec import AFTER_LEAST, BEFORE_LEAST
from detente.effects.survival import NEAR_MONTHS, PLACEBO_SHARE
from tests.effects.worlds import shipped_acts, show

pytestmark = pytest.mark.study

Floats = np.ndarray
WORLDS, PLANTED_WORLDS = 40, 30
EVENT = 70
"""Month of a planted step."""
KINDS = ("constant", "bursty", "wandering", "both")


@cache
def shipped(measure: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    acts = shipped_acts(measure)
    return acts.cooperative, acts.total, acts.dyads


def balance(kind: str, months: int, rng: np.random.Generator) -> Floats:
    """Return the log odds of a world: even, with bursts of some months, drifting, or both."""
    level = np.full(months, rng.normal(0, 0.5))
    if kind in ("wandering", "both"):
        level = level + np.cumsum(0.1 * rng.standard_t(4, months))
    if kind in ("bursty", "both"):
        burst = np.zeros(months)
        for month in range(1, months):
            burst[month] = 0.5 * burst[month - 1] + rng.normal(0, np.sqrt(0.75))
        return level + burst
    return level


def world(kind: str, measure: str, dyad: str, seed: int, size: float = 0.0) -> SideRecord:
    cooperative, total, dyads = shipped(measure)
    side, rng = dyads.index(dyad), np.random.default_rng([seed, KINDS.index(kind)])
    odds = balance(kind, len(total), rng) + size * (np.arange(len(total)) > EVENT)
    drawn = cooperative.copy()
    drawn[:, side] = rng.binomial(total[:, side], 1 / (1 + np.exp(-odds)))
    return side_record(drawn, total, side)


def posteriors(record: SideRecord) -> dict[int, SizePosterior]:
    """Return the effect of a step at every other month, where the acts say something of it."""
    months = range(BEFORE_LEAST, len(record.acts) - AFTER_LEAST, 2)
    logs = record.log_evidence_of_steps(NODES, months=months)
    found = {month: SizePosterior.of(NODES, logs[month]) for month in months}
    return {month: one for month, one in found.items() if not one.silent}


def bounds(one: SizePosterior) -> Floats:
    return one.quantiles(np.array([0.025, 0.5, 0.975]))


def seen(one: SizePosterior) -> bool:
    low, _, high = bounds(one)
    return bool(low > 0 or high < 0)


def survivors(record: SideRecord, found: dict[int, SizePosterior], months: set[int]) -> set[int]:
    """Return those of some months at which the rule lets a step survive.

    Controls, aftermath and placebo sides, which could only speak against it, have no part.
    """
    kept = set()
    for month in months & set(found):
        one = found[month]
        if not seen(one):
            continue
        others = [o for m, o in found.items() if abs(m - month) > NEAR_MONTHS]
        median = bounds(one)[1]
        z = abs(median / one.spread)
        rank = 1 + sum(abs(bounds(o)[1] / o.spread) >= z for o in others)
        alarms = np.mean([seen(o) for o in others])
        if rank > PLACEBO_SHARE * (len(others) + 1) or alarms > 0.10:
            continue
        if abs(one.by_record[0]) < smallest_detectable(others, one) or not in_other_shape(
            record, month, one
        ):
            continue
        if not trend_before(record, month):
            kept.add(month)
    return kept


def in_other_shape(record: SideRecord, month: int, one: SizePosterior) -> bool:
    length = len(record.acts)
    unseen = np.arange(length) == month
    for shape in ("ramp", "decay"):
        course = shape_column(shape, Onset(month, 0.0), length, 12, 6)
        logs = record.log_evidence_of_course(course, COARSE, unseen=unseen)
        low, median, high = bounds(SizePosterior.of(COARSE, logs))
        if (low > 0 or high < 0) and median * bounds(one)[1] > 0:
            return True
    return False


def trend_before(record: SideRecord, month: int) -> bool:
    course = pre_trend_column(Onset(month, 1.0), month)
    logs = record.until(month).log_evidence_of_course(course, COARSE, unseen=np.zeros(month, bool))
    return seen(SizePosterior.of(COARSE, logs))


@pytest.mark.parametrize(
    ("kind", "measure", "dyad"),
    [*((kind, "counternarcotics", "USA-MEX") for kind in KINDS), ("both", "relations", "USA-CHN")],
)
def test_false_alarms(kind: str, measure: str, dyad: str) -> None:
    alarms, survived, dates = [], [], []
    for seed in range(WORLDS):
        record = world(kind, measure, dyad, seed)
        found = posteriors(record)
        alarms.append(sum(map(seen, found.values())))
        survived.append(len(survivors(record, found, set(found))))
        dates.append(len(found))
    share, rule = sum(alarms) / sum(dates), sum(survived) / sum(dates)
    show(
        f"| {kind} | {measure}, {dyad} | {len(dates)} | {sum(dates)} | {share:.1%} | {rule:.1%} | "
        f"{np.mean(np.array(survived) > 0):.0%} |"
    )
    # A single look must not raise more than 7%; the rule is there to lower it.
    assert share <= 0.07
    assert rule <= share


@pytest.mark.parametrize("size", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("kind", ["constant", "both"])
def test_coverage_and_power(kind: str, size: float) -> None:
    held, saw, survived, middles, widths, needed = [], [], [], [], [], []
    for seed in range(PLANTED_WORLDS):
        record = world(kind, "counternarcotics", "USA-MEX", 1000 + seed, -size)
        found = posteriors(record)
        if EVENT not in found:
            continue
        one = found[EVENT]
        low, median, high = bounds(one)
        held.append(low <= -size <= high)
        saw.append(seen(one))
        survived.append(EVENT in survivors(record, found, {EVENT}))
        middles.append(median)
        widths.append(high - low)
        others = [o for m, o in found.items() if abs(m - EVENT) > NEAR_MONTHS]
        needed.append(smallest_detectable(others, one))
    show(
        f"| {kind} | {-size:+.0f} | {len(held)} | {np.mean(middles):+.2f} "
        f"({np.std(middles):.2f}) | {np.mean(widths):.2f} | {np.mean(held):.0%} | "
        f"{np.mean(saw):.0%} | {np.mean(survived):.0%} | {np.median(needed):.1f} |"
    )
    # 30 worlds: two standard errors of 95% are 8 points. Sizes within the prior's two spreads.
    assert size > 2 or np.mean(held) >= 0.85
