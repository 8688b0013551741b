"""Measures: which acts a cooperation index counts, and the counts of them by side and month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from detente.evidence.counted import counted_dyad
from detente.evidence.events import events_known
from detente.evidence.panel import enough_months
from detente.evidence.store import Store
from detente.terms.events import Event
from detente.terms.happenings import happenings_of
from detente.terms.measures import MeasureSpec


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts counted by month and dyad; time is the first axis.

    Attributes:
        cooperative, total: int (T, D), cooperative acts and all acts.
        event_ids: (dyad, month) → ids of the acts counted; of several rows that tell one
            happening, the first.
    """

    measure: MeasureSpec
    periods: tuple[str, ...]
    dyads: tuple[str, ...]
    cooperative: NDArray[np.int64]
    total: NDArray[np.int64]
    event_ids: dict[tuple[str, str], tuple[str, ...]]


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
    return acts_of((happening.first for happening in happenings), measure, dyads, periods)


def acts_of(
    events: Iterable[Event],
    measure: MeasureSpec,
    dyads: tuple[str, ...],
    periods: tuple[str, ...],
) -> Acts:
    """Count those of some events that a measure counts."""
    row = {month: place for place, month in enumerate(periods)}
    column = {dyad: place for place, dyad in enumerate(dyads)}
    cooperative = np.zeros((len(periods), len(dyads)), dtype=np.int64)
    total = np.zeros_like(cooperative)
    ids: dict[tuple[str, str], list[str]] = {}
    for event in events:
        dyad = counted_dyad(event, dyads)
        if dyad is None or event.month not in row or not measure.counts(event):
            continue
        place = row[event.month], column[dyad]
        total[place] += 1
        cooperative[place] += measure.is_cooperative(event)
        ids.setdefault((dyad, event.month), []).append(event.id)
    frozen = {key: tuple(value) for key, value in ids.items()}
    return Acts(measure, periods, dyads, cooperative, total, frozen)
