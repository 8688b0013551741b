"""Names of which one goes on where another stops, in one file: they may be two names of one thing.

Publishers rename with the turn of a year, with a month or two under both names, or after a gap.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import date

Span = tuple[date, date]
FEW = 3
"""Periods of a file in which both names may stand, or neither, where one takes over."""


def takes_over(one: Collection[Span], other: Collection[Span], every: Sequence[Span]) -> bool:
    """Whether a name begins near where another stops for good.

    Args:
        one, other: the periods in which a file lists the earlier and the later name.
        every: those of which it lists anything, in order.
    """
    if not one or not other or min(one) >= min(other) or max(one) >= max(other):
        return False
    stop, start = max(one), min(other)
    if start <= stop:
        both = len(set(one) & set(other))
        return both <= FEW and 2 * both <= min(len(one), len(other))
    return bisect_left(every, start) - bisect_right(every, stop) <= FEW


def is_steady_up_to(stop: Span, spans: Collection[Span], every: Sequence[Span]) -> bool:
    """Whether a name stands in each period of a file up to one."""
    return len(spans) == bisect_right(every, stop)


def is_steady_from(start: Span, spans: Collection[Span], every: Sequence[Span]) -> bool:
    """Whether a name stands in each period of a file from one on."""
    return len(spans) == len(every) - bisect_left(every, start)


def is_steady(spans: Collection[Span], every: Sequence[Span]) -> bool:
    """Whether a name stands in each period of a file from its first to its last."""
    return len(spans) == bisect_right(every, max(spans)) - bisect_left(every, min(spans))


def standing_in(one: Collection[Span], other: Collection[Span], every: Sequence[Span]) -> bool:
    """Whether two names may be of one thing, of which either is enough: never listed together, or
    one taking over from the other."""
    apart = not set(one) & set(other)
    return apart or takes_over(one, other, every) or takes_over(other, one, every)
