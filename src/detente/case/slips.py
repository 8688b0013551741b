"""Whether one name is likely to be another: misspelt, marked, or with more words to it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from detente.terms.near_words import slips
from detente.terms.spelling import folded_space, spelling_key

_MARK = (
    r"[\s*†‡§¶#^.,:;¹²³⁰⁴-⁹ᵃ-ᶜ~_-]|[\[(](?:\d{1,2}|[a-z]|[*†‡§]+|(?:foot)?note ?\w{0,2}"
    r"|prelim\w*\.?|provisional|revised)[\])]"
)
_BEFORE = re.compile(rf"^(?:{_MARK})+", re.IGNORECASE)
_AFTER = re.compile(rf"(?:{_MARK})+$|(?<=[^\W\d_]{{3}})\d$", re.IGNORECASE)
_CODE = r"[^\W\d_]?\d[\w.-]*"
_STEMS = (
    re.compile(r"(.{3,}?) ?[\[({][^\[\](){}]*[\])}]"),
    re.compile(r"[\[({][^\[\](){}]*[\])}] ?(.{3,})"),
    re.compile(r"(.{3,}?)(?: [-–—] |[,;:] ?| ?/ ?)\S.*"),
    re.compile(r"(.{3,}?) [^\W\d_]\d[\w.-]*"),
    re.compile(rf"{_CODE}[.:)]? (?:- )?(.{{3,}})"),
)
"""A name with a code or an explanation behind or before it: `Heroin (T40.1)`, `T40.1 Heroin`."""
_LONG, _SHORT, _SHORTEST = 8, 5, 3
"""Letters of a word in which two slips are likelier than another word, in which one is, and in
which two letters changed for each other or one typed twice are."""
_LONGEST = 200
_MOST_LETTERS = 60
"""Letters of a name up to which it is compared with all others of its column."""


def bare_name(name: str) -> str:
    """Return what is left of a name without marks of footnotes and punctuation around it."""
    bare = _AFTER.sub("", _BEFORE.sub("", folded_space(name)))
    return spelling_key(bare or name)


@lru_cache(maxsize=4096)
def stems(name: str) -> frozenset[str]:
    """Return the names that this one may be with a code or an explanation added."""
    text = name[:_LONGEST]
    found = (pattern.fullmatch(text) for pattern in _STEMS)
    return frozenset(spelling_key(match[1]) for match in found if match)


def is_worded(name: str, known: str) -> bool:
    """Whether one of two names is the other with a code or an explanation added."""
    return spelling_key(known) in stems(name) or spelling_key(name) in stems(known)


def is_near(name: str, known: str) -> bool:
    """Whether one name is likely to be a slip of the other.

    One slip in a word of 5 letters or more, two in one of 8 or more that begins alike, a space too
    many, or in a word of 3 or 4 letters two that changed places or one typed twice. Names that
    differ in a digit or otherwise in a short word are two: regions, codes and `MDA` do.
    """
    words = _differing(name, known)
    return words is not None and (words == ("", "") or _is_near_word(*words))


def slip_keys(name: str) -> Iterator[str]:
    """Yield keys of which any two names that differ in one letter, or in two next, share one."""
    letters = "".join(re.findall(r"[^\W_]+", spelling_key(name[:_LONGEST])))
    yield letters
    if len(letters) <= _MOST_LETTERS:
        yield from {letters[:place] + letters[place + 1 :] for place in range(len(letters))}


def _differing(name: str, known: str) -> tuple[str, str] | None:
    """Return the only word in which two names differ; two empty ones where they differ in none."""
    one, other = spelling_key(name[:_LONGEST]), spelling_key(known[:_LONGEST])
    if one == other or re.findall(r"\d", one) != re.findall(r"\d", other):
        return None
    ones, others = re.findall(r"[^\W_]+", one), re.findall(r"[^\W_]+", other)
    if "".join(ones) == "".join(others):
        return "", ""
    if len(ones) != len(others):
        return None
    differing = [pair for pair in zip(ones, others, strict=True) if pair[0] != pair[1]]
    return differing[0] if len(differing) == 1 else None


def _is_near_word(one: str, other: str) -> bool:
    wrong, shortest = slips(one, other), min(len(one), len(other))
    if shortest >= _LONG and one[0] == other[0]:
        return wrong <= 2
    if max(len(one), len(other)) >= _SHORT:
        return wrong <= 1
    return shortest >= _SHORTEST and wrong <= 1 and _is_of_the_fingers(one, other)


def _is_of_the_fingers(one: str, other: str) -> bool:
    """Whether two words have the same letters, or one of them has a letter twice in a row."""
    if len(one) == len(other):
        return sorted(one) == sorted(other)
    shorter, longer = sorted((one, other), key=len)
    doubled = (
        longer[:n] + longer[n + 1 :] for n in range(1, len(longer)) if longer[n] == longer[n - 1]
    )
    return shorter in doubled
