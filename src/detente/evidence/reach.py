"""How far a file's silence reaches: where what it does not list is none, and where it is unknown.

A publisher that lists only what happened says "none" by listing nothing. But before a file first
lists a name and after it last does, its silence may as well be a cut, or the same thing under
another name.
"""

from collections.abc import Collection, Iterator, Mapping

from detente.evidence.listing import (
    FEWEST,
    Listing,
    Name,
    asked_names,
    asked_values,
    said_of_period,
)
from detente.evidence.relays import Span, is_steady_from, is_steady_up_to, standing_in
from detente.terms.periods import is_period
from detente.terms.tables import Resource, SeriesSpec

_POOLED = "area"
"""Column of which one value within its time is enough: offices open and close within a place."""


class Reach:
    """Where the files of a measure speak for a series by their silence."""

    def __init__(self, spec: SeriesSpec, listing: Listing) -> None:
        self._spec = spec
        self._listing = listing
        self._every: dict[str, list[Span]] = {}
        self._spans: dict[tuple[Name, str], frozenset[Span]] = {}

    def knows(self, file: Resource, group: str, span: Span, listed: bool) -> bool:
        """Whether a file knows a figure of the series whole, as far as its silence goes.

        Args:
            listed: whether the file has a row of the figure.
        """
        if span not in self._listing.periods.get(file.name, ()):
            return False
        if said_of_period(file, self._spec.period, span) == "silent":
            return False
        if self._spec.missing != "zero":
            return listed
        return not self.beyond(file, group, span)

    def beyond(self, file: Resource, group: str, span: Span) -> tuple[Name, ...]:
        """Return the names asked for of which a file says nothing at a period; none where of all.

        What the case says of the period, the value or the column (`unlisted`) goes first.
        """
        if said_of_period(file, self._spec.period, span) == "none":
            return ()
        return (*self._outside(file, group, span), *self._broken_off(file, group, span))

    def _outside(self, file: Resource, group: str, span: Span) -> Iterator[Name]:
        """Yield the names that a file lists earlier or later alone."""
        for column, values in asked_values(self._spec, group).items():
            listed = {
                value: spans
                for value in values
                if (spans := self._listed((column, value), file.name))
                and not _is_none(file, (column, value))
            }
            within = {v: spans for v, spans in listed.items() if min(spans) <= span <= max(spans)}
            if column == _POOLED and within:
                continue
            for value in listed.keys() - within.keys():
                if not self._stood_in_for(file.name, listed[value], within):
                    yield column, value

    def _stood_in_for(
        self, file: str, spans: frozenset[Span], within: Mapping[str, frozenset[Span]]
    ) -> bool:
        every = self._periods(file)
        return any(standing_in(spans, others, every) for others in within.values())

    def _broken_off(self, file: Resource, group: str, span: Span) -> Iterator[Name]:
        """Yield the names of two columns that stand in all periods but the first or last one."""
        every = self._periods(file.name)
        if len(every) <= FEWEST or span not in (every[0], every[-1]):
            return
        for name in asked_names(self._spec, group):
            spans = self._listed(name, file.name) if len(name) > 2 else frozenset()
            if not spans or span in spans or _is_none(file, name):
                continue
            if _is_all_but(span, spans, every):
                yield name

    def _periods(self, file: str) -> list[Span]:
        if file not in self._every:
            self._every[file] = sorted(self._fitting(self._listing.periods.get(file, ())))
        return self._every[file]

    def _listed(self, name: Name, file: str) -> frozenset[Span]:
        key = name, file
        if key not in self._spans:
            listed = self._listing.names.get(name, {}).get(file, ())
            self._spans[key] = frozenset(self._fitting(listed))
        return self._spans[key]

    def _fitting(self, spans: Collection[Span]) -> Iterator[Span]:
        return (span for span in spans if is_period(self._spec.period, *span))


def _is_none(file: Resource, name: Name) -> bool:
    words = (*reversed(name[1::2]), name[-2])
    said = next((file.unlisted[word] for word in words if word in file.unlisted), "")
    return said == "none"


def _is_all_but(span: Span, spans: Collection[Span], every: list[Span]) -> bool:
    if span == every[-1]:
        return is_steady_up_to(every[-2], spans, every)
    return is_steady_from(every[1], spans, every)
