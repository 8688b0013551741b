"""Draws of a dyad's measure over windows: from the index, from counts or from scores.

They come with one column a window, so that a check only counts in how many draws its reading
holds. `series_readings` does the same for published series.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.claims import words
from detente.claims.bootstrap import (
    Floats,
    generator,
    mean_draws,
    rate_draws,
)
from detente.claims.check import MISSING, CheckSpec, UncoveredError
from detente.claims.diagnostic import act_ratio, figure_ratio, weighed
from detente.claims.verdict import RowRef
from detente.terms.events import Event
from detente.terms.periods import month_of, months_between, period_bounds

if TYPE_CHECKING:
    from detente.claims.record import Record
    from detente.evidence.panel import Panel

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
        rates: (draw, window, class), acts a month of each class, cooperation first; None where
            the draws are not of acts.
        places: window and class of each row; empty where there are no rates.
        figures: window and figure of each row of a series; empty where it has one window.
        missing: months of the windows, or figures of a share, that the record has not.
        published: what the published figures come to, by column; empty where the draws are of
            something that was never published.
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
        return values | ({"as_published": 1} if self.published else {})


def dyad_windows(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str]
) -> WindowDraws:
    """Draw the mean of a dyad's measure over windows, from the source that the check names.

    - `index`: posterior draws of the monthly mean (balance in log points, levels in acts a month).
    - `chronology`: counts without any model of attention: each class is a Poisson rate with
      Jeffreys' prior; the balance is the log of the ratio of the two rates.
    - `scores`: mean of the monthly machine-coded share (per cent), resampled in blocks of months.
    """
    draw = {"index": _index_windows, "chronology": _counted_windows, "scores": _scored_windows}
    return draw[spec.text("source")](record, spec, dyad, windows)


def window_months(window: str) -> tuple[str, ...]:
    """Return every month that a window touches."""
    start, end = period_bounds(window)
    return months_between(month_of(start), month_of(end))


def _covered(what: str, window: str, periods: Sequence[str], as_of: date) -> tuple[str, ...]:
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


def _panel(record: "Record", dyad: str) -> "Panel":
    if record.panel is None or dyad not in record.panel.dyads:
        raise UncoveredError(f"The record of {record.as_of} holds no months of {dyad}.")
    return record.panel


def _index_windows(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str]
) -> WindowDraws:
    periods, matrices = index_paths(record, dyad)
    months = [_covered("the index", window, periods, record.as_of) for window in windows]
    columns = [[periods.index(month) for month in covered] for covered in months]
    means = {
        name: np.column_stack([matrix[:, at].mean(axis=1) for at in columns])
        for name, matrix in matrices.items()
    }
    events = list(dict.fromkeys(_events_in(record, dyad, months)))
    told = record.told(events)
    return WindowDraws(
        means[spec.text("measure")],
        tuple(map(len, months)),
        tuple(record.row(row) for row, _ in told),
        len(events),
        rates=np.stack([means["cooperation"], means["conflict"]], axis=2),
        places=tuple(_place(event, months) for _, event in told),
        missing=missing_months(windows, tuple(map(len, months))),
    )


def index_paths(record: "Record", dyad: str) -> tuple[list[str], dict[str, Floats]]:
    """Return the months of the index, and draws of each measure of a dyad as (draw, month)."""
    if record.index is None:
        raise UncoveredError(f"The cooperation index was not estimated as of {record.as_of}.")
    own = record.index.posterior.sel(dyad=dyad)
    periods = [str(period) for period in own["period"].to_numpy()]
    paths = {}
    for name in ("balance", "cooperation", "conflict"):
        by_draw = own[name].transpose("chain", "draw", "period").to_numpy()
        paths[name] = np.asarray(by_draw, dtype=np.float64).reshape(-1, len(periods))
    return periods, paths


def _place(event: Event, months: Sequence[Sequence[str]]) -> tuple[int, int]:
    window = next(at for at, covered in enumerate(months) if event.month in covered)
    return window, 0 if event.event_class and event.event_class.is_cooperation else 1


def _counted_windows(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str]
) -> WindowDraws:
    panel = _panel(record, dyad)
    columns, months, rates = [], [], []
    used: dict[Event, None] = {}
    for window in windows:
        covered = _covered("the counts", window, panel.periods, record.as_of)
        events = _events_in(record, dyad, [covered], spec.texts("topics"))
        rng = generator(f"{spec.id}/{dyad}/{window}")
        friendly = sum(bool(e.event_class and e.event_class.is_cooperation) for e in events)
        cooperation = rate_draws(friendly, len(covered), rng)
        conflict = rate_draws(len(events) - friendly, len(covered), rng)
        balance = np.log(cooperation / conflict)
        measures = {"cooperation": cooperation, "conflict": conflict, "balance": balance}
        columns.append(measures[spec.text("measure")])
        rates.append(np.column_stack([cooperation, conflict]))
        months.append(covered)
        used |= dict.fromkeys(events)
    told = record.told(used)
    return WindowDraws(
        np.column_stack(columns),
        tuple(map(len, months)),
        tuple(record.row(row) for row, _ in told),
        len(used),
        rates=np.stack(rates, axis=1),
        places=tuple(_place(event, months) for _, event in told),
        missing=missing_months(windows, tuple(map(len, months))),
    )


def _scored_windows(
    record: "Record", spec: CheckSpec, dyad: str, windows: Sequence[str]
) -> WindowDraws:
    panel = _panel(record, dyad)
    column = panel.dyads.index(dyad)
    usable = panel.score_days[:, column] >= MIN_SCORE_DAYS
    scored = [month for month, use in zip(panel.periods, usable, strict=True) if use]
    columns, sizes = [], []
    for window in windows:
        covered = _covered("the scores", window, scored, record.as_of)
        if len(covered) < MIN_RESAMPLED:
            raise UncoveredError(
                f"As of {record.as_of}, only {words.counted(len(covered), 'month')} of "
                f"{words.window(window)} have a score; {MIN_RESAMPLED} are needed."
            )
        values = panel.score[[panel.periods.index(month) for month in covered], column]
        columns.append(mean_draws(values, generator(f"{spec.id}/{dyad}/{window}")))
        sizes.append(len(covered))
    return WindowDraws(
        np.column_stack(columns), tuple(sizes), (), missing=missing_months(windows, sizes)
    )


def _events_in(
    record: "Record", dyad: str, months: Sequence[Sequence[str]], topics: tuple[str, ...] = ()
) -> list[Event]:
    if record.panel is None:
        return []
    wanted = {month for window in months for month in window}
    counted = (
        record.event(event_id)
        for (owner, month), ids in sorted(record.panel.event_ids.items())
        if owner == dyad and month in wanted
        for event_id in ids
    )
    return [event for event in counted if event and (not topics or event.topic in topics)]
