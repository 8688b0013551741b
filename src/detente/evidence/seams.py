"""Where a series goes on at another level from one file to the next: another unit, perhaps.

Two vintages that share no period, or one, cannot be compared figure by figure. But a level that
jumps where the file changes, by a factor between units and as it does nowhere within a file, is
likelier a change of unit than of what is counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, sqrt
from statistics import median, pstdev

from detente.evidence.factors import near_factor
from detente.evidence.relays import Span

_SIDE = 3
"""Figures on either side of a seam that make its level."""
_LEAST = log(1.8)
"""Jumps of the logarithm below this are what figures do."""
_FAR = log(20)
"""Jumps above it are told even where they are no factor between units: per head, and in all."""
_SURE = 4
"""Standard errors of the two levels by which they have to lie apart."""
_NEAR = 0.25
"""How near a jump has to come to a factor at the least, in the logarithm, whatever its error."""
_OTHERS = 1.5
"""How much a jump has to exceed the largest one within a file."""
_UNKNOWN, _SMALLEST = 0.4, 0.05
"""Spread of the logarithm where too few figures tell it, and the least that is believed."""
_FEW = 2
"""Shared periods that are told here; of more, the comparison of the two files tells."""
_SHARED = 0.03
"""How exactly a shared figure has to show a factor, in the logarithm."""
_STEADY, _EXACT = 0.08, 0.08
"""Error of two levels within a file, and how near a factor between units they have to be."""

Levels = Mapping[Span, Mapping[str, float]]
"""Period → file → the figure there; the file that the series takes first."""


@dataclass(frozen=True, slots=True)
class Seam:
    """A change of level where one file takes over from another, or within one file.

    Attributes:
        before, after: the two files; the same one twice within a file.
        span: the first period after it.
        low, high: the levels before and after it.
        words: what the factor between them says; empty where it is none between units.
    """

    before: str
    after: str
    span: Span
    low: float
    high: float
    words: str


def seams(levels: Levels) -> Iterator[Seam]:
    """Yield the seams of one group of a series at which its unit may have changed."""
    chain = [(span, *next(iter(of.items()))) for span, of in sorted(levels.items())]
    usual = _largest_within(chain)
    for place in range(1, len(chain)):
        (_, one, _), (span, other, _) = chain[place - 1 : place + 1]
        if one == other and len(levels[chain[place - 1][0]]) > 1 == len(levels[span]):
            # From here on the newer file has no older one beside it.
            enough = _are_enough(*_sides(chain, place, 2 * _SIDE))
            found = _jump(chain, place, usual) if enough else None
            found = found or _within(chain, place)
        elif one == other:
            found = _within(chain, place)
        elif shared := [(of[one], of[other]) for of in levels.values() if {one, other} <= {*of}]:
            found = _in_shared(shared)
        else:
            found = _jump(chain, place, usual)
        if found:
            yield Seam(one, other, span, *found)


_Jump = tuple[float, float, str]


def _within(chain: Sequence[tuple[Span, str, float]], place: int) -> _Jump | None:
    """Return the levels within a file where nothing but another unit explains them."""
    found = _jump(chain, place, 0.0)
    if found is None or found[0] * found[1] <= 0 or not found[2]:
        return None
    ratio = found[1] / found[0]
    if abs(log(ratio)) > _FAR:
        return found
    # Real figures halve now and then, but hardly by a unit's factor where all else is so steady.
    before, after = _sides(chain, place, 2 * _SIDE)
    steady = _are_enough(before, after) and min(*before, *after) > 0
    exact = steady and _error(before, after) < _STEADY and near_factor(ratio, _EXACT)
    return found if exact else None


def _are_enough(before: Sequence[float], after: Sequence[float]) -> bool:
    return min(len(before), len(after)) > _SIDE


def _in_shared(shared: Sequence[tuple[float, float]]) -> _Jump | None:
    """Return the levels that two files give of the same periods, where a factor is between them."""
    pairs = [(old, new) for old, new in shared if old and new]
    if not 1 <= len(pairs) <= _FEW:
        return None
    ratios = [new / old for old, new in pairs]
    low, high = (median(side) for side in zip(*pairs, strict=True))
    if all(ratio < 0 for ratio in ratios):
        return low, high, "another sign"
    if min(ratios) <= 0 or abs(log(median(ratios))) < _LEAST:
        return None
    if max(ratios) > min(ratios) * exp(2 * _SHARED):
        return None
    words = near_factor(median(ratios), _SHARED)
    return (low, high, words) if words else None


def _jump(chain: Sequence[tuple[Span, str, float]], place: int, usual: float) -> _Jump | None:
    """Return the levels on both sides of a place where they lie too far apart to be chance."""
    before, after = _sides(chain, place, 2 * _SIDE)
    if not before or not after:
        return None
    if max(before) < 0 < min(after) or max(after) < 0 < min(before):
        return median(before[-_SIDE:]), median(after[:_SIDE]), "another sign"
    before, after = ([v for v in side if v > 0] for side in (before, after))
    if not before or not after:
        return None
    low, high = median(before[-_SIDE:]), median(after[:_SIDE])
    apart = abs(log(high / low))
    # The error is dear, and seldom asked for.
    if apart < max(_LEAST, _OTHERS * usual) or apart < _SURE * (error := _error(before, after)):
        return None
    words = near_factor(high / low, min(2 * error, _NEAR)) or ""
    return (low, high, words) if words or apart > _FAR else None


def _sides(
    chain: Sequence[tuple[Span, str, float]], place: int, most: int
) -> tuple[list[float], list[float]]:
    """Return the figures of one file up to a place, and of the next from there on."""
    one, other = chain[place - 1][1], chain[place][1]
    start, end = place, place
    while start > 0 and place - start < most and chain[start - 1][1] == one:
        start -= 1
    while end < len(chain) and end - place < most and chain[end][1] == other:
        end += 1
    return [c[2] for c in chain[start:place]], [c[2] for c in chain[place:end]]


def _error(before: Sequence[float], after: Sequence[float]) -> float:
    """Return the standard error of the difference of two levels, in the logarithm."""
    counts = [min(len(side), _SIDE) for side in (before, after)]
    free = len(before) + len(after) - 2
    squares = sum(len(s) * pstdev([log(v) for v in s]) ** 2 for s in (before, after))
    spread = max(sqrt(squares / free), _SMALLEST) if free >= 2 else _UNKNOWN
    # The median of three is a quarter less exact than their mean.
    return 1.25 * spread * sqrt(sum(1 / count for count in counts))


def _largest_within(chain: Sequence[tuple[Span, str, float]]) -> float:
    """Return the largest change of level within a file, in the logarithm."""
    largest = 0.0
    for place, ((_, one, _), (_, other, _)) in enumerate(pairwise(chain), start=1):
        if one == other:
            before, after = _sides(chain, place, _SIDE)
            lows, highs = [v for v in before if v > 0], [v for v in after if v > 0]
            if len(lows) > 1 and len(highs) > 1:
                largest = max(largest, abs(log(median(highs) / median(lows))))
    return largest
