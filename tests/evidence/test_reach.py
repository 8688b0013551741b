"""A file that lists no figure says "none" only within the time in which it lists the name."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pytest

from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.terms.tables import Observation, Rows, SeriesSpec
from tests.evidence.rows import SEIZED, monthly, resource

MONTHS = [f"2020-{number:02d}" for number in range(1, 9)]
NOW = date(2021, 12, 31)


def rows(name: str, months: list[str], value: float = 9, **keys: str) -> list[Observation]:
    return [monthly("new", month, value, item=name, **keys) for month in months]


def zero(*items: str, **more: object) -> SeriesSpec:
    where = {"item": items} if items else {}
    return dataclasses.replace(SEIZED, where=where, missing="zero", **more)  # type: ignore[arg-type]


def known(
    spec: SeriesSpec,
    of_file: list[Observation],
    unlisted: Mapping[str, str] = MappingProxyType({}),
    group: str = "",
) -> dict[str, float]:
    file = dataclasses.replace(resource("new", "2020-10-15"), unlisted=unlisted)
    store = Store([file], {"new": Rows(observations=tuple(of_file))})
    return series_known(store, spec, NOW).monthly(group)


KHAT = rows("Khat", MONTHS, 1)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        # The file ends before the last month is whole; it begins in the middle of its first.
        (MONTHS[:-1], dict.fromkeys(MONTHS[:-1], 9)),
        (MONTHS[1:], dict.fromkeys(MONTHS[1:], 9)),
        (MONTHS[:3], dict.fromkeys(MONTHS[:3], 9)),
        ([MONTHS[2]], {MONTHS[2]: 9}),
        # A month between is none.
        ([MONTHS[1], MONTHS[4]], {MONTHS[1]: 9, MONTHS[2]: 0, MONTHS[3]: 0, MONTHS[4]: 9}),
    ],
)
def test_silence_says_none_only_between_the_first_and_the_last_month(
    listed: list[str], expected: dict[str, float]
) -> None:
    assert known(zero("A"), [*rows("A", listed), *KHAT]) == expected
    split = zero(group="item")
    assert known(split, [*rows("A", listed), *KHAT], group="A") == expected


@pytest.mark.parametrize("word", ["A", "item", "2020-08"])
def test_the_case_may_say_that_there_was_none(word: str) -> None:
    of_file = [*rows("A", MONTHS[:7]), *KHAT]
    found = known(zero("A"), of_file, {word: "none"})
    assert found == dict.fromkeys(MONTHS[:7], 9) | {"2020-08": 0}


def test_the_case_may_say_that_a_month_is_cut() -> None:
    found = known(zero("A"), [*rows("A", MONTHS), *KHAT], {"2020-08": "silent"})
    assert found == dict.fromkeys(MONTHS[:7], 9)


def test_a_sum_lacks_its_part_at_the_end() -> None:
    of_file = [*rows("A", MONTHS[:7]), *rows("B", [*MONTHS[:3], MONTHS[4], MONTHS[7]], 1)]
    sums = {"2020-04": 9, "2020-06": 9, "2020-07": 9}
    assert known(zero("A", "B"), of_file) == dict.fromkeys(MONTHS[:7], 10) | sums


@pytest.mark.parametrize("start", [3, 4, 5])
@pytest.mark.parametrize("missing", ["none", "zero"])
def test_names_of_one_thing_are_one_part(start: int, missing: str) -> None:
    """One goes on where the other stops, with a month of both or after a month of neither."""
    of_file = [*rows("A", MONTHS[:4]), *rows("A (T40.4)", MONTHS[start:], 2), *KHAT]
    spec = dataclasses.replace(zero("A", "A (T40.4)"), missing=missing)
    expected = {m: 9.0 if at < 4 else 2.0 for at, m in enumerate(MONTHS)}
    if start == 3:
        expected["2020-04"] = 11
    if start == 5:
        del expected["2020-05"]
    assert known(spec, of_file) == expected


def test_an_office_may_open_within_a_place() -> None:
    of_file = [*rows("A", MONTHS, area="X FO"), *rows("A", MONTHS[4:], area="X Sector")]
    spec = zero("A", group="place", places={"X": ("X FO", "X Sector")})
    expected = {m: 9.0 if at < 4 else 18.0 for at, m in enumerate(MONTHS)}
    assert known(spec, of_file, group="X") == expected


@pytest.mark.parametrize("cut", [MONTHS[-1], MONTHS[0]])
def test_a_pair_that_stands_everywhere_but_at_the_end_is_cut(cut: str) -> None:
    listed = [month for month in MONTHS if month != cut]
    of_file = [
        *rows("A", listed, area="Ohio"),
        *rows("A", MONTHS, area="Utah"),
        *rows("Khat", MONTHS, area="Ohio"),
    ]
    assert known(zero("A", group="area"), of_file, group="Ohio") == dict.fromkeys(listed, 9)
    # One that comes and goes is none where it is not listed.
    rare = [row for row in of_file if row.area != "Ohio" or row.start != date(2020, 4, 1)]
    assert known(zero("A", group="area"), rare, group="Ohio")[cut] == 0
