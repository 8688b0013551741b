"""Numbers, periods and intervals as the statements of checks write them."""

import calendar
from collections.abc import Sequence
from datetime import date
from math import isclose

from detente.terms.intervals import Interval
from detente.terms.periods import period_bounds, whole_months


def number(value: float) -> str:
    """Write a number with three significant digits and a true minus; thousands are spaced."""
    size = abs(value)
    if size >= 100:
        text = f"{size:,.0f}".replace(",", "\u202f")
    elif size >= 10:
        text = f"{size:.1f}"
    else:
        text = f"{size:.2f}"
    return f"−{text}" if value < 0 and text.strip("0.") else text


def told_apart(value: float, bound: float) -> tuple[str, str]:
    """Write two numbers with as many digits, and so many that it shows which is the greater."""
    for digits in range(2, 8):
        texts = f"{value:.{digits}f}", f"{bound:.{digits}f}"
        if len(set(texts)) == 2 or isclose(value, bound):
            return texts
    return texts


def interval(draws: object, unit: str = "") -> str:
    """Write the median and the central 90% interval of draws: `0.31 (90%: 0.12 to 0.50)`."""
    summary = Interval.from_draws(draws)
    after = f"{'' if unit == '%' else ' '}{unit}" if unit else ""
    bounds = f"{number(summary.lo90)} to {number(summary.hi90)}"
    return f"{number(summary.median)}{after} (90% interval {bounds})"


def exact(value: float) -> str:
    """Write a figure as it is, or what figures come to: whole, or with two decimals."""
    size = abs(value)
    text = f"{size:,.0f}" if size == round(size) else f"{size:,.2f}"
    text = text.replace(",", "\u202f")
    return f"−{text}" if value < 0 and text.strip("0.") else text


def measured(draws: object, published: float | None, unit: str = "") -> str:
    """Write a published figure as it is, with its interval only where it is in doubt.

    Args:
        published: the figure; None where the draws are of something that was never published.
    """
    if published is None:
        return interval(draws, unit)
    summary = Interval.from_draws(draws)
    after = f"{'' if unit == '%' else ' '}{unit}" if unit else ""
    said = f"{exact(published)}{after}"
    if exact(summary.lo90) == exact(summary.hi90):
        return said
    return f"{said} (90% interval {exact(summary.lo90)} to {exact(summary.hi90)})"


def window(text: str) -> str:
    """Write a window in words: `Jan 2020 to Aug 2023`, `2019`, `15 Oct 2020`.

    One that does not fill whole months is written by its days: `1 Feb 2025 to 20 Jan 2026`.
    """
    start, end = period_bounds(text)
    if "/" not in text and len(text) != 7:
        return text if start != end else _day(start)
    if not whole_months(start, end):
        return f"{_day(start)} to {_day(end)}" if start != end else _day(start)
    first, last = (f"{calendar.month_abbr[day.month]} {day.year}" for day in (start, end))
    return first if first == last else f"{first} to {last}"


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_abbr[day.month]} {day.year}"


def listed(items: Sequence[str]) -> str:
    """Join words as prose does: `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: `1 row`, `3 rows`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
