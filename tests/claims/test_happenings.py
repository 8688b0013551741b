"""A happening that several rows tell is one, whichever of its rows a claim names."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from detente.claims.checks import CHECKS
from detente.claims.crosscheck import Known, spec_problems
from detente.evidence.counted import counted_dyad
from detente.terms.happenings import happenings_of
from tests.claims.worlds import DYADS, event, index, months, record, spec

ROWS = [
    event("a", "2020-01-05", confidence="medium"),
    event("b", "2020-01-06", confidence="medium", same_as="a", known_date=date(2020, 3, 1)),
]
FIRSTS = {"b": "a"}
BOTH = 1 - 0.15**2  # two publishers, each right with 0.85


def asked(*events: Any, as_of: date = date(2023, 12, 31), kind: str = "occurred", **more: Any):
    world = record(events=ROWS, as_of=as_of, firsts=FIRSTS)
    return CHECKS[kind](spec(kind, events=events, **more), world)


@pytest.mark.parametrize("name", ["a", "b", ("a", "b"), ("b", "a"), ("b",)])
def test_both_rows_are_evidence_whichever_is_named(name: Any) -> None:
    for kind in ("occurred", "source_says"):
        finding = asked(name, kind=kind)
        assert finding.probability == pytest.approx(BOTH)
        assert [row.id for row in finding.rows] == ["a", "b"]
        assert finding.values["publishers"] == 2


@pytest.mark.parametrize("name", ["a", "b"])
def test_on_a_day_on_which_one_row_was_known_it_counts_alone(name: str) -> None:
    finding = asked(name, as_of=date(2020, 2, 1))
    assert finding.probability == pytest.approx(0.85)
    assert [row.id for row in finding.rows] == ["a"]


@pytest.mark.parametrize("name", ["a", "b"])
def test_the_first_row_dates_it_and_until_it_is_known_the_other_does(name: str) -> None:
    late = [replace(ROWS[0], known_date=date(2020, 6, 1)), ROWS[1]]
    before = record(events=late, as_of=date(2020, 4, 1), firsts=FIRSTS)
    after = record(events=late, as_of=date(2020, 7, 1), firsts=FIRSTS)
    told = [world.happening(name) for world in (before, after)]
    assert [str(one and one.day) for one in told] == ["2020-01-06", "2020-01-05"]


def test_a_happening_asked_for_twice_is_not_two() -> None:
    finding = asked("a", "b", at_least=2)
    assert finding.probability is None
    assert "1 of the 2 events needed" in finding.statement


@pytest.mark.parametrize(
    ("events", "wrong"),
    [
        (("a", "b"), "names 'a' and 'b', which tell one happening (same_as)"),
        (("a", "c", "d", ("b",)), "names 'a' and 'b', which tell one happening (same_as)"),
        (("c", "c"), "names 'c' twice"),
        ((("a", "b"), "c"), ""),
        (("b", "c"), ""),
    ],
)
def test_check_refuses_a_claim_that_asks_for_one_happening_twice(events: Any, wrong: str) -> None:
    known = Known({}, DYADS, frozenset("abcd"), "2020-01", "2020-12", {}, firsts=FIRSTS)
    problems = [problem for problem, _ in spec_problems(spec("occurred", events=events), known)]
    assert len(problems) == bool(wrong)
    assert all(wrong in problem for problem in problems)


@pytest.mark.parametrize("kind", ["occurred", "sequence", "source_says"])
def test_rows_that_the_chronology_keeps_apart_are_not_put_together(kind: str) -> None:
    known = Known({}, DYADS, frozenset("abcd"), "2020-01", "2020-12", {}, firsts=FIRSTS)
    # A statement is one; the others take more.
    others = () if kind == "source_says" else ("a",)
    apart = spec(kind, events=(*others, ("c", "d")))
    (problem,) = [problem for problem, _ in spec_problems(apart, known)]
    assert problem == "events puts 'c' and 'd' together, which tell different happenings"
    rest = () if kind == "source_says" else ("c",)
    assert list(spec_problems(spec(kind, events=(("a", "b"), *rest)), known)) == []


def test_counts_take_it_once_and_show_every_row() -> None:
    others = [event(f"e{n}", f"2020-{n:02d}-02") for n in range(1, 13)]
    firsts = [one.first for one in happenings_of([*ROWS, *others])]
    assert all(counted_dyad(row, DYADS) for row in firsts)
    world = record(
        events=[*ROWS, *others],
        index=index(months("2020-01/2020-12"), events=firsts),
        firsts=FIRSTS,
    )
    check = spec(
        "shift",
        dyad="USA-MEX",
        before="2020-01/2020-06",
        after="2020-07/2020-12",
        direction="down",
        source="chronology",
    )
    drawn = world.dyad_windows(check, "USA-MEX", ("2020-01/2020-06", "2020-07/2020-12"))
    assert drawn.acts == 13
    assert len(drawn.rows) == len(drawn.places) == 14
    assert {row.id for row in drawn.rows} == {"a", "b", *(one.id for one in others)}


def test_acts_without_a_day_are_told_where_days_decide() -> None:
    acts = [
        event(
            f"{who}{n}",
            f"20{20 + n % 4}-{n % 12 + 1:02d}-{day}",
            source_actor=f"{who}.GOV",
            target_actor=f"{other}.GOV",
        )
        for who, other, day in (("USA", "MEX", "05"), ("MEX", "USA", "14"))
        for n in range(12)
    ]
    acts.append(event("month", "2021-05-01", date_precision="month"))
    world = record(events=acts, index=index(months("2020-01/2023-12"), events=acts))
    asked = spec(
        "reciprocity",
        dyad="USA-MEX",
        by="MEX",
        acts="any",
        answers="any",
        window="2020-01/2023-12",
        within_months=1,
    )
    finding = CHECKS["reciprocity"](asked, world)
    assert finding.statement.endswith("1 act whose day is not known is left out.")
    whole = CHECKS["reciprocity"](asked, record(events=acts[:-1], index=world.indices))
    assert "left out" not in whole.statement


def test_months_that_the_record_has_not_are_told() -> None:
    others = [event(f"e{n}", f"2020-{n:02d}-02") for n in range(1, 13)]
    world = record(events=others, index=index(months("2020-01/2020-10"), events=others))
    asked = spec(
        "shift",
        dyad="USA-MEX",
        before="2020-01/2020-06",
        after="2020-07/2020-12",
        direction="down",
        source="chronology",
    )
    finding = CHECKS["shift"](asked, world)
    assert finding.values["missing"] == 2
    assert "2 of the months or figures asked for are not in the record." in finding.statement
