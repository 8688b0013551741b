"""A file's day of issue stands in it or in its name, and never in when a copy was written."""

from datetime import date

import pytest

from detente.sources.vintage import stated_vintage

LAST = date(2024, 7, 31)
"""Last day that most of the files cover."""


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("data_2025-01-08_08-27-44", date(2025, 1, 8)),
        ("nflis_2026_03_03_13_26_55", date(2026, 3, 3)),
        ("vsrr-20250108", date(2025, 1, 8)),
        ("vsrr 14 July 2024", date(2024, 7, 14)),
        ("vsrr_14-Jul-2024", date(2024, 7, 14)),
        ("vsrr 2nd of September, 2024", date(2024, 9, 2)),
        ("vsrr.2025.01.08", date(2025, 1, 8)),
        ("nationwide-drugs-fy23-fy26-apr", date(2026, 4, 30)),
        ("nationwide-drugs-fy2023-fy2026-dec", date(2025, 12, 31)),
        ("amo FY26 (FYTD) May", date(2026, 5, 31)),
        ("seizures_apr2026", date(2026, 4, 30)),
        ("census 2023-09_2026-04", date(2026, 4, 30)),
        ("from-2024-01-01-issued-2025-02-03", date(2025, 2, 3)),
    ],
)
def test_a_name_states_it(name: str, day: date) -> None:
    last = min(LAST, day)
    assert stated_vintage(b"period,value\n2024-07,1\n", name, last) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            'a,Footnote\n1,"Based on data available for analysis on: January 5, 2025"\n',
            date(2025, 1, 5),
        ),
        ('a,b\n1,2\n"---"\n"Query Date: Oct 25, 2025 5:34:02 PM"\n', date(2025, 10, 25)),
        ("data_as_of,value\n2024-09-15T00:00:00.000,1\n2024-08-01,2\n", date(2024, 9, 15)),
        ("Data As Of,value\n09/15/2024,1\n", date(2024, 9, 15)),
        ("fetched,value\n2025-02-01,1\n2026-06-17,2\n", date(2026, 6, 17)),
    ],
)
def test_a_file_states_it_and_goes_before_its_name(text: str, day: date) -> None:
    assert stated_vintage(text.encode(), "x-2027-01-01", LAST) == day


@pytest.mark.parametrize(
    "name",
    [
        "next",
        "fy23",
        "2024-07",
        "vsrr-2024-06-30",
        "2025-02-31",
        "id-120250108",
        "marijuana2026",
        "v2",
    ],
)
def test_what_states_no_day_after_its_figures_states_none(name: str) -> None:
    last = date(2026, 1, 31) if name == "id-120250108" else date(2024, 8, 31)
    assert stated_vintage(b"period,value\n2024-08-15,1\n", name, last) is None
