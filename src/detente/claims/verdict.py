"""What a check says, and the verdict that its checks add up to."""

from dataclasses import dataclass
from enum import StrEnum

from detente.terms.likelihood import Confidence


class Verdict(StrEnum):
    """What the record says of a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    MIXED = "mixed"
    UNDECIDED = "undecided"
    NOT_TESTABLE = "not testable"
    NOT_YET_TESTED = "not yet tested"


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row that a check rests on: where it stands, and what it says in a few words."""

    resource: str
    line: int
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """What one check found.

    Attributes:
        check: its type, a key of `CHECKS`.
        label: the reading in words, e.g. "yearly mean of the balance is highest in 2019".
        probability: that the reading holds, 0.01 to 0.99; None where the record cannot say.
        statement: what was found, with its numbers, in one or two sentences.
        values: the numbers behind the statement, for machines.
        rows: what it rests on.
    """

    check: str
    label: str
    probability: float | None
    statement: str
    values: dict[str, float | int | str | None]
    rows: tuple[RowRef, ...]


@dataclass(frozen=True, slots=True)
class VerdictFinding:
    """The verdict on a claim as of one day.

    Attributes:
        as_of: what was known later was not used.
        probability: that the claim holds, as its checks read it; None where none could be run.
        likelihood: ICD 203 term for the probability, or empty.
        confidence: quality and agreement of the evidence; None where none could be run.
        reason: how many checks hold and fail, or why none could be run, in plain words.
        doubts: each step by which confidence is below high, in plain words.
    """

    as_of: str
    verdict: Verdict
    probability: float | None
    likelihood: str
    confidence: Confidence | None
    reason: str
    checks: tuple[CheckFinding, ...]
    rows: tuple[RowRef, ...]
    doubts: tuple[str, ...] = ()

    @property
    def confidence_words(self) -> str:
        """The confidence level with its doubts, e.g. `moderate: one publisher`, or nothing."""
        if self.confidence is None:
            return ""
        return ": ".join(filter(None, (self.confidence.value, "; ".join(self.doubts))))


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """A published sentence with its verdict then (when it was stated) and now.

    Attributes:
        alternatives: other readings that were also run on the record of now; they do not enter
            the probability, but their agreement enters the confidence.
        would_change: what would change the verdict.
        missing: for a claim that is not tested or testable, what it would take.
    """

    id: str
    text: str
    stated_by: str
    stated_on: str
    kind: str
    source: str
    then: VerdictFinding
    now: VerdictFinding
    alternatives: tuple[CheckFinding, ...]
    would_change: tuple[str, ...]
    missing: str
