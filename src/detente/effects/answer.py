"""What an effect answers to the question that its label asks, and which doubts were not asked."""

from collections.abc import Iterator

from detente.effects.readings import Readings
from detente.effects.survival import could_show, counting

YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
FEW_PLACEBOS = 19
"""With fewer placebo dates, no effect can be within the top 5%."""


def answer(found: Readings, asks: str, *, survives: bool) -> str:
    """Answer the question in the direction asked: yes, no, or cannot tell.

    No is said where the effect survives the other way, or where the 95% interval excludes every
    change of the asked direction that would have been seen, as long as a doubling or halving would
    have been: from a record that can show hardly anything, no absence can be read.
    """
    main = found.looks.main
    if survives:
        return YES if asks == "change" or (main.median > 0) == (asks == "rise") else NO
    smallest = found.dates.smallest
    if smallest > found.large:
        return CANNOT_TELL
    no_rise, no_fall = main.high95 < smallest, main.low95 > -smallest
    excluded = {"rise": no_rise, "fall": no_fall, "change": no_rise and no_fall}
    return NO if excluded[asks] else CANNOT_TELL


def how_they_fit(said: str, found: Readings, asks: str, *, survives: bool) -> str:
    """Say how an answer and whether the effect survives fit, where one seems to deny the other.

    Returns:
        A sentence with a space before it, or nothing.
    """
    if said != NO:
        return ""
    if survives:
        way = "rise" if found.looks.main.median > 0 else "fall"
        return f" What is shown is a {way}: so the answer is no."
    change = "change" if asks == "change" else asks
    return (
        f" The answer is no all the same, because the 95% interval excludes a {change} as large as "
        f"would have been seen ({found.dates.smallest:.2f}); that the estimate does not survive "
        "says that no other change is shown either."
    )


def missing_doubts(found: Readings, *, controls: bool, placebo_series: bool) -> Iterator[str]:
    """Say which doubts were not asked, a phrase each.

    Args:
        controls, placebo_series: whether any is named.
    """
    if not controls:
        yield "no control is named"
    if not placebo_series:
        yield "no placebo series is named"
    elif not found.placebo_series and not found.unasked:
        yield "no placebo series has enough months around the event"
    yield from found.unasked
    for placebo in found.placebo_series:
        if not could_show(placebo, found):
            yield f"{placebo.label} could not have shown an effect of this size"
    if found.pre_trend is None:
        yield "too few months before the event to ask for a trend"
    count = len(counting(found.dates.placebos))
    if count < FEW_PLACEBOS:
        yield f"only {count} placebo dates, too few for any effect to stand out among them"
