"""Aftermath: acts that report or settle the events of an effect, rather than follow from them.

A turn that such acts alone show is the affair's own, so that an effect on the index is shown with
them and without.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from detente.effects.evidence import EffectEvidence
from detente.effects.spec import EffectSpec
from detente.terms.events import Event

DAYS = 60
"""Acts of an event's topic between its two states within so many days after it are aftermath.

After the day that dates it: what followed an announcement and came before the deed is no aftermath
of the deed.
"""


def aftermath_of(
    spec: EffectSpec,
    evidence: EffectEvidence,
    terms: Iterable[Sequence[Event]],
    counted: Collection[str],
) -> tuple[Event, ...]:
    """Return the acts that report or settle some events, by date.

    Those that the effect names, where it names any or says that there is none; else those found by
    topic and date. Only acts that the side's index counts can change it.

    Args:
        terms: the events of the effect; the first of each dates it.
        counted: ids of the acts that are counted for the side, without those of the effect's own.
    """
    chosen: Iterable[Event]
    if spec.aftermath is not None:
        known = [name for name in spec.aftermath if evidence.happening(name)]
        chosen = evidence.rows_of(known)
    else:
        told = tuple(terms)
        chosen = (event for event in evidence.events if _follows(event, told))
    kept = {event.id: event for event in chosen if event.id in counted}
    return tuple(sorted(kept.values(), key=lambda event: (event.event_date, event.id)))


def _follows(act: Event, terms: Iterable[Sequence[Event]]) -> bool:
    return any(
        act.topic == event.topic
        and act.event_date >= term[0].event_date
        and timedelta() <= act.event_date - event.event_date <= timedelta(DAYS)
        for term in terms
        for event in term
    )
