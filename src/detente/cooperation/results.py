"""What an index is, and the rows in which it is reported. Loads nothing heavy."""

from dataclasses import dataclass

from detente.terms.intervals import Interval

LEAST_BREAK = 0.8
"""A change is reported as a break from this probability on, from which on a claim holds too."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure of the case: which acts an index counts.

    Attributes:
        rule: what it counts, in words.
        subject: whether it is the measure of the case's subject.
        acts_cooperation, acts_conflict: acts counted on all sides together.
        warnings: where the index of it cannot be believed, a sentence each.
    """

    name: str
    label: str
    rule: str
    subject: bool
    acts_cooperation: int
    acts_conflict: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The balance of one side in one month.

    Attributes:
        balance: log odds that an act is cooperative, trend and episode together; 0 is as many of
            each kind.
        trend: the same without the episode.
        known: the balance as it was known at the end of the month, from the acts up to then.
        acts_cooperation, acts_conflict: acts counted.
    """

    measure: str
    dyad: str
    period: str
    balance: Interval
    trend: Interval
    known: Interval
    acts_cooperation: int
    acts_conflict: int


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The machine-coded score of one side in one month: of relations overall.

    Attributes:
        score: net share in per cent.
        days: days of the month that it covers.
    """

    dyad: str
    period: str
    score: float
    days: int


@dataclass(frozen=True, slots=True)
class HalfYear:
    """One side over one half of a calendar year.

    Attributes:
        period: `2023-H1`; the months of it that the index has.
        balance: mean log odds that an act is cooperative.
        acts_cooperation, acts_conflict: acts counted.
    """

    measure: str
    dyad: str
    period: str
    balance: Interval
    acts_cooperation: int
    acts_conflict: int


@dataclass(frozen=True, slots=True)
class YearRow:
    """Mean of the balance over one calendar year (over its covered months), beside the acts.

    Attributes:
        p_peak: probability that this year's mean is the highest of all years with an act and at
            least six covered months; None for any other year.
    """

    measure: str
    dyad: str
    year: int
    months: int
    balance: Interval
    acts_cooperation: int
    acts_conflict: int
    p_peak: float | None


@dataclass(frozen=True, slots=True)
class SideNow:
    """Where one side stands: the last 12 months, and the change from the 12 before.

    Attributes:
        acts_cooperation, acts_conflict: acts of the last 12 months.
        before_cooperation, before_conflict: acts of the 12 before.
        p_improved: probability that the 12-month mean balance rose.
        p_outnumber: probability that an act of the last 12 months is more often cooperative than
            not, from the counts alone (a share under Jeffreys' prior).
        p_lowest: probability that its mean balance of these months is the lowest of all sides.
    """

    measure: str
    dyad: str
    first: str
    last: str
    balance: Interval
    change: Interval
    acts_cooperation: int
    acts_conflict: int
    before_cooperation: int
    before_conflict: int
    p_improved: float
    p_outnumber: float
    p_lowest: float


@dataclass(frozen=True, slots=True)
class Break:
    """A month about which the balance of a side very likely changed by more than a stated size.

    Attributes:
        period: first of the later months that are compared.
        before, after: the months compared, `2023-04/2023-09` and `2023-10/2024-03`; the change may
            have come in any of them.
        size: the stated size, in log-ratio points.
        probability: posterior probability of a change at least that large in that direction.
        acts_before, acts_after: cooperative and conflictual acts of the months compared.
        events: ids of the side's acts of that month.
    """

    measure: str
    dyad: str
    period: str
    before: str
    after: str
    direction: str
    size: float
    probability: float
    change: Interval
    acts_before: tuple[int, int]
    acts_after: tuple[int, int]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexReading:
    """A measure read by another rule of counting, beside the index and no part of it.

    Attributes:
        measure: whose acts are counted otherwise.
        name: `episodes`, `requests`, `topics` or `states`.
        label: the rule in words.
        acts_cooperation, acts_conflict: acts counted on all sides together.
        sides, half_years, breaks: as the index by this rule would have them.
        warnings: where that index cannot be believed, a sentence each.
    """

    measure: str
    name: str
    label: str
    acts_cooperation: int
    acts_conflict: int
    sides: tuple[SideNow, ...]
    half_years: tuple[HalfYear, ...]
    breaks: tuple[Break, ...]
    warnings: tuple[str, ...] = ()
