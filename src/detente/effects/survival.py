"""The rule by which an effect survives its doubts. A causal claim rests only on one that does."""

from collections.abc import Iterable

from detente.effects.results import PlaceboSeries

PLACEBO_SHARE = 0.05
"""The effect must be among this share of the placebo dates, itself counted in."""
ALARMS_MOST = 0.10
"""5% are expected; two binomial standard errors of about a hundred dates are 4 points more."""


def survival(
    *,
    median: float,
    bounds95: tuple[float, float],
    rank: int,
    count: int,
    false_alarms: float,
    placebos: Iterable[PlaceboSeries],
    halves: Iterable[tuple[float, float]] = (),
) -> tuple[bool, str]:
    """Say whether an effect survives, and why (not), in a sentence.

    It does where its 95% interval excludes 0, no more than 5% of the placebo dates are as extreme,
    at most 10% of them raise a false alarm, and no placebo series shows as much.

    Args:
        halves: 95% bounds from each half of the draws that the estimate rests on. Where one of them
            includes 0, which draws were taken decides, and not the record.
    """
    against = []
    if bounds95[0] <= 0 <= bounds95[1]:
        against.append("its 95% interval includes 0")
    elif any(low <= 0 <= high for low, high in halves):
        against.append(
            "its 95% interval includes 0 on half of the draws of the index, so that chance decides"
        )
    if rank > PLACEBO_SHARE * (count + 1):
        against.append(f"it ranks {rank} among {count} placebo dates, not within the top 5%")
    if count and false_alarms > ALARMS_MOST:
        against.append(f"{false_alarms:.0%} of the placebo dates raise a false alarm")
    against += [
        f"{placebo.label} shows as much"
        for placebo in placebos
        if abs(placebo.median) >= abs(median) and (placebo.low95 > 0 or placebo.high95 < 0)
    ]
    if against:
        return False, f"It does not survive: {'; '.join(against)}."
    return True, (
        f"It survives: its 95% interval excludes 0, it ranks {rank} among {count} placebo dates, "
        f"{false_alarms:.0%} of them raise a false alarm, and no placebo series shows as much."
    )
