"""Dates, months and periods written another way: the remedy says what to write."""

import pytest

from detente.sources.dates import readings
from detente.terms.happenings import happenings_of
from tests.sources.samples import changed, read, refusal


def event_of(date: str, precision: str, end: str = "") -> str:
    text = changed("chronology", "2020-01-15,2020-01-15,day", f"{date},,{precision}")
    header, *rows = text.splitlines()
    return "\n".join([f"{header},date_end", f"{rows[0]},{end}"])


@pytest.mark.parametrize(
    ("date", "precision", "end", "expected"),
    [
        ("2023-10", "month", "", ("2023-10-01", "month", "None", "2023-10-31")),
        ("2023-10", "", "", ("2023-10-01", "month", "None", "2023-10-31")),
        ("2023", "year", "", ("2023-01-01", "year", "None", "2023-12-31")),
        ("2023", "", "", ("2023-01-01", "year", "None", "2023-12-31")),
        ("2023-10-14", "day", "2023-10-16", ("2023-10-14", "day", "2023-10-16", "2023-10-16")),
        ("2023-10-14", "day", "2023-10", ("2023-10-14", "day", "2023-10-31", "2023-10-31")),
        ("2023-10", "month", "2023-12", ("2023-10-01", "month", "2023-12-31", "2023-12-31")),
        ("\u00a02023-10-14 ", "day", "", ("2023-10-14", "day", "None", "2023-10-14")),
    ],
)
def test_an_event_may_be_known_to_the_month_or_last_for_days(
    date: str, precision: str, end: str, expected: tuple[str, str, str, str]
) -> None:
    (event,) = read("chronology", event_of(date, precision, end)).events
    assert expected == (
        str(event.event_date), event.date_precision, str(event.date_end), str(event.known_date),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("date", "fix"),
    [
        ("2023-10", "set date_precision to 'month'"),
        ("2023-10-00", "write 2023-10, and month in date_precision"),
        ("2023-00-00", "write 2023, and year in date_precision"),
        ("2023-10-xx", "write 2023-10, and month in date_precision"),
        ("2023-10-14/2023-10-16", "write 2023-10-14 as date, and 2023-10-16 as date_end"),
        ("2023-10-14 – 2023-10-16", "write 2023-10-14 as date, and 2023-10-16 as date_end"),
        ("14-16 October 2023", "write 2023-10-14 as date, and 2023-10-16 as date_end"),
        ("Q4 2023", "write 2023-10 as date, and 2023-12 as date_end"),
        ("14/10/2023", "write 2023-10-14"),
        ("10/14/2023", "write 2023-10-14"),
        ("14.10.2023", "write 2023-10-14"),
        ("03/04/2023", "write 2023-04-03 if the day stands first, 2023-03-04 if the month does"),
        ("20231014", "write 2023-10-14"),
        ("2023-10-14T08:00:00Z", "write 2023-10-14"),
        ("14 de octubre de 2023", "write 2023-10-14"),
        ('"October 14, 2023"', "write 2023-10-14"),
        ("Oct 2023", "write 2023-10, and month in date_precision"),
        ("45213", "write 2023-10-14, after checking it"),
        ("c. 2023", "write 2023, and year in date_precision"),
        ("~2023", "write 2023, and year in date_precision"),
        ("n/a", "write the month or year alone where the day is not known"),
        ("", "write the month or year alone where the day is not known"),
        ("2023-02-30", "correct the date"),
        ("2023-13-01", "correct the date"),
        ("last spring", "write it like 2023-10-31"),
    ],
)
def test_the_remedy_of_a_date_invents_no_day(date: str, fix: str) -> None:
    (found,) = refusal("chronology", event_of(date, "day")).problems
    assert found.line == 2
    assert found.fix.startswith(fix)


@pytest.mark.parametrize(
    ("end", "problem", "fix"),
    [
        ("2020-01-13", "date_end 2020-01-13 is before date 2020-01-14", "give the last day"),
        ("n/a", "is not a date", "leave the cell empty"),
        ("16/01/2020", "is not a date", "write 2020-01-16"),
    ],
)
def test_the_end_of_an_event_is_checked(end: str, problem: str, fix: str) -> None:
    (found,) = refusal("chronology", event_of("2020-01-14", "day", end)).problems
    assert problem in found.problem
    assert fix in found.fix


def test_a_known_date_is_a_day_or_empty() -> None:
    for cell, fix in (("n/a", "leave the cell empty"), ("2020-02", "write the day itself")):
        text = changed("chronology", "2020-01-15,2020-01-15,day", f"2020-01-15,{cell},day")
        (found,) = refusal("chronology", text).problems
        assert fix in found.fix


@pytest.mark.parametrize(
    ("period", "fix"),
    [
        ("Oct-23", "write 2023-10"),
        ("October 2023", "write 2023-10"),
        ("10/2023", "write 2023-10"),
        ("2023/10", "write 2023-10"),
        ("202310", "write 2023-10"),
        ("2023-10-00", "write 2023-10"),
        ("45200", "write 2023-10 or 2023-10-01"),
        ("2023Q4", "write 2023-Q4"),
        ("H1 2023", "write 2023-H1"),
        ("FY 2023", "write FY2023"),
        ("FY23", "write FY2023"),
        ("2023/24", "write 2023-04/2024-03 where it begins in April"),
        ("2009/10", "write 2009-10 for the month, or write 2009-04/2010-03"),
        ("Jan-Jun 2023", "write 2023-01/2023-06"),
        ("n/a", "write the period that the figure is of"),
    ],
)
def test_the_remedy_of_a_period_is_what_was_meant(period: str, fix: str) -> None:
    (found,) = refusal("tidy_csv", f"period,value\n{period},1\n").problems
    assert found.fix.startswith(fix)


@pytest.mark.parametrize("text", ["", "1.5", "2023-13-01", "31/02/2023", "hello", "9" * 500])
def test_what_is_no_date_has_no_reading(text: str) -> None:
    assert readings(text) == ()


def test_an_event_of_some_days_was_going_on_until_its_last() -> None:
    (event,) = read("chronology", event_of("2023-10-14", "day", "2023-10-16")).events
    (happening,) = happenings_of([event])
    assert [day.day for day in happening.days] == [14, 15, 16]
