"""How good the evidence behind a verdict is, by a stated rule.

Confidence starts at high and falls one step for each doubt below, to moderate and then to low. It
says nothing of the probability, and a reason is given for each step.
"""

from collections.abc import Sequence

from detente.claims.check import COUNTED, RESTATED, WARNING, CheckSpec
from detente.claims.verdict import CheckFinding
from detente.terms.likelihood import Confidence

Run = tuple[CheckSpec, CheckFinding]
"""A check and what it found."""

UNCONVERGED = "the index or the estimate behind it gave warnings"
"""The doubt about a check on an index or an effect that cannot be believed."""
SELECTED = "a hand-made chronology tends to hold an act because it answers another"
"""The doubt about whether one side answers the other."""
DOCUMENTED = "counts of acts measure how much was written down too, which differs by side and time"
"""The doubt about what compares counts of acts: it leaves confidence moderate at most."""
CHOSEN = "what counts as the opposite was chosen by hand"
"""The doubt about a count whose mirror is a list."""
MIN_PUBLISHERS = 2
MIN_HIGH_SHARE = 0.8
MIN_ACTS = 20
MIN_POINTS = 12
AGREEMENT = 0.2
"""An alternative agrees on the same side of even odds, or within this of the main reading."""
WIDE_AGREEMENT, BARE_AGREEMENT = 0.75, 0.5
"""At least this share of alternatives must agree to lose no step, and only one step. A single
alternative costs one step at most."""


def confidence(doubts: Sequence[str]) -> Confidence:
    """Return the confidence that so many doubts leave."""
    steps = (Confidence.HIGH, Confidence.MODERATE, Confidence.LOW)
    return steps[min(len(doubts), 2)]


def doubts(
    probability: float,
    checks: Sequence[Run],
    alternatives: Sequence[Run],
) -> tuple[str, ...]:
    """Return every doubt about the evidence, each a clause in plain words.

    Args:
        probability: of the claim, to compare the alternatives with.
    """
    ran = [run for run in checks if run[1].probability is not None]
    return (
        *_gaps(checks, ran),
        *_rows(ran),
        *_amounts(ran),
        *_index(ran),
        *_simulated(ran),
        *_selected(ran),
        *_agreement(probability, ran, alternatives),
    )


def _gaps(checks: Sequence[Run], ran: Sequence[Run]) -> list[str]:
    gaps = len(checks) - len(ran)
    if not gaps:
        return []
    part = f"{gaps} of {len(checks)} checks could not be run"
    return [part, "part of the claim is therefore untested"]


def _rows(ran: Sequence[Run]) -> list[str]:
    told = [finding.values for _, finding in ran if "publishers" in finding.values]
    found = []
    if any(_value(values["publishers"]) < MIN_PUBLISHERS for values in told):
        found.append("at least one event is told by a single publisher")
    if any(_value(values["high_share"]) < MIN_HIGH_SHARE for values in told):
        found.append("many rows support their event only indirectly")
    return found


def _amounts(ran: Sequence[Run]) -> list[str]:
    measured = [finding.values for _, finding in ran if "points" in finding.values]
    found = []
    if any(v["acts"] is not None and _value(v["acts"]) < MIN_ACTS for v in measured):
        found.append(f"fewer than {MIN_ACTS} acts were counted")
    # Figures that are compared as they are need be no more than there are.
    sampled = [v for v in measured if v["acts"] is None and "as_published" not in v]
    if any(_value(v["points"]) < MIN_POINTS for v in sampled):
        found.append(f"fewer than {MIN_POINTS} figures were published")
    if any(f.values.get(RESTATED) for _, f in ran):
        found.append("figures so young may yet be restated")
    if any(f.values.get("survives") == 0 for _, f in ran):
        found.append("an effect is not told from those of dates on which nothing happened")
    found += [
        f"doubts about an effect were not asked: {missing}"
        for missing in dict.fromkeys(f.values.get("missing_doubts") for _, f in ran)
        if missing
    ]
    if any(_value(v["by_lag"]) for v in measured):
        found.append("the figures of that day are rebuilt from a later file")
    return found


def _index(ran: Sequence[Run]) -> list[str]:
    return [UNCONVERGED] if any(finding.values.get(WARNING) for _, finding in ran) else []


def _simulated(ran: Sequence[Run]) -> list[str]:
    """Doubt what one model says, and doubt it twice where its answer was put in."""
    bases = {f.values.get("basis") for spec, f in ran if spec.type == "simulation"}
    if not bases:
        return []
    found = ["a simulation is one model's answer"]
    if "assumed" in bases:
        found.append("what cooperation does in it was assumed, not learned from the record")
    elif "wired" in bases:
        found.append("what the changed levers do was built into the model")
    elif "partly learned" in bases:
        found.append("what cooperation does in it was partly assumed")
    return found


def _selected(ran: Sequence[Run]) -> list[str]:
    """Doubt what rests on which acts were written down: an answer is news, and silence is not."""
    found = [SELECTED] if any(spec.type == "reciprocity" for spec, _ in ran) else []
    found += [DOCUMENTED] if any(f.values.get(COUNTED) for _, f in ran) else []
    return found + ([CHOSEN] if any(f.values.get("mirror_named") for _, f in ran) else [])


def _agreement(probability: float, ran: Sequence[Run], alternatives: Sequence[Run]) -> list[str]:
    others = [f.probability for _, f in alternatives if f.probability is not None]
    if not others:
        measured = any("points" in finding.values for _, finding in ran)
        return ["no other reading could be run"] if measured else []
    agreeing = sum(agrees(probability, other) for other in others)
    share = agreeing / len(others)
    if share >= WIDE_AGREEMENT:
        return []
    if len(others) == 1:
        return ["the other reading disagrees"]
    reason = (
        f"{agreeing or 'none'} of {len(others)} other readings agree{'' if agreeing > 1 else 's'}"
    )
    if share >= BARE_AGREEMENT:
        return [f"only {reason}"]
    return [reason, "the answer depends on how the claim is read"]


def agrees(probability: float, other: float) -> bool:
    """Return whether another reading says much the same as the main one."""
    return abs(probability - other) <= AGREEMENT or (probability >= 0.5) == (other >= 0.5)


def _value(value: float | int | str | None) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
