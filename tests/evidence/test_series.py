"""A series as of a day takes every period whole from the newest file published by then."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.terms.periods import period_bounds
from detente.terms.tables import Observation, Rows, SeriesSpec
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


@pytest.mark.parametrize(
    ("lag", "as_of", "undated"),
    [
        (2560, "2020-05-01", 2),
        (2560, "2020-02-10", 1),
        (2560, "2027-03-01", 0),
        (20, "2020-02-19", 0),
        (720, "2020-05-01", 0),
    ],
)
def test_figures_of_which_no_day_was_kept_are_told_from_those_not_out_yet(
    lag: int, as_of: str, undated: int
) -> None:
    """A lag of seven years is no publisher's; one of two years is. Both periods end by March."""
    file = resource("quoted", "2026-05-13", lag, "2020-01/2020-02")
    store = store_of((file, [monthly("quoted", m, 1) for m in ("2020-01", "2020-02")]))
    series = series_known(store, SEIZED, date.fromisoformat(as_of))
    assert len(series.undated) == undated
    assert series.undated_until == (date(2026, 5, 13) if undated else None)


def test_absent_means_zero_only_where_the_series_says_so() -> None:
    store = two_vintages()
    none = series_known(store, SEIZED, date(2020, 12, 31))
    assert "2020-03" not in none.monthly()
    rows = [
        monthly("new", "2020-01", 5, item="A"),
        monthly("new", "2020-02", 7, item="B"),
        monthly("new", "2020-03", 6, item="A"),
        monthly("new", "2020-04", 8, item="B"),
    ]
    store = store_of((NEW, rows))
    only_a = dataclasses.replace(SEIZED, where={"item": ("A",)}, missing="zero")
    # February is in the file (B was seized), so no row for A there means none was. After March the
    # file never lists A again, and may have another name for it.
    known = series_known(store, only_a, date(2020, 12, 31))
    assert known.monthly() == {"2020-01": 5, "2020-02": 0, "2020-03": 6}


def test_a_figure_withdrawn_by_a_newer_file_does_not_linger() -> None:
    store = store_of(
        (OLD, [monthly("old", "2020-02", 5, item="A"), monthly("old", "2020-02", 1, item="B")]),
        (
            NEW,
            [
                monthly("new", "2020-01", 3, item="A"),
                monthly("new", "2020-02", 1, item="B"),
                monthly("new", "2020-03", 2, item="A"),
            ],
        ),
    )
    only_a = dataclasses.replace(SEIZED, where={"item": ("A",)}, missing="zero")
    withdrawn = {"2020-01": 3, "2020-02": 0, "2020-03": 2}
    assert series_known(store, only_a, date(2020, 12, 31)).monthly() == withdrawn
    group = dataclasses.replace(SEIZED, group="item", missing="zero")
    assert series_known(store, group, date(2020, 12, 31)).monthly("A") == withdrawn


MONTHS = ("2020-01", "2020-02", "2020-03", "2020-04")


def cells(name: str, *items: str, **keys: str) -> list[Observation]:
    return [monthly(name, month, 9, item=item, **keys) for month in MONTHS for item in items]


def only(**where: str) -> SeriesSpec:
    spec = {column: (value,) for column, value in where.items()}
    return dataclasses.replace(SEIZED, where=spec, missing="zero")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        # A cut by drug; a drug renamed, or in capitals; a cut by region, place, component.
        (cells("old", "A", "B"), cells("new", "B"), {"item": "A"}),
        (cells("old", "A"), cells("new", "AA"), {"item": "A"}),
        (cells("old", "Fentanyl"), cells("new", "FENTANYL"), {"item": "Fentanyl"}),
        *(
            (
                cells("old", "A", **{key: "N"}) + cells("old", "A", **{key: "S"}),
                cells("new", "A", **{key: "S"}),
                {"item": "A", key: "N"},
            )
            for key in ("region", "area", "component", "land_filter", "scope")
        ),
        # A cut of one drug by region: the region and the drug are listed, but never together.
        (
            cells("old", "A", "B", region="N") + cells("old", "A", region="S"),
            cells("new", "B", region="N") + cells("new", "A", region="S"),
            {"item": "A", "region": "N"},
        ),
    ],
)
@pytest.mark.parametrize("missing", ["zero", "none"])
def test_a_file_is_silent_on_what_it_does_not_list(
    old: list[Observation], new: list[Observation], where: dict[str, str], missing: str
) -> None:
    spec = dataclasses.replace(only(**where), missing=missing)
    series = series_known(store_of((OLD, old), (NEW, new)), spec, date(2020, 12, 31))
    assert series.monthly() == dict.fromkeys(MONTHS, 9)
    assert series.resources == ("old",)


def test_a_sum_is_never_taken_from_a_file_that_is_silent_on_a_part() -> None:
    old = cells("old", "A", region="N") + cells("old", "A", region="S")
    new = [*cells("new", "A", region="S"), monthly("new", "2020-05", 9, item="A", region="S")]
    series = series_known(store_of((OLD, old), (NEW, new)), only(item="A"), date(2020, 12, 31))
    # May has the southern part alone, and so no figure.
    assert series.monthly() == dict.fromkeys(MONTHS, 18)


