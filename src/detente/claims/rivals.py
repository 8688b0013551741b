"""Competing explanations: which of the checks tells them apart, and which they all expect.

What all explanations expect tells none of them apart, however well it is documented; the matrix is
read by what speaks *against* each. Reference: Heuer (1999), Psychology of Intelligence Analysis,
chapter 8.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import log2, prod

from detente.claims import words
from detente.claims.confidence import Run
from detente.claims.spec import Rival
from detente.claims.verdict import EvidenceLine, Rivalry
from detente.terms.likelihood import percent

MIN_RATIO = 1.5
"""A check whose likelihoods differ by less than this factor tells no explanations apart, and no
explanation is favoured whose share is not so many times that of another."""
EVEN = 0.5
"""A claim can have at most this probability while the same checks favour a rival of it."""

_Row = tuple[str, EvidenceLine]
"""What a check rests on, and its line of the matrix."""


def weigh_rivals(
    claim_label: str,
    rivals: Sequence[Rival],
    own: Sequence[Run],
    others: Sequence[Sequence[Run]],
) -> Rivalry | None:
    """Weigh a claim against its rivals by what their checks found.

    An explanation that expects a check makes it as likely as the check is probable, P; one that
    expects the opposite, 1 − P; one that is silent, 1/2. The claim expects its own checks and the
    opposite of its rivals'; a rival expects its own checks, those of the claim that it lists and
    the opposite of the claim's others, and is silent on those of other rivals. Checks on the same
    evidence share its errors, so of their likelihoods the geometric mean counts; across different
    evidence they are multiplied. All explanations are as probable beforehand.

    Args:
        own: the claim's checks with what they found.
        others: the same for each rival.

    Returns:
        None where no check of any rival could be run.
    """
    count = len(rivals) + 1
    rows: list[_Row] = []
    for place, (spec, finding) in enumerate(own, start=1):
        expects = [True, *(place in rival.expects for rival in rivals)]
        if finding.probability is not None:
            line = _line(finding.label, finding.probability, expects)
            rows.append((spec.evidence, line))
    asked = len(rows)
    for owner, runs in enumerate(others, start=1):
        expected: list[bool | None] = [None] * count
        expected[0], expected[owner] = False, True
        rows += [
            (spec.evidence, _line(finding.label, finding.probability, expected))
            for spec, finding in runs
            if finding.probability is not None
        ]
    if len(rows) == asked:
        return None
    joint = [_joint(rows, place) for place in range(count)]
    weights = tuple(value / sum(joint) for value in joint)
    lines = tuple(line for _, line in rows)
    best = max(lines, key=lambda line: line.ratio)
    explanations = (claim_label, *(rival.label for rival in rivals))
    telling = best.label if best.ratio >= MIN_RATIO else ""
    return Rivalry(
        explanations=explanations,
        weights=weights,
        against=tuple(_against(lines, place) for place in range(count)),
        evidence=lines,
        most_diagnostic=telling,
        statement=_statement(explanations, weights, telling, best.ratio),
        checks=tuple(finding for runs in others for _, finding in runs),
    )


def favoured(rivalry: Rivalry | None) -> str:
    """Say which rival the checks favour over the claim, as a clause; empty where none is."""
    if rivalry is None:
        return ""
    own, *others = rivalry.weights
    if max(others) < MIN_RATIO * own:
        return ""
    label = rivalry.explanations[1 + others.index(max(others))]
    return (
        f"the same checks favour a rival explanation, “{label}”, {percent(max(others))} to "
        f"{percent(own)}"
    )


def _line(label: str, probability: float, expects: Sequence[bool | None]) -> EvidenceLine:
    made: Mapping[bool | None, float] = {True: probability, False: 1 - probability, None: 0.5}
    likelihoods = tuple(made[expected] for expected in expects)
    return EvidenceLine(label, probability, likelihoods, max(likelihoods) / min(likelihoods))


def _joint(rows: Sequence[_Row], place: int) -> float:
    by_evidence = sorted(rows, key=lambda row: row[0])
    groups = [list(group) for _, group in groupby(by_evidence, key=lambda row: row[0])]
    return prod(
        prod(line.likelihoods[place] for _, line in group) ** (1 / len(group)) for group in groups
    )


def _against(lines: Sequence[EvidenceLine], place: int) -> float:
    """Return the bits by which what was found is less likely than a toss of a coin."""
    return sum(max(0.0, log2(0.5 / line.likelihoods[place])) for line in lines)


def _statement(
    explanations: Sequence[str], weights: Sequence[float], telling: str, ratio: float
) -> str:
    shares = words.listed(
        [f"“{name}” {percent(w)}" for name, w in zip(explanations, weights, strict=True)]
    )
    said = f"If all were as probable beforehand, the checks leave {shares}."
    if not telling:
        return f"{said} No check tells them apart."
    return f"{said} What tells them apart best is “{telling}” (a factor of {words.number(ratio)})."
