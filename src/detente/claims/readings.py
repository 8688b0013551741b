"""Draws of the balance of a side over windows: from the index, from counts or from scores.

They come with one column a window, so that a check only counts in how many draws its reading
holds. `series_readings` does the same for published series.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.claims import words
from detente.claims.bootstrap import (
    Floats,
    balance_draws,
    counted_draws,
    generator,
    mean_draws,
    rate_draws,
)
from detente.claims.check import MISSING, WARNING, CheckSpec, UncoveredError
from detente.claims.diagnostic import act_ratio, figure_ratio, weighed
from detente.claims.evidence_rows import reliability
from detente.claims.verdict import RowRef
from detente.terms.measures import RELATIONS
from detente.terms.periods import month_of, months_between, period_bounds

if TYPE_CHECKING:
    from detente.claims.record import Record
    from detente.cooperation.composition import Composition
    from detente.cooperation.indices import Indices
    from detente.evidence.measures import Acts
    from detente.evidence.scores import Scores

MIN_SCORE_DAYS = 10
"""A month whose score covers fewer days than this is left out of a reading of the scores."""
MIN_RESAMPLED = 6
"""Fewer points than this are not resampled."""


@dataclass(frozen=True, slots=True)
class WindowDraws:
    """Draws of the mean over each window.

    Attributes:
        draws: (draw, window).
        points: months or figures behind each window.
        acts: acts counted in all windows together; None for a series or scores.
        rows: what the draws rest on.
        counts: cooperative and conflictual acts of each window; empty where it is not of acts.
        both: those of all windows together, each act once.
        measure: name of the measure whose acts were read; empty where it is not of acts.
        rates: (draw, window, class), how probable an act of each class is, cooperation first, or
            how many there are a month; None where the draws are not of acts.
        places: window and class of each row; empty where there are no rates.
        figures: window and figure of each row of a series; empty where it has one window.
        missing: months of the windows, or figures of a share, that the record has not.
        published: what the published figures come to, by column; empty where the draws are of
            something that was never published.
        counted: (draw, class), acts on record, each as sure as its rows are; None where the draws
            are of no level of acts.
        restated: by how much, in per cent, the publisher may still restate figures; 0 if not.
        warnings: why the index behind the draws cannot be believed, a sentence each.
    """

    draws: Floats
    points: tuple[int, ...]
    rows: tuple[RowRef, ...]
    acts: int | None = None
    by_lag: bool = False
    rates: Floats | None = None
    places: tuple[tuple[int, int], ...] = ()
    figures: tuple[tuple[int, float], ...] = ()
    missing: int = 0
    published: tuple[float, ...] = ()
    counts: tuple[tuple[int, int], ...] = ()
    both: tuple[int, int] = (0, 0)
    measure: str = ""
    counted: Floats | None = None
    restated: float = 0.0
    warnings: tuple[str, ...] = ()

    def weighed(self, margin: Floats, *, negated: bool) -> tuple[RowRef, ...]:
        """Return the rows, each for or against and how diagnostic it is; see `diagnostic`.

        Args:
            margin: (draw,), by how much the reading holds.
        """
        if self.rates is not None:
            rates = self.rates
            ratios = {
                place: act_ratio(rates[:, place[0], place[1]], margin) for place in set(self.places)
            }
            each = [ratios[place] for place in self.places]
        elif self.figures:
            each = self._figure_ratios(float(np.median(margin)))
        else:
            return self.rows
        return tuple(
            weighed(row, ratio, negated=negated) for row, ratio in zip(self.rows, each, strict=True)
        )

    def of_class(self, place: int) -> "WindowDraws":
        """Return a reading of acts of both classes cut to those of one, 0 for cooperation."""
        kept = [at for at, (_, kind) in enumerate(self.places) if kind == place]
        return replace(
            self,
            draws=self.draws[:, [place]],
            rows=tuple(self.rows[at] for at in kept),
            places=tuple(self.places[at] for at in kept),
            acts=self.both[place],
            counted=None if self.counted is None else self.counted[:, [place]],
        )

    def _figure_ratios(self, margin: float) -> list[float]:
        """Weigh each figure by how much it looks like its own window and not like the first."""
        by_window: dict[int, list[float]] = {}
        for window, value in self.figures:
            by_window.setdefault(window, []).append(value)
        ratios = []
        for window, value in self.figures:
            other = by_window[0] if window else by_window[max(by_window)]
            ratio = figure_ratio(value, by_window[window], other)
            # Where the windows do not differ as claimed, what fits them speaks against the claim.
            ratios.append(ratio if margin >= 0 else 1 / ratio)
        return ratios

    @property
    def values(self) -> dict[str, float | int | str | None]:
        """How much stands behind the draws, for the finding's values."""
        values: dict[str, float | int | str | None]
        values = {"points": sum(self.points), "acts": self.acts, "by_lag": int(self.by_lag)}
        values |= {MISSING: self.missing} if self.missing else {}
        values |= {WARNING: " ".join(self.warnings)} if self.warnings else {}
        values |= {"measure": self.measure} if self.measure else {}
        if self.counts:
            friendly, other = self.both
            values |= {"acts_cooperation": friendly, "acts_conflict": other}
        return values | ({"as_published": 1} if self.published else {})


