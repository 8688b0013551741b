"""`simulation`: what a scenario of the case's model changes, against its baseline."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import NormalDist
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import CheckSpec, CheckType, Option, Options, UncoveredError, found
from detente.claims.verdict import CheckFinding
from detente.terms.likelihood import percent

if TYPE_CHECKING:
    from detente.claims.record import Record, Simulated

OPTIONS = MappingProxyType(
    {
        "scenario": Option("text", required=True),
        "outcome": Option("text", required=True),
        "direction": Option("choice", required=True, choices=("improves", "down", "up")),
        "horizon_months": Option("whole"),
        "at_least": Option("positive"),
        "unit": Option("text"),
    }
)
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
ASSUMED, PARTLY = "assumed", "partly learned"
WIRED = "wired"
"""What the basis of a scenario is called that changes no cooperation: levers of the model alone."""
HELD = (0.21, 0.79)
"""Where the probability is held if what the scenario does was assumed: neither bound supports or
contradicts, nor does its opposite where the reading is negated."""


def check_simulation(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that a scenario changes an outcome in that direction, and so far.

    `improves` takes the share of draws that the scenario's finding states. For `down` and `up` the
    probability is read off its median and its 50% and 90% bounds: normal scores are drawn straight
    from each bound to the next, and on beyond the outer ones. Where every effect of cooperation
    that the scenario moves was assumed, the answer is the prior's, and is held within `HELD`. So it
    is where the scenario only moves levers of the model: what a lever does was built in.
    """
    scenario = _scenario(spec, record)
    size = spec.number("at_least")
    if spec.text("direction") == "improves":
        if scenario.better == "neither":
            raise UncoveredError(
                f"Neither way of a change of {scenario.outcome} is an improvement; ask for down or "
                "up."
            )
        probability = scenario.p_improvement
    elif spec.text("direction") == "up":
        probability = 1 - share_below(_bounds(scenario), size)
    else:
        probability = share_below(_bounds(scenario), -size)
    basis = scenario.basis or WIRED
    if basis in (ASSUMED, WIRED):
        probability = min(max(probability, HELD[0]), HELD[1])
    low, high = words.number(scenario.low90), words.number(scenario.high90)
    improves = (
        ""
        if scenario.better == "neither"
        else f"; it improves in {percent(scenario.p_improvement)} of draws"
    )
    return found(
        spec,
        probability,
        f"In the scenario {scenario.name}, {scenario.outcome} after {scenario.horizon_months} "
        f"months differs from the baseline by {words.number(scenario.median)} {scenario.unit} (90% "
        f"interval {low} to {high}){improves}."
        f"{_BASIS.get(basis, '')}",
        {
            "scenario": scenario.name,
            "median": scenario.median,
            "p_improvement": scenario.p_improvement,
            "basis": basis,
        },
        (),
    )


_BASIS = MappingProxyType(
    {
        ASSUMED: " What cooperation does in it is assumed, not learned from the record: this is "
        "the prior's answer, so it is held between 20% and 80%.",
        WIRED: " What its changes do was built into the model: no finding of the record, so it "
        "is held between 20% and 80%.",
        PARTLY: " What cooperation does in it is partly assumed, not learned from the record.",
    }
)


def share_below(bounds: Sequence[float], value: float) -> float:
    """Return the probability of lying below a value, from the 5, 25, 50, 75 and 95% bounds.

    Args:
        bounds: ascending; where two are equal, the distribution has a jump there.
    """
    normal = NormalDist()
    scores = [normal.inv_cdf(q) for q in _QUANTILES]
    if bounds[0] == bounds[-1]:
        return 0.5 if value == bounds[0] else float(value > bounds[0])
    points = [
        (pair, score)
        for pair, score in zip(pairwise(bounds), pairwise(scores), strict=True)
        if pair[0] < pair[1]
    ]
    chosen = next((point for point in points if value <= point[0][1]), points[-1])
    (low, high), (low_score, high_score) = chosen
    return normal.cdf(low_score + (value - low) / (high - low) * (high_score - low_score))


def _bounds(scenario: "Simulated") -> tuple[float, ...]:
    s = scenario
    return (s.low90, s.low50, s.median, s.high50, s.high90)


def _scenario(spec: CheckSpec, record: "Record") -> "Simulated":
    if not record.scenarios:
        raise UncoveredError(record.no_scenarios)
    named = [s for s in record.scenarios if s.name == spec.text("scenario")]
    if not named:
        there = words.listed(sorted({s.name for s in record.scenarios}))
        raise UncoveredError(f"There is no scenario {spec.text('scenario')}; there is {there}.")
    wanted = spec.number("horizon_months")
    right = [
        s
        for s in named
        if s.outcome == spec.text("outcome") and wanted in (0, float(s.horizon_months))
    ]
    if not right:
        there = words.listed(sorted({f"{s.outcome} ({s.horizon_months} months)" for s in named}))
        raise UncoveredError(
            f"The scenario {spec.text('scenario')} does not state what was asked; it has {there}."
        )
    found_unit = right[0].unit
    if spec.text("unit") and found_unit and spec.text("unit") != found_unit:
        raise UncoveredError(f"The scenario states {right[0].outcome} in {found_unit}.")
    return max(right, key=lambda s: s.horizon_months)


def _problems(options: Options) -> list[tuple[str, str]]:
    if "at_least" in options and options.get("direction") == "improves":
        return [("at_least cannot be given with improves", 'use direction = "down" or "up"')]
    if "at_least" in options and "unit" not in options:
        problem = f"at_least = {options['at_least']} has no unit"
        return [(problem, "add the unit in which the scenario states its outcome")]
    return []


CHECK = CheckType("simulation", OPTIONS, check_simulation, _problems)
