"""Rival explanations of the fall after 2023, each held against the months it has not seen.

A comparison to be reported, not a choice: the slow drivers of demand and supply are free in every
variant, so that a low score of one does not mean that its explanation is wrong, only that it
forecasts no better.
"""

from detente.scenarios.posterior import RIVALS

EVERY, NONE = "all of them", "none of them"
VARIANTS = (EVERY, NONE, *RIVALS)
"""Names of the variants of the model: the rival that each keeps, or all, or none."""


def without(name: str) -> tuple[str, ...]:
    """List the parameters that a variant leaves at nothing."""
    if name == EVERY:
        return ()
    return tuple(rival for rival in RIVALS if rival != name)