def dyad_windows(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str]
) -> WindowDraws:
    """Draw the mean balance of a side over windows, from the source that the check names.

    - `index`: posterior draws of the monthly mean of the index of the measure, in log odds.
    - `chronology`: counts without any model of time: the share of cooperative acts is beta with
      Jeffreys' prior, and the balance its log odds.
    - `scores`: mean of the monthly machine-coded share (per cent), resampled in blocks of months.
    """
    draw = {"index": _index_windows, "chronology": _counted_windows, "scores": _scored_windows}
    return draw[spec.text("source")](record, spec, dyad, windows)


def dyad_level(record: "Record", spec: CheckSpec, dyad: str, window: str) -> WindowDraws:
    """Draw the acts of each class that a side has in a window: cooperation first, then conflict.

    The draws are of the level behind so few acts, Poisson rates a month with Jeffreys' prior;
    `counted` are the acts on record as they are, of which all that is uncertain is whether their
    rows are right. How much was documented differs from time to time, so that only sides and
    classes are to be compared, within one window.
    """
    acts = acts_of(record, spec, dyad)
    months = covered("the counts", window, acts.periods, record.as_of)
    rng = generator(f"{spec.id}/{dyad}/{window}")
    both = acts.of(dyad, months)
    rates = np.column_stack([rate_draws(count, len(months), rng) for count in both])
    sure = _reliabilities(record, acts, dyad, months)
    rows, places = _rows(record, acts, dyad, [months])
    return WindowDraws(
        rates,
        (len(months),),
        rows,
        sum(both),
        rates=rates[:, None, :],
        places=places,
        missing=missing_months((window,), (len(months),)),
        counts=(both,),
        both=both,
        measure=acts.measure.name,
        counted=np.column_stack([counted_draws(own, rng) for own in sure]),
    )


