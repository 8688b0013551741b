"""How far a row of the chronology can be relied on, and whether two rows are independent.

The chronology states for each row how directly its page supports it: high or medium. A medium row
is taken to be right with probability 0.85, and a high one with 0.97. Both are set and not measured:
how often such rows are wrong nobody has counted.
"""

import re
from collections.abc import Sequence
from types import MappingProxyType

from detente.terms.events import Event

RELIABILITY = MappingProxyType({"high": 0.97, "medium": 0.85})
"""Probability that a row is right in date and content, by its stated confidence."""
RELIABILITY_UNSTATED = 0.7
"""The same where the row states another confidence, or none."""

_AGENCIES = MappingProxyType(
    {
        r"\bAP\b|Associated Press": "ap",
        r"Reuters": "reuters",
        r"\bAFP\b": "afp",
        r"\bEFE\b": "efe",
        r"Xinhua": "xinhua",
        r"Bloomberg": "bloomberg",
    }
)


def publisher_key(publisher: str) -> str:
    """Reduce a publisher's name to who wrote the text, so that reprints count once.

    A wire agency named anywhere in it is the author; otherwise what comes before a bracket, a
    slash or `via`.
    """
    for pattern, agency in _AGENCIES.items():
        if re.search(pattern, publisher):
            return agency
    return re.split(r"[(/]| via | text ", publisher)[0].strip().casefold()


def publishers(events: Sequence[Event]) -> int:
    """Count the independent publishers of some rows."""
    return len({publisher_key(event.publisher) for event in events})


def reliability(rows: Sequence[Event]) -> float:
    """Return the probability that something happened as its rows say.

    1 − Π (1 − r) over independent publishers, each taken at its best row: it did not happen only
    if every publisher is wrong on its own.
    """
    best: dict[str, float] = {}
    for row in rows:
        key = publisher_key(row.publisher)
        value = RELIABILITY.get(row.confidence, RELIABILITY_UNSTATED)
        best[key] = max(best.get(key, 0.0), value)
    wrong = 1.0
    for value in best.values():
        wrong *= 1 - value
    return 1 - wrong


def high_share(events: Sequence[Event]) -> float:
    """Return the share of rows whose page supports them directly; 1 where there are no rows."""
    return sum(event.confidence == "high" for event in events) / len(events) if events else 1.0
