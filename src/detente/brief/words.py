"""Numbers, dates and intervals as the brief prints them."""

import calendar
import math
from datetime import date

from detente.terms.intervals import Interval
from detente.terms.likelihood import likelihood_term, percent
from detente.terms.periods import month_number

THIN_SPACE = "\u202f"
"""Narrow no-break space: groups digits in thousands, as the SI brochure asks."""
MINUS = "\u2212"
NO_BREAK = "\u00a0"

NO_ACT = "no act on record"
UP, DOWN, LEVEL = "▲", "▼", "◆"


def number(value: float, digits: int | None = None) -> str:
    """Print a number with grouped thousands; by default at about three significant digits."""
    if digits is None:
        digits = (
            0 if abs(value) >= 100 or float(value).is_integer() else 1 if abs(value) >= 10 else 2
        )
    text = f"{value:,.{digits}f}".replace(",", THIN_SPACE).replace("-", MINUS)
    return text.removeprefix(MINUS) if not text.strip(f"{MINUS}0.") else text


def signed(value: float, digits: int = 2) -> str:
    """Print a number with its sign; what rounds to zero has none."""
    text = number(value, digits)
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def between(interval: Interval, digits: int = 2) -> str:
    """Print the bounds of the central 90% interval, with signs: `−0.10 to +0.93`."""
    return _unbroken(f"{signed(interval.lo90, digits)} to {signed(interval.hi90, digits)}")


def _unbroken(text: str) -> str:
    """Keep an interval on one line."""
    return text.replace(" ", NO_BREAK)


def estimate(interval: Interval, digits: int = 2) -> str:
    """Print a median with its central 90% interval, with signs."""
    return f"{signed(interval.median, digits)} (90%:{NO_BREAK}{between(interval, digits)})"


def amount(interval: Interval) -> str:
    """Print a positive quantity with its central 90% interval."""
    bounds = _unbroken(f"(90%: {number(interval.lo90)} to {number(interval.hi90)})")
    return f"{number(interval.median)} {bounds}"


def likelihood(probability: float) -> str:
    """Print an ICD 203 term with the probability behind it: `likely (72%)`."""
    return f"{likelihood_term(probability)} ({percent(probability)})"


def month_name(month: str, short: bool = False) -> str:
    """Name a month: `2025-04` gives `April 2025`, or `Apr 2025`."""
    number_ = month_number(month)
    names = calendar.month_abbr if short else calendar.month_name
    return f"{names[number_ % 12 + 1]} {number_ // 12}"


def months_name(first: str, last: str) -> str:
    """Name a run of months: `April to September 2023`, `August 2025 to January 2026`."""
    if first == last:
        return month_name(first)
    start = month_name(first)
    return f"{start.split()[0] if first[:4] == last[:4] else start} to {month_name(last)}"


def day_name(day: str, precision: str = "day", short: bool = False) -> str:
    """Name a day as precisely as it is known: `2025-04-30` gives `30 April 2025`."""
    if precision == "year":
        return day[:4]
    if precision == "month":
        return month_name(day[:7], short)
    return f"{date.fromisoformat(day).day}{NO_BREAK}{month_name(day[:7], short)}"


def period_name(period: str, short: bool = False) -> str:
    """Name a written period; what is neither day nor month is printed as written."""
    try:
        return month_name(period, short) if len(period) == 7 else day_name(period, short=short)
    except ValueError:
        return period.replace("/", " to ")


def counted(count: int, noun: str) -> str:
    """Print a count with its noun in the right number: `1 row`, `2 rows`."""
    return f"{number(count)}{NO_BREAK}{noun}{'' if count == 1 else 's'}"


def counted_acts(cooperative: int, conflictual: int) -> str:
    """Print acts of both kinds: `13 cooperative and 2 conflictual acts`."""
    if cooperative + conflictual == 0:
        return NO_ACT
    return f"{number(cooperative)} cooperative and {number(conflictual)} conflictual acts"


def acts_ratio(cooperative: int, conflictual: int) -> str:
    """Print acts of both kinds in a table: `13 : 2`."""
    return f"{number(cooperative)} : {number(conflictual)}"


def odds(log_odds: float) -> str:
    """Print log odds as cooperative acts to one conflictual act, or the reverse: `3 : 1`."""
    ratio = number(round(math.exp(abs(log_odds)), 1))
    return f"1 : {ratio}" if log_odds < 0 else f"{ratio} : 1"


def listed(items: list[str]) -> str:
    """Join items in a sentence: `a, b and c`."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def sentence(text: str) -> str:
    """Start with a capital and end with a full stop, whatever came in."""
    text = text.strip()
    return text and text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def trend(probability_up: float) -> str:
    """Return the arrow for a change that is up with this probability; a diamond for either way."""
    return UP if probability_up >= 0.55 else DOWN if probability_up < 0.45 else LEVEL


def short_change_words(probability_warmer: float) -> str:
    """Say which way a balance moved in one word and a likelihood: `warmer: likely (72%)`."""
    arrow = trend(probability_warmer)
    if arrow == LEVEL:
        return "no clear change"
    warmer = arrow == UP
    likely = likelihood(probability_warmer if warmer else 1 - probability_warmer)
    return f"{'warmer' if warmer else 'cooler'}: {likely}"


def change_words(probability_warmer: float) -> str:
    """Say in words which way a balance moved within a year, and how likely that is."""
    arrow = trend(probability_warmer)
    if arrow == UP:
        return f"warmer than a year earlier: {likelihood(probability_warmer)}"
    if arrow == DOWN:
        return f"cooler than a year earlier: {likelihood(1 - probability_warmer)}"
    return "no clear change on a year earlier"


def acts_words(probability_more: float) -> str:
    """Say in words which kind of act is the more usual by the counts, and how likely that is."""
    if probability_more >= 0.55:
        return f"more often cooperative than not: {likelihood(probability_more)}"
    if probability_more < 0.45:
        return f"more often conflictual than not: {likelihood(1 - probability_more)}"
    return "about as often of either kind"


def even_words(balance: Interval) -> str:
    """Say in words where the 90% interval of a balance lies."""
    if balance.lo90 > 0:
        return "wholly above even"
    if balance.hi90 < 0:
        return "wholly below even"
    return "even is within it"


def outnumber_sentence(cooperative: int, conflictual: int, probability_more: float) -> str:
    """Say which kind of act was the more numerous, and whether that may be chance."""
    if 0.45 <= probability_more < 0.55:
        return "Neither kind of act is the more usual."
    more = probability_more >= 0.55
    likely = likelihood(probability_more if more else 1 - probability_more)
    first, second = ("Cooperative", "conflictual") if more else ("Conflictual", "cooperative")
    numbers = (cooperative, conflictual) if more else (conflictual, cooperative)
    return (
        f"{first} acts outnumbered {second} ones, {numbers[0]} to {numbers[1]}; that acts there "
        f"are more often {first.lower()} than not is {likely}."
    )


def change_sentence(probability_warmer: float, change: Interval) -> str:
    """Say in a sentence how a balance moved against the year before."""
    moved = f"the balance moved by {estimate(change)}"
    if trend(probability_warmer) == LEVEL:
        return f"Against the twelve months before, {moved}: no clear change."
    warmer = trend(probability_warmer) == UP
    likely = likelihood(probability_warmer if warmer else 1 - probability_warmer)
    word = "warmer" if warmer else "cooler"
    return f"Against the twelve months before, {moved}: that the side became {word} is {likely}."
