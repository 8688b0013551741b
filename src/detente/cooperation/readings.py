"""Other readings of an index: the same acts counted by another rule, and what that changes."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from detente.cooperation.half_years import half_years
from detente.cooperation.indices import Indices
from detente.cooperation.results import IndexReading
from detente.cooperation.summaries import probable_breaks, sides_now
from detente.terms.measures import MeasureSpec

EPISODES, REQUESTS, TOPICS, STATES = "episodes", "requests", "topics", "states"


def readings_of(indices: Indices, measure: str, break_size: float) -> tuple[IndexReading, ...]:
    """Return the readings of a measure; one that counts just what the measure does is none.

    Args:
        break_size: size of a probable break, in log-ratio points.

    Raises:
        KeyError: the case declares no such measure.
    """
    own = indices.acts(measure)
    found = []
    for name, label, spec in _rules(own.measure):
        acts = indices.acts_by(spec)
        same = zip((acts.cooperative, acts.total), (own.cooperative, own.total), strict=True)
        if all(np.array_equal(*pair) for pair in same):
            continue
        index = indices.by(spec)
        cooperative = int(acts.cooperative.sum())
        found.append(
            IndexReading(
                measure=measure,
                name=name,
                label=label,
                acts_cooperation=cooperative,
                acts_conflict=int(acts.total.sum()) - cooperative,
                sides=sides_now(index),
                half_years=half_years(index),
                breaks=probable_breaks(index, break_size),
                warnings=index.warnings,
            )
        )
    return tuple(found)


def _rules(spec: MeasureSpec) -> Iterator[tuple[str, str, MeasureSpec]]:
    yield EPISODES, "the acts of one episode counted once", replace(spec, episodes_once=True)
    if spec.appeals_cooperate:
        label = "every request counted as conflictual, as PLOVER has it"
        yield REQUESTS, label, replace(spec, appeals_cooperate=False)
    if spec.by_topic:
        label = f"all acts on {', '.join(spec.by_topic)}, tied to the subject or not"
        yield TOPICS, label, replace(spec, on_subject=False, topics=spec.by_topic)
    if spec.private:
        label = "only acts between the states' own organs, none of or towards private actors"
        yield STATES, label, replace(spec, organs_only=True)
