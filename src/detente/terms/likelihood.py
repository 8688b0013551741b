"""Words for probabilities and for confidence, kept apart.

Reference: Office of the Director of National Intelligence (2015), Intelligence Community Directive
203, Analytic Standards, section D.6.e(2).
"""

from enum import StrEnum
from types import MappingProxyType

FLOOR, CEILING = 0.01, 0.99
"""A probability is never printed as 0 or 1; a finite sample cannot carry more."""

LIKELIHOOD_TERMS = MappingProxyType(
    {
        "almost no chance": (0.01, 0.05),
        "very unlikely": (0.05, 0.20),
        "unlikely": (0.20, 0.45),
        "roughly even": (0.45, 0.55),
        "likely": (0.55, 0.80),
        "very likely": (0.80, 0.95),
        "almost certain": (0.95, 0.99),
    }
)
"""The seven terms and the probabilities they cover, lower bound included."""


class Confidence(StrEnum):
    """How good and how much in agreement the evidence is; says nothing of the probability."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


def bounded(probability: float) -> float:
    """Keep a probability within what may be printed, 0.01 to 0.99.

    Raises:
        ValueError: it is no probability at all.
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability!r} is not a probability")
    return min(max(probability, FLOOR), CEILING)


def likelihood_term(probability: float) -> str:
    """Return the ICD 203 term for a probability."""
    p = bounded(probability)
    for term, (_, upper) in LIKELIHOOD_TERMS.items():
        if p < upper:
            return term
    return "almost certain"


def percent(probability: float) -> str:
    """Write a probability as a whole percentage that is never 0% or 100%."""
    return f"{round(100 * bounded(probability))}%"
