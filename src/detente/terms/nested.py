"""Names that hold others by a code, a range or a place: `T40` and `T40.1`, `15-24` and `15-19`.

What a name's letters and digits say, without any list of drugs or of regions; a guess too, since
codes that are not nested may begin alike, so that figures are looked at beside it.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from detente.terms.beside import Beside
from detente.terms.groups import COUNTRIES, MEXICAN_STATES, STATES_OF_US, one_name
from detente.terms.spelling import plain, spelling_key

_KINDS = "(?:forms?|types?|kinds?|sorts?|presentations?|formas|tipos?|presentaciones)"
_ALL_FORMS = re.compile(
    rf"(.+?) (?:all|any|todas las|todos los|todo)(?: {_KINDS})?(?: combined)?"
    rf"|(?:all|any|todas las|todos los) {_KINDS} (?:of|de) (.+)"
)
_LEADING = re.compile(
    r"([A-Z]{2,3}[-./:][A-Z0-9]{2,3}|[A-Z]{2,3}|[A-Z]{0,3}\d[A-Z0-9]*(?:\.[A-Z0-9]+)*)"
    r"(?:$|[\s:,–—-]+(?=\S))",
    re.ASCII,
)
_OUTLINE = re.compile(r"\d+(?:\.\d+)*")
_DIGITS = re.compile(r"\d{2,}")
_DISEASE = re.compile(r"([A-Z]\d\d)(?:\.?(\d{1,2}))?")
_NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]*")
_ONE = r"[A-Z]\d\d(?:\.\d+)?"
_SPAN = re.compile(rf"(?P<low>{_ONE})\s*(?:-|–|—|to)\s*(?P<high>{_ONE})")
_LISTED = re.compile(rf"(?:.*\()?(?P<codes>{_ONE}(?:\s*(?:-|–|—|to|,|;|and)\s*{_ONE})*)\)?")
_AGE_WORD = r"(?: ?(?:years?|yrs?|yo|anos|y)(?: (?:old|of age|de edad))?)?"
_AGES = re.compile(
    rf"(?:ages?|aged|edad|de)? ?(?:(?P<low>\d{{1,3}}) ?(?:-|to|a) ?(?P<high>\d{{1,3}})"
    rf"|(?:under|below|less than|menores de|<) ?(?P<under>\d{{1,3}})"
    rf"|(?P<over>\d{{1,3}}){_AGE_WORD} ?(?:\+|and (?:over|older|above)|or (?:over|older)|y mas))"
    rf"{_AGE_WORD}"
)
_OLDEST = 999


class _Range(NamedTuple):
    low: float
    high: float
    name: str


def nested_in(name: str, beside: Beside) -> frozenset[str]:
    """Return the names beside one that it holds by its code, its range or its place."""
    return frozenset(
        (
            *_forms(name, beside),
            *_coded(name, beside),
            *_within(name, beside),
            *_places(beside).get(one_name(name), ()),
        )
    ) - {name}


def _forms(name: str, beside: Beside) -> Iterator[str]:
    """Yield what a name of all forms holds: `Fentanyl powder` of `Fentanyl (all forms)`."""
    words = plain(name)
    if match := _ALL_FORMS.fullmatch(words):
        yield from beside.beginning(match[1] or match[2])


def _code(name: str) -> str:
    match = _LEADING.match(name)
    return match[1] if match else ""


@lru_cache(maxsize=8)
def _by_code(beside: Beside) -> tuple[list[str], dict[str, list[str]]]:
    """Return the codes of a column in order, and the names that have each."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in beside.names:
        if code := _code(name):
            found[code].append(name)
    return sorted(found), found


def _coded(name: str, beside: Beside) -> Iterator[str]:
    """Yield the names whose code is one below that of a name: `06037` of `06`, `MX-SON` of `MX`."""
    own = _code(name)
    if not own or (own.isalpha() and own != name):
        return
    codes, names = _by_code(beside)
    for at in range(bisect_left(codes, own), len(codes)):
        if not codes[at].startswith(own):
            return
        if codes[at] != own and _is_below(codes[at], own):
            yield from names[codes[at]]


def _is_below(code: str, own: str) -> bool:
    """Whether a code that begins with another is of a level below it."""
    rest = code[len(own) :]
    if _OUTLINE.fullmatch(own) and rest[0] == "." and _OUTLINE.fullmatch(code):
        return True
    if _DIGITS.fullmatch(own) and _DIGITS.fullmatch(code):
        return len(rest) >= 2
    if _DISEASE.fullmatch(own) and _DISEASE.fullmatch(code):
        return True
    if own.isalpha() and not rest[0].isalnum():
        return True
    nuts = len(own) >= 2 and own[:2].isalpha() and _NUTS.fullmatch(own)
    return bool(nuts) and rest.isalnum() and any(c.isdigit() for c in code) and len(code) <= 5


@lru_cache(maxsize=8)
def _ranges(beside: Beside) -> list[_Range]:
    """Return the ages and single codes of diseases of a column, in order of their beginning."""
    found = [_Range(*ages, name) for name in beside.names if (ages := _ages(name))]
    for name in beside.names:
        spans = _diseases(name)
        if len(spans) == 1:
            found.append(_Range(*spans[0], name))
    return sorted(found)


def _within(name: str, beside: Beside) -> Iterator[str]:
    """Yield the names whose range lies within that of a name, and is not all of it."""
    own = [ages] if (ages := _ages(name)) else _diseases(name)
    if not own or not (ranges := _ranges(beside)):
        return
    for low, high in own:
        for at in range(bisect_left(ranges, (low,)), len(ranges)):
            part = ranges[at]
            if part.low > high:
                break
            if part.high <= high and own != [(part.low, part.high)]:
                yield part.name


def _ages(name: str) -> tuple[float, float] | None:
    match = _AGES.fullmatch(spelling_key(name))
    if match is None:
        return None
    if match["under"]:
        return 0, int(match["under"]) - 1
    if match["over"]:
        return int(match["over"]), _OLDEST
    low, high = int(match["low"]), int(match["high"])
    return (low, high) if low <= high else None


def _diseases(name: str) -> list[tuple[float, float]]:
    """Return the spans of codes of diseases that a name lists: `Opioids (T40.0-T40.4, T40.6)`."""
    match = _LISTED.fullmatch(name)
    if match is None:
        return []
    spans = [(_number(m["low"])[0], _number(m["high"])[1]) for m in _SPAN.finditer(match["codes"])]
    rest = _SPAN.sub("", match["codes"])
    spans += [_number(code) for code in re.findall(_ONE, rest)]
    return sorted(spans)


def _number(code: str) -> tuple[float, float]:
    """Return from where to where a code of diseases reaches, above what ages may be."""
    whole, _, decimals = code[1:].partition(".")
    first = 1_000 * (ord(code[0]) - ord("A") + 2) + 10 * int(whole)
    if not decimals:
        return first, first + 9.999
    at = first + float(f"{decimals[0]}.{decimals[1:] or 0}")
    return at, at + (0.999 if len(decimals) == 1 else 0.0999)


@lru_cache(maxsize=8)
def _places(beside: Beside) -> dict[str, list[str]]:
    """Return the names that say of which state or country they are: `Los Angeles County, CA`."""
    known = {*STATES_OF_US, *STATES_OF_US.values(), *MEXICAN_STATES, *COUNTRIES}
    found: dict[str, list[str]] = defaultdict(list)
    for name in beside.names:
        _, comma, last = name.rpartition(",")
        if comma and plain(last) in known:
            found[one_name(last)].append(name)
    return found
