"""The balance of acts: what it must say of records in which it is known."""

import numpy as np
import pytest

from detente.cooperation.composition import Composition, estimate_composition
from detente.cooperation.half_years import half_years
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts, acts_of
from detente.terms.measures import RELATIONS, MeasureSpec
from detente.terms.periods import months_between
from tests.claims.worlds import event

PERIODS = months_between("2018-01", "2021-12")
DYADS = ("USA-CHN", "USA-MEX")
SMALL = IndexSettings(trend_steps=3, episode_sds=3, episode_memories=2, draws=1000)


def fitted(cooperative: np.ndarray, total: np.ndarray) -> Composition:
    acts = Acts(RELATIONS, PERIODS, DYADS, cooperative, total, {})
    return estimate_composition(acts, seed=1, settings=SMALL)


@pytest.fixture(scope="module")
def turned() -> Composition:
    """Make a side that turns from 5 to 1 into 1 to 5 in 2020, beside one that is even."""
    total = np.full((48, 2), 6)
    cooperative = np.stack([np.where(np.arange(48) < 24, 5, 1), np.full(48, 3)], axis=1)
    return fitted(cooperative, total)


def test_a_turn_is_seen_in_its_month(turned: Composition) -> None:
    rows = {(row.dyad, row.period): row for row in turned.rows}
    before, after = rows["USA-CHN", "2019-12"], rows["USA-CHN", "2020-01"]
    assert before.balance.lo90 > 0 > after.balance.hi90
    assert before.known.lo90 > 0
    assert (before.acts_cooperation, before.acts_conflict) == (5, 1)
    even = rows["USA-MEX", "2020-01"].balance
    assert even.lo90 < 0 < even.hi90


def test_bands_of_months_and_of_draws_agree(turned: Composition) -> None:
    """Months come from the grid, windows from draws: 0.15 is some six errors of 1,000 draws."""
    row = next(r for r in turned.rows if (r.dyad, r.period) == ("USA-CHN", "2020-06"))
    drawn = turned.mean("USA-CHN", ["2020-06"])
    assert row.balance.median == pytest.approx(np.median(drawn), abs=0.15)


def test_conflict_is_cooperation_turned_round(turned: Composition) -> None:
    """Up to Monte Carlo error nothing tells the two classes apart: the grid is even about 0."""
    mirrored = fitted(turned.acts.total - turned.acts.cooperative, turned.acts.total)
    assert mirrored.log_evidence == pytest.approx(turned.log_evidence, abs=1e-3)
    for row, other in zip(turned.rows, mirrored.rows, strict=True):
        assert row.balance.median == pytest.approx(-other.balance.median, abs=0.02)


def test_attention_cancels(turned: Composition) -> None:
    """A month without acts is no sign of anything: it only widens the band."""
    cooperative, total = turned.acts.cooperative.copy(), turned.acts.total.copy()
    cooperative[36:], total[36:] = 0, 0
    silent = fitted(cooperative, total)
    last = [row for row in silent.rows if row.period == "2021-12"]
    seen = [row for row in turned.rows if row.period == "2021-12"]
    for row, other in zip(last, seen, strict=True):
        assert row.balance.hi90 - row.balance.lo90 > 1.5 * (other.balance.hi90 - other.balance.lo90)
    assert silent.mean("USA-CHN", months_between("2020-06", "2020-12")).max() < 0.5


def test_half_years_hold_the_acts(turned: Composition) -> None:
    rows = half_years(turned)
    assert [row.period for row in rows[:2]] == ["2018-H1", "2018-H2"]
    assert {row.acts_cooperation + row.acts_conflict for row in rows} == {36}
    assert sum(row.acts_cooperation for row in rows) == turned.acts.cooperative.sum()


def test_too_little_is_refused() -> None:
    acts = Acts(RELATIONS, PERIODS[:1], DYADS, np.zeros((1, 2), int), np.zeros((1, 2), int), {})
    with pytest.raises(ValueError, match="two months"):
        estimate_composition(acts, seed=1)


@pytest.mark.parametrize(
    ("measure", "counted", "cooperative"),
    [
        (RELATIONS, {"a", "b", "c", "d"}, 1),
        (MeasureSpec("m", "M", on_subject=True), {"a", "b", "d"}, 1),
        (MeasureSpec("m", "M", on_subject=True, appeals_cooperate=True), {"a", "b", "d"}, 2),
        (MeasureSpec("m", "M", topics=("trade",)), {"c"}, 0),
    ],
)
def test_a_measure_counts_what_it_says(
    measure: MeasureSpec, counted: set[str], cooperative: int
) -> None:
    events = [
        event("a", "2020-01-05", "CONSULT", on_subject=True),
        event("b", "2020-01-06", "REQUEST", on_subject=True, appeal="help"),
        event("c", "2020-01-07", "SANCTION", on_subject=False, topic="trade"),
        event("d", "2020-02-07", "REQUEST", on_subject=True, appeal="demand"),
        event("e", "2020-02-08", "CONSULT", on_subject=True, scope="domestic"),
    ]
    acts = acts_of(events, measure, DYADS, PERIODS)
    assert {one for ids in acts.event_ids.values() for one in ids} == counted
    assert acts.total.sum() == len(counted)
    assert acts.cooperative.sum() == cooperative


def test_what_nobody_coded_is_not_on_the_subject() -> None:
    uncoded = event("a", "2020-01-05")
    assert not MeasureSpec("m", "M", on_subject=True).counts(uncoded)
