"""Measures: which acts a cooperation index counts, and the counts of them by side and month."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from detente.evidence.counted import counted_dyad, uncounted, unknown
from detente.evidence.events import events_known, events_later
from detente.evidence.store import Store
from detente.terms.errors import InputError
from detente.terms.events import Event
from detente.terms.happenings import happenings_of
from detente.terms.left_out import LeftOut, left_out
from detente.terms.measures import MeasureSpec
from detente.terms.periods import last_full_month, month_end, months_between, shift_month

LEAST_MONTHS = 2
"""Months that an index needs: a walk has a step."""


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts counted by month and dyad; time is the first axis.

    Attributes:
        cooperative, total: int (T, D), cooperative acts and all acts.
        event_ids: (dyad, month) → ids of the acts counted; of several rows that tell one
            happening, the first.
        cooperative_ids: those of them that count as cooperative.
        left_out: what enters no count, by reason.
    """

    measure: MeasureSpec
    periods: tuple[str, ...]
    dyads: tuple[str, ...]
    cooperative: NDArray[np.int64]
    total: NDArray[np.int64]
    event_ids: Mapping[tuple[str, str], tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    cooperative_ids: frozenset[str] = frozenset()
    left_out: tuple[LeftOut, ...] = ()

    def without(self, ids: Collection[str]) -> "Acts":
        """Return the same counts without some acts."""
        cooperative, total = self.cooperative.copy(), self.total.copy()
        for (dyad, month), counted in self.event_ids.items():
            place = self.periods.index(month), self.dyads.index(dyad)
            for event_id in set(counted).intersection(ids):
                total[place] -= 1
                cooperative[place] -= event_id in self.cooperative_ids
        kept = {
            place: tuple(event_id for event_id in counted if event_id not in ids)
            for place, counted in self.event_ids.items()
        }
        return replace(self, cooperative=cooperative, total=total, event_ids=kept)

    def of(self, dyad: str, months: Iterable[str]) -> tuple[int, int]:
        """Return how many cooperative and how many conflictual acts a side has in some months."""
        column = self.dyads.index(dyad)
        places = [self.periods.index(month) for month in months]
        cooperative = int(self.cooperative[places, column].sum())
        return cooperative, int(self.total[places, column].sum()) - cooperative

    def ids(self, dyad: str, months: Iterable[str]) -> tuple[str, ...]:
        """Return the acts of a side in some months, in their order."""
        return tuple(e for month in months for e in self.event_ids.get((dyad, month), ()))


def months_over(start: str, end: str, as_of: date) -> tuple[str, ...]:
    """Return the months of the index that were over by a day."""
    return months_between(start, min(end, last_full_month(as_of)))


def enough_months(start: str, end: str, as_of: date) -> tuple[str, ...]:
    """Return the months of the index that were over by a day; InputError where they are too few."""
    periods = months_over(start, end, as_of)
    if len(periods) < LEAST_MONTHS:
        raise InputError.at(
            "as_of",
            0,
            f"fewer than two months of the index ({start} to {end}) were over by {as_of}",
            f"choose {month_end(shift_month(start, 1))} or a later day",
        )
    return periods


def count_acts(
    store: Store,
    measure: MeasureSpec,
    dyads: tuple[str, ...],
    *,
    start: str,
    end: str,
    as_of: date,
) -> Acts:
    """Count the acts of a measure by month and dyad, with what was known on a day.

    Args:
        start, end: first and last month wanted; the counts stop earlier where `as_of` does.

    Raises:
        InputError: fewer than two months were over by `as_of`; a walk needs two.
    """
    happenings = happenings_of(events_known(store, as_of))
    periods = enough_months(start, end, as_of)
    firsts = tuple(happening.first for happening in happenings)
    found = acts_of(firsts, measure, dyads, periods)
    dropped = (
        *unknown(events_later(store, as_of), as_of),
        *uncounted(happenings, dyads, periods),
        *left_out(f"the counts of {measure.label}", "event", _others(firsts, found)),
    )
    return replace(found, left_out=dropped)


def acts_of(
    events: Iterable[Event],
    measure: MeasureSpec,
    dyads: tuple[str, ...],
    periods: tuple[str, ...],
) -> Acts:
    """Count those of some events that a measure counts.

    Args:
        events: in order of their dates: where episodes count once, the first act stands for it.
    """
    row = {month: place for place, month in enumerate(periods)}
    column = {dyad: place for place, dyad in enumerate(dyads)}
    cooperative = np.zeros((len(periods), len(dyads)), dtype=np.int64)
    total = np.zeros_like(cooperative)
    ids: dict[tuple[str, str], list[str]] = {}
    friendly = set()
    told: set[tuple[str, str, bool]] = set()
    for event in events:
        dyad = counted_dyad(event, dyads)
        if dyad is None or event.month not in row or not measure.counts(event):
            continue
        cooperates = measure.is_cooperative(event)
        if measure.episodes_once and event.episode:
            part = event.episode, dyad, cooperates
            if part in told:
                continue
            told.add(part)
        place = row[event.month], column[dyad]
        total[place] += 1
        if cooperates:
            cooperative[place] += 1
            friendly.add(event.id)
        ids.setdefault((dyad, event.month), []).append(event.id)
    frozen = {key: tuple(value) for key, value in ids.items()}
    return Acts(measure, periods, dyads, cooperative, total, frozen, frozenset(friendly))


def _others(events: Iterable[Event], found: Acts) -> Iterator[tuple[str, str]]:
    """Say which acts of a side a measure does not count."""
    for event in events:
        inside = counted_dyad(event, found.dyads) and event.month in found.periods
        if inside and (why := found.measure.why_not(event)):
            yield why, event.id
