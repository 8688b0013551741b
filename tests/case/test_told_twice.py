"""`same_as`: what cannot be one happening is refused, and likely pairs are pointed at."""

from collections.abc import Sequence
from datetime import date

import pytest

from detente.case.told_twice import MOST_FAULTS, check_same_as, likely_pairs
from detente.terms.events import Event
from tests.case.trial import Trial
from tests.evidence.rows import event

PATHS = {"chronology": "events/chronology.csv", "journal": "events/journal.csv"}


def row(id_: str, same_as: str = "", line: int = 2, **more: object) -> Event:
    given: dict[str, object] = {"line": line, "same_as": same_as, **more}
    ends = str(given.pop("source", "USA.JUD")), str(given.pop("target", "CHN.BUS"))
    day, kind = str(given.pop("day", "2023-06-23")), str(given.pop("kind", "ACCUSE"))
    return event(id_, day, *ends, kind, scope=given.pop("scope", "USA-CHN"), **given)


def faults(events: Sequence[Event]) -> list[str]:
    return [f"{p.file}:{p.line}: {p.problem}; {p.fix}" for p in check_same_as(events, PATHS)]


@pytest.mark.parametrize(
    "second",
    [
        row("x2", "x1"),
        row("x2", "x1", resource="journal"),
        row("x2", "x1", source="USA.GOV", target="CHN"),
        row("x2", "x1", day="2023-06-25"),
        row("x2", "x1", day="2023-06-01", date_precision="month"),
        row("x2", "x1", known_date=date(2023, 6, 1)),
        row("x2", "-"),
    ],
)
def test_rows_that_can_tell_one_happening_are_taken(second: Event) -> None:
    assert faults([row("x1"), second]) == []


def test_a_meeting_may_be_told_as_either_sides_act() -> None:
    kinds = {"kind": "CONSULT"}
    told = row("x2", "x1", source="CHN.GOV", target="USA.GOV", **kinds)
    assert faults([row("x1", **kinds), told]) == []


def test_three_rows_all_name_the_first() -> None:
    assert faults([row("x1"), row("x2", "x1", 3), row("x3", "x1", 4)]) == []


def test_two_domestic_rows_may_tell_one_step() -> None:
    home = {"source": "MEX.GOV", "target": "", "kind": "", "scope": "domestic"}
    assert faults([row("m1", **home), row("m2", "m1", **home)]) == []


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (row("x2", "x9"), "same_as of 'x2' is 'x9', the id of no event; use one of x1"),
        (row("x2", "x2"), "same_as of 'x2' is its own id; leave it empty, or write -"),
        (row("x2", "x1", kind="COERCE"), "but the types are 'COERCE' and 'ACCUSE'"),
        (row("x2", "x1", kind=""), "but the types are 'none' and 'ACCUSE'"),
        (row("x2", "x1", target="MEX.GOV"), "but the states are USA → MEX and USA → CHN"),
        (
            row("x2", "x1", source="CHN.GOV", target="USA.GOV"),
            "but the states are CHN → USA and USA → CHN",
        ),
        (row("x2", "x1", scope="domestic"), "but the scopes are 'domestic' and 'USA-CHN'"),
        (row("x2", "x1", day="2023-08-23"), "but they lie 61 days apart; mend one of the two rows"),
    ],
)
def test_rows_that_contradict_one_another_are_refused(second: Event, problem: str) -> None:
    (told,) = faults([row("x1"), second])
    assert told.startswith("events/chronology.csv:2: ")
    assert problem in told


def test_chains_and_circles_are_refused() -> None:
    chain = [row("x1"), row("x2", "x1", 3), row("x3", "x2", 4)]
    (told,) = faults(chain)
    assert "chronology.csv:4" in told
    assert "which itself names 'x1'; write x1, the first row of the happening" in told
    (both,) = faults([row("x1", "x2", 2), row("x2", "x1", 3)])
    assert "chronology.csv:2" in both
    assert "same_as of 'x1' is 'x2', which leads back to it; leave it empty in one of" in both
    (ring,) = faults([row("x1", "x3", 2), row("x2", "x1", 3), row("x3", "x2", 4)])
    assert "is 'x3', which leads back to it, over x3, x2; leave it empty in one of the 3" in ring
    into = faults([row("x1", "x2", 2), row("x2", "x1", 3), row("x3", "x1", 4)])
    assert [told.partition(": ")[0][-2:] for told in into] == [":2", ":4"]


def test_a_long_circle_is_one_fault_and_found_at_once() -> None:
    length = 20_000
    (told,) = faults([row(f"x{n}", f"x{(n + 1) % length}", n + 2) for n in range(length)])
    assert "x1, x2, x3 and 19996 more" in told


def test_any_number_of_faults_is_told_briefly() -> None:
    told = faults([row(f"x{n}", "y", n) for n in range(2, 5000)])
    assert len(told) == MOST_FAULTS + 1
    assert "and more problems of same_as" in told[-1]


def pairs(events: Sequence[Event]) -> list[tuple[str, str]]:
    return [(first.id, second.id) for first, second in likely_pairs(events)]


