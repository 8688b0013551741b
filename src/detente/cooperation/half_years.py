"""The balance by half-year, beside the acts that it rests on."""

from detente.cooperation.composition import Composition
from detente.cooperation.results import HalfYear
from detente.terms.intervals import Interval


def half_years(found: Composition) -> tuple[HalfYear, ...]:
    """Return a row a dyad and half-year, in the order of the acts."""
    acts = found.acts
    months: dict[str, list[str]] = {}
    for period in acts.periods:
        half = f"{period[:4]}-H{1 if period[5:] <= '06' else 2}"
        months.setdefault(half, []).append(period)
    return tuple(
        HalfYear(
            acts.measure.name,
            dyad,
            half,
            Interval.from_draws(found.mean(dyad, covered)),
            *acts.of(dyad, covered),
        )
        for dyad in acts.dyads
        for half, covered in months.items()
    )