def _reliabilities(
    record: "Record", acts: "Acts", dyad: str, months: Sequence[str]
) -> tuple[list[float], list[float]]:
    """Return how far each act of a side can be relied on, by class: cooperation first.

    Acts of which no row is at hand (in made-up worlds) are taken as they are counted.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for act in acts.ids(dyad, months):
        if happening := record.happening(act):
            found[act not in acts.cooperative_ids].append(reliability(happening.rows))
    for own, count in zip(found, acts.of(dyad, months), strict=True):
        own.extend([1.0] * (count - len(own)))
    return found


def acts_of(record: "Record", spec: CheckSpec, dyad: str, measure: str = "measure") -> "Acts":
    """Return the acts of the measure, and on the topics, that a check names.

    Raises:
        UncoveredError: the record has no months of the side, or the case no such measure.
    """
    indices = _indices(record, dyad)
    return indices.acts(_measure(spec, measure, indices), spec.texts("topics"))


def index_of(
    record: "Record", spec: CheckSpec, dyad: str, measure: str = "measure"
) -> "Composition":
    """Return the index of the measure, and on the topics, that a check names.

    Raises:
        UncoveredError: as `acts_of`.
    """
    indices = _indices(record, dyad)
    return indices.of(_measure(spec, measure, indices), spec.texts("topics"))


def window_months(window: str) -> tuple[str, ...]:
    """Return every month that a window touches."""
    start, end = period_bounds(window)
    return months_between(month_of(start), month_of(end))


def covered(what: str, window: str, periods: Sequence[str], as_of: date) -> tuple[str, ...]:
    """Return the months of a window that are in the record, at least half of them."""
    wanted = window_months(window)
    present = set(periods)
    months = tuple(month for month in wanted if month in present)
    if 2 * len(months) < len(wanted):
        raise UncoveredError(
            f"As of {as_of}, {what} cover{'s' if what == 'the index' else ''} {len(months)} of the "
            f"{words.counted(len(wanted), 'month')} of {words.window(window)}, fewer than half."
        )
    return months


def missing_months(windows: Sequence[str], points: Sequence[int]) -> int:
    """Return how many months of some windows the readings of them do without."""
    return sum(len(window_months(window)) for window in windows) - sum(points)


def scores_of(record: "Record", dyad: str) -> "Scores":
    """Return the machine-coded scores; UncoveredError where there are none of the side."""
    if record.scores is None or dyad not in record.scores.dyads:
        raise UncoveredError(f"The record of {record.as_of} holds no scores of {dyad}.")
    return record.scores


def _indices(record: "Record", dyad: str) -> "Indices":
    if record.indices is None:
        raise UncoveredError(
            f"As of {record.as_of}, too few months were over for acts to be counted by month."
        )
    if dyad not in record.indices.dyads:
        raise UncoveredError(f"The record of {record.as_of} holds no months of {dyad}.")
    return record.indices


def _measure(spec: CheckSpec, option: str, indices: "Indices") -> str:
    name = spec.text(option) or RELATIONS.name
    if name not in indices.measures:
        there = words.listed(sorted(indices.measures))
        raise UncoveredError(f"The case has no measure {name}; it has {there}.")
    return name


def _index_windows(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str]
) -> WindowDraws:
    # Whether the record covers the windows is known before any index is worked out.
    acts, months = _acts_over(record, spec, dyad, windows, "the index")
    index = index_of(record, spec, dyad)
    draws = np.column_stack([index.mean(dyad, own) for own in months])
    return _of_acts(record, acts, dyad, windows, months, draws, index.warnings)


def _counted_windows(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str]
) -> WindowDraws:
    acts, months = _acts_over(record, spec, dyad, windows, "the counts")
    columns = []
    for window, own in zip(windows, months, strict=True):
        friendly, other = acts.of(dyad, own)
        if not friendly + other:
            raise UncoveredError(
                f"As of {record.as_of}, no act of {record.name(dyad)} ({acts.measure.label}) is on "
                f"record in {words.window(window)}: counts of none have no balance."
            )
        columns.append(balance_draws(friendly, other, generator(f"{spec.id}/{dyad}/{window}")))
    return _of_acts(record, acts, dyad, windows, months, np.column_stack(columns))


def _acts_over(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str], what: str
) -> tuple["Acts", list[tuple[str, ...]]]:
    """Return the acts that a check reads, and the months of each window that are in the record.

    Raises:
        UncoveredError: less than half of a window is in the record, or no act is in one of them,
            so that its balance would be the prior's or its neighbours'. Where the highest of many
            periods is looked for, in none of them.
    """
    acts = acts_of(record, spec, dyad)
    months = [covered(what, window, acts.periods, record.as_of) for window in windows]
    empty = [w for w, own in zip(windows, months, strict=True) if not sum(acts.of(dyad, own))]
    if len(empty) == len(windows) or (empty and spec.type != "peak"):
        raise UncoveredError(
            f"As of {record.as_of}, no act of {record.name(dyad)} ({acts.measure.label}) is on "
            f"record in {words.listed(list(map(words.window, empty)))}: counts of none have no "
            "balance."
        )
    return acts, months


def _of_acts(
    record: "Record",
    acts: "Acts",
    dyad: str,
    windows: Sequence[str],
    months: Sequence[tuple[str, ...]],
    draws: Floats,
    warnings: tuple[str, ...] = (),
) -> WindowDraws:
    """Put beside the draws of a balance the acts that they rest on."""
    sizes = tuple(map(len, months))
    share = 1 / (1 + np.exp(-draws))
    rows, places = _rows(record, acts, dyad, months)
    both = acts.of(dyad, sorted({month for own in months for month in own}))
    return WindowDraws(
        draws,
        sizes,
        rows,
        sum(both),
        rates=np.stack([share, 1 - share], axis=2),
        places=places,
        missing=missing_months(windows, sizes),
        counts=tuple(acts.of(dyad, own) for own in months),
        both=both,
        measure=acts.measure.name,
        warnings=warnings,
    )


def _rows(
    record: "Record", acts: "Acts", dyad: str, months: Sequence[Sequence[str]]
) -> tuple[tuple[RowRef, ...], tuple[tuple[int, int], ...]]:
    """Return every row of the acts of some windows, and the window and class of each."""
    window = {month: at for at, own in reversed(list(enumerate(months))) for month in own}
    counted = (record.event(one) for one in acts.ids(dyad, sorted(window)))
    told = record.told([event for event in counted if event])
    places = tuple(
        (window[act.month], 0 if act.id in acts.cooperative_ids else 1) for _, act in told
    )
    return tuple(record.row(row) for row, _ in told), places


def _scored_windows(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str]
) -> WindowDraws:
    scores = scores_of(record, dyad)
    months, values = scored(scores, dyad)
    columns, sizes = [], []
    for window in windows:
        own = covered("the scores", window, months, record.as_of)
        if len(own) < MIN_RESAMPLED:
            raise UncoveredError(
                f"As of {record.as_of}, only {words.counted(len(own), 'month')} of "
                f"{words.window(window)} have a score; {MIN_RESAMPLED} are needed."
            )
        picked = values[[months.index(month) for month in own]]
        columns.append(mean_draws(picked, generator(f"{spec.id}/{dyad}/{window}")))
        sizes.append(len(own))
    return WindowDraws(
        np.column_stack(columns), tuple(sizes), (), missing=missing_months(windows, sizes)
    )


def scored(scores: "Scores", dyad: str) -> tuple[tuple[str, ...], Floats]:
    """Return the months whose score covers enough days, with the scores of a side."""
    column = scores.dyads.index(dyad)
    usable = scores.days[:, column] >= MIN_SCORE_DAYS
    months = tuple(m for m, use in zip(scores.periods, usable, strict=True) if use)
    return months, scores.score[usable, column]
