"""Where all figures of a measure change in one way, the comparison says which."""

import dataclasses
import random
from collections.abc import Callable

import pytest

from detente.evidence.revisions import Revision, compare_vintages
from detente.terms.printed import Printed
from detente.terms.tables import Observation, Rows
from tests.evidence.rows import monthly, resource

OLD, NEW = resource("old", "2024-06-01"), resource("new", "2024-07-01")
MONTHS = tuple(f"2023-{number:02d}" for number in range(1, 13))
FIGURES = {
    (month, item): first + at * at
    for at, month in enumerate(MONTHS)
    for item, first in (("A", 10), ("B", 25), ("C", 131))
}
Figures = dict[tuple[str, str], float | int | str]


def rows(name: str, figures: Figures, unit: str = "lb") -> Rows:
    made: list[Observation] = []
    for (month, item), value in figures.items():
        printed = Printed.read(str(value))
        row = monthly(name, month, float(printed), item=item)
        made.append(dataclasses.replace(row, step=printed.step, unit=unit))
    return Rows(observations=tuple(made))


def compared(new: Figures, old: Figures | None = None, unit: str = "lb") -> Revision:
    return compare_vintages(OLD, rows("old", old or dict(FIGURES)), NEW, rows("new", new, unit))


def each(change: Callable[[float], float], digits: int | None = None) -> Figures:
    return {cell: round(change(value), digits) for cell, value in FIGURES.items()}


def rescaled(item: str, by: int) -> Figures:
    return {cell: value * (by if cell[1] == item else 1) for cell, value in FIGURES.items()}


def moved(by: int) -> Figures:
    return {
        (month, item): FIGURES.get((MONTHS[(at - by) % 12], item), 0)
        for at, month in enumerate(MONTHS)
        for item in "ABC"
    }


def renamed(names: dict[str, str]) -> Figures:
    return {(month, names.get(item, item)): value for (month, item), value in FIGURES.items()}


def to_date() -> Figures:
    return {
        (month, item): sum(FIGURES[other, item] for other in MONTHS if other <= month)
        for month, item in FIGURES
    }


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (
            each(lambda v: v * 2.20462, 3),
            "every one of the 36 figures of seized that both give (but for zeros) is 2.2046 times "
            "the older: a change of unit (kilograms told in pounds)",
        ),
        (each(lambda v: v * 2.20462), "2.2046 times the older"),
        (each(lambda v: round(v * 2.20462), 1), "2.2046 times the older"),
        (each(lambda v: v * 0.45359237, 2), "0.45359 times the older"),
        (each(lambda v: v * 100), "100 times the older: a change of unit (shares told in per cent"),
        (each(lambda v: v * 1000), "1,000 times the older: a change of unit (thousands told in"),
        (each(lambda v: v * 0.001, 6), "0.001 times the older"),
        (each(lambda v: v * 12), "12 times the older: a change of unit (months told as years)"),
        (each(lambda v: v * 1.37, 2), "1.37 times the older: a change of unit or base?"),
        (each(lambda v: -v), "the older with the other sign"),
        (each(lambda v: v + 5), "5 more than the older"),
        (each(lambda v: 500 - v), "500 less the older"),
        (each(lambda v: v * 1.8 + 32, 2), "1.8 times the older plus 32"),
        (rescaled("A", 10), "12 of the 36 figures of seized that both give (but for zeros) are 10"),
        (
            moved(1),
            "every one of the 33 figures of seized that would change is what the older file "
            "gives 1 period before",
        ),
        (moved(-1), "is what the older file gives 1 period after"),
        (renamed({"A": "B", "B": "A"}), "item 'A' and 'B' have each other's figures: swapped?"),
        (renamed({"A": "B", "B": "C", "C": "A"}), "item 'B' has the figures that 'A' has"),
        (
            renamed({"A": "Alpha"}),
            "item 'Alpha' has the figures that 'A' has in the older file: renamed?",
        ),
        (to_date(), "the sum of the older's since the year began"),
    ],
)
def test_a_change_that_all_share_is_told(new: Figures, said: str) -> None:
    told = compared(new).alike
    assert any(said in one for one in told), told


def test_sums_that_became_months_are_told() -> None:
    (told,) = compared(dict(FIGURES), to_date()).alike
    assert "the older's are year to date?" in told


def test_figures_that_are_restated_one_by_one_share_nothing() -> None:
    # Restatements of a few units upwards, as publishers make them, in many draws.
    for seed in range(200):
        draw = random.Random(seed)
        late = draw.choice(MONTHS)
        new = {
            cell: value + (draw.randint(0, 2 + value // 20) if cell[0] >= late else 0)
            for cell, value in FIGURES.items()
        }
        assert compared(new).alike == (), seed


def test_figures_in_another_unit_are_counted_and_not_compared() -> None:
    same = compared(dict(FIGURES), unit="kg")
    assert (same.compared_cells, same.changed_cells, same.other_unit) == (0, 0, 36)
    assert not same.unchanged
    (left,) = same.not_compared
    assert (left.count, left.reason) == (36, "in lb in the older file, and in kg in the newer")
    assert "the older as a number, in kg and not in lb" in same.alike[0]
    converted = compared(each(lambda v: v * 0.45359237, 2), unit="kg")
    assert "0.45359 times the older, in kg and not in lb" in converted.alike[0]


def test_all_under_other_names_is_not_unchanged() -> None:
    other = compared({(month, f"{item}2"): v for (month, item), v in FIGURES.items()})
    assert (other.compared_cells, other.changed_cells) == (0, 0)
    assert not other.unchanged


def test_two_figures_show_a_new_name_where_all_are_another_s() -> None:
    old: Figures = {(month, item): FIGURES[month, item] for month in MONTHS[:2] for item in "AB"}
    new: Figures = {(month, item.replace("A", "a")): v for (month, item), v in old.items()}
    told = compared(new, old)
    assert told.alike == ("item 'a' has the figures that 'A' has in the older file: renamed?",)
    assert not told.unchanged


def test_the_last_months_in_another_unit_are_told_though_others_stand() -> None:
    """Three figures by a factor between units are none by chance; by any other they may be."""
    last = [(month, "C") for month in MONTHS[-3:]]
    kilograms = FIGURES | {cell: round(FIGURES[cell] * 0.4535924, 1) for cell in last}
    (said,) = compared(kilograms).alike
    assert said.startswith("3 of the 36 figures of seized")
    assert "pounds told in kilograms" in said
    assert not compared(FIGURES | {cell: round(FIGURES[cell] * 0.62, 1) for cell in last}).alike
