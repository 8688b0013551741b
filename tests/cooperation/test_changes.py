"""The evidence of changes of the balance, against filters of acts with the change put in."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, gammaln, logsumexp

from detente.cooperation import changes
from detente.cooperation.changes import SideRecord, side_record
from detente.cooperation.filtering import draw_paths, filter_forward
from detente.cooperation.grid import make_grid
from detente.cooperation.settings import IndexSettings

MONTHS = 40
SMALL = IndexSettings(
    trend_steps=2, episode_sds=2, episode_memories=1, trend_spacing=0.25, trend_reach=5.0
)
SIZES = np.array([-2.0, -0.5, 0.0, 1.0, 1.5])


def record(seed: int = 1, rate: float = 3.0) -> SideRecord:
    rng = np.random.default_rng(seed)
    acts = rng.poisson(rate, MONTHS)
    grid = make_grid(SMALL)
    others = rng.normal(0, 1, len(grid.cells))
    return SideRecord(grid, rng.binomial(acts, 0.6), acts, others, rng.normal(0, 0.3, MONTHS))


def by_filter(one: SideRecord, shift: np.ndarray, unseen: slice) -> float:
    """Filter the acts with log odds added to them, and some months' acts taken out."""
    acts, cooperative = one.acts.copy(), one.cooperative.copy()
    acts[unseen] = cooperative[unseen] = 0
    filtered = filter_forward(
        one.grid, cooperative[:, None], acts[:, None], (one.offset + shift)[:, None]
    )
    return float(logsumexp(filtered.log_evidence[-1] + one.log_others + one.grid.log_weights))


@pytest.mark.parametrize("span", [0, 2])
def test_steps_are_those_of_a_filter_with_the_step_put_in(span: int) -> None:
    """The filter keeps single precision (1e-5); a move stops at the edge of the grid (1e-2)."""
    one = record()
    found = one.log_evidence_of_steps(SIZES, span=span)
    assert found.shape == (MONTHS, len(SIZES))
    assert np.isinf(found[0]).all()
    assert np.isfinite(found[1 : MONTHS - span]).all()
    for month in (1, 11, 25, MONTHS - span - 1):
        step = (np.arange(MONTHS) >= month).astype(float)
        unseen = slice(month, month + span + 1)
        assert found[month, 2] == pytest.approx(by_filter(one, 0 * step, unseen), abs=1e-4)
        for place, size in enumerate(SIZES):
            expected = by_filter(one, size * step, unseen)
            assert found[month, place] == pytest.approx(expected, abs=0.02)


def test_only_months_asked_for_are_worked_out() -> None:
    one = record()
    some = one.log_evidence_of_steps(SIZES, months=[7])
    assert some[7] == pytest.approx(one.log_evidence_of_steps(SIZES)[7])
    assert np.isinf(np.delete(some, 7, axis=0)).all()


@pytest.mark.parametrize("kind", ["step", "ramp", "decay", "early"])
def test_courses_are_those_of_a_filter_with_the_course_put_in(kind: str) -> None:
    """A decay is held to have ended where a fiftieth of it is left, which 0.05 allows for."""
    one, at = record(2), np.arange(MONTHS)
    course = {
        "step": (at >= 12).astype(float),
        "ramp": np.clip((at - 12) / 8, 0, 1),
        "decay": np.where(at >= 12, 0.5 ** ((at - 12) / 2), 0.0),
        "early": (at >= 0).astype(float),
    }[kind]
    unseen = np.isin(at, [12, 13])
    found = one.log_evidence_of_course(course, SIZES, unseen=unseen)
    for place, size in enumerate(SIZES):
        expected = by_filter(one, size * course, slice(12, 14))
        assert found[place] == pytest.approx(expected, abs=0.05)


def test_a_course_that_is_a_step_is_one() -> None:
    """The course moves the trend a month later, where less of it lies at the edge of the grid."""
    one, at = record(3), np.arange(MONTHS)
    course = one.log_evidence_of_course((at >= 20).astype(float), SIZES, unseen=at == 20)
    assert course == pytest.approx(one.log_evidence_of_steps(SIZES, months=[20])[20], abs=1e-4)


def test_a_record_until_a_month_is_that_of_the_months_before() -> None:
    one, at = record(4), np.arange(30)
    course = np.clip((at - 18) / 12, 0, 1)
    unseen = np.zeros(30, bool)
    short = one.until(30)
    found = short.log_evidence_of_course(course, SIZES, unseen=unseen)
    for place, size in enumerate(SIZES):
        assert found[place] == pytest.approx(by_filter(short, size * course, slice(0)), abs=0.02)


