"""A sum that lacks a part is no figure, where nobody says that what is not listed is none."""

import dataclasses
from datetime import date

import pytest

from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.terms.tables import Rows
from tests.evidence.rows import SEIZED, monthly, resource

FILE = resource("f", "2021-02-01")
MONTHS = [f"2020-{month:02d}" for month in range(1, 9)]


def known(listed: dict[str, str], measure: str = "seized", **more: str) -> dict[str, float]:
    """Return the sums of a file whose things stand where their text has an x, as 1 each."""
    rows = [
        dataclasses.replace(monthly("f", month, 1, area=name), measure=measure)
        for name, marks in listed.items()
        for month, mark in zip(MONTHS, marks, strict=True)
        if mark == "x"
    ]
    spec = dataclasses.replace(SEIZED, measure=measure, **more)
    store = Store([FILE], {"f": Rows(observations=tuple(rows))})
    return series_known(store, spec, date(2021, 3, 1)).monthly()


@pytest.mark.parametrize(
    ("listed", "sums"),
    [
        ({"A": "xxxxxxxx", "B": "xxx-xxxx"}, "222-2222"),
        ({"A": "xxxxxxxx", "B": "xx---xxx"}, "22---222"),
        ({"A": "xxxxxxxx", "B": "xxxxxxx-"}, "2222222-"),  # late
        ({"A": "xxxxxxxx", "B": "xxxxxx--"}, "222222--"),
        ({"A": "xxxxxxxx", "B": "xxxxx---"}, "22222111"),  # had stopped
        ({"A": "xxxxxxxx", "B": "-xxxxxxx"}, "-2222222"),
        ({"A": "xxxxxxxx", "B": "---xxxxx"}, "11122222"),  # had not begun
        ({"A": "xxxxxxxx", "B": "xxxxxxx-", "C": "-------x"}, "22222222"),  # another name
        ({"A": "xxxx-xxx"}, "1111-111"),
    ],
)
def test_a_month_without_a_part_is_not_known(listed: dict[str, str], sums: str) -> None:
    expected = {m: float(s) for m, s in zip(MONTHS, sums, strict=True) if s != "-"}
    assert known(listed) == expected


def test_what_is_not_listed_is_none_where_the_case_or_the_publisher_says_so() -> None:
    listed = {"A": "xxxxxxxx", "B": "xxx-xxxx"}
    part = dict.fromkeys(MONTHS, 2.0) | {MONTHS[3]: 1.0}
    assert known(listed, missing="zero") == part
    assert known(listed, missing="partial") == part
    assert known(listed, measure="cbp.seized_lb") == part


def test_groups_are_figures_of_their_own() -> None:
    sums = known({"A": "xxxxxxxx", "B": "xxx-xxxx"}, group="area")
    assert sums == dict.fromkeys(MONTHS, 2.0) | {MONTHS[3]: 1.0}