def test_what_only_a_newer_file_lists_was_not_counted_before() -> None:
    new = [monthly("new", "2020-05", 9, item="A"), monthly("new", "2020-05", 1, item="B")]
    store = store_of((OLD, cells("old", "A")), (NEW, new))
    everything = dataclasses.replace(SEIZED, missing="zero")
    expected = dict.fromkeys(MONTHS, 9) | {"2020-05": 10}
    assert series_known(store, everything, date(2020, 12, 31)).monthly() == expected


def test_a_cut_by_place_of_a_sum_over_places_is_never_taken() -> None:
    old = [monthly("old", "2020-01", 1, item="A", area=area) for area in "KLMN"]
    new = [monthly("new", "2020-01", 1, item="A", area="K")]
    store = store_of((OLD, old), (NEW, new))
    assert series_known(store, only(item="A"), date(2020, 12, 31)).monthly() == {"2020-01": 4}


def test_a_rare_pair_of_names_that_is_not_listed_means_none() -> None:
    old = [*cells("old", "A", "B", region="N"), monthly("old", "2020-01", 1, item="B", region="S")]
    new = cells("new", "A", "B", region="N") + cells("new", "A", region="S")
    series = series_known(
        store_of((OLD, old), (NEW, new)), only(item="B", region="S"), date(2020, 12, 31)
    )
    assert series.monthly() == dict.fromkeys(MONTHS, 0)


@pytest.mark.parametrize(("said", "value"), [("none", 0), ("silent", 9)])
def test_a_case_says_whether_a_name_was_withdrawn_or_left_out(said: str, value: float) -> None:
    new = dataclasses.replace(NEW, unlisted={"A": said})
    store = store_of((OLD, cells("old", "A", "B")), (new, cells("new", "B")))
    known = series_known(store, only(item="A"), date(2020, 12, 31))
    assert known.monthly() == dict.fromkeys(MONTHS, value)


def test_a_renamed_item_is_one_series_once_the_case_says_so() -> None:
    new = dataclasses.replace(NEW, unlisted={"Meth": "none"})
    old = dataclasses.replace(OLD, unlisted={"Methamphetamine": "none"})
    later = [monthly("new", "2020-04", 5, item="Methamphetamine")]
    store = store_of((old, cells("old", "Meth")), (new, later))
    spec = dataclasses.replace(SEIZED, where={"item": ("Meth", "Methamphetamine")}, missing="zero")
    known = series_known(store, spec, date(2020, 12, 31))
    assert known.monthly() == dict.fromkeys(MONTHS, 9) | {"2020-04": 5}


def test_each_group_is_read_from_the_newest_file_that_lists_it() -> None:
    old = [monthly("old", "2020-01", 1, area=area) for area in ("K", "L")]
    store = store_of((OLD, old), (NEW, [monthly("new", "2020-01", 2, area="K")]))
    by_area = series_known(store, dataclasses.replace(SEIZED, group="area"), date(2020, 12, 31))
    assert {p.group: (p.value, p.resource) for p in by_area.points} == {
        "K": (2, "new"),
        "L": (1, "old"),
    }


def test_a_sum_that_lacks_a_part_it_names_is_no_figure() -> None:
    rows = [*cells("new", "A"), *cells("new", "B")[:3]]
    spec = dataclasses.replace(SEIZED, where={"item": ("A", "B")})
    whole = dict.fromkeys(MONTHS[:3], 18)
    assert series_known(store_of((NEW, rows)), spec, date(2020, 12, 31)).monthly() == whole
    older = (OLD, cells("old", "A", "B"))
    complete = series_known(store_of(older, (NEW, rows)), spec, date(2020, 12, 31))
    assert complete.monthly() == dict.fromkeys(MONTHS, 18)
    places = {"P": ("K", "L"), "Q": ("M",)}
    pooled = dataclasses.replace(SEIZED, group="place", places=places)
    areas = [
        monthly("new", m, 1, area=a) for a in "KLM" for m in MONTHS if (a, m) != ("K", m[:6] + "2")
    ]
    known = series_known(store_of((NEW, areas)), pooled, date(2020, 12, 31))
    assert known.monthly("P") == {m: 2 for m in MONTHS if m != "2020-02"}
    assert known.monthly("Q") == dict.fromkeys(MONTHS, 1)


def test_two_names_that_never_stand_together_are_names_of_one_thing() -> None:
    rows = [*cells("new", "Meth")[:2], *cells("new", "Methamphetamine")[2:]]
    spec = dataclasses.replace(SEIZED, where={"item": ("Meth", "Methamphetamine")})
    known = series_known(store_of((NEW, rows)), spec, date(2020, 12, 31))
    assert known.monthly() == dict.fromkeys(MONTHS, 9)


@pytest.mark.parametrize("kind", ["year", "half", "quarter"])
def test_zeros_stand_for_periods_of_the_series_own_kind(kind: str) -> None:
    def over(text: str, item: str) -> Observation:
        first, last = period_bounds(text)
        return dataclasses.replace(monthly("new", "2020-01", 3, item=item), start=first, end=last)

    one, two, three = {
        "year": ("2019", "2020", "2021"),
        "half": ("2020-H1", "2020-H2", "2021-H1"),
        "quarter": ("2020-Q1", "2020-Q2", "2020-Q3"),
    }[kind]
    rows = [over(one, "A"), over(two, "B"), over("2020-07", "B"), over(three, "A")]
    spec = dataclasses.replace(only(item="A"), period=kind)
    known = series_known(store_of((NEW, rows)), spec, date(2022, 12, 31))
    assert known.monthly() == {one: 3, two: 0, three: 3}


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
