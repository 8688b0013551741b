"""Extreme conditions and conservation find the faults that are put in."""

from pathlib import Path

import pytest

from detente.dynamics.extremes import check_conservation, check_extremes, constants
from detente.terms.errors import InputError
from tests.dynamics.texts import model_of

TANK = """
tank = INTEG(inflow - use, 10) ~ l [0,?] |
inflow = 1 ~~|
use = {use} ~~|
demand = 1 ~~|
life = 4 ~~|
share = inflow / life ~~|
"""


def test_a_level_that_is_drained_below_zero_is_found(tmp_path: Path) -> None:
    found = check_extremes(model_of(tmp_path, TANK.format(use="demand")))
    lines = [str(item) for item in found]
    # At ten times the demand the tank of 10 loses 9 a month: 5.5 after half a month, 1 after one.
    assert "demand = 10: tank falls below zero at time 1.5" in lines
    assert not any(line.startswith("as written") for line in lines)


def test_a_division_by_a_constant_at_zero_is_found(tmp_path: Path) -> None:
    found = check_extremes(model_of(tmp_path, TANK.format(use="MIN(demand, tank)")))
    assert [(item.condition, item.variable) for item in found] == [("life = 0", "share")]
    # Zero is where the model says nothing, which is told apart from a fault.
    assert [item.kind for item in found] == ["zero divisor"]


def test_a_division_by_a_level_that_may_be_zero_is_a_fault(tmp_path: Path) -> None:
    text = "tank = INTEG(0, start) ~~|\nstart = 2 ~~|\nshare = 1/tank ~~|\n"
    (found,) = check_extremes(model_of(tmp_path, text))
    assert (found.condition, found.variable, found.kind) == ("start = 0", "share", "not finite")


def test_a_constant_keeps_to_the_limits_of_the_file(tmp_path: Path) -> None:
    text = TANK.format(use="MIN(demand, tank/TIME STEP)").replace("life = 4 ~", "life = 4 ~ [1,9]")
    assert check_extremes(model_of(tmp_path, text)) == ()


def test_a_model_with_the_structure_that_was_missing_is_clean(tmp_path: Path) -> None:
    text = TANK.format(use="MIN(demand, tank/TIME STEP)").replace(
        "inflow / life", "ZIDZ(inflow, life)"
    )
    assert check_extremes(model_of(tmp_path, text)) == ()


def test_times_and_lengths_of_delays_are_no_constants_to_vary(tmp_path: Path) -> None:
    model = model_of(tmp_path, "lag = 2 ~~|\na = 3 ~~|\nb = DELAY FIXED(a, lag, 0) ~~|\n")
    assert constants(model) == (("a", 3.0),)


def test_a_leak_is_found_and_a_closed_group_passes(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        "a = INTEG(-f, 5) ~~|\nb = INTEG(f, 0) ~~|\nc = INTEG(f*0.9, 0) ~~|\nf = a/3 ~~|\n",
    )
    assert check_conservation(model, [("a", "b")]) == ()
    (found,) = check_conservation(model, [("a", "b"), ("a", "c")])
    assert str(found) == "as written: a + c changes from 5 to 4.91667 at time 0.5"
    with pytest.raises(InputError, match="not in the model"):
        check_conservation(model, [("a", "z")])
