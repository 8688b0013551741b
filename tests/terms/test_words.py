"""Actors, event types, errors and intervals."""

import numpy as np
import pytest

from detente.terms.actors import dyad_between, state_of, states_of
from detente.terms.errors import InputError, Problem, shown
from detente.terms.events import EVENT_CLASSES, EventClass
from detente.terms.intervals import Interval
from detente.terms.units import kg_from_lb

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")


def test_a_dyad_is_unordered() -> None:
    assert dyad_between("MEX.GOV", "USA.JUD", DYADS) == "USA-MEX"
    assert dyad_between("USA.JUD", "MEX.GOV", DYADS) == "USA-MEX"
    assert dyad_between("MEX", "MEX.MIL", DYADS) is None
    assert dyad_between("USA.GOV", "CRM.CARTELS", DYADS) is None
    assert state_of("USA.JUD") == "USA"
    assert states_of("CHN-MEX") == ("CHN", "MEX")


def test_plover_has_sixteen_types_in_four_classes() -> None:
    assert len(EVENT_CLASSES) == 16
    assert set(EVENT_CLASSES.values()) == set(EventClass)
    # In PLOVER a request is verbal conflict, however polite.
    assert not EVENT_CLASSES["REQUEST"].is_cooperation
    assert EVENT_CLASSES["CONCEDE"].is_cooperation


def test_a_problem_names_place_problem_and_remedy() -> None:
    problem = Problem("events.csv", 214, "actor 'SYN' is not declared", "use SYR")
    assert str(problem) == "events.csv:214: actor 'SYN' is not declared; use SYR"
    assert str(Problem("a.csv", 0, "is empty", "add rows")) == "a.csv: is empty; add rows"


def test_an_error_carries_every_problem() -> None:
    problems = [Problem("a.csv", n, "bad", "mend it") for n in range(3)]
    assert InputError(problems).problems == tuple(problems)
    assert str(InputError(problems)).count("\n") == 2


def test_a_quoted_value_is_escaped_and_short() -> None:
    assert shown("a\x1b[31m") == "'a\\x1b[31m'"
    assert len(shown("x" * 10**6)) == 60


def test_intervals_are_quantiles() -> None:
    # 0, 1, …, 100: each percentile is its own value.
    interval = Interval.from_draws(np.arange(101.0))
    assert interval == Interval(50, 25, 75, 5, 95)
    assert Interval.from_quantiles([50, 25, 75, 5, 95]) == interval


def test_a_pound_is_its_legal_weight() -> None:
    assert kg_from_lb(1_000_000) == pytest.approx(453_592.37)
