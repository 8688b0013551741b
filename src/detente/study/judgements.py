"""Key judgements: what the findings come to, drawn by a stated rule, in the words of ICD 203.

Likelihood and confidence are never in one sentence, because they answer different questions: how
probable something is, and how far the evidence can be trusted to say so.

Reference: Office of the Director of National Intelligence (2015), Intelligence Community Directive
203, section D.6.e(2).
"""

from collections.abc import Mapping, Sequence

from detente.claims.confidence import UNCONVERGED
from detente.claims.verdict import ClaimFinding, Verdict
from detente.cooperation.results import MeasureRow, SideNow
from detente.findings import Judgement
from detente.scenarios.results import ALL_LEARNED, ScenarioFinding, ScenarioFindings
from detente.terms.likelihood import Confidence, likelihood_term, percent
from detente.terms.periods import spoken_month

MOST = 7
"""Judgements on the first page, at most."""
RULE = (
    "Drawn by rule: each side's last year, the least friendly side, then claims from the ledger, "
    f"up to {MOST} in all. Assessments, comparisons and mechanisms enter where the record decides "
    "them or is mixed; causal claims and forecasts enter wherever they were tested. Single facts, "
    "claims held with low confidence, and whatever rests on chains that did not converge stay "
    "out. First come verdicts that changed since the sentence was written, then causal claims and "
    "forecasts, then the higher confidence, then the probability farthest from even."
)
"""The rule, as the brief prints it."""
WEIGHTY = ("causal", "forecast")
"""Kinds of claim whose test is news, whatever it says."""
PLAIN = ("fact", "sequence")
"""Kinds of claim that say that something happened, and no more."""
DECIDED = (
    Verdict.SUPPORTED,
    Verdict.SUPPORTED_IN_PART,
    Verdict.CONTRADICTED,
    Verdict.MIXED,
)
_THIN_ACTS = 12
"""Fewer counted acts than this on either side of what is compared, and confidence is low."""
_CLEAR = 0.55
"""From this probability on another measure says something of its own."""


def key_judgements(
    sides: Sequence[SideNow],
    measures: Sequence[MeasureRow],
    claims: Sequence[ClaimFinding],
    names: Mapping[str, str],
    scenarios: ScenarioFindings | None = None,
) -> tuple[Judgement, ...]:
    """Judge sides, what closer cooperation would change, and what the ledger tells by rule.

    Args:
        sides: of every measure; those of the case's subject are judged.
        measures: where the index of the subject cannot be believed, no side is judged.
        claims: every claim with its verdicts, in the order of the document.
        names: dyad → name in words.
        scenarios: judged only where the calibration met its checks.
    """
    judged = []
    subject = next(measure for measure in measures if measure.subject)
    own = [side for side in sides if side.measure == subject.name]
    if not subject.warnings:
        others = [m for m in measures if not m.subject and not m.warnings]
        judged += [_side(side, subject, names, _also(sides, others, side.dyad)) for side in own]
        if len(own) > 1:
            judged.append(_lowest(own, subject, names, _also(sides, others)))
    joint = headline(scenarios)
    if scenarios is not None and joint is not None and scenarios.believed:
        judged.append(_joint(scenarios, joint))
    return (*judged, *map(_claim, chosen(claims)[: MOST - len(judged)]))


def chosen(claims: Sequence[ClaimFinding]) -> list[ClaimFinding]:
    """Return the claims that may be key judgements, the most telling first; see `RULE`."""
    return sorted(filter(_enters, claims), key=_rank)


def _enters(claim: ClaimFinding) -> bool:
    now = claim.now
    if now.probability is None or now.confidence in (None, Confidence.LOW):
        return False
    if UNCONVERGED in now.doubts or claim.kind in PLAIN:
        return False
    return claim.kind in WEIGHTY or now.verdict in DECIDED


def _rank(claim: ClaimFinding) -> tuple[bool, bool, bool, float]:
    """Order by what comes first in `RULE`; sorting is stable, so ties keep the document's order."""
    return (
        not claim.turned,
        claim.kind not in WEIGHTY,
        claim.now.confidence != Confidence.HIGH,
        -abs((claim.now.probability or 0.5) - 0.5),
    )


def chances(probability: float) -> str:
    """Open a sentence with a likelihood, up to its `that`: `it is likely (63%)`."""
    term = likelihood_term(probability)
    opening = {
        "almost no chance": "there is almost no chance",
        "roughly even": "the chances are roughly even",
    }.get(term, f"it is {term}")
    return f"{opening} ({percent(probability)})"


Other = tuple[str, tuple[SideNow, ...]]
"""The label of a measure that is not the subject's, and its sides."""


def _also(
    sides: Sequence[SideNow], measures: Sequence[MeasureRow], dyad: str = ""
) -> tuple[Other, ...]:
    """Return the sides of some measures, or only one side of each."""
    return tuple(
        (_in_a_sentence(m.label), found)
        for m in measures
        if (found := tuple(s for s in sides if s.measure == m.name and dyad in ("", s.dyad)))
    )


def _side(
    side: SideNow, measure: MeasureRow, names: Mapping[str, str], others: Sequence[Other]
) -> Judgement:
    rose = side.p_improved >= 0.5
    p = side.p_improved if rose else 1 - side.p_improved
    likelihood = (
        f"On the {names[side.dyad]} side {chances(p)} that the balance of acts "
        f"({_in_a_sentence(measure.label)}) was {'better' if rose else 'worse'} in the twelve "
        f"months to {spoken_month(side.last)}, with {_acts(side)}, than in the twelve before, with "
        f"{side.before_cooperation} and {side.before_conflict}."
    )
    for label, (other,) in others:
        turned = 1 - other.p_improved if rose else other.p_improved
        if p >= _CLEAR and turned >= _CLEAR:
            likelihood += (
                f" By {label} {chances(turned)} that it was {'worse' if rose else 'better'}."
            )
    before = side.before_cooperation + side.before_conflict
    counts = (("in those months", _count(side)), ("in the twelve before", before))
    return Judgement(likelihood, _confidence(counts), f"side-{side.dyad}")


