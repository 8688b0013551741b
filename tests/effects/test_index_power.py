"""What would have been seen on the index: read off worlds, and not raised by the effect itself."""

from dataclasses import replace

import numpy as np
import pytest

from detente.cooperation.changes import SideRecord
from detente.cooperation.grid import make_grid
from detente.effects.index_power import TRIED, Sight, sight
from tests.effects.index_cases import SMALL

MONTHS, AT = 96, 50
SEEN = Sight(
    sizes=TRIED,
    clear=np.array([-2.0, -1.0, -0.5, 0.5, 1.0, 1.5]),
    read=np.array([0.0, 0.8, 1.6, 2.4, 3.2, 4.0]),
)


def test_the_smallest_size_is_where_the_bound_leaves_zero() -> None:
    assert SEEN.smallest == pytest.approx(2.5)
    by_chance = Sight(TRIED, np.array([-2.0, 0.1, -0.5, 0.5, 1.0, 1.5]), SEEN.read)
    assert by_chance.smallest == pytest.approx(2.5)
    assert Sight(TRIED, np.full(6, -0.1), SEEN.read).smallest == TRIED[-1]


def test_an_estimate_is_held_against_the_worlds_that_are_read_like_it() -> None:
    assert SEEN.truth(1.6) == pytest.approx(2.0)
    assert SEEN.truth(-2.8) == pytest.approx(-3.5)
    assert SEEN.truth(0.0) == 0.0
    assert SEEN.truth(6.0) == pytest.approx(7.5)
    assert np.isfinite(Sight(TRIED, SEEN.clear, np.zeros(6)).truth(1.0))


def record(size: float, rate: int, seed: int = 1) -> SideRecord:
    grid, rng = make_grid(SMALL), np.random.default_rng(seed)
    acts = np.full(MONTHS, rate)
    chance = 1 / (1 + np.exp(-0.2 - size * (np.arange(MONTHS) > AT)))
    none = np.zeros(len(grid.cells))
    return SideRecord(grid, rng.binomial(acts, chance), acts, none, np.zeros(MONTHS))


def test_an_effect_does_not_raise_its_own_bar_and_more_acts_lower_it() -> None:
    """32 worlds of a size: the size at which four in five are seen is known to half a point."""
    none, fall = (sight(record(size, 3), AT).smallest for size in (0.0, -4.0))
    assert fall == pytest.approx(none, abs=0.75)
    many = sight(record(0.0, 12), AT)
    assert many.smallest < none
    assert many.read[2] == pytest.approx(2.0, abs=0.5)


def test_without_acts_nothing_would_have_been_seen() -> None:
    seen = sight(record(0.0, 0), AT)
    assert seen.smallest == TRIED[-1]
    assert seen.clear[-1] < 0


def test_where_nearly_all_acts_conflict_a_rise_is_seen_and_a_fall_is_not() -> None:
    cold = replace(record(0.0, 3), cooperative=(np.arange(MONTHS) % 12 == 0).astype(int))
    rise, fall = (sight(cold, AT, asks=asks).smallest for asks in ("rise", "fall"))
    assert rise < fall - 1