@pytest.mark.parametrize(
    ("second", "likely"),
    [
        (row("x2", line=3), True),
        (row("x2", line=3, day="2023-06-26"), True),
        (row("x2", line=3, day="2023-06-27"), False),
        (row("x2", line=3, source="USA.GOV", target="CHN.GOV"), True),
        (row("x2", line=3, source="CHN.GOV", target="USA.GOV"), False),
        (row("x2", line=3, target="MEX.GOV"), False),
        (row("x2", line=3, kind="COERCE"), False),
        (row("x2", "x1", line=3), False),
        (row("x2", "-", line=3), False),
    ],
)
def test_likely_pairs(second: Event, likely: bool) -> None:
    assert pairs([row("x1"), second]) == ([("x1", "x2")] if likely else [])


def test_a_row_that_was_looked_at_is_still_compared_with_rows_added_below_it() -> None:
    first, second, third = row("x1", line=2), row("x2", "-", line=3), row("x3", line=4)
    assert pairs([first, second, third]) == [("x1", "x3"), ("x2", "x3")]


def test_a_row_beside_a_happening_that_is_told_twice_is_pointed_at_once() -> None:
    told = [row("x1", line=2), row("x2", "x1", line=3), row("x3", line=4)]
    assert pairs(told) == [("x1", "x3")]


@pytest.mark.parametrize("same_as", ["x1", "-"])
def test_any_number_of_like_rows_is_looked_through(same_as: str) -> None:
    """Without a bound this would compare fifty million pairs."""
    many = [row("x1"), *(row(f"y{n}", same_as, line=n) for n in range(3, 10_000))]
    assert pairs(many) == []


def test_rows_of_one_month_are_likely_and_of_neighbouring_months_not() -> None:
    june, july = ({"day": f"2023-0{n}-01", "date_precision": "month"} for n in (6, 7))
    assert pairs([row("x1", **june), row("x2", line=3, **june)]) == [("x1", "x2")]
    assert pairs([row("x1", **june), row("x2", line=3, **july)]) == []


JUNE = {"day": "2023-06-01", "date_precision": "month"}
RANGE = {"day": "2023-06-20", "date_end": date(2023, 6, 28)}


@pytest.mark.parametrize(
    ("first", "second", "likely"),
    [
        (JUNE, {"day": "2023-06-02"}, True),
        (JUNE, {"day": "2023-06-30"}, True),
        ({"day": "2023-06-14"}, JUNE, True),
        (JUNE, {"day": "2023-07-01"}, False),
        (JUNE, {"day": "2023-06-14", "kind": "COERCE"}, False),
        (JUNE, {"day": "2023-06-14", "target": "CHN.GOV"}, False),
        (JUNE, {"day": "2023-06-14", "same_as": "-"}, False),
        (JUNE, RANGE, True),
        (RANGE, {"day": "2023-06-21"}, True),
        (RANGE, {"day": "2023-06-27"}, True),
        ({"day": "2023-06-27"}, RANGE, True),
        (RANGE, {"day": "2023-06-29"}, False),
        ({"day": "2023-01-01", "date_precision": "year"}, JUNE, False),
    ],
)
def test_an_act_within_the_month_or_days_of_another_is_likely(
    first: dict[str, object], second: dict[str, object], likely: bool
) -> None:
    told = pairs([row("x1", **first), row("x2", **{"line": 3, **second})])
    assert told == ([("x1", "x2")] if likely else [])


LINE = (
    "us-cn-059,2022-08-05,2022-08-05,day,CHN.MFA,USA.GOV,USA-CHN,SANCTION,narcotics,"
    "After Pelosi's Taiwan visit China suspends counternarcotics cooperation as one of eight "
    "countermeasures.,high,"
)


def told_twice(trial: Trial, same_as: str, other: str = "another-one") -> None:
    """Add a second row of the suspension to the chronology, and the column."""
    path = trial.folder / "events/chronology.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(LINE) for line in lines)
    added = LINE.replace("us-cn-059", other, 1) + "A page,Another Paper,https://example.org/x"
    text = [f"{lines[0]},same_as", *(f"{line}," for line in lines[1:]), f"{added},{same_as}"]
    path.write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")
    trial.edit("events/chronology.csv", "another-one", "another-one")


def test_a_case_with_a_happening_told_twice_is_sound(trial: Trial) -> None:
    told_twice(trial, "us-cn-059")
    assert trial.problems() == ()


def test_a_case_says_where_same_as_names_no_event(trial: Trial) -> None:
    told_twice(trial, "us-cn-95")
    found = trial.only()
    assert (found.file, found.line) == ("events/chronology.csv", 40)
    assert "same_as of 'another-one' is 'us-cn-95', the id of no event" in found.problem


def test_one_happening_has_one_mark(trial: Trial) -> None:
    told_twice(trial, "us-cn-059")
    trial.edit("case.toml", "[marks]\n", '[marks]\n"another-one" = "The halt"\n')
    assert "of one happening (same_as)" in trial.only().problem
