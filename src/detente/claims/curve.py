"""The specification curve: every reading of a claim side by side, and how many agree."""

from collections.abc import Sequence

from detente.claims.confidence import Run, agrees
from detente.claims.verdict import Curve, Reading

MAIN = "The claim's own checks together"


def specification_curve(probability: float | None, alternatives: Sequence[Run]) -> Curve:
    """Put the claim's own reading among the others, least probable first.

    Args:
        probability: of the claim by its own checks; None where none could be run.
    """
    others = [
        Reading(
            finding.label,
            finding.probability,
            None
            if probability is None or finding.probability is None
            else agrees(probability, finding.probability),
        )
        for _, finding in alternatives
    ]
    own = () if probability is None else (Reading(MAIN, probability, True, main=True),)
    readings = sorted(
        (*own, *others),
        key=lambda reading: (reading.probability is None, reading.probability or 0.0),
    )
    known = [r.probability for r in readings if r.probability is not None]
    return Curve(
        readings=tuple(readings),
        ran=sum(reading.probability is not None for reading in others),
        agreeing=sum(reading.agrees is True for reading in others),
        lowest=min(known, default=None),
        highest=max(known, default=None),
    )
