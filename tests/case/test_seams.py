"""`detente check` points at a file that goes on with a series in another unit, with the remedy."""

from pathlib import Path

import pytest

from detente.case.check import examine_case
from tests.case.series_cases import File, series_case, tidy

SPEC = 'measure = "ours.x"\nunit = "lb"'
PAST = [1000, 1100, 1400, 900]


def months(values: list[float], first: int = 1, name: str = "F") -> str:
    return "".join(f"2024-{at:02d},{name},{v:g}\n" for at, v in enumerate(values, start=first))


def files(past: str, then: str) -> tuple[File, File]:
    head = "period,item,value\n"
    return tidy("a", head + past), tidy("b", head + then, vintage="2025-03-01")


@pytest.mark.parametrize("more", ["", '\nmissing = "zero"', '\ngroup = "item"'])
def test_the_note_names_line_factor_and_remedy(tmp_path: Path, more: str) -> None:
    then = months([value * 0.4535924 for value in PAST], 5)
    found = examine_case(series_case(tmp_path, SPEC + more, *files(months(PAST), then)))
    assert not found.problems
    (note,) = [n for n in found.notes if "series s" in n]
    assert note.startswith("series/b.csv:2: series s")
    assert "pounds told in kilograms?" in note
    assert "correct the unit of b in datapackage.json" in note


def test_one_item_alone_in_another_unit_is_told_where_it_is_selected(tmp_path: Path) -> None:
    past = months(PAST) + months([5, 6, 5, 7], name="H")
    then = months([1.2, 1.0, 1.1, 1.3], 5) + months([6, 6, 5, 7], 5, "H")
    spec = f'{SPEC}\nwhere.item = "F"'
    (note,) = [
        n
        for n in examine_case(series_case(tmp_path, spec, *files(past, then))).notes
        if "told" in n
    ]
    assert "ones told in thousands?" in note


def test_a_series_that_rose_is_neither_refused_nor_pointed_at(tmp_path: Path) -> None:
    past = months([100, 140, 90, 230, 310, 280])
    then = months([520, 700, 540, 1200, 900, 1250], 7)
    found = examine_case(series_case(tmp_path, SPEC, *files(past, then)))
    assert not found.problems
    assert not [n for n in found.notes if "stands at about" in n]


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (0.03527396, "(another unit, or a part of a period?)"),
        (12.0, "(months told as years?)"),
        (0.0005, "(pounds told in tons?)"),
    ],
)
def test_the_factor_is_one_of_the_unit_of_the_series(
    tmp_path: Path, factor: float, said: str
) -> None:
    then = months([value * factor for value in PAST], 5)
    found = examine_case(series_case(tmp_path, SPEC, *files(months(PAST), then)))
    (note,) = [n for n in found.notes if "series s" in n]
    assert said in note
