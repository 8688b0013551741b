"""Factors between units that are taken for each other, with what each says."""

import re
from math import log
from types import MappingProxyType

FACTORS = (
    (2.204623, "kilograms told in pounds"),
    (0.4535924, "pounds told in kilograms"),
    (1000.0, "thousands told in ones"),
    (0.001, "ones told in thousands"),
    (1e6, "millions told in ones"),
    (1e-6, "ones told in millions"),
    (100.0, "shares told in per cent"),
    (0.01, "per cent told as shares"),
    (10.0, "a digit or a decimal sign"),
    (0.1, "a digit or a decimal sign"),
    (12.0, "months told as years"),
    (1 / 12, "years told as months"),
    (4.0, "quarters told as years"),
    (0.25, "years told as quarters"),
    (28.34952, "ounces told in grams"),
    (0.03527396, "grams told in ounces"),
    (16.0, "pounds told in ounces"),
    (0.0625, "ounces told in pounds"),
    (2000.0, "tons told in pounds"),
    (0.0005, "pounds told in tons"),
    (0.9071847, "tons told in tonnes"),
    (1.102311, "tonnes told in tons"),
)
"""Times by which a figure is higher where its unit is mistaken, and how."""

_WEIGHTS = MappingProxyType(
    {"kg": "kilograms", "lb": "pounds", "g": "grams", "oz": "ounces", "t": "tonnes"}
)
_OF_WEIGHT = re.compile(r"\b(?:kilograms|pounds|grams|ounces|tons|tonnes)\b")


def fits_unit(words: str, unit: str) -> bool:
    """Whether the words of a factor may be of figures in a unit: no lb are grams told in ounces."""
    named = _OF_WEIGHT.findall(words)
    return not named or _WEIGHTS.get(unit) in named


def near_factor(ratio: float, within: float) -> str | None:
    """Return what a ratio of two levels says where it is near a factor between units; else None.

    Args:
        ratio: above 0.
        within: how far the logarithms may lie apart.
    """
    apart, words = min((abs(log(ratio) - log(factor)), words) for factor, words in FACTORS)
    return words if apart <= within else None
