"""The index of a case as it is reported: months, years, the last twelve months, breaks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from detente.case.spec import Case
from detente.cooperation.index import CooperationIndex, estimate_index
from detente.cooperation.results import Break, IndexRow, SideNow, YearRow
from detente.cooperation.settings import IndexSettings
from detente.cooperation.summaries import (
    breaks_without_scores,
    probable_breaks,
    sides_now,
    summarise_months,
    summarise_years,
)
from detente.sampling.diagnostics import Diagnostics

INDEX_NOTE = (
    "The chronology counts what was documented, and documentation grows with time. A process of "
    "attention shared by all sides takes that growth up, so the level is shown at average "
    "attention and compares one side with another; only the balance compares one year with another."
)


@dataclass(frozen=True)
class Estimate:
    """The cooperation index of one case as of one day, summarised."""

    case: str
    title: str
    as_of: str
    seed: int
    index: CooperationIndex
    rows: tuple[IndexRow, ...]
    years: tuple[YearRow, ...]
    sides: tuple[SideNow, ...]
    breaks: tuple[Break, ...]
    diagnostics: Diagnostics
    index_note: str = INDEX_NOTE


def summarise(case: Case, day: date, seed: int, index: CooperationIndex) -> Estimate:
    """Summarise the draws of an index in every way that is reported."""
    return Estimate(
        case=case.name,
        title=case.title,
        as_of=day.isoformat(),
        seed=seed,
        index=index,
        rows=summarise_months(index),
        years=summarise_years(index),
        sides=sides_now(index),
        breaks=probable_breaks(index, case.index.break_size),
        diagnostics=index.diagnostics,
    )


def weigh_breaks(
    breaks: tuple[Break, ...],
    index: CooperationIndex,
    seed: int,
    progress: Callable[[str, float], None],
) -> tuple[Break, ...]:
    """Say of each break in a month with machine-coded scores whether it is there without them.

    The index is estimated once more from the counts alone; where no break needs it, it is not.
    """
    scored = tuple(one for one in breaks if index.panel.scored(one.dyad, one.period))
    if not scored:
        return breaks
    without = estimate_index(
        index.panel.without_scores(),
        seed=seed,
        # a share of draws to two points is enough here, and half the draws give it
        settings=IndexSettings(draws=750),
        progress=lambda at, text: progress(text, at),
    )
    weighed = dict(zip(scored, breaks_without_scores(scored, without), strict=True))
    return tuple(weighed.get(one, one) for one in breaks)
