"""Units that series are published in: their words, and which values they can have."""

from dataclasses import dataclass
from types import MappingProxyType

KG_PER_LB = 0.45359237
"""Kilograms in one avoirdupois pound, exact by definition (NIST SP 811)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What figures of one unit can be.

    Attributes:
        words: its name.
        whole: whether its figures are counts, which have no fractions.
        low, high: bounds of a figure, both included; None for none.
        sign: what may stand after a number of it.
        also: other writings of its key.
        additive: whether figures of several months can be added; not those of a stock, which
            counts the same again in each month, nor averages.
        as_published: whether it is a share, score or content, whose effects add up.
    """

    words: str
    whole: bool = False
    low: float | None = 0.0
    high: float | None = None
    sign: str = ""
    also: tuple[str, ...] = ()
    additive: bool = True
    as_published: bool = False


_MOST = 1e10
"""More than there are people; a count beyond it has lost its separators."""


def _count(words: str, *, additive: bool = True) -> Unit:
    return Unit(words, whole=True, high=_MOST, additive=additive)


UNITS = MappingProxyType(
    {
        "lb": Unit("pounds", high=1e12, also=("lbs", "lbs.", "lb.")),
        "kg": Unit("kilograms", high=1e12, also=("kgs", "kg.")),
        "events": _count("seizure events"),
        "deaths": _count("deaths"),
        "victims": _count("victims"),
        "reports": _count("laboratory reports"),
        # Changes too are published in per cent, down and manifold up. What lies further out is a
        # decimal comma or a shifted column; a reader of shares bounds them closer.
        "percent": Unit(
            "per cent", low=-1_000.0, high=1_000.0, sign="%", additive=False, as_published=True
        ),
        "mg": Unit("milligrams per tablet", high=1_000.0, additive=False, as_published=True),
        "exhibits": _count("laboratory exhibits"),
        # Balances are published too. The bounds are about the product of the world: what lies
        # further out is in dollars.
        "MUSD": Unit("million US dollars", low=-1e8, high=1e8),
        "persons": _count("persons"),
        "labs": _count("laboratories"),
        "encounters": _count("encounters"),
        # On a standard-normal scale; what lies further out is a shifted column.
        "points": Unit("ideal points", low=-10.0, high=10.0, additive=False, as_published=True),
        "rules": _count("rules in force", additive=False),
        "registrations": _count("registered deaths"),
        "states": _count("states reporting", additive=False),
    }
)
"""Every unit a series may carry."""


def unit_words(unit: str) -> str:
    """Return the name of a unit; one that is not known is its own name."""
    return UNITS[unit].words if unit in UNITS else unit


def adds_over_time(unit: str) -> bool:
    """Whether figures of a unit over several months can be added; one not known is taken so."""
    return unit not in UNITS or UNITS[unit].additive


AVERAGES = frozenset({"percent", "points", "mg"})
"""Units of shares, positions and means, which are never added."""


def kg_from_lb(pounds: float) -> float:
    """Convert pounds to kilograms."""
    return pounds * KG_PER_LB
