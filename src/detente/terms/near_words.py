"""Which names a word may be a slip of, and which mean something else though they look alike.

To offer another thing's name is worse than to offer none: whoever follows it counts kilograms as
pounds. No name is offered whose numbers, unit, direction or kind of figure are others.
"""

import re
from collections.abc import Iterable

from detente.terms.units import UNITS


def _all_of(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_LONG = 6
"""Letters of a word from which two slips are likelier than another word."""
_SHORTEST, _MOST_MORE = 3, 4
"""Letters of a word that may be short for another, and how many more that has at most."""
_MOST_SLIPS = 2
_JOINED = 1
"""Slips of two names that are parted into words otherwise."""
_PLAIN = _all_of("a an and by de del for in la of or the to")
"""Words that part the others and say little."""

_OPPOSITES = (
    "north south",
    "northern southern",
    "northwest southwest",
    "northeast southeast",
    "east west",
    "eastern western",
    "import export",
    "imports exports",
    "incl excl",
    "including excluding",
    "include exclude",
    "included excluded",
    "inclusive exclusive",
    "inflow outflow",
    "in out",
    "inbound outbound",
    "increase decrease",
    "up down",
    "lower upper",
    "low high",
    "min max",
    "minimum maximum",
    "male female",
    "men women",
    "urban rural",
    "old new",
    "gross net",
    "first last",
    "start end",
    "before after",
    "pre post",
    "over under",
    "from to",
    "with without",
    "reported predicted",
    "observed expected",
    "actual forecast",
    "real nominal",
    "natural synthetic",
    "legal illegal",
    "final provisional",
    "source target",
    "buy sell",
    "interior exterior",
    "este oeste",
    "norte sur",
    "hombres mujeres",
    "doloso culposo",
    "dolosos culposos",
)
_OPPOSITE = frozenset(frozenset(pair.split()) for pair in _OPPOSITES)
_EITHER = frozenset().union(*_OPPOSITE)
_NEGATIONS = ("un", "non", "in", "il", "dis", "anti", "semi")
_DERIVED = _all_of(
    "adj adjusted ci change cum cumulative diff error estimate estimated expected forecast",
    "interval lower moving nsa old predicted prev previous prior revised rolling sa sd se",
    "seasonally std stderr upper yoy ytd",
)
"""Words that say that a figure is made from others, or stood in their place before."""
_KINDS = _DERIVED | _all_of(
    "age avg average balance count crude index mean median number observed per pct percent",
    "percentage prov provisional ratio rate reported share sum total unadjusted",
)
"""Words that say what kind of figure a name is of."""
_MEASURES = _all_of(
    "barrel bn brl cad cny dollar eur euro g gbp gram kg kilo kilogram kilogramme kilotonne l lb",
    "litre mcg metric mg million billion thousand mn mt mxn ounce oz peso pill pound stone t",
    "tablet ton tonne ug unit usd us yuan",
)
_UNITS = _MEASURES | {word.casefold() for word in UNITS}
_SCALES = "kmgtbcdµ"
"""Letters that before a unit make it another: `g` and `mg`, `USD` and `MUSD`."""
_SHORT_UNIT = 4
_CODE = re.compile(r"((?<![^\W_])[^\W\d_])?([0-9]+)")
"""A number, with the letter before it that makes it a code."""
_SAID_BY_SIGN = {"%": " percent ", "$": " usd ", "€": " eur ", "£": " gbp ", "‰": " permille "}


def may_mean(word: str, known: str) -> bool:
    """Whether a word may be a slip of a known name, or short for it, and not another thing's."""
    ones, others = _words(word), _words(known)
    if _CODE.search(word) and not _has_same_numbers(word, known):
        return False
    if "".join(ones) == "".join(others):
        return True
    left, right = _unmatched(ones, others)
    says = _KINDS | _UNITS
    if any(_stem(one) in says or one in _EITHER for one in {*left, *right}) or _is_opposite(
        ones, others
    ):
        return False
    if not left and len(right) < len(others):
        return True
    return slips("".join(ones), "".join(others)) <= _JOINED


def says_kind(name: str) -> bool:
    """Whether a name says that its figures are an error, a revision or an older state of others."""
    return any(word in _DERIVED for word in _words(name))


def slips(one: str, other: str) -> int:
    """Count letters wrong, missing, too many or changed for their neighbour; 3 for more than 2."""
    if abs(len(one) - len(other)) > _MOST_SLIPS:
        return _MOST_SLIPS + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return min(last[-1], _MOST_SLIPS + 1)


def _words(name: str) -> list[str]:
    for sign, said in _SAID_BY_SIGN.items():
        name = name.replace(sign, said)
    return re.findall(r"[^\W\d_]+", _CODE.sub(" ", name.casefold()))


def _has_same_numbers(word: str, known: str) -> bool:
    ones, others = _CODE.findall(word.casefold()), _CODE.findall(known.casefold())
    return len(ones) == len(others) and all(
        one[0] == other[0] and (int(one[1]) == int(other[1]) or _is_one_too_many(one[1], other[1]))
        for one, other in zip(ones, others, strict=True)
    )


def _is_one_too_many(one: str, other: str) -> bool:
    """Whether one of two serial numbers of a fixed width, as in ids, has a digit more."""
    shorter, longer = sorted((one, other), key=len)
    is_serial = len(shorter) >= _SHORTEST and shorter[0] == longer[0] == "0"
    return is_serial and slips(one, other) == 1 == len(longer) - len(shorter)


def _unmatched(ones: list[str], others: list[str]) -> tuple[list[str], list[str]]:
    """Return the words of two names that are in one of them only, but for slips."""
    left = [word for word in ones if word not in others]
    right = [word for word in others if word not in ones]
    for word in [*left]:
        if match := next((other for other in right if _is_slip(word, other)), ""):
            left.remove(word)
            right.remove(match)
    return _telling(left), _telling(right)


def _telling(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _PLAIN]


def _is_slip(one: str, other: str) -> bool:
    if _stem(one) == _stem(other):
        return True
    if _stem(one) in _UNITS | _KINDS or _is_scaled(one, other):
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST and longer.startswith(shorter):
        return len(longer) - len(shorter) <= _MOST_MORE
    if sorted(one) == sorted(other) or _is_shortened(shorter, longer):
        return True
    return slips(one, other) <= (_MOST_SLIPS if len(longer) >= _LONG else 1)


def _is_shortened(shorter: str, longer: str) -> bool:
    """Whether a word has letters of another in their order, the first among them."""
    rest = iter(longer)
    is_long = len(shorter) > _SHORTEST and shorter[0] == longer[0]
    return is_long and all(letter in rest for letter in shorter)


def _is_scaled(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        return one[0] in _SCALES and other[0] in _SCALES and one[1:] == other[1:] in _MEASURES
    return len(shorter) < _SHORT_UNIT and longer[0] in _SCALES and longer[1:] == shorter


def _is_opposite(ones: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two names differ in a pair of opposites: `incl.`, `excl.`."""
    left, right = set(ones) - set(others), set(others) - set(ones)
    return any(
        {one, other} in _OPPOSITE or _is_negated(one, other) for one in left for other in right
    )


def _is_negated(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST and any(longer == no + shorter for no in _NEGATIONS)


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > 2 else word
