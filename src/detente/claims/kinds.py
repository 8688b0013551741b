"""The kind of events that a count is a part of: drawn by a stated filter, not by a list."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from detente.claims import words
from detente.claims.check import FILTERS, CheckSpec
from detente.claims.directed import is_of
from detente.evidence.counted import UNCOUNTED_SCOPES
from detente.terms.errors import nearest, shown
from detente.terms.events import EVENT_CLASSES, Event

CLASSES = ("cooperation", "conflict")
Wrong = tuple[str, str]
"""A problem and its remedy."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A filter of events; each part that is empty lets every event pass.

    Attributes:
        by, towards: actors, or the states that they are parts of.
        sides: dyads, `domestic` or `multilateral`.
        classes: cooperation, conflict, or both.
        types: PLOVER types.
    """

    by: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def draws(self, event: Event) -> bool:
        """Return whether an event is of the kind."""
        kind = event.event_class
        own = "" if kind is None else CLASSES[not kind.is_cooperation]
        return (
            (not self.by or any(is_of(event.source_actor, one) for one in self.by))
            and (not self.towards or any(is_of(event.target_actor, one) for one in self.towards))
            and (not self.sides or event.scope in self.sides)
            and (not self.topics or event.topic in self.topics)
            and (not self.classes or own in self.classes)
            and (not self.types or event.event_type in self.types)
        )

    def __str__(self) -> str:
        """Say what it is drawn by: `by MEX, side domestic, topics legal and security`."""
        named = (
            ("by", self.by),
            ("towards", self.towards),
            ("side", self.sides),
            ("topics", self.topics),
            ("class", self.classes),
            ("types", self.types),
        )
        return ", ".join(f"{name} {words.listed(sorted(own))}" for name, own in named if own)


def kind_of(spec: CheckSpec) -> Kind | None:
    """Return the kind that a check draws with `of`; None where it draws none."""
    given = spec.options.get("of")
    if not isinstance(given, Mapping):
        return None
    asked = {name: _texts(given.get(name)) for name in FILTERS}
    return Kind(*(asked[name] for name in FILTERS))


def kind_problems(
    spec: CheckSpec, dyads: Collection[str], topics: Collection[str]
) -> Iterator[Wrong]:
    """Yield what a filter names that the case has not."""
    kind = kind_of(spec)
    if kind is None:
        return
    admitted = (
        ("side", kind.sides, (*dyads, *UNCOUNTED_SCOPES)),
        ("topics", kind.topics, topics),
        ("class", kind.classes, CLASSES),
        ("types", kind.types, tuple(EVENT_CLASSES)),
    )
    for name, given, there in admitted:
        for one in given if there else ():
            if one not in there:
                yield (
                    f"of draws events by {name} {shown(one)}, of which there are none",
                    nearest(one, there),
                )


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, tuple) else ()
