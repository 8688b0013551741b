"""Subscript ranges: their elements, which element a name means in an equation, and positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from detente.dynamics.limits import MOST_ELEMENTS, MOST_RANGES, MOST_SPELLED_OUT
from detente.dynamics.names import canonical, nearest_name, shown_name
from detente.dynamics.problems import ModelError
from detente.dynamics.vensim_text import Mapped
from detente.terms.errors import shown

# The element that each range of the left side (or, marked `!`, of an aggregation) stands for.
# A range that occurs twice on the left stands for two elements, in order.
Binding = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Subscripts:
    """The subscript ranges of a model, by canonical name.

    Attributes:
        ranges: range → its elements, in order; sub-ranges are spelled out.
        spelling: canonical range or element → how the file writes it.
        mapped: (range written, range on the left) → element on the left → element meant.
        aliases: range → the range it is a copy of (`<->`).
    """

    ranges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spelling: Mapping[str, str] = field(default_factory=dict)
    mapped: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def elements(self, name: str) -> tuple[str, ...]:
        """List the elements a range or a single element stands for."""
        if name in self.ranges:
            return self.ranges[name]
        if name in self.spelling:
            return (name,)
        raise ModelError(
            f"subscript {name!r} is not defined", nearest_name(name, self.spelling.values())
        )

    def position(self, element: str, name: str | None = None) -> int:
        """Count the place of an element, from 1, in the widest range that holds its range."""
        own = set(self.ranges.get(name or "", (element,)))
        wider = [key for key, places in self.places.items() if own <= places.keys()]
        if not wider:
            raise ModelError(f"subscript element {element!r} is in no range", "add it to one")
        return self.places[max(wider, key=lambda key: len(self.ranges[key]))][element] + 1

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, int]]:
        """Return the place of every element in its range, from 0."""
        return {
            name: {element: place for place, element in enumerate(elements)}
            for name, elements in self.ranges.items()
        }

    def resolve(self, name: str, binding: Binding, occurrence: int = 0) -> str:
        """Tell which element a subscript on the right stands for.

        Args:
            name: canonical range, element, or range marked `!`.
            binding: what the ranges of the left side stand for.
            occurrence: how many times the name stood before in the same reference.
        """
        if name in binding:
            bound = binding[name]
            return bound[min(occurrence, len(bound) - 1)]
        if name not in self.ranges:
            return self.elements(name)[0]
        found = {element for element in self._through_relation(name, binding) if element}
        if len(found) == 1:
            return found.pop()
        raise ModelError(
            f"subscript {self.spelling[name]!r} stands on the right but not on the left",
            "add it to the left, or mark it with ! inside SUM or another aggregation",
        )

    def _through_relation(self, name: str, binding: Binding) -> Iterable[str | None]:
        for left, (element, *_) in binding.items():
            if (name, left) in self.mapped:
                yield self.mapped[name, left].get(element)
            elif self.aliases.get(name, name) == self.aliases.get(left, left):
                yield element
            elif left in self.ranges and element in self.ranges[name]:
                mine, theirs = self.places[name].keys(), self.places[left].keys()
                if mine <= theirs or theirs <= mine:
                    yield element


def build_subscripts(definitions: Sequence[Any], explicit: Mapped, read_range: Any) -> Subscripts:
    """Resolve the abstract model's subscript ranges.

    Args:
        definitions: PySD's abstract subscript ranges.
        explicit: mappings that list their elements.
        read_range: reads the elements of a range kept in a file (`GET DIRECT SUBSCRIPT`).

    Raises:
        ModelError: a range is defined through itself.
    """
    raw: dict[str, list[str]] = {}
    spelling: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for item in definitions:
        name = canonical(item.name)
        spelling.setdefault(name, shown_name(item.name))
        if isinstance(item.subscripts, str):
            aliases[name] = canonical(item.subscripts)
            parts = [item.subscripts]
        elif isinstance(item.subscripts, dict):
            parts = list(read_range(item.subscripts))
        else:
            parts = list(item.subscripts)
        raw[name] = [canonical(part) for part in parts]
        for part in parts:
            spelling.setdefault(canonical(part), shown_name(part))
    ranges = _spelled_out(raw)
    # `b: a` with a single range as its element is a copy as well.
    for name, parts in raw.items():
        if len(parts) == 1 and parts[0] in raw:
            aliases.setdefault(name, parts[0])
    mapped = _mappings(definitions, ranges, explicit)
    return Subscripts(ranges, spelling, mapped, aliases)


def _spelled_out(raw: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Write sub-ranges out, each once, however deep they lie in one another."""
    if len(raw) > MOST_RANGES:
        raise ModelError(
            f"the model has {len(raw):,} subscript ranges", f"{MOST_RANGES:,} are the most"
        )
    found: dict[str, tuple[str, ...]] = {}
    total = 0
    for first in raw:
        waiting = [first]
        path: dict[str, None] = {}
        while waiting:
            name = waiting[-1]
            path[name] = None
            inner = [part for part in raw[name] if part in raw and part not in found]
            if circle := next((part for part in inner if part in path), None):
                raise ModelError(
                    f"subscript range {circle!r} is defined through itself", "list its elements"
                )
            if inner:
                waiting.append(inner[0])
                continue
            path.pop(name)
            waiting.pop()
            if name not in found:
                elements = (one for part in raw[name] for one in found.get(part, (part,)))
                found[name] = _counted(name, elements)
                total += len(found[name])
                if total > MOST_SPELLED_OUT:
                    raise ModelError(
                        f"up to {shown(name)}, the subscript ranges have more than "
                        f"{MOST_SPELLED_OUT:,} elements, those of ranges within ranges included",
                        "leave out ranges that nothing needs",
                    )
    return found


def _counted(name: str, elements: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for count, element in enumerate(elements):
        kept[element] = None
        if count >= MOST_ELEMENTS:
            raise ModelError(
                f"the subscript range {shown(name)} has more than {MOST_ELEMENTS:,} elements",
                "use a coarser range",
            )
    return tuple(kept)


def _mappings(
    definitions: Sequence[Any], ranges: Mapping[str, tuple[str, ...]], explicit: Mapped
) -> dict[tuple[str, str], Mapping[str, str]]:
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for item in definitions:
        source = canonical(item.name)
        for target in map(canonical, item.mapping):
            listed = explicit.get((source, target), ranges.get(target, ()))
            table: dict[str, str] = {}
            for mine, theirs in zip(ranges[source], listed, strict=False):
                # One of our elements may stand for a whole sub-range of theirs.
                for element in ranges.get(theirs, (theirs,)):
                    table[element] = mine
            found[source, target] = table
            # Through the copies of the target as well.
            backwards = {mine: theirs for theirs, mine in table.items()}
            if len(backwards) == len(table):
                found.setdefault((target, source), backwards)
    return found
