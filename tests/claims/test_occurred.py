"""`occurred`: reliability of rows, and how many of several events happened."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.checks import CHECKS
from detente.claims.checks.occurred import at_least
from detente.claims.crosscheck import Known, spec_problems
from detente.claims.evidence_rows import publisher_key, reliability
from detente.terms.events import Event
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


def test_a_date_known_to_the_month_is_inside_by_its_days() -> None:
    """Twelve of the 31 days of July lie in a window from the 20th on."""
    world = record(events=[event("a", "2020-07-01", date_precision="month")])
    finding = CHECK(spec("occurred", events=("a",), window="2020-07-20/2020-08-31"), world)
    share = 12 / 31
    assert finding.probability == pytest.approx(share * 0.97 + (1 - share) * 0.03)
    whole = CHECK(spec("occurred", events=("a",), window="2020-07"), world)
    assert whole.probability == pytest.approx(0.97)


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


def act(name: str, kind: str = "ACCUSE", day: str = "2020-03-05", **fields: object) -> Event:
    return event(
        name, day, kind, **({"source_actor": "MEX.GOV", "target_actor": "USA.GOV"} | fields)
    )


CHOSEN = [act(name) for name in "abc"]
COUNT = {"events": ("a", "b", "c"), "at_least": 2, "window": "2020"}
ALONE = at_least(2, [0.97] * 3)


def counted(*others: Event, **more: object):
    return CHECK(spec("occurred", **(COUNT | more)), record(events=[*CHOSEN, *others]))


def test_a_count_holds_where_its_mirror_fails() -> None:
    """One opposite act is too few for the opposite sentence."""
    finding = counted(act("x", "CONSULT"))
    assert finding.probability == pytest.approx(0.99)  # 0.9974, held within what may be printed
    assert finding.values["mirror_events"] == 1
    assert "The other way, 1 event in the same time is on record: 3 to 1" in finding.statement


def outnumbers(least: int, chosen: int, others: int) -> float:
    """P(enough, and more than the others), over every outcome of rows that are right with 0.97."""
    total = 0.0
    for outcome in product((0, 1), repeat=chosen + others):
        own, other = sum(outcome[:chosen]), sum(outcome[chosen:])
        if own >= least and own > other:
            right = own + other
            total += 0.97**right * 0.03 ** (chosen + others - right)
    return total


@pytest.mark.parametrize(("others", "verdict"), [(2, "more than"), (3, "no more than")])
def test_a_count_holds_where_it_outnumbers_its_mirror(others: int, verdict: str) -> None:
    """Three against two that would be enough for the opposite too; and as many do not do."""
    mirror = [act(name, "CONSULT") for name in "xyz"[:others]]
    finding = counted(*mirror)
    assert finding.probability == pytest.approx(outnumbers(2, 3, others))
    assert f"3 to {others}, which is {verdict} the opposite has" in finding.statement


def test_nine_denials_against_three_acts_that_grant_a_part_hold() -> None:
    rows = [act(f"denial-{n}") for n in range(9)] + [act(f"grant-{n}", "AGREE") for n in range(3)]
    names = tuple(row.id for row in rows)
    options = {"events": names[:9], "mirror": names[9:], "at_least": 3}
    finding = CHECK(spec("occurred", **options), record(events=rows))
    assert finding.probability == 0.99
    assert "3 events in the same time, as the check names them, are on record: 9 to 3" in (
        finding.statement
    )


def test_that_fewer_happened_needs_no_mirror() -> None:
    """Of three, two would have been enough: what speaks against a sentence does so by itself."""
    turned = counted(act("x", "CONSULT"), act("y", "AGREE"), act("z", "AGREE"), negate=True)
    assert turned.probability == 0.01  # 1 − ALONE, held within what may be printed
    assert "mirror_events" not in turned.values
    assert CHECK.problems(COUNT | {"negate": True, "mirror": ("x",)})


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "2021-01-05"},
        {"topic": "trade"},
        {"source_actor": "USA.GOV", "target_actor": "MEX.GOV"},
        {"scope": "USA-CHN", "source_actor": "MEX.GOV"},
        {"kind": "REJECT"},
        {"kind": ""},
    ],
)
def test_what_is_not_opposite_is_no_mirror(fields: dict[str, Any]) -> None:
    """Of another time, topic, state, side or class."""
    others = [act(name, **({"kind": "CONSULT"} | fields)) for name in "xyz"]
    assert counted(*others).values["mirror_events"] == 0


def test_a_mirror_that_is_named_is_taken_and_looked_for_in_the_same_window() -> None:
    others = [act("x", "ACCUSE", topic="trade"), act("y", "", topic="legal")]
    others.append(act("z", "CONSULT", "2021-03-05"))
    named = counted(*others, mirror=("x", "y", "z"))
    assert named.values["mirror_events"] == 2
    assert named.probability == pytest.approx(outnumbers(2, 3, 2))


def test_events_without_a_class_need_a_mirror_by_name() -> None:
    domestic = [act(name, "", target_actor="") for name in "abc"]
    finding = CHECK(spec("occurred", **COUNT), record(events=domestic))
    assert finding.probability is None
    assert "name them in mirror" in finding.statement
    named = CHECK(spec("occurred", mirror=("x",), **COUNT), record(events=domestic))
    assert named.probability == pytest.approx(0.99)


def test_naming_exactly_those_that_are_there_is_a_count_too() -> None:
    """All of two chosen ones, with two and with one the other way."""
    every = {"events": ("a", "b"), "window": "2020"}
    two = record(events=[*CHOSEN, act("x", "CONSULT"), act("y", "AGREE")])
    finding = CHECK(spec("occurred", **every), two)
    assert finding.probability == pytest.approx(outnumbers(2, 2, 2))
    assert "chosen among 3 acts of their kind" in finding.statement
    one = CHECK(spec("occurred", **every), record(events=[*CHOSEN, act("x", "CONSULT")]))
    assert one.probability == pytest.approx(0.97**2)


def test_one_event_bears_out_a_fact_and_no_assessment() -> None:
    fact = spec("occurred", events=("a",), window="2020")
    made = record(events=[*CHOSEN, act("x", "CONSULT")])
    assert "mirror_events" not in CHECK(fact, made).values
    assert CHECK(replace(fact, general=True), made).probability == pytest.approx(0.97 * 0.515)
    refuted = replace(spec("occurred", events=("a",), negate=True), general=True)
    assert CHECK(refuted, made).probability == pytest.approx(0.03)


HOME = {"by": "USA", "side": "domestic", "topics": ("security", "legal")}


@pytest.mark.parametrize(
    ("fields", "drawn"),
    [
        ({}, True),
        ({"topic": "legal"}, True),
        ({"topic": "trade"}, False),
        ({"source_actor": "MEX.GOV"}, False),
        ({"source_actor": "USAID"}, False),
        ({"scope": "USA-MEX"}, False),
        ({"day": "2021-03-05"}, False),
        ({"known_date": date(2024, 6, 1)}, False),
        ({"same_as": "a", "publisher": "Paper of a"}, False),
    ],
)
def test_the_kind_that_a_count_is_a_part_of_is_drawn_by_its_filter(
    fields: dict[str, Any], drawn: bool
) -> None:
    """One more of the kind is one more other: of two, three is more than one and no more than."""
    one = {"scope": "domestic"} | fields
    steps = [event(name, "2020-03-05", "", scope="domestic") for name in "abc"]
    other = event("d", one.pop("day", "2020-03-05"), "", **one)
    options = {"events": ("a", "b"), "at_least": 2, "window": "2020", "of": HOME}
    finding = CHECK(spec("occurred", **options), record(events=[*steps, other]))
    assert finding.probability == pytest.approx(outnumbers(2, 2, 2 if drawn else 1))
    assert finding.values["of_events"] == 3 + drawn
    told = f"2 of the {3 + drawn} events on record in the same time that are of the kind "
    assert f"{told}(by USA, side domestic, topics legal and security)" in finding.statement


@pytest.mark.parametrize(
    ("drawn", "count"),
    [
        ({"class": "cooperation"}, 1),
        ({"class": ("conflict", "cooperation")}, 3),
        ({"types": ("ACCUSE", "REJECT")}, 2),
        ({"towards": "MEX"}, 2),
        ({"side": ("USA-MEX", "domestic")}, 4),
    ],
)
def test_a_kind_is_drawn_by_class_type_and_target(drawn: dict[str, Any], count: int) -> None:
    rows = [act("a"), act("b", target_actor="MEX.GOV"), act("c", "AGREE")]
    rows.append(act("d", "", scope="domestic", target_actor="MEX.GOV"))
    finding = CHECK(spec("occurred", events=("a",), of=drawn), record(events=rows))
    assert finding.values["of_events"] == count


def test_an_act_towards_somebody_else_is_not_what_is_asked() -> None:
    made = record(events=[act("a", "THREATEN", target_actor="CRM.CARTELS")])
    assert CHECK(spec("occurred", events=("a",), towards="CRM"), made).probability == 0.97
    assert CHECK(spec("occurred", events=("a",), towards="USA"), made).probability == pytest.approx(
        0.03
    )
    assert CHECK(spec("occurred", events=("a",), by="USA"), made).probability == pytest.approx(0.03)
    found = CHECK(spec("occurred", events=("a",)), made)
    assert "A is directed at CRM.CARTELS: at no state of its side." in found.statement
    others = [act(name, "CONSULT", target_actor="CRM.CARTELS") for name in "xyz"]
    assert counted(*others).values["mirror_events"] == 0


def mistakes(cooperative: dict[str, bool | None], **options: object) -> list[str]:
    known = Known(
        {}, ("USA-MEX",), frozenset("abcxy"), "2020-01", "2020-12", {}, cooperative=cooperative
    )
    return [problem for problem, _ in spec_problems(spec("occurred", **(COUNT | options)), known)]


def test_the_check_of_a_case_asks_for_a_mirror_where_none_is_opposite() -> None:
    assert mistakes(dict.fromkeys("abc", False)) == []
    assert mistakes(dict.fromkeys("abc")) != []
    assert "nothing is opposite" in mistakes({"a": True, "b": False, "c": False})[0]
    assert mistakes(dict.fromkeys("abc"), mirror=("x",)) == []
    assert mistakes(dict.fromkeys("abc"), mirror=("z",)) == ["the case has no event 'z'"]
    assert "names 'a' twice" in mistakes(dict.fromkeys("abc"), mirror=("a", "x"))[0]
