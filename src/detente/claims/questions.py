"""Claims that answer one question, side by side, with one sentence on how they fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from detente.claims import words
from detente.claims.verdict import ClaimFinding, Verdict
from detente.terms.likelihood import percent

HOLDING = (Verdict.SUPPORTED, Verdict.SUPPORTED_IN_PART)


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """The claims that answer one question.

    Attributes:
        claims: most probable first; those that could not be tested last.
        statement: how they fit together on the record of now, as one sentence.
    """

    question: str
    claims: tuple[ClaimFinding, ...]
    statement: str


def question_groups(found: Sequence[ClaimFinding]) -> tuple[QuestionGroup, ...]:
    """Put claims together that answer one question, in the order of the document.

    A question that one claim alone answers makes no group.
    """
    asked = dict.fromkeys(claim.question for claim in found if claim.question)
    groups = []
    for question in asked:
        own = sorted(
            (claim for claim in found if claim.question == question),
            key=lambda claim: -(claim.now.probability or 0.0),
        )
        if len(own) > 1:
            groups.append(QuestionGroup(question, tuple(own), _fit(own)))
    return tuple(groups)


def _fit(claims: Sequence[ClaimFinding]) -> str:
    """Say in one sentence how the verdicts of several answers fit together."""
    said = words.listed([_said(claim) for claim in claims])
    verdicts = {claim.now.verdict for claim in claims}
    holding = [claim for claim in claims if claim.now.verdict in HOLDING]
    failing = [claim for claim in claims if claim.now.verdict is Verdict.CONTRADICTED]
    if verdicts <= {*HOLDING}:
        how = "the record bears all of them out"
    elif verdicts == {Verdict.CONTRADICTED}:
        how = "the record speaks against all of them"
    elif holding and failing:
        how = "the record bears out the one kind and speaks against the other"
    elif holding:
        how = "what is supported is to be read no further than its own words, for the rest is open"
    elif failing:
        how = "the record speaks against what is contradicted, and bears none of the rest out"
    else:
        how = "the record bears none of them out, and speaks against none"
    return f"Of {len(claims)} answers to one question, {said}: {how}."


def _said(claim: ClaimFinding) -> str:
    p = claim.now.probability
    odds = f" ({percent(p)})" if p is not None else ""
    rival = f", as {claim.rival}" if claim.rival else ""
    return f"“{claim.text.rstrip('.')}” is {claim.now.verdict}{odds}{rival}"
