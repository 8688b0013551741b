"""Figures as they are printed: how exactly one is given, and when two are the same figure."""

from decimal import Decimal

_SIX_DIGITS = 5e-6
"""Largest relative error of a number printed with six digits: what spreadsheets and programs keep
at the least when they write a number whose decimals they do not fix."""
_SLACK = 1e-9
"""Share of a printed step that a half may be off, since decimals have no exact binary form."""


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
        True where they are equal once rounded to the coarser of the two printings. Digits that one
        of them lacks are zeros where its file prints such digits elsewhere, except past the sixth:
        those are the noise of the program that wrote the file.
    """
    apart = abs(old - new)
    if not _within(apart, max(old_steps[0], new_steps[0])):
        return False
    noise = _SIX_DIGITS * max(abs(old), abs(new))
    return apart <= noise or _within(apart, max(old_steps[1], new_steps[1]))


def _within(apart: float, step: float) -> bool:
    return apart <= step * (0.5 + _SLACK)
