"""Periods: calendar arithmetic against the standard library's own calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.terms.periods import (
    fiscal_month,
    is_nearly_period,
    is_period,
    last_full_month,
    month_end,
    month_number,
    month_of,
    month_start,
    months_between,
    period_bounds,
    period_label,
    shift_month,
    spoken_month,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_a_day_lies_within_its_month(day: date) -> None:
    month = month_of(day)
    assert month_start(month) <= day <= month_end(month)
    assert month_of(month_end(month) + timedelta(days=1)) == shift_month(month, 1)


@given(st.dates())
def test_a_month_of_any_year_is_a_month(day: date) -> None:
    assert month_number(month_of(day)) == day.year * 12 + day.month - 1


@given(DAYS, st.integers(-500, 500))
def test_shifting_there_and_back(day: date, by: int) -> None:
    month = month_of(day)
    assert shift_month(shift_month(month, by), -by) == month
    assert month_number(shift_month(month, by)) - month_number(month) == by


@given(DAYS)
def test_a_month_counts_as_over_on_its_last_day(day: date) -> None:
    last = last_full_month(day)
    assert month_end(last) <= day
    assert month_end(shift_month(last, 1)) > day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-10-15", date(2020, 10, 15), date(2020, 10, 15)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-H1", date(2019, 1, 1), date(2019, 6, 30)),
        ("2019-H2", date(2019, 7, 1), date(2019, 12, 31)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("FY2023", date(2022, 10, 1), date(2023, 9, 30)),
        ("2018-12/2023-01", date(2018, 12, 1), date(2023, 1, 31)),
        ("FY2013/FY2017", date(2012, 10, 1), date(2017, 9, 30)),
        ("2020-Q1", date(2020, 1, 1), date(2020, 3, 31)),
        ("2019-Q4/2020-Q1", date(2019, 10, 1), date(2020, 3, 31)),
    ],
)
def test_written_periods(text: str, first: date, last: date) -> None:
    assert period_bounds(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "2020-13", "2020-02-31", "31/02/2020", "FY20", "2020-H3", "2021/2020", "soon"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the standard library's own
        period_bounds(text)


@pytest.mark.parametrize("text", ["2018-12/2023-01", "2016/2018", "2020-10", "2021", "2020-10-15"])
def test_spans_are_written_as_they_are_read(text: str) -> None:
    assert period_label("span", *period_bounds(text)) == text


def test_labels_of_the_other_kinds() -> None:
    assert period_label("12m", date(2022, 7, 1), date(2023, 6, 30)) == "2023-06"


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("year", "2022"),
        ("year", "FY2023"),
        ("year", "2022-07/2023-06"),
        ("half", "2022-H1"),
        ("half", "2022-H2"),
        ("half", "2022-10/2023-03"),
        ("quarter", "2020-Q1"),
        ("quarter", "2020-Q4"),
        ("month", "2020-02"),
    ],
)
def test_a_label_says_what_the_period_is(kind: str, written: str) -> None:
    start, end = period_bounds(written)
    assert is_period(kind, start, end)
    assert period_label(kind, start, end) == written


@pytest.mark.parametrize(
    ("kind", "span"),
    [
        ("month", "2023-01-15/2023-02-13"),  # 30 days, of two months
        ("month", "2024-01-01/2024-01-28"),  # four weeks
        ("month", "2024-02-01/2024-02-28"),  # a day short, in a leap year
        ("month", "2023-01-01/2023-01-30"),
        ("quarter", "2023-01-02/2023-04-02"),  # 13 weeks
        ("half", "2023-01-02/2023-07-02"),  # 26 weeks
        ("year", "2023-01-02/2023-12-31"),  # 52 weeks
        ("year", "2020-12-28/2022-01-02"),  # 53 weeks
        ("12m", "2022-07-15/2023-07-14"),
    ],
)
def test_a_span_about_as_long_as_a_period_is_none(kind: str, span: str) -> None:
    bounds = period_bounds(span)
    assert not is_period(kind, *bounds)
    assert is_nearly_period(kind, *bounds)


@pytest.mark.parametrize(
    ("kind", "span"),
    [("month", "2023"), ("year", "2023"), ("year", "2023-01"), ("month", "2023-01-02/2023-01-08")],
)
def test_other_spans_are_no_slip_of_a_period(kind: str, span: str) -> None:
    assert not is_nearly_period(kind, *period_bounds(span))


def test_fiscal_year_starts_in_october() -> None:
    assert [fiscal_month(2023, m) for m in (10, 12, 1, 9)] == [
        "2022-10", "2022-12", "2023-01", "2023-09",
    ]  # fmt: skip


def test_months_between_includes_both_ends() -> None:
    assert months_between("2019-11", "2020-02") == ("2019-11", "2019-12", "2020-01", "2020-02")
    assert months_between("2020-02", "2020-01") == ()
    assert spoken_month("2020-10") == "October 2020"
