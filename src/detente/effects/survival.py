"""The rule by which an effect survives its doubts. A causal claim rests only on one that does."""

from collections.abc import Iterable, Iterator

from detente.effects.readings import Dates, Looks, Readings
from detente.effects.results import EffectVariant, Look, Placebo, PlaceboSeries

PLACEBO_SHARE = 0.05
"""The effect must be among this share of the placebo dates, itself counted in."""
ALARMS_MOST = 0.10
"""5% are expected; two binomial standard errors of about a hundred dates are 4 points more."""

NEAR_MONTHS = 6
"""Placebos this near to the event are shown and not counted."""
POWER = 0.8


def survival(found: Readings) -> tuple[bool, str]:
    """Say whether an effect survives, and why (not), in a sentence.

    It does where its 95% interval excludes 0 as asked, without controls, without aftermath, and in
    one other shape at least, always on the same side; where the record alone shows no less than
    the smallest effect that would have been seen; where no more than 5% of them are as extreme
    and at most 10% raise a false alarm; where no trend ran before the event; and no placebo series
    shows as much.
    """
    against = [
        *_looks_against(found.looks),
        *_size_against(found),
        *_dates_against(found.dates),
        *_trend_against(found.pre_trend),
        *_series_against(found.looks.main, found.placebo_series),
    ]
    if against:
        return False, f"It does not survive: {'; '.join(against)}."
    return True, f"It survives: {'; '.join(_speaks_for(found))}."


def off_zero(low: float, high: float) -> bool:
    """Return whether an interval excludes 0."""
    return low > 0 or high < 0


def agrees(look: Look, main: Look) -> bool:
    """Return whether a look has its 95% interval off zero, on the side of the main estimate."""
    return off_zero(look.low95, look.high95) and look.median * main.median > 0


def _looks_against(looks: Looks) -> Iterator[str]:
    main = looks.main
    if not off_zero(main.low95, main.high95):
        yield "its 95% interval includes 0"
    for look in looks.agreeing:
        if look.median * main.median <= 0:
            yield f"it turns round {look.label}"
        elif off_zero(main.low95, main.high95) and not agrees(look, main):
            yield f"its 95% interval includes 0 {look.label}"
    if looks.shapes and not any(agrees(look, main) for look in looks.shapes):
        yield "no other shape shows it"


def _size_against(found: Readings) -> Iterator[str]:
    # The prior draws an estimate to 0, and a size that would have been seen knows no prior.
    if abs(found.by_record) < found.dates.smallest:
        yield f"it is smaller than the smallest effect that would have been seen {_sizes(found)}"


def _sizes(found: Readings) -> str:
    return f"({found.dates.smallest:.2f}; the record alone shows {abs(found.by_record):.2f})"


def could_show(placebo: PlaceboSeries, found: Readings) -> bool:
    """Return whether a placebo series is known well enough to show an effect of this size."""
    size = max(abs(found.looks.main.median), found.dates.smallest)
    return (placebo.high95 - placebo.low95) / 2 <= size


def counting(placebos: Iterable[Placebo]) -> list[Placebo]:
    """Return the placebo dates that count."""
    return [placebo for placebo in placebos if not placebo.excluded]


def false_alarms(placebos: Iterable[Placebo]) -> float:
    """Return the share of placebo dates that count whose 95% interval excludes 0; 0 without any."""
    counted = counting(placebos)
    alarms = [off_zero(placebo.low95, placebo.high95) for placebo in counted]
    return sum(alarms) / len(counted) if counted else 0.0


def rank_of(z: float, placebos: Iterable[Placebo]) -> int:
    """Return the place of an effect among the placebo dates that count by |z|; 1 = most extreme."""
    return 1 + sum(abs(placebo.z) >= abs(float(z)) for placebo in counting(placebos))


def _dates_against(dates: Dates) -> Iterator[str]:
    count, alarms = len(counting(dates.placebos)), false_alarms(dates.placebos)
    if dates.rank > PLACEBO_SHARE * (count + 1):
        yield f"it ranks {dates.rank} among {count} placebo dates, not within the top 5%"
    if alarms > ALARMS_MOST:
        yield f"{alarms:.0%} of the placebo dates raise a false alarm"


def _trend_against(pre_trend: EffectVariant | None) -> Iterator[str]:
    if pre_trend is not None and off_zero(pre_trend.low95, pre_trend.high95):
        yield f"a trend ran before the event ({pre_trend.median:+.2f} over its last year)"


def _series_against(main: Look, placebos: Iterable[PlaceboSeries]) -> Iterator[str]:
    for placebo in placebos:
        if abs(placebo.median) >= abs(main.median) and off_zero(placebo.low95, placebo.high95):
            yield f"{placebo.label} shows as much"


def _speaks_for(found: Readings) -> Iterator[str]:
    looks, dates = found.looks, found.dates
    yield "its 95% interval excludes 0"
    for look in looks.agreeing:
        yield f"also {look.label}"
    yield from (f"also {look.label}" for look in looks.shapes if agrees(look, looks.main))
    yield f"it is no smaller than what would have been seen {_sizes(found)}"
    count = len(counting(dates.placebos))
    yield f"it ranks {dates.rank} among {count} placebo dates"
    yield f"{false_alarms(dates.placebos):.0%} of them raise a false alarm"
    if found.pre_trend is not None:
        yield "no trend before the event can be told from none"
    if any(could_show(placebo, found) for placebo in found.placebo_series):
        yield "no placebo series shows as much"
