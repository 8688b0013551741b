"""Remedies of dates and periods, applied as they are worded, lead to the entry that was meant."""

import re

import pytest

from tests.sources.samples import read, refusal
from tests.sources.test_dates import event_of


def period_fix(text: str) -> str:
    return refusal("tidy_csv", f"period,value\n{text},1\n").problems[0].fix


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024-03/2024-01", "2024-01-01", "2024-03-31"),
        ("2024-03–2024-01", "2024-01-01", "2024-03-31"),
        ("March 2024 - January 2024", "2024-01-01", "2024-03-31"),
        ("2023-Q2/2023-Q1", "2023-01-01", "2023-06-30"),
        ("2023/2022", "2022-01-01", "2023-12-31"),
        ("2024-01–2024-03", "2024-01-01", "2024-03-31"),
        ("2024-01-2024-03", "2024-01-01", "2024-03-31"),
        ("2024-01/03", "2024-01-01", "2024-03-31"),
        ("2023-06-10–12", "2023-06-10", "2023-06-12"),
        ("2023-06-10/12", "2023-06-10", "2023-06-12"),
        ("December–February 2024", "2023-12-01", "2024-02-29"),
        ("H1 2023", "2023-01-01", "2023-06-30"),
        ("1H23", "2023-01-01", "2023-06-30"),
        ("1S2023", "2023-01-01", "2023-06-30"),
        ("primer semestre 2023", "2023-01-01", "2023-06-30"),
        ("2T2023", "2023-04-01", "2023-06-30"),
        ("2023T2", "2023-04-01", "2023-06-30"),
        ("T2 2023", "2023-04-01", "2023-06-30"),
        ("II trim. 2023", "2023-04-01", "2023-06-30"),
        ("2° trimestre de 2023", "2023-04-01", "2023-06-30"),
        ("Q2/2023", "2023-04-01", "2023-06-30"),
        ("2Q23", "2023-04-01", "2023-06-30"),
        ("Q2–Q4 2023", "2023-04-01", "2023-12-31"),
        ("2023-H2–2024-H1", "2023-07-01", "2024-06-30"),
        ("FY2023–FY2024", "2022-10-01", "2024-09-30"),
        ("2023-W12", "2023-03-20", "2023-03-26"),
        ("Sunday 10 June 2023", "2023-06-10", "2023-06-10"),
    ],
)
def test_the_remedy_of_a_period_is_an_entry(text: str, start: str, end: str) -> None:
    written = re.match(r"write ([^ ]+)", period_fix(text))
    assert written is not None
    (figure,) = read("tidy_csv", f"period,value\n{written[1]},1\n").observations
    assert (str(figure.start), str(figure.end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("23-06-10", "write 2010-06-23 or 2023-06-10, whichever is meant"),
        ("99-06-10", "write 1999-06-10"),
        ("10/06/23", "write 2023-06-10 or 2023-10-06, whichever is meant"),
        ("June 10", "write it with its year, as year-month-day or year-month, or 2010-06 if"),
        ("10 June", "write it with its year"),
        ("June 10-12", "write it with its year"),
        ("10–12 June", "write it with its year"),
        ("June 10 – June 12", "write it with its year"),
        ("June", "write it with its year"),
        ("2023-H3", "write it like"),
        ("2023-13", "write it like"),
        ("0623", "write it like"),
        ("Q5 2023", "write it like"),
    ],
)
def test_what_may_mean_several_periods_or_none_is_not_guessed(text: str, fix: str) -> None:
    assert period_fix(text).startswith(fix)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-03/2024-01", "2024-01-01", "2024-03-31"),
        ("2024–2025", "2024-01-01", "2025-12-31"),
        ("2024-2025", "2024-01-01", "2025-12-31"),
        ("2024/25", "2024-01-01", "2025-12-31"),
        ("2024-01–2024-03", "2024-01-01", "2024-03-31"),
        ("H1 2023", "2023-01-01", "2023-06-30"),
        ("2023-Q2", "2023-04-01", "2023-06-30"),
        ("2T2023", "2023-04-01", "2023-06-30"),
        ("2023-06-10–12", "2023-06-10", "2023-06-12"),
        ("June 10–12, 2023", "2023-06-10", "2023-06-12"),
        ("June 10 – June 12, 2023", "2023-06-10", "2023-06-12"),
        ("30 December – 2 January 2024", "2023-12-30", "2024-01-02"),
        ("2023-06-12/2023-06-10", "2023-06-10", "2023-06-12"),
        ("2023-W12", "2023-03-20", "2023-03-26"),
    ],
)
def test_the_remedy_of_a_range_of_days_is_an_entry(text: str, first: str, last: str) -> None:
    (found,) = refusal("chronology", event_of(f'"{text}"', "day")).problems
    written = re.match(
        r"write ([^ ]+) as date, and ([^ ,]+) as date_end(?:, with (\w+) in date_precision)?",
        found.fix,
    )
    assert written is not None
    text = event_of(written[1], written[3] or "day", written[2])
    (event,) = read("chronology", text).events
    assert (str(event.event_date), str(event.date_end)) == (first, last)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("23-06-10", "write 2010-06-23 or 2023-06-10, whichever is meant"),
        ("June 10", "write it with its year"),
        ("10-12 June", "write it with its year"),
        ("mid-June 2023", "write 2023-06, and month in date_precision"),
        ("12 months to June 2023", "write it like"),
    ],
)
def test_the_remedy_of_a_date_is_not_guessed(text: str, fix: str) -> None:
    (found,) = refusal("chronology", event_of(text, "day")).problems
    assert found.fix.startswith(fix)