def _lowest(
    sides: Sequence[SideNow],
    measure: MeasureRow,
    names: Mapping[str, str],
    others: Sequence[Other],
) -> Judgement:
    side = max(sides, key=lambda s: s.p_lowest)
    rest = "; ".join(
        f"{names[s.dyad]} had {s.acts_cooperation} and {s.acts_conflict}"
        for s in sides
        if s is not side
    )
    likelihood = (
        f"Over the same twelve months {chances(side.p_lowest)} that {names[side.dyad]} had the "
        f"least friendly balance of the {len(sides)} sides ({_in_a_sentence(measure.label)}), with "
        f"{_acts(side)}; {rest}."
    )
    for label, also in others:
        other = max(also, key=lambda s: s.p_lowest)
        if other.dyad != side.dyad:
            likelihood += f" By {label} {chances(other.p_lowest)} that {names[other.dyad]} had it."
    counts = [(f"on the {names[s.dyad]} side", _count(s)) for s in sides]
    return Judgement(likelihood, _confidence(counts), "sides")


def _in_a_sentence(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _count(side: SideNow) -> int:
    return side.acts_cooperation + side.acts_conflict


def _acts(side: SideNow) -> str:
    return f"{side.acts_cooperation} cooperative and {side.acts_conflict} conflictual acts"


def _confidence(counts: Sequence[tuple[str, int]]) -> str:
    """Say how far a comparison can be trusted: no farther than its part with the fewest acts."""
    level = (
        Confidence.LOW if min(count for _, count in counts) < _THIN_ACTS else Confidence.MODERATE
    )
    (where, count), *rest = counts
    told = [f"{count} dated act{'' if count == 1 else 's'} {where}"]
    told += [f"{count} {where}" for where, count in rest]
    hangs = "; a comparison hangs on its part with the fewest" if level == Confidence.LOW else ""
    said = " and ".join([", ".join(told[:-1]), told[-1]])
    return f"Confidence is {level}: {said}, from one chronology of public acts{hangs}."


def headline(scenarios: ScenarioFindings | None) -> ScenarioFinding | None:
    """Return the finding that is judged: of the scenario that is shared out, the outcome listed
    last among those with a better way, over the longest horizon.
    """
    if scenarios is None:
        return None
    rows = [s for s in scenarios.scenarios if s.name == scenarios.shared and s.better != "neither"]
    longest = max((row.horizon_months for row in rows), default=0)
    return next((row for row in reversed(rows) if row.horizon_months == longest), None)


def _joint(scenarios: ScenarioFindings, joint: ScenarioFinding) -> Judgement:
    low, high = _signed(joint.percent_low90), _signed(joint.percent_high90)
    likelihood = (
        f"In a simulation of the trade {chances(joint.p_improvement)} that “{joint.label}” would "
        f"{'lower' if joint.better == 'lower' else 'raise'} {joint.outcome_label} over "
        f"{joint.horizon_months} months; the median change is {_signed(joint.percent_median)} "
        f"(90%: {low} to {high})."
    )
    return Judgement(likelihood, _joint_confidence(scenarios, joint), "scenarios")


def _joint_confidence(scenarios: ScenarioFindings, joint: ScenarioFinding) -> str:
    effects = scenarios.calibration.effects
    learned = sum(effect.verdict == ALL_LEARNED for effect in effects)
    held = scenarios.calibration.heldout_logscore
    if joint.basis != ALL_LEARNED:
        which = f"{len(effects) - learned} of the {len(effects)}" if learned else "all"
        return (
            f"Confidence is low: {which} effects of cooperation in it were assumed, not learned "
            "from the record."
        )
    if scenarios.approximate:
        return (
            "Confidence is low: the record taught what cooperation does in it, but its posterior "
            "is approximated, not sampled."
        )
    if held is None or not held.believed or held.lost:
        return (
            "Confidence is low: the record taught what cooperation does in it, but the model did "
            "not forecast the last months better than a line that knows nothing of the trade."
        )
    return (
        "Confidence is moderate: the record taught what cooperation does in it, and it forecasts "
        "better than simple lines, but it is one model."
    )


def _signed(value: float) -> str:
    """Write per cent with its sign: `−1.2%`."""
    digits = 0 if abs(value) >= 10 else 1
    text = f"{value:+.{digits}f}".replace("-", "−")
    return f"{text if text.strip('+−0.') else text.lstrip('+−')}%"


def _claim(claim: ClaimFinding) -> Judgement:
    p = claim.now.probability or 0.5
    verdict = {
        Verdict.SUPPORTED: "The record supports",
        Verdict.SUPPORTED_IN_PART: "The record supports in part",
        Verdict.CONTRADICTED: "The record contradicts",
        Verdict.MIXED: "The record is mixed on",
    }.get(claim.now.verdict, "The record leaves undecided")
    left = [*filter(None, [claim.untested]), *(f"“{label}”" for label in claim.now.unrun)]
    held = "what was tested of it holds" if left else "it holds"
    likelihood = (
        f"{verdict} the claim “{claim.text.rstrip('.')}”: as tested here, {chances(p)} that {held}."
    )
    untested = f" Not tested: {'; '.join(left)}." if left else ""
    confidence = f"Confidence is {claim.now.confidence_words}.{untested}"
    return Judgement(likelihood, confidence, f"claim-{claim.id}")
