"""What is reported of an index: years, the last twelve months, breaks, and the counts beside."""

import numpy as np
import pytest
from scipy import stats

from detente.cooperation.composition import Composition, estimate_composition
from detente.cooperation.indices import Indices
from detente.cooperation.settings import IndexSettings
from detente.cooperation.summaries import (
    p_outnumber,
    probable_breaks,
    share_highest,
    sides_now,
    summarise_years,
)
from detente.evidence.measures import Acts, acts_of
from detente.terms.measures import RELATIONS, MeasureSpec
from detente.terms.periods import months_between
from tests.claims.worlds import event

PERIODS = months_between("2018-01", "2021-12")
DYADS = ("USA-CHN", "USA-MEX")
SMALL = IndexSettings(trend_steps=3, episode_sds=3, episode_memories=2, draws=1000)


def fitted(cooperative: np.ndarray, total: np.ndarray) -> Composition:
    return estimate_composition(
        Acts(RELATIONS, PERIODS[: len(total)], DYADS, cooperative, total), seed=1, settings=SMALL
    )


@pytest.fixture(scope="module")
def turned() -> Composition:
    """Make a side that turns from 5 to 1 into 1 to 5 in January 2020, beside one that is even."""
    total = np.full((48, 2), 6)
    cooperative = np.stack([np.where(np.arange(48) < 24, 5, 1), np.full(48, 3)], axis=1)
    return fitted(cooperative, total)


def test_a_turn_is_one_break_in_its_month(turned: Composition) -> None:
    (found,) = probable_breaks(turned, 0.7)
    assert (found.dyad, found.direction, found.measure) == ("USA-CHN", "down", "relations")
    assert found.period in months_between("2019-12", "2020-02")
    compared = [months_between(*side.split("/")) for side in (found.before, found.after)]
    assert [len(months) for months in compared] == [6, 6]
    assert compared[0][-1] < compared[1][0] == found.period
    for months, acts in zip(compared, (found.acts_before, found.acts_after), strict=True):
        assert turned.acts.of(found.dyad, months) == acts
    assert found.probability > 0.95
    assert sum(found.acts_before) == sum(found.acts_after) == 36
    # log odds of 5 to 1 and of 1 to 5, smoothed a little
    assert found.change.median == pytest.approx(-2 * np.log(5), abs=0.8)


def test_a_constant_world_has_no_break(turned: Composition) -> None:
    even = fitted(np.full((48, 2), 3), np.full((48, 2), 6))
    assert probable_breaks(even, 0.7) == ()
    assert not [one for one in probable_breaks(turned, 0.7) if one.dyad == "USA-MEX"]


def test_years_hold_their_acts_and_one_of_them_is_the_peak(turned: Composition) -> None:
    rows = [row for row in summarise_years(turned) if row.dyad == "USA-CHN"]
    assert [row.year for row in rows] == [2018, 2019, 2020, 2021]
    assert [(row.acts_cooperation, row.acts_conflict) for row in rows] == [
        (60, 12), (60, 12), (12, 60), (12, 60),
    ]  # fmt: skip
    peaks = [row.p_peak for row in rows]
    assert sum(p or 0 for p in peaks) == pytest.approx(1.0)
    assert (peaks[2], peaks[3]) == (pytest.approx(0, abs=0.01),) * 2


def test_a_year_of_few_months_is_no_candidate() -> None:
    short = fitted(np.full((15, 2), 3), np.full((15, 2), 6))
    assert [row.p_peak for row in summarise_years(short)][:2] == [1.0, None]


