"""Whether acts of one state answer those of the other, from directed, dated events."""

from dataclasses import dataclass, replace
from math import erf, exp, log, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.claims import words
from detente.claims.bootstrap import Floats, generator
from detente.claims.check import CheckSpec, UncoveredError
from detente.claims.diagnostic import AGAINST, FOR
from detente.claims.readings import acts_of
from detente.claims.verdict import RowRef
from detente.terms.events import Event
from detente.terms.periods import period_bounds

if TYPE_CHECKING:
    from detente.claims.record import Record

DAYS_A_MONTH = 365.25 / 12
ROTATIONS = 999
"""Random rotations; the Monte Carlo error of a probability is ≤ 0.016."""
MIN_ACTS = 5
"""Fewer acts on either side than this and the check cannot tell."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How much more often one state acts after the other did.

    Attributes:
        ratio: rate of answers within the time after an act, over that at other times of the same
            year; what rotated acts give by chance is taken off.
        low90, high90: its 90% interval.
        probability: that the ratio is at least the factor asked for.
        p_chance: share of rotations with as high a ratio.
        acts, answers, answered: counts; `answered` fell into the time after an act.
        undated: acts of either side that are left out because their day is not known.
    """

    ratio: float
    low90: float
    high90: float
    probability: float
    p_chance: float
    acts: int
    answers: int
    answered: int
    undated: int
    rows: tuple[RowRef, ...]


def answers(record: "Record", spec: CheckSpec) -> Answers:
    """Compare how often a state acts soon after acts of the other with other times of the year.

    The ratio of the two rates is that of Mantel and Haenszel, with calendar years as strata, so
    that acts of both sides that grow more frequent, or better documented, do not count as answers.
    Its spread is that over random rotations of the answers within each year, which keep how they
    cluster; the mean over rotations is taken off. An act and an answer of one day are not taken
    for an answer, and rows without a day are left out.

    Reference: Mantel & Haenszel (1959), JNCI 22, 719–748, for rates: Rothman & Greenland,
    Modern Epidemiology, chapter 15.
    """
    start, end = period_bounds(spec.text("window"))
    given, taken, undated = _directed(record, spec)
    if min(len(given), len(taken)) < MIN_ACTS:
        raise UncoveredError(
            f"As of {record.as_of}, {words.counted(len(given), 'dated act')} of one state and "
            f"{len(taken)} of the other are on record in {words.window(spec.text('window'))}; "
            f"{MIN_ACTS} of each are needed."
        )
    last = min(end, record.as_of)
    days = (last - start).days + 1
    within = round(spec.number("within_months", 3) * DAYS_A_MONTH)
    exposed = np.zeros(days, dtype=bool)
    for event in given:
        at = (event.event_date - start).days
        exposed[at + 1 : at + 1 + within] = True
    counts = np.bincount([(event.event_date - start).days for event in taken], minlength=days)
    strata = _calendar_years(start.toordinal() + np.arange(days))
    ratio = mantel_haenszel(counts, exposed, strata)
    if ratio is None:
        raise UncoveredError(
            "Hardly any day lies outside the time after an act, so that there is nothing to "
            "compare with."
        )
    rotated = _rotated(counts, exposed, strata, generator(spec.id))
    centre, spread = float(rotated.mean()), float(rotated.std(ddof=1))
    estimate = log(ratio) - centre
    needed = log(spec.number("factor", 1.5))
    return Answers(
        ratio=exp(estimate),
        low90=exp(estimate - 1.645 * spread),
        high90=exp(estimate + 1.645 * spread),
        probability=0.5 * (1 + erf((estimate - needed) / spread / sqrt(2))),
        p_chance=float((rotated >= log(ratio)).mean()),
        acts=len(given),
        answers=len(taken),
        answered=int(counts[exposed].sum()),
        undated=len(undated),
        rows=_rows(record, given, taken, exposed, start.toordinal(), negated=spec.negated),
    )


