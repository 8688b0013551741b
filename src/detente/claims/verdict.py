"""What a check says, and the verdict that its checks add up to."""

from dataclasses import dataclass
from enum import StrEnum

from detente.terms.likelihood import Confidence
from detente.terms.rows import RowRef as RowRef

UNKEPT = "unkept"
"""Key of a finding's values: no past state of its figures was kept, so that then is not known."""


class Verdict(StrEnum):
    """What the record says of a claim.

    Supported in part is a claim whose checks hold, and which names words that they do not test or
    has a check that could not be run.
    """

    SUPPORTED = "supported"
    SUPPORTED_IN_PART = "supported in part"
    CONTRADICTED = "contradicted"
    MIXED = "mixed"
    UNDECIDED = "undecided"
    NOT_TESTABLE = "not testable"


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
    def unrun(self) -> tuple[str, ...]:
        """What the checks that could not be run would have tested, where others could."""
        if self.probability is None:
            return ()
        return tuple(check.label for check in self.checks if check.probability is None)

    @property
    def confidence_words(self) -> str:
        """The confidence level with its doubts, e.g. `moderate: one publisher`, or nothing."""
        if self.confidence is None:
            return ""
        return ": ".join(filter(None, (self.confidence.value, "; ".join(self.doubts))))


@dataclass(frozen=True, slots=True)
class Change:
    """What one part of the newer data does to a verdict by itself.

    Attributes:
        part: the part of the record, e.g. `events and scores` or the title of a series.
        verdict, probability: with this part as it is now, and all others as they were then.
        explains: whether it gives the verdict of now by itself.
        new_rows, restated, withdrawn: rows that the claim's checks rest on now and did not then;
            rows of both with another value; rows they no longer rest on.
    """

    part: str
    verdict: Verdict
    probability: float | None
    explains: bool
    new_rows: int
    restated: int
    withdrawn: int
    statement: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One point of the specification curve: a way to read the claim, and how probable it is then.

    Attributes:
        agrees: with the claim's own checks; None where it could not be run, or the claim was not.
        main: whether it is the reading of the claim's own checks.
    """

    label: str
    probability: float | None
    agrees: bool | None
    main: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """All readings of a claim on the record of now, least probable first.

    Attributes:
        ran: other readings that could be run.
        agreeing: how many of these agree with the claim's own checks.
        lowest, highest: least and greatest probability of any reading that could be run.
    """

    readings: tuple[Reading, ...]
    ran: int
    agreeing: int
    lowest: float | None
    highest: float | None


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One row of the matrix of competing explanations: a check, and what each makes of it.

    Attributes:
        probability: that the reading of the check holds.
        likelihoods: how probable what the check found is under each explanation, in their order.
        ratio: greatest over least likelihood: how diagnostic the check is, 1 if not at all.
    """

    label: str
    probability: float
    likelihoods: tuple[float, ...]
    ratio: float


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Competing explanations of what a claim says, weighed by the checks.

    Attributes:
        explanations: the claim's own first, then its rivals.
        weights: share of each, if all were as probable beforehand; sums to 1.
        against: bits of evidence that speak against each; the least is the least contradicted.
        most_diagnostic: label of the check that tells them apart best; empty where none does.
        checks: what the rivals' own checks found.
    """

    explanations: tuple[str, ...]
    weights: tuple[float, ...]
    against: tuple[float, ...]
    evidence: tuple[EvidenceLine, ...]
    most_diagnostic: str
    statement: str
    checks: tuple[CheckFinding, ...]


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """A published sentence with its verdict then (when it was stated) and now.

    Attributes:
        alternatives: other readings that were also run on the record of now; they do not enter
            the probability, but their agreement enters the confidence.
        would_change: what would change the verdict.
        missing: for a claim that is not testable, what it would take; else a remark on the test.
        untested: words of the sentence that no check tests; empty where all are tested.
        hash: SHA-256 of how the claim is tested (see `operationalisation`).
        operationalised_on: the day on which this way of testing was written down, where the case
            keeps `claims.hashes.csv` and has it.
        earlier_hashes: other ways of testing the claim that were written down before.
        changed_by: where the verdict of now is another than that of then: what each part of the
            newer data does by itself.
        curve: all readings side by side.
        rivals: competing explanations; None where the claim states none.
        late: for a sentence published after all that is known, that then is now; else empty.
        rival: which rival explanation the checks favour over the claim on the record of now, as a
            clause that stands wherever the verdict stands; empty where none is favoured.
        question: what it is an answer to, where several claims answer one; else empty.
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
    untested: str = ""
    hash: str = ""
    operationalised_on: str = ""
    earlier_hashes: tuple[str, ...] = ()
    changed_by: tuple[Change, ...] = ()
    curve: Curve | None = None
    rivals: Rivalry | None = None
    late: str = ""
    rival: str = ""
    question: str = ""

    @property
    def turned(self) -> bool:
        """Whether newer data made the verdict another; see the function of that name."""
        return turned(self.then, self.now)


def turned(then: VerdictFinding, now: VerdictFinding) -> bool:
    """Return whether newer data made a verdict another.

    Where then a check could not be run only because no past state of its figures was kept, nobody
    knows what the verdict would have been, so that none has changed.
    """
    return then.verdict is not now.verdict and not any(c.values.get(UNKEPT) for c in then.checks)
