"""What an estimate of the index is, and the rows in which it is reported. Loads nothing heavy."""

from dataclasses import dataclass

from detente.terms.intervals import Interval

LEAST_BREAK = 0.5
"""A step is reported as a probable break from this probability on."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The cooperation index of one dyad in one month.

    Attributes:
        cooperation, conflict: acts a month at average attention (level).
        balance: natural log of the ratio of the two rates; 0 is as many of each.
        events_cooperation, events_conflict: acts counted in the chronology.
        score: net machine-coded share in per cent; None where no day was covered.
    """

    dyad: str
    period: str
    cooperation: Interval
    conflict: Interval
    balance: Interval
    events_cooperation: int
    events_conflict: int
    score: float | None


@dataclass(frozen=True, slots=True)
class YearRow:
    """Mean of the index over one calendar year (over its covered months).

    Attributes:
        p_peak_cooperation, p_peak_balance: probability that this year's mean is the highest of
            all years with at least six covered months; None for a year with fewer.
    """

    dyad: str
    year: int
    months: int
    cooperation: Interval
    conflict: Interval
    balance: Interval
    p_peak_cooperation: float | None
    p_peak_balance: float | None


@dataclass(frozen=True, slots=True)
class SideNow:
    """Where one side of the triangle stands: the last 12 months, and the change from the 12 before.

    Attributes:
        p_improved: probability that the 12-month mean balance rose.
        p_more_cooperation: probability that mean balance is above zero, i.e. that cooperative acts
            outnumber conflictual ones.
    """

    dyad: str
    first: str
    last: str
    balance: Interval
    change: Interval
    cooperation: Interval
    conflict: Interval
    p_improved: float
    p_more_cooperation: float


@dataclass(frozen=True, slots=True)
class Break:
    """A month in which the balance of a dyad probably stepped by more than a stated size.

    Attributes:
        size: the stated size, in log-ratio points.
        probability: posterior probability of a step at least that large in that direction.
        events: ids of the dyad's events of that month.
        without_scores: the same probability where no machine-coded score is used; None where it
            was not computed, or no score covers the month.
    """

    dyad: str
    period: str
    direction: str
    size: float
    probability: float
    step: Interval
    events: tuple[str, ...]
    without_scores: float | None = None
