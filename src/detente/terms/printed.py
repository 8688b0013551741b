"""Figures as they are printed: how exactly one is given, and when two are the same figure."""

from decimal import Decimal

_SIX_DIGITS = 1e-5
"""Largest relative error of a number printed with six digits: what spreadsheets and programs keep
at the least when they write a number whose decimals they do not fix."""
_BINARY_DIGITS = 11
"""Digits past which a number was not typed but written out by a program, with its rounding."""
_SINGLE = 2.0**-23
"""Relative error of a number that passed through single precision."""
_ADDING = 1e-12
"""Relative error of a sum of a few thousand figures, from the order in which they were added."""
_SLACK = 4 * 2.0**-53
"""Relative error of the difference of two decimals, neither of which is exact in binary."""


class Printed(float):
    """A number that was read from text, and knows how exactly the text gives it.

    Attributes:
        step: one unit of the last digit printed: 0.01 of `12.50`, 1 of `499`, 100 of `1.2e3`.
    """

    __slots__ = ("step",)
    step: float

    @classmethod
    def read(cls, text: str) -> "Printed":
        """Read a decimal number without separators; the caller has checked its form."""
        number = cls(text)
        exponent = Decimal(text).as_tuple().exponent
        number.step = float(f"1e{exponent}") if isinstance(exponent, int) else 0.0
        return number


def same_figure(
    old: float, old_steps: tuple[float, float], new: float, new_steps: tuple[float, float]
) -> bool:
    """Say whether two printings are of one figure: whether they agree as far as both print it.

    Args:
        old, new: the figures.
        old_steps, new_steps: unit of the last digit of the figure as printed, and the finest unit
            in which its file prints any figure of the kind, since `12.5` is `12.5000` where the
            file drops final zeros; 0 where a figure was never printed.

    Returns:
        True where they differ by less than one unit of the last digit of the coarser printing: one
        may be the other rounded, or cut off. Digits that a figure lacks are zeros where its file
        prints such digits elsewhere, except past the sixth; and what is past single precision in
        a number that a program wrote out in full is no digit of the publisher.
    """
    apart, size = abs(old - new), max(abs(old), abs(new))
    if apart <= _ADDING * size:
        return True
    coarser = max(old_steps[0], new_steps[0])
    finer = min(step for step in (old_steps[0], new_steps[0], size or 1.0) if step)
    if finer * 10**_BINARY_DIGITS <= size and apart <= _SINGLE * size:
        return True
    apart += _SLACK * size
    if apart >= coarser:
        return False
    return apart <= _SIX_DIGITS * size or apart < max(old_steps[1], new_steps[1])
