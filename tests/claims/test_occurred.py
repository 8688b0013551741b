"""`occurred`: reliability of rows, and how many of several events happened."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.checks import CHECKS
from detente.claims.checks.occurred import at_least
from detente.claims.evidence_rows import publisher_key, reliability
from tests.claims.worlds import event, record, spec

CHECK = CHECKS["occurred"]


def test_an_event_of_the_record_happened_as_surely_as_its_row() -> None:
    """One row of high confidence is right with 0.97, one of medium confidence with 0.85."""
    world = record(events=[event("a", "2020-01-05"), event("b", "2020-01-05", confidence="medium")])
    assert CHECK(spec("occurred", events=("a",)), world).probability == pytest.approx(0.97)
    assert CHECK(spec("occurred", events=("b",)), world).probability == pytest.approx(0.85)


def test_a_second_publisher_adds_and_a_reprint_does_not() -> None:
    apart = [event("a", "2020-01-05"), event("b", "2020-01-05", confidence="medium")]
    same = [event("c", "2020-01-05", publisher=name) for name in ("KVOA / AP", "WMAL / AP")]
    assert reliability(apart) == pytest.approx(1 - 0.03 * 0.15)
    assert reliability(same) == pytest.approx(0.97)


def test_outside_the_window_it_did_not_happen_then() -> None:
    world = record(events=[event("a", "2020-01-05")])
    inside = CHECK(spec("occurred", events=("a",), window="2020-01"), world)
    outside = CHECK(spec("occurred", events=("a",), window="2020-02"), world)
    assert inside.probability == pytest.approx(0.97)
    assert outside.probability == pytest.approx(0.03)


def test_weak_rows_leave_it_undecided() -> None:
    """Three of three medium rows: 0.85³ = 0.61."""
    rows = [event(name, "2020-01-05", confidence="medium") for name in "abc"]
    finding = CHECK(spec("occurred", events=("a", "b", "c")), record(events=rows))
    assert finding.probability == pytest.approx(0.85**3)
    assert [row.id for row in finding.rows] == ["a", "b", "c"]


def test_what_was_not_public_yet_cannot_be_counted() -> None:
    late = event("a", "2020-01-05", known_date=date(2021, 6, 1))
    finding = CHECK(spec("occurred", events=("a",)), record(events=[late], as_of=date(2021, 1, 1)))
    assert finding.probability is None
    assert "0 of the 1 event needed" in finding.statement


def test_negated_it_turns_round_and_keeps_the_reading() -> None:
    world = record(events=[event("a", "2020-01-05")])
    finding = CHECK(spec("occurred", events=("a",), negate=True), world)
    assert finding.probability == pytest.approx(0.03)
    assert finding.values["reading_probability"] == pytest.approx(0.97)


def test_fewest_publishers_of_any_event_count() -> None:
    rows = [event("a", "2020-01-05"), event("b", "2020-01-06"), event("c", "2020-01-07")]
    finding = CHECK(spec("occurred", events=(("a", "b"), "c")), record(events=rows))
    assert finding.values["publishers"] == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7), st.integers(0, 7))
def test_at_least_agrees_with_counting_every_outcome(chances: list[float], needed: int) -> None:
    """Exact up to rounding: sums of at most 2⁷ products of numbers below 1."""
    needed = min(needed, len(chances))
    total = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        if sum(outcome) >= needed:
            weight = 1.0
            for happened, chance in zip(outcome, chances, strict=True):
                weight *= chance if happened else 1 - chance
            total += weight
    assert at_least(needed, chances) == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize(
    ("publisher", "key"),
    [
        ("Lincoln Daily News / Reuters", "reuters"),
        ("Associated Press via GV Wire", "ap"),
        ("Taipei Times / AFP", "afp"),
        ("The White House (ONDCP)", "the white house"),
        ("US Department of State note via News247WorldPress", "us department of state note"),
        ("WAPA Radio", "wapa radio"),
    ],
)
def test_a_publisher_is_who_wrote_the_text(publisher: str, key: str) -> None:
    assert publisher_key(publisher) == key
