"""Actors and dyads: who acts, and between which two states.

An actor code is a state (`USA`) or a part of one (`USA.JUD`), as in PLOVER and CAMEO. Codes whose
first part is no declared state (`CRM.SINALOA`, `UN.CND`) are actors too, but belong to no dyad.
"""

import re
from collections.abc import Collection

from detente.terms.errors import nearest

ACTOR_PATTERN = re.compile(r"[A-Z]{2,5}(\.[A-Z0-9]{2,12})?")


def state_of(actor: str) -> str:
    """Return the state (or other first part) of an actor code: `USA.JUD` gives `USA`."""
    return actor.partition(".")[0]


def states_of(dyad: str) -> tuple[str, str]:
    """Return the two states of a dyad name: `USA-MEX` gives `("USA", "MEX")`."""
    first, _, second = dyad.partition("-")
    return first, second


def nearest_dyad(dyad: str, dyads: Collection[str]) -> str:
    """Say which declared dyad could have been meant, for the remedy of an error message."""
    turned = "-".join(reversed(dyad.split("-")))
    if turned in dyads:
        return f"write {turned}: that is how the case names the two states"
    return nearest(dyad, dyads)


def dyad_between(source: str, target: str, dyads: tuple[str, ...]) -> str | None:
    """Return the declared dyad that joins the states of two actors, or None if there is none."""
    pair = {state_of(source), state_of(target)}
    return next((dyad for dyad in dyads if set(states_of(dyad)) == pair), None)
