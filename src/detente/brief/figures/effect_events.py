"""The events of an effect as its figures mark them."""

from collections.abc import Collection

from detente.brief.figures.spec import KeyItem
from detente.brief.words import day_name
from detente.effects.results import EffectFinding
from detente.terms.periods import month_number


def events_of(effect: EffectFinding) -> list[tuple[str, str, str]]:
    """Return id, day and label of each event, by day."""
    rows = zip(effect.events, effect.event_dates, effect.event_labels, strict=True)
    return sorted(rows, key=lambda row: (row[1], row[0]))


def key_of(effect: EffectFinding, known: Collection[str]) -> tuple[KeyItem, ...]:
    """Return the numbered events.

    Args:
        known: ids of the events that stand in the brief's chronology.
    """
    return tuple(
        KeyItem(str(i), day_name(day), label, event if event in known else "")
        for i, (event, day, label) in enumerate(events_of(effect), 1)
    )


def position(day: str) -> float:
    """Return where a day lies on the axis of months."""
    return month_number(day[:7]) + (int(day[8:10]) - 1) / 31
