"""A file's day of issue stands in it or in its name, and never in when a copy was written."""

from datetime import date

import pytest

from detente.sources.vintage import Issued, stated_vintage

LAST = date(2024, 3, 31)
"""Last day that the files cover."""
TODAY = date(2026, 11, 28)
ROWS = b"period,value\n2024-03,1\n"


def issued(name: str, data: bytes = ROWS, *, month_first: bool = False) -> Issued:
    return stated_vintage(data, name, LAST, today=TODAY, month_first=month_first)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("data_2025-01-08_08-27-44", date(2025, 1, 8)),
        ("data_2025-01-08_13-27", date(2025, 1, 8)),
        ("nflis_2026_03_03_13_26_55", date(2026, 3, 3)),
        ("vsrr-20250108", date(2025, 1, 8)),
        ("20240701123000", date(2024, 7, 1)),
        ("vsrr2024-7-4", date(2024, 7, 4)),
        ("v2024-05-01", date(2024, 5, 1)),
        ("2024-07-14 (1)", date(2024, 7, 14)),
        ("2024-07-14-v2", date(2024, 7, 14)),
        ("VSRR_07-14-2024", date(2024, 7, 14)),
        ("VSRR_14.07.2024", date(2024, 7, 14)),
        ("VSRR_07142024", date(2024, 7, 14)),
        ("vsrr 14 July 2024", date(2024, 7, 14)),
        ("vsrr_14-Jul-2024", date(2024, 7, 14)),
        ("vsrr July 14, 2024", date(2024, 7, 14)),
        ("14July2024", date(2024, 7, 14)),
        ("vsrr 2nd of September, 2024", date(2024, 9, 2)),
        ("víctimas 14 de julio de 2024", date(2024, 7, 14)),
        ("vsrr.2025.01.08", date(2025, 1, 8)),
        ("from-2024-01-01-issued-2025-02-03", date(2025, 2, 3)),
    ],
)
def test_a_name_states_it(name: str, day: date) -> None:
    assert issued(name) == Issued(day)


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        ("nationwide-drugs-fy23-fy26-apr", date(2026, 4, 30), "only the month, 2026-04"),
        ("nationwide-drugs-fy2023-fy2026-dec", date(2025, 12, 31), "only the month, 2025-12"),
        ("amo FY26 (FYTD) May", date(2026, 5, 31), "only the month, 2026-05"),
        ("seizures_apr2026", date(2026, 4, 30), "only the month, 2026-04"),
        ("julio-2024", date(2024, 7, 31), "only the month, 2024-07"),
        ("vsrr_2024-07", date(2024, 7, 31), "only the month, 2024-07"),
        ("vsrr_2024-03-31", date(2024, 3, 31), "is the last day that it covers"),
    ],
)
def test_what_a_name_states_less_exactly_is_said(name: str, day: date, said: str) -> None:
    found = issued(name)
    assert found.day == day
    assert said in found.said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("next", ""),
        ("fy23", ""),
        ("v2", ""),
        ("marijuana2026", ""),
        ("24-07-14", ""),
        ("id20240701123", ""),
        ("id-120250108", ""),
        ("2024-02", "2024-02, which is before its last day"),
        ("vsrr-2024-02-28", "2024-02-28, which is before its last day, 2024-03-31"),
        ("2025-02-31", "'2025-02-31', which is no day of the calendar"),
        ("x_2024-13-40", "'2024-13-40', which is no day of the calendar"),
        ("v2099-12-31", "2099-12-31, which is to come"),
        ("apr2027", "2027-04, which is to come"),
        ("x_01-07-2024", "which can be 2024-07-01 or 2024-01-07"),
        ("x_01072024", "which can be 2024-07-01 or 2024-01-07"),
        ("x_2024-07-14_2024-08-14", "2024-07-14 and 2024-08-14"),
        ("x_20240714-20240814", "2024-07-14 and 2024-08-14"),
        ("x_2024-07-14_08-14", "which is a range, or a time"),
        ("1-14 July 2024", "which is a range"),
        ("July-August 2024", "2024-07 and 2024-08"),
        ("census 2023-09_2026-04", "2023-09 and 2026-04"),
    ],
)
def test_what_may_be_another_day_is_asked_for(name: str, said: str) -> None:
    found = issued(name)
    assert found.day is None
    assert said in found.said


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            'a,Footnote\n1,"Based on data available for analysis on: January 5, 2025"\n',
            date(2025, 1, 5),
        ),
        ('a,b\n1,2\n"---"\n"Query Date: Oct 25, 2025 5:34:02 PM"\n', date(2025, 10, 25)),
        ('a\n"as of 14 July 2024"\n', date(2024, 7, 14)),
        ("data_as_of,value\n2024-09-15T00:00:00.000,1\n2024-08-01,2\n", date(2024, 9, 15)),
        ("Data As Of,value\n09/15/2024,1\n", date(2024, 9, 15)),
        # What is beside it shows which of the two stands first.
        ("Data As Of,value\n05/07/2024,1\n04/15/2024,2\n", date(2024, 5, 7)),
        ("fetched,value\n2025-02-01,1\n2026-06-17,2\n", date(2026, 6, 17)),
    ],
)
def test_a_file_states_it(text: str, day: date) -> None:
    assert issued("x", text.encode()) == Issued(day)


def test_a_later_day_in_the_name_is_taken_for_a_download_and_told() -> None:
    found = issued("x-2024-09-18", b"fetched,value\n2024-08-01,1\n")
    assert found.day == date(2024, 8, 1)
    assert "2024-09-18 in its name is taken for a download" in found.said


def test_a_day_whose_month_may_be_its_day_is_read_as_the_publisher_writes() -> None:
    data = b"Data As Of,value\n05/07/2024,1\n"
    assert issued("x", data).day is None
    assert issued("x", data, month_first=True).day == date(2024, 5, 7)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x-2024-05-01", "fetched,v\n2024-08-01,1\n", "it says 2024-08-01, and its name 2024-05"),
        ("x-2099-05-01", "fetched,v\n2024-08-01,1\n", "it says 2024-08-01, and its name 2099-05"),
        ("x", "fetched,v\n2099-01-01,2\n", "it says 2099-01-01, which is to come"),
        ("x-2024-09-18", "fetched,v\n2024-01-01,2\n", "it says 2024-01-01, which is before its"),
        ("x", "a\nData through March 31 2024\n", ""),
        ("x", "a\nPopulation as of July 1 2020\n", "it says 2020-07-01, which is before its last"),
    ],
)
def test_a_file_that_contradicts_itself_or_its_name_states_none(
    name: str, data: str, said: str
) -> None:
    found = issued(name, data.encode())
    assert found.day is None
    assert said in found.said
