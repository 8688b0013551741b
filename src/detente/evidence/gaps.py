"""Sums that lack a part: what a file does not list of a period is not known, and not nothing.

Where a publisher lists only what happened, an analyst says so (`missing = "zero"`), or the
publisher's reader knows it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from detente.evidence.relays import Span, standing_in
from detente.sources.readers import LISTED_WHEN_SEEN
from detente.terms.tables import KEY_COLUMNS, SeriesSpec

Key = tuple[str, ...]
"""Values of a figure's keys, in the order of `KEY_COLUMNS`."""
STOPPED = 3
"""Periods without a thing at the end of a file, or before the first that it lists, from which it
had stopped or not begun; over fewer it may be late."""


def lacking(spec: SeriesSpec, listed: Mapping[Span, Collection[Key]]) -> dict[Span, frozenset[str]]:
    """Return the periods of one group and file whose sum lacks a part, and the names of the parts.

    Args:
        spec: the series; with `missing = "zero"` nothing is lacking.
        listed: period → what the file lists of the group.
    """
    found: dict[Span, frozenset[str]] = {}
    if spec.missing != "none":
        return found
    for column in added_columns(spec):
        place = KEY_COLUMNS.index(column)
        parts = {span: {key[place] for key in keys} for span, keys in listed.items()}
        for span, names in lacking_parts(parts).items():
            found[span] = found.get(span, frozenset()) | names
    if not spec.measure.startswith(LISTED_WHEN_SEEN):
        for span, keys in _gaps(listed).items():
            names = frozenset(", ".join(filter(None, key)) for key in keys)
            found[span] = found.get(span, frozenset()) | names
    return found


def added_columns(spec: SeriesSpec) -> tuple[str, ...]:
    """Return the columns of which a series names several values that it adds up."""
    named = [column for column, values in spec.where.items() if len(values) > 1]
    pooled = ["area"] if spec.group == "place" else []
    return tuple(column for column in dict.fromkeys((*named, *pooled)) if column != spec.group)


def lacking_parts(parts: Mapping[Span, Collection[str]]) -> dict[Span, frozenset[str]]:
    """Return the periods of one file in which a part of a sum is missing, and which.

    Names of one thing are one part: such as never stand together, and one that goes on where
    another stops.
    """
    spans: dict[str, set[Span]] = defaultdict(set)
    for span, found in parts.items():
        for part in found:
            spans[part].add(span)
    every = sorted(parts)
    alike = {
        part: {o for o in spans if o == part or standing_in(spans[part], spans[o], every)}
        for part in spans
    }
    lacking = {
        span: frozenset(part for part in spans if not alike[part] & {*found})
        for span, found in parts.items()
    }
    return {span: found for span, found in lacking.items() if found}


def _gaps(listed: Mapping[Span, Collection[Key]]) -> dict[Span, set[Key]]:
    """Return the periods in which a thing is not listed that is listed before and after.

    What is missing from the last one or two periods alone may be late, and what is missing from
    the first may be cut off. Where another name of the thing may stand, nothing is missing.
    """
    every = sorted(listed)
    spans: dict[Key, list[Span]] = {}
    for span in every:
        for key in listed[span]:
            spans.setdefault(key, []).append(span)
    found: dict[Span, set[Key]] = {}
    for key, held in spans.items() if len(spans) > 1 else ():
        first, last = every.index(held[0]), every.index(held[-1])
        start = 0 if first < STOPPED else first
        end = len(every) if len(every) - 1 - last < STOPPED else last
        for span in set(every[start:end]).difference(held):
            if not any(standing_in(held, spans[other], every) for other in listed[span]):
                found.setdefault(span, set()).add(key)
    return found
