"""Effects as the brief prints them: on their own scale, with sign and interval."""

import math
from typing import Protocol

from detente.brief.words import NO_BREAK, signed
from detente.effects.results import EffectFinding, Look

LOG_POINTS = "log points"


class Spread(Protocol):
    """Anything with a median and its central 90% interval."""

    @property
    def median(self) -> float:
        """The middle of the draws."""
        ...

    @property
    def low90(self) -> float:
        """Lower bound of the 90% interval."""
        ...

    @property
    def high90(self) -> float:
        """Upper bound of the 90% interval."""
        ...


def scaled(effect: EffectFinding, value: float) -> str:
    """Print a value on the scale of an effect, with its sign and unit: `+0.40 log points`."""
    return f"{_signed(value)}{NO_BREAK}{effect.scale}"


def estimated(effect: EffectFinding, one: Spread | None = None) -> str:
    """Print median and 90% interval of the effect, or of another on the same scale."""
    of = one or effect
    bounds = f"(90%: {_signed(of.low90)} to {_signed(of.high90)})".replace(" ", NO_BREAK)
    return f"{scaled(effect, of.median)} {bounds}"


def in_per_cent(effect: EffectFinding) -> str:
    """Say what an effect in log points is in per cent, with its interval; else nothing."""
    if effect.scale != LOG_POINTS or effect.dyad:
        return ""
    of = (effect.median, effect.low90, effect.high90)
    median, low, high = (f"{signed(100 * math.expm1(value), 0)}%" for value in of)
    return f"that is {median} (90%: {low} to {high})"


def off_zero(look: Look) -> str:
    """Say on which side of zero the 95% interval of a look lies, if on either."""
    if look.low95 > 0:
        return "95% above zero"
    return "95% below zero" if look.high95 < 0 else "95% about zero"


def _signed(value: float) -> str:
    """Print with two decimals, or with none where hundreds are meant."""
    return signed(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)
