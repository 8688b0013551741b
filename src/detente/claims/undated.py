"""Figures of which nobody kept the day on which they were published or quoted."""

from datetime import date

from detente.claims.check import UncoveredError
from detente.terms.tables import Series


def undated_error(series: Series, as_of: date) -> UncoveredError:
    """Say that figures may have been out on a day, and that nobody can tell."""
    return UncoveredError(
        f"Which figures of {series.spec.title} were out by {as_of} is not known: the day on which "
        f"each was published or quoted was not kept, nor a state of their file from before "
        f"{series.undated_until}.",
        unkept=True,
    )