def mantel_haenszel(
    counts: NDArray[np.int64], exposed: NDArray[np.bool_], strata: NDArray[np.int64]
) -> float | None:
    """Return the rate ratio of exposed to other days over strata, with ½ shared out by the days.

    Σ a T₀/T over Σ b T₁/T: a acts on T₁ exposed days, b on T₀ others, T together.

    Returns:
        None where no stratum has days of both kinds.
    """
    exposed_days, all_days = np.bincount(strata, weights=exposed), np.bincount(strata)
    if not ((exposed_days > 0) & (exposed_days < all_days)).any():
        return None
    inside = np.bincount(strata, weights=counts * exposed)
    total = np.bincount(strata, weights=counts)
    return float(_ratio(inside[None, :].astype(np.float64), total, exposed_days, all_days)[0])


def _ratio(
    inside: Floats, total: NDArray[Any], exposed_days: NDArray[Any], all_days: NDArray[Any]
) -> Floats:
    """Return one ratio for each row of `inside`, (row, stratum)."""
    other_days = all_days - exposed_days
    both = (exposed_days > 0) & (other_days > 0)
    share = exposed_days[both].sum() / all_days[both].sum()
    above = (inside * other_days / all_days)[:, both].sum(axis=1) + 0.5 * (1 - share)
    below = ((total - inside) * exposed_days / all_days)[:, both].sum(axis=1) + 0.5 * share
    result: Floats = above / below
    return result


def _rotated(
    counts: NDArray[np.int64],
    exposed: NDArray[np.bool_],
    strata: NDArray[np.int64],
    rng: np.random.Generator,
) -> Floats:
    """Return log ratios with the answers of each year rotated by so many days at random."""
    inside = []
    for year in range(int(strata.max()) + 1):
        own = strata == year
        # What falls on exposed days after each possible rotation is a circular correlation.
        spectrum = np.fft.rfft(exposed[own]) * np.conj(np.fft.rfft(counts[own]))
        hits = np.rint(np.fft.irfft(spectrum, n=int(own.sum())))
        inside.append(hits[rng.integers(len(hits), size=ROTATIONS)])
    total, all_days = np.bincount(strata, weights=counts), np.bincount(strata)
    exposed_days = np.bincount(strata, weights=exposed)
    logs: Floats = np.log(_ratio(np.column_stack(inside), total, exposed_days, all_days))
    return logs


def _calendar_years(ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
    epoch = np.datetime64("0001-01-01") + (ordinals - 1)
    years = epoch.astype("datetime64[Y]").astype(np.int64)
    result: NDArray[np.int64] = years - years.min()
    return result


def _directed(record: "Record", spec: CheckSpec) -> tuple[list[Event], list[Event], list[Event]]:
    """Return the dated acts of the other state, those of the one that answers, and undated acts."""
    dyad = spec.text("dyad")
    acts = acts_of(record, spec, dyad)
    start, end = period_bounds(spec.text("window"))
    counted = set(acts.ids(dyad, acts.periods))
    given: list[Event] = []
    taken: list[Event] = []
    undated: list[Event] = []
    for event in record.events:
        if event.id not in counted:
            continue
        if not start <= event.event_date <= end:
            continue
        is_answer = event.source_actor.split(".")[0] == spec.text("by")
        wanted = spec.text("answers" if is_answer else "acts")
        if wanted == "any" or (event.id in acts.cooperative_ids) == (wanted == "cooperation"):
            dated = taken if is_answer else given
            (dated if event.date_precision == "day" else undated).append(event)
    return given, taken, undated


def _rows(
    record: "Record",
    given: list[Event],
    taken: list[Event],
    exposed: NDArray[np.bool_],
    first: int,
    *,
    negated: bool,
) -> tuple[RowRef, ...]:
    rows = [record.row(row) for row, _ in record.told(given)]
    for row, event in record.told(taken):
        answered = bool(exposed[event.event_date.toordinal() - first])
        rows.append(replace(record.row(row), speaks=FOR if answered != negated else AGAINST))
    return tuple(rows)
