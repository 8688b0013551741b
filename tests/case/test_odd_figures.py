"""Figures of another scale, sums since January and items that fall silent are pointed at."""

import dataclasses
from collections.abc import Callable, Sequence

import pytest

from detente.case.figures import Figures
from detente.case.load import load_case
from detente.case.odd_figures import odd_figures
from detente.terms.tables import Observation, Rows
from tests.evidence.rows import SEIZED, monthly, resource

STEADY = [610.5, 655.2, 590.3, 702.7, 633.1, 671.9, 645.6, 688.4, 600.2, 619.3, 655.1, 640.8]
COUNTS = [61, 65, 59, 70, 63, 67, 64, 68, 60, 61, 65, 64]


def months(values: Sequence[float], step: float = 0.1, **keys: str) -> list[Observation]:
    return [
        dataclasses.replace(
            monthly("a", f"{2020 + at // 12}-{at % 12 + 1:02d}", value, **keys),
            step=1.0 if value == int(value) else step,
        )
        for at, value in enumerate(values)
    ]


def told(rows: Sequence[Observation]) -> list[str]:
    case = dataclasses.replace(load_case("fentanyl"), series={"seized": SEIZED})
    figures = Figures(case, [resource("a", "2023-01-01")], {"a": Rows(observations=tuple(rows))})
    return [problem.problem for problem in odd_figures(case, figures)]


def put(values: Sequence[float], at: int, how: Callable[[float], float]) -> list[float]:
    return [how(value) if place == at else value for place, value in enumerate(values)]


@pytest.mark.parametrize("at", [0, 3, 7, 11])
@pytest.mark.parametrize(
    ("how", "words"),
    [
        (lambda v: v * 1000, "thousands told in ones"),
        (lambda v: v * 1_000_000, "millions told in ones"),
        (lambda v: round(v * 10), "a lost decimal point"),
    ],
)
def test_a_figure_of_another_scale_than_its_neighbours_is_told(
    at: int, how: Callable[[float], float], words: str
) -> None:
    (note,) = told(months(put(STEADY, at, how)))
    assert words in note


def test_a_thousandth_is_told_inside_alone() -> None:
    assert "ones told in thousands" in told(months(put(STEADY, 5, lambda v: v / 1000)))[0]
    small = [value / 1000 for value in STEADY]
    assert not told(months(put(small, 5, lambda v: v / 1000)))


@pytest.mark.parametrize(
    "values",
    [
        STEADY,
        put(STEADY, 4, lambda v: 5 * v),
        put(STEADY, 4, lambda _: 640.0),
        put(COUNTS, 4, lambda v: 10 * v),
        put([1, 900, 3, 40, 2, 7000, 1, 3, 800, 2, 5, 1], 4, lambda v: v * 1000),
    ],
)
def test_what_figures_do_by_themselves_is_not_told(values: Sequence[float]) -> None:
    assert not told(months(values))


def sums(values: Sequence[float], first: int) -> list[float]:
    found: list[float] = []
    for at, value in enumerate(values):
        begins = at % 12 + 1 == first
        found.append(round(value + (found[-1] if found and not begins else 0.0), 1))
    return found


@pytest.mark.parametrize("first", [1, 4, 7, 10])
def test_sums_since_the_year_began_are_told(first: int) -> None:
    (note,) = told(months(sums([*STEADY, *STEADY], first)))
    assert "sums since the year began" in note


def test_growth_and_one_year_are_no_sums() -> None:
    assert not told(months([*STEADY, *STEADY]))
    assert not told(months([600.5 + 3 * at for at in range(24)]))
    assert not told(months(sums(STEADY, 1)))


def test_an_item_that_falls_silent_while_others_go_on_is_told() -> None:
    heroin = months(COUNTS, item="Heroin")
    silent = months([*COUNTS[:10], 0, 0], item="Cocaine")
    (note,) = told([*heroin, *silent])
    assert "item 'Cocaine' is 0 in the last 2 periods and never before" in note
    assert not told([*months([*COUNTS[:10], 0, 0], item="Heroin"), *silent])
    assert not told([*heroin, *months([2, 1, 3, 1, 1, 2, 1, 1, 4, 1, 0, 0], item="Cocaine")])
    assert not told([*heroin, *months([9, 0, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0], item="Cocaine")])
