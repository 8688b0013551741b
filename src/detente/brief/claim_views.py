"""What the claims ledger says of each published sentence, in words, ready for any page."""

from dataclasses import dataclass

from detente.brief.reference import Reference


@dataclass(frozen=True, slots=True)
class CheckView:
    """What one check or other reading found.

    Attributes:
        probability: in words and number; empty where the record cannot say.
        p: the same as a number, for the dot; None where the record cannot say.
        main: whether it decides the claim; the others show how far the answer hangs on it.
        agrees: whether it says much the same as the claim's verdict; None where it cannot say.
        references: every row that it rests on.
        cited: the same in brief: events by id, other rows counted by the file they are in.
    """

    label: str
    statement: str
    probability: str
    p: float | None
    main: bool
    agrees: bool | None
    references: tuple[Reference, ...]
    cited: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A verdict in words; `mark` tells verdicts apart without colour, `p` places its dot."""

    as_of: str
    verdict: str
    mark: str
    tone: str
    likelihood: str
    p: float | None
    confidence: str
    reason: str
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True)
class RivalryView:
    """Competing explanations of what a claim says, and what each makes of every check.

    Attributes:
        explanations: their names, the claim's own first.
        rows: (check, probability in words, how probable that is under each explanation, factor).
        shares: what is left of each, if all were as probable beforehand.
    """

    statement: str
    explanations: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...], str], ...]
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """An entry of the claims ledger.

    Attributes:
        number: its place in the document, by which the printed brief finds it.
        untested: words of the sentence that no check tests.
        missing: what it would take to test it, or, where it was tested, a remark.
        late: for a sentence published after all that is known, that then is now; else empty.
        steady: the verdict, its likelihood, confidence and reason are the same then and now.
        readings: every reading of now, the deciding ones first, then by probability.
        agreement: how many of the other readings agree, e.g. `3 of 4`; empty where there are none.
        spoken: then, now and agreement in one sentence, for those who do not see the dots.
        changed: which of the newer data changed the verdict since the sentence was written.
        rival: which rival the checks favour over the claim, as a sentence; empty where none is.
        rivals: competing explanations; None where none are stated or weighed.
        effects: the effects that its checks and other readings rest on.
        tested: since when it is tested in this way, and the start of the hash of the test.
    """

    id: str
    number: int
    text: str
    stated: str
    kind: str
    source: str
    then: VerdictView
    now: VerdictView
    steady: bool
    readings: tuple[CheckView, ...]
    agreement: str
    spoken: str
    changed: tuple[str, ...]
    rivals: RivalryView | None
    effects: tuple[Reference, ...]
    tested: str
    late: str
    would_change: tuple[str, ...]
    untested: str
    missing: tuple[str, str]
    rival: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The claims that answer one question.

    Attributes:
        statement: one sentence on how their verdicts fit.
        claims: the most probable first.
    """

    question: str
    statement: str
    claims: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """The claims that share a verdict now, the most probable first."""

    mark: str
    tone: str
    verdict: str
    claims: tuple[ClaimView, ...]