def test_points_left_out_change_little_and_sides_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hundredth of the posterior of the parameters is left out: 0.01 of the log evidence."""
    rng = np.random.default_rng(5)
    acts = rng.poisson(2.0, (MONTHS, 2))
    cooperative = rng.binomial(acts, [0.4, 0.7])
    kept = side_record(cooperative, acts, 1, SMALL)
    monkeypatch.setattr(changes, "KEPT", 1.0)
    whole = side_record(cooperative, acts, 1, SMALL)
    assert len(whole.grid.cells) == 4
    assert (kept.cooperative == cooperative[:, 1]).all()
    found = kept.log_evidence_of_steps(SIZES)[20]
    # The evidence without a step is that of both sides together.
    both = filter_forward(make_grid(SMALL), cooperative, acts).evidence
    none = by_filter(whole, np.zeros(MONTHS), slice(0))
    assert none == pytest.approx(both, abs=1e-4)
    assert found == pytest.approx(whole.log_evidence_of_steps(SIZES)[20], abs=0.02)


def test_the_balance_is_that_of_every_month_smoothed() -> None:
    """Against draws of the same posterior: a mean of 4,000 of spread 1 is within 0.08."""
    one = replace(record(6), offset=np.zeros(MONTHS))
    edges = np.arange(-8, 8.01, 0.1)
    found = one.balance(edges)
    assert found.sum(axis=1) == pytest.approx(1)
    mean = found @ (edges[:-1] + 0.05)
    filtered = filter_forward(one.grid, one.cooperative[:, None], one.acts[:, None])
    weighed = replace(filtered, log_weights=filtered.log_weights + one.log_others)
    drawn = draw_paths(one.grid, weighed, 4000, np.random.default_rng(1))[1][:, 0]
    assert mean == pytest.approx(drawn.mean(axis=0), abs=0.08)


def test_planted_steps_are_found_and_none_is_not() -> None:
    """Normal approximations at 3 acts a month: the spread of an estimate is about a half."""
    sizes = np.linspace(-5, 5, 41)
    found = []
    for seed, size in ((1, 2.0), (2, -2.0), (3, 0.0)):
        rng = np.random.default_rng(seed)
        balance = 0.3 + size * (np.arange(80) >= 40)
        acts = np.full((80, 1), 6)
        cooperative = rng.binomial(acts, expit(balance)[:, None])
        one = side_record(cooperative, acts, 0)
        logs = one.log_evidence_of_steps(sizes, months=[40])[40]
        masses = np.exp(logs - logs.max())
        found.append(float(sizes @ masses / masses.sum()))
    assert found[0] == pytest.approx(2.0, abs=0.8)
    assert found[1] == pytest.approx(-2.0, abs=0.8)
    assert abs(found[2]) < 0.8


def test_a_month_of_very_many_acts_and_one_of_none() -> None:
    one = record(7)
    acts, cooperative = one.acts.copy(), one.cooperative.copy()
    acts[20], cooperative[20], acts[21], cooperative[21] = 500, 499, 0, 0
    found = one.counting(cooperative, acts).log_evidence_of_steps(SIZES)
    assert np.isfinite(found[1:]).all()
    constant = gammaln(501) - gammaln(500) - gammaln(2)
    assert found[30].max() < constant


def test_a_turn_of_unknown_size_in_the_model_is_every_size_summed_out() -> None:
    """Steps elsewhere, before it and after it, against filters with both steps put in.

    Single precision, and what stops at the edge of the grid: 0.02.
    """
    one, at = record(8), np.arange(MONTHS)
    sizes = np.array([-2.0, 0.0, 1.0, 2.5])
    shares = np.array([0.1, 0.4, 0.3, 0.2])
    held = one.turning(20, sizes, shares)

    def summed(shift: np.ndarray, unseen: slice) -> float:
        steps = [by_filter(one, shift + size * (at >= 20), unseen) for size in sizes]
        return float(logsumexp(steps + np.log(shares)))

    found = held.log_evidence_of_steps(SIZES, span=2)
    for month in (5, 17, 19, 21, 30):
        unseen = slice(month, month + 3)
        for place, size in enumerate(SIZES):
            expected = summed(size * (at >= month), unseen)
            assert found[month, place] == pytest.approx(expected, abs=0.02)
    course = np.clip((at - 16) / 8, 0, 1)
    ramp = held.log_evidence_of_course(course, SIZES, unseen=at < 0)
    for place, size in enumerate(SIZES):
        assert ramp[place] == pytest.approx(summed(size * course, slice(0)), abs=0.02)
    assert logsumexp(held.log_posterior) == pytest.approx(summed(0.0 * at, slice(0)), abs=0.02)


def test_points_that_matter_under_a_turn_are_kept_too() -> None:
    """A large turn at once speaks for a restless trend, until the turn is in the model."""
    acts = np.full((80, 1), 4)
    cooperative = np.where(np.arange(80) < 40, 4, 0)[:, None]
    cooperative[::9] = 2

    def turned(record: SideRecord) -> SideRecord:
        return record.turning(40, np.linspace(-6, 6, 61), np.full(61, 1 / 61))

    plain, both = side_record(cooperative, acts, 0), side_record(cooperative, acts, 0, also=turned)
    assert set(plain.grid.cells) < set(both.grid.cells)
    calmest = [min(c.trend_step for c in r.grid.cells) for r in (plain, both)]
    assert calmest[1] <= calmest[0]
    sizes = np.linspace(-6, 6, 25)
    every = replace(both, grid=make_grid(IndexSettings()), log_others=np.zeros(80))
    found, exact = (r.log_evidence_of_steps(sizes, months=[40])[40] for r in (both, every))
    kept, whole = (np.exp(logs - logsumexp(logs)) for logs in (found, exact))
    assert kept == pytest.approx(whole, abs=0.01)
