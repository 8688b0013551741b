"""Counts and scores of a store side by side, as tests look at them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.evidence.measures import count_acts
from detente.evidence.scores import scores_known
from detente.evidence.store import Store
from detente.terms.measures import RELATIONS


@dataclass(frozen=True)
class Panel:
    periods: tuple[str, ...]
    dyads: tuple[str, ...]
    cooperation: Any
    conflict: Any
    score: Any
    score_days: Any
    event_ids: dict[tuple[str, str], tuple[str, ...]]
    left_out: tuple[Any, ...]


def build_panel(
    store: Store, dyads: tuple[str, ...], *, start: str, end: str, as_of: date
) -> Panel:
    acts = count_acts(store, RELATIONS, dyads, start=start, end=end, as_of=as_of)
    scores = scores_known(store, dyads, acts.periods, as_of)
    return Panel(
        acts.periods,
        acts.dyads,
        acts.cooperative,
        acts.total - acts.cooperative,
        scores.score,
        scores.days,
        dict(acts.event_ids),
        (*acts.left_out, *scores.left_out),
    )