def test_a_year_without_an_act_is_no_candidate() -> None:
    total = np.full((24, 2), 6)
    total[:12, 0] = 0
    rows = summarise_years(fitted(total // 2, total))
    assert [row.p_peak for row in rows][:2] == [None, 1.0]
    assert sum(row.p_peak or 0 for row in rows[2:]) == pytest.approx(1.0)


def test_where_the_sides_stand(turned: Composition) -> None:
    china, mexico = sides_now(turned)
    assert (china.first, china.last) == ("2021-01", "2021-12")
    assert (china.acts_cooperation, china.acts_conflict) == (12, 60)
    assert (china.before_cooperation, china.before_conflict) == (12, 60)
    assert china.p_outnumber < 0.01
    assert mexico.p_outnumber == pytest.approx(0.5)
    assert china.p_lowest + mexico.p_lowest == pytest.approx(1.0)
    assert china.p_lowest > 0.99


@pytest.mark.parametrize(("ours", "theirs"), [(0, 0), (1, 1), (12, 3), (3, 12), (500, 480)])
def test_which_kind_outnumbers_is_said_of_acts(ours: int, theirs: int) -> None:
    share = stats.beta(ours + 0.5, theirs + 0.5)
    assert p_outnumber(ours, theirs) == pytest.approx(1 - share.cdf(0.5), abs=1e-12)


def test_shares_of_the_highest_add_up() -> None:
    draws = {1: np.array([1.0, 2.0, 3.0, 4.0]), 2: np.array([2.0, 1.0, 1.0, 1.0])}
    assert share_highest(draws) == {1: 0.75, 2: 0.25}
    assert share_highest({}) == {}


def test_months_that_hold_only_one_kind_push_the_grid_no_further_than_it_reaches() -> None:
    """500 acts a month, all cooperative, are more extreme than the grid: it says so."""
    many = np.full((12, 2), 500)
    extreme = fitted(many, many)
    (warning,) = extreme.warnings
    assert "more extreme than the grid holds" in warning
    assert fitted(np.full((12, 2), 250), many).warnings == ()


def test_a_side_without_acts_says_nothing_of_itself() -> None:
    total = np.stack([np.full(48, 6), np.zeros(48, int)], axis=1)
    found = fitted(total // 2, total)
    silent = [row for row in found.rows if row.dyad == "USA-MEX"]
    assert all(row.balance.lo90 < -1 and row.balance.hi90 > 1 for row in silent)
    assert {(row.acts_cooperation, row.acts_conflict) for row in silent} == {(0, 0)}
    assert not [one for one in probable_breaks(found, 0.7) if one.dyad == "USA-MEX"]


def test_two_months_are_enough_and_their_change_is_told() -> None:
    found = fitted(np.full((2, 2), 3), np.full((2, 2), 6))
    assert [side.first for side in sides_now(found)] == ["2018-02", "2018-02"]
    assert probable_breaks(found, 0.7) == ()


EVENTS = [
    event("a", "2020-01-05", "CONSULT", topic="narcotics", on_subject=True),
    event("b", "2020-01-06", "SANCTION", topic="trade"),
    event("c", "2020-02-07", "CONSULT", topic="trade"),
]


def test_acts_without_some_are_the_counts_without_them() -> None:
    acts = acts_of(EVENTS, RELATIONS, DYADS, PERIODS)
    dyad = next(iter(acts.event_ids))[0]
    less = acts.without({"a", "unknown"})
    assert acts.of(dyad, ["2020-01"]) == (1, 1)
    assert less.of(dyad, ["2020-01"]) == (0, 1)
    assert less.ids(dyad, ["2020-01", "2020-02"]) == ("b", "c")
    assert acts.of(dyad, ["2020-01"]) == (1, 1)
    again = acts_of(EVENTS[1:], RELATIONS, DYADS, PERIODS)
    assert (less.total == again.total).all()
    assert (less.cooperative == again.cooperative).all()


def test_each_index_is_fitted_once_and_topics_narrow_it() -> None:
    counted: list[str] = []

    def count(measure: MeasureSpec) -> Acts:
        counted.append(measure.label)
        return acts_of(EVENTS, measure, DYADS, PERIODS)

    subject = MeasureSpec("subject", "Subject", on_subject=True)
    measures = {"relations": RELATIONS, "subject": subject}
    indices = Indices(count, measures, subject="subject", seed=1)
    assert indices.of("relations") is indices.of("relations")
    assert indices.acts("relations").total.sum() == 3
    assert indices.acts("subject").total.sum() == 1
    assert indices.acts("relations", ("trade",)).total.sum() == 2
    assert indices.acts("subject", ("trade",)).total.sum() == 0
    assert len(counted) == len(set(counted)) == 4
    with pytest.raises(KeyError):
        indices.of("nothing")
