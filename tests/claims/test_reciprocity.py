"""`reciprocity`: acts of one side answered by the other."""

from datetime import date, timedelta

import numpy as np
import pytest

from detente.claims.answers import _rotated, mantel_haenszel
from detente.claims.checks import CHECKS
from tests.claims.worlds import event, index, months, record, spec

CHECK = CHECKS["reciprocity"]
MONTHS = months("2014-01/2023-12")
START = date(2014, 1, 1)
DAYS = 3652


def act(name: str, day: int, by: str):
    other = {"USA": "MEX", "MEX": "USA"}[by]
    return event(f"{name}-{day}", str(START + timedelta(days=int(day))), "ACCUSE",
                 source_actor=f"{by}.GOV", target_actor=f"{other}.GOV")  # fmt: skip


def world(answers, given=None):
    given = np.arange(60, DAYS - 60, 120) if given is None else given
    events = [act("g", d, "USA") for d in given] + [act("t", d, "MEX") for d in answers]
    events = list({one.id: one for one in events}.values())
    return record(events=events, index=index(MONTHS, events=events))


def asked(**more: object):
    given = {"dyad": "USA-MEX", "by": "MEX", "acts": "conflict", "answers": "conflict"}
    given |= {"within_months": 1, "window": "2014-01/2023-12"}
    return spec("reciprocity", **(given | more))


def test_yes_where_every_act_is_answered_within_ten_days() -> None:
    rng = np.random.default_rng(1)
    finding = CHECK(asked(), world(np.arange(60, DAYS - 60, 120) + rng.integers(1, 10, 30)))
    assert finding.probability == 0.99
    assert {row.speaks for row in finding.rows} == {"", "for"}


def test_no_where_the_other_side_acts_at_any_time_but_after() -> None:
    rng = np.random.default_rng(1)
    finding = CHECK(asked(), world(np.arange(60, DAYS - 60, 120) + rng.integers(40, 110, 30)))
    assert finding.probability is not None
    assert finding.probability < 0.05


def test_undecided_or_no_where_acts_fall_at_random() -> None:
    """Never a yes more often than one time in ten: 40 worlds in which nobody answers."""
    found = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        found.append(CHECK(asked(), world(rng.integers(0, DAYS, 30))).probability or 0)
    assert np.mean([p >= 0.8 for p in found]) <= 0.1
    assert any(0.2 <= p < 0.8 for p in found)


def test_growing_attention_is_not_an_answer() -> None:
    """Both sides act ever more often, without regard to one another."""
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        late = np.sort((DAYS - 1) * np.sqrt(rng.random(60))).astype(int)
        other = np.sort((DAYS - 1) * np.sqrt(rng.random(60))).astype(int)
        found.append(CHECK(asked(), world(late, other)).probability or 0)
    assert np.mean([p >= 0.8 for p in found]) <= 0.1


def test_too_few_acts_are_left_open() -> None:
    finding = CHECK(asked(), world([100, 200]))
    assert finding.probability is None
    assert "5 of each are needed" in finding.statement


def test_rotations_are_counted_as_if_each_were_made() -> None:
    """Against turning the days by hand, over all rotations of one year."""
    rng = np.random.default_rng(1)
    exposed, counts = rng.random(365) < 0.3, rng.poisson(0.1, 365)
    strata = np.zeros(365, dtype=np.int64)
    by_hand = [mantel_haenszel(np.roll(counts, turn), exposed, strata) for turn in range(365)]
    drawn = np.exp(_rotated(counts, exposed, strata, np.random.default_rng(2)))
    assert set(np.round(drawn, 9)) <= set(np.round(np.array(by_hand, dtype=float), 9))
    assert len(set(np.round(drawn, 9))) > 10


def test_the_rate_ratio_is_that_of_the_book() -> None:
    """One stratum, without the half: (a/T1) / (b/T0); ½ is shared out by the days."""
    exposed = np.arange(100) < 25
    counts = np.zeros(100, dtype=np.int64)
    counts[:20], counts[30:60] = 1, 1
    strata = np.zeros(100, dtype=np.int64)
    expected = (20 * 0.75 + 0.5 * 0.75) / (30 * 0.25 + 0.5 * 0.25)
    assert mantel_haenszel(counts, exposed, strata) == pytest.approx(expected)
    assert mantel_haenszel(counts, np.ones(100, dtype=bool), strata) is None
