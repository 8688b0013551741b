"""How like the name of a file just published is to that of a file that the case has."""

import re
from calendar import month_abbr, month_name

Likeness = tuple[int, int]
"""How the words of two names lie to each other, 0 for apart, and how many they share."""

APART, SOME, WITHIN, HOLDS, EQUAL = range(5)
"""They share no word, some; one holds all of the other; they are equal."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_PASSING = frozenset(
    {
        "next",
        "new",
        "newest",
        "latest",
        "last",
        "update",
        "updated",
        "final",
        "copy",
        "of",
        "the",
        "as",
        "at",
        "on",
        "to",
        "from",
        "issued",
        "release",
        "released",
        "published",
        "download",
        "downloaded",
        "file",
        "data",
        "export",
        "table",
        "series",
        "csv",
        "fy",
        "fytd",
        "v",
        "version",
        "rev",
        "revised",
        "old",
        "older",
        "newer",
        "current",
        "and",
        "st",
        "nd",
        "rd",
        "th",
        "sept",
    }
) | {name.casefold() for name in (*month_name, *month_abbr)}
"""Words that say which state of a file it is, and not which file."""


def likeness(one: str, other: str) -> Likeness:
    """Compare the words of two names, whatever in them says when.

    Args:
        one: name of the file just published.
        other: name that the case has.
    """
    words, known = _words(one), _words(other)
    shared = len(words & known)
    if not shared:
        return APART, 0
    if words == known:
        return EQUAL, shared
    if known < words:
        return HOLDS, shared
    return (WITHIN if words < known else SOME), shared


def _words(name: str) -> frozenset[str]:
    # Numbers are years, months and days, save in a name that is made of nothing else.
    found = [word.casefold() for word in _WORD.findall(name)]
    words = frozenset(w for w in found if w not in _PASSING and not w.isdecimal())
    return words or frozenset(found)
