"""The rows of a case in one store, and the index on them; what every command starts from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from detente.case.load import read_all
from detente.case.spec import Case
from detente.cooperation.indices import Indices
from detente.evidence.measures import LEAST_MONTHS, count_acts, months_over
from detente.evidence.scores import Scores, scores_known
from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.terms.on_demand import OnDemand
from detente.terms.tables import Rows, Series

Progress = Callable[[str, float], None]
"""Called with what is being done, and how far the run is from 0 to 1."""


def quiet(text: str, fraction: float) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Evidence:
    """A case with the rows of all its files, in one store."""

    case: Case
    rows: Mapping[str, Rows]
    store: Store
    _series: dict[date, Mapping[str, Series]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )


def gather(case: Case) -> Evidence:
    """Read every file of a case into the store."""
    rows = read_all(case)
    return Evidence(case, rows, Store(case.resources, rows))


def has_months(evidence: Evidence, day: date) -> bool:
    """Return whether enough months of the index were over by a day to estimate it at all."""
    months = evidence.case.index
    return len(months_over(months.start, months.end, day)) >= LEAST_MONTHS


def indices_on(evidence: Evidence, day: date, seed: int) -> Indices:
    """Prepare the index of every measure from what was known on a day; each is fitted when asked.

    Raises:
        InputError: too few months were over by that day.
    """
    case, months = evidence.case, evidence.case.index
    return Indices(
        lambda measure: count_acts(
            evidence.store,
            measure,
            tuple(case.dyads),
            start=months.start,
            end=months.end,
            as_of=day,
        ),
        case.measures,
        subject=months.subject,
        seed=seed,
    )


def scores_on(evidence: Evidence, day: date, periods: tuple[str, ...]) -> Scores:
    """Average machine-coded scores by dyad and month, with what was known on a day."""
    return scores_known(evidence.store, tuple(evidence.case.dyads), periods, day)


def series_on(evidence: Evidence, day: date) -> Mapping[str, Series]:
    """Return every series of the case as it stood on a day; each is cut once, when asked for."""
    case, store = evidence.case, evidence.store
    return evidence._series.setdefault(
        day, OnDemand(case.series, lambda name: series_known(store, case.series[name], day))
    )


def stage(progress: Progress, name: str, first: float, last: float) -> Progress:
    """Map a stage's own progress onto its part of the whole run."""

    def report(text: str, fraction: float) -> None:
        progress(f"{name} ({text})", first + (last - first) * fraction)

    return report
