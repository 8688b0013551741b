"""The balance by half-year, beside the acts that it rests on."""

from dataclasses import dataclass

from detente.cooperation.composition import Composition
from detente.terms.intervals import Interval


@dataclass(frozen=True, slots=True)
class HalfYear:
    """One side over one half of a calendar year.

    Attributes:
        period: `2023-H1`; the months of it that the index has.
        state: mean log odds that an act is cooperative.
        acts_cooperation, acts_conflict: acts counted.
    """

    measure: str
    dyad: str
    period: str
    state: Interval
    acts_cooperation: int
    acts_conflict: int


def half_years(found: Composition) -> tuple[HalfYear, ...]:
    """Return a row a dyad and half-year, in the order of the acts."""
    acts = found.acts
    months: dict[str, list[int]] = {}
    for place, period in enumerate(acts.periods):
        half = f"{period[:4]}-H{1 if period[5:] <= '06' else 2}"
        months.setdefault(half, []).append(place)
    rows = []
    for column, dyad in enumerate(acts.dyads):
        for half, places in months.items():
            cooperative = int(acts.cooperative[places, column].sum())
            total = int(acts.total[places, column].sum())
            mean = found.state[:, column, places].mean(axis=1)
            interval = Interval.from_draws(mean)
            rows.append(
                HalfYear(acts.measure.name, dyad, half, interval, cooperative, total - cooperative)
            )
    return tuple(rows)
