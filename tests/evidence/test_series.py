"""A series as of a day takes every period whole from the newest file published by then."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.terms.tables import Rows, SeriesSpec
from tests.evidence.rows import SEIZED, monthly, resource


def store_of(*files: tuple, **_: object) -> Store:
    resources = [file for file, _ in files]
    return Store(resources, {file.name: Rows(observations=tuple(rows)) for file, rows in files})


OLD = resource("old", "2020-03-15", coverage="2020-01/2020-02")
NEW = resource("new", "2020-06-15", coverage="2020-01/2020-05")


def two_vintages() -> Store:
    return store_of(
        (OLD, [monthly("old", "2020-01", 10), monthly("old", "2020-02", 20)]),
        (
            NEW,
            [monthly("new", m, v) for m, v in [("2020-01", 11), ("2020-02", 20), ("2020-05", 50)]],
        ),
    )


def test_newest_vintage_wins_now() -> None:
    series = series_known(two_vintages(), SEIZED, date(2020, 12, 31))
    assert series.monthly() == {"2020-01": 11, "2020-02": 20, "2020-05": 50}
    assert series.resources == ("new",)
    assert not series.by_lag


def test_a_past_day_reads_the_vintage_of_that_day() -> None:
    series = series_known(two_vintages(), SEIZED, date(2020, 4, 1))
    assert series.monthly() == {"2020-01": 10, "2020-02": 20}
    assert series.resources == ("old",)


def test_without_a_vintage_of_that_day_the_lag_decides_and_is_said() -> None:
    store = store_of((NEW, [monthly("new", "2020-01", 11), monthly("new", "2020-02", 20)]))
    # The lag is 20 days: January (ends 31st) is known on 20 February, February not before 20 March.
    series = series_known(store, SEIZED, date(2020, 2, 20))
    assert series.monthly() == {"2020-01": 11}
    assert series.by_lag
    assert series_known(store, SEIZED, date(2020, 2, 19)).points == ()


def test_absent_means_zero_only_where_the_series_says_so() -> None:
    store = two_vintages()
    none = series_known(store, SEIZED, date(2020, 12, 31))
    assert "2020-03" not in none.monthly()
    rows = [monthly("new", "2020-01", 5, item="A"), monthly("new", "2020-02", 7, item="B")]
    store = store_of((NEW, rows))
    only_a = dataclasses.replace(SEIZED, where={"item": ("A",)}, missing="zero")
    # February is in the file (B was seized), so no row for A there means none was.
    assert series_known(store, only_a, date(2020, 12, 31)).monthly() == {"2020-01": 5, "2020-02": 0}


def test_a_figure_withdrawn_by_a_newer_file_does_not_linger() -> None:
    store = store_of(
        (OLD, [monthly("old", "2020-01", 5, item="A"), monthly("old", "2020-01", 1, item="B")]),
        (NEW, [monthly("new", "2020-01", 1, item="B")]),
    )
    only_a = dataclasses.replace(SEIZED, where={"item": ("A",)}, missing="zero")
    assert series_known(store, only_a, date(2020, 12, 31)).monthly() == {"2020-01": 0}
    group = dataclasses.replace(SEIZED, group="item", missing="zero")
    assert series_known(store, group, date(2020, 12, 31)).monthly("A") == {}


def test_areas_pool_into_places_and_unlisted_areas_are_left_out() -> None:
    rows = [
        monthly("new", "2020-01", value, area=area)
        for area, value in [("X FO", 1.0), ("X Sector", 2.0), ("Y", 4.0), ("Elsewhere", 8.0)]
    ]
    pooled = dataclasses.replace(
        SEIZED, group="place", places={"X": ("X FO", "X Sector"), "Y": ("Y",)}
    )
    series = series_known(store_of((NEW, rows)), pooled, date(2020, 12, 31))
    assert series.monthly("X") == {"2020-01": 3}
    assert series.monthly() == {"2020-01": 7}


def test_only_periods_of_the_stated_length_belong_to_a_series() -> None:
    month = monthly("new", "2020-12", 1)
    year = dataclasses.replace(month, start=date(2020, 1, 1), value=12)
    store = store_of((NEW, [month, year]))
    assert series_known(store, SEIZED, date(2021, 12, 31)).monthly() == {"2020-12": 1}
    window = dataclasses.replace(SEIZED, period="12m")
    assert series_known(store, window, date(2021, 12, 31)).monthly() == {"2020-12": 12}


def test_equal_vintages_follow_the_order_the_series_states() -> None:
    twin = resource("twin", "2020-06-15")
    store = store_of((NEW, [monthly("new", "2020-01", 1)]), (twin, [monthly("twin", "2020-01", 2)]))
    for order, value in [(("new", "twin"), 1), (("twin", "new"), 2)]:
        spec = dataclasses.replace(SEIZED, resources=order)
        assert series_known(store, spec, date(2020, 12, 31)).monthly() == {"2020-01": value}


@settings(max_examples=20)
@given(st.dates(date(2019, 12, 1), date(2021, 3, 1)), st.dates(date(2019, 12, 1), date(2021, 3, 1)))
def test_what_was_known_only_grows(first: date, second: date) -> None:
    earlier, later = sorted((first, second))
    store = two_vintages()
    known = {p.period for p in series_known(store, SEIZED, earlier).points}
    assert known <= {p.period for p in series_known(store, SEIZED, later).points}


@pytest.mark.parametrize("as_of", [date(2020, 1, 1), date(2019, 1, 1)])
def test_nothing_is_known_before_anything_was_published(as_of: date) -> None:
    empty = series_known(two_vintages(), SeriesSpec("s", "S", "seized", "lb"), as_of)
    assert empty.points == ()
    assert empty.resources == ()
