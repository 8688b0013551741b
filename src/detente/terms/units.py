"""Units that series are published in, and the few conversions the brief needs."""

from types import MappingProxyType

KG_PER_LB = 0.45359237
"""Kilograms in one avoirdupois pound, exact by definition (NIST SP 811)."""

UNITS = MappingProxyType(
    {
        "lb": "pounds",
        "kg": "kilograms",
        "events": "seizure events",
        "deaths": "deaths",
        "victims": "victims",
        "reports": "laboratory reports",
        "percent": "per cent",
        "mg": "milligrams per tablet",
        "exhibits": "laboratory exhibits",
        "MUSD": "million US dollars",
        "persons": "persons",
        "labs": "laboratories",
        "encounters": "encounters",
        "points": "ideal points",
        "rules": "rules in force",
        "registrations": "registered deaths",
        "states": "states reporting",
    }
)
"""Every unit a series may carry, with its name in words."""


def kg_from_lb(pounds: float) -> float:
    """Convert pounds to kilograms."""
    return pounds * KG_PER_LB
