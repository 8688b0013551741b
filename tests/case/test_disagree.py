"""Two files of one day that give a figure differently are told."""

from datetime import date
from pathlib import Path

import pytest

from detente.case.check import examine_case
from tests.case.series_cases import File, series_case

SPEC = 'measure = "ours.x"\nunit = "lb"'
OLD = "period,item,value\n2024-01,A,10\n2024-01,B,20\n2024-02,A,11\n2024-02,B,21\n"
OTHER = OLD.replace("B,20", "B,25")


def file(name: str, text: str, unit: str = "lb", vintage: str = "2024-06-01") -> File:
    more = {"coverage": ["2024-01-01", "2024-02-29"]}
    options = {"measure": "ours.x", "unit": unit}
    return File(name, "tidy_csv", date.fromisoformat(vintage), text, options, more)


def told(folder: Path, spec: str, *files: File) -> tuple[list[str], list[str]]:
    """Return the problems, and the notes, that speak of two files."""
    found = examine_case(series_case(folder, spec, *files))
    return [str(p) for p in found.problems], [n for n in found.notes if "issued on" in n]


def test_both_files_and_lines_are_named(tmp_path: Path) -> None:
    problems, notes = told(tmp_path, SPEC, file("a", OLD), file("b", OTHER))
    assert len(problems) == 1
    assert problems[0].startswith(
        "series/b.csv:3: gives 25 for 2024-01 'B', and series/a.csv:3 20, and both were issued on "
        "2024-06-01; asked for by series s"
    )
    assert not notes


@pytest.mark.parametrize("more", ['resources = ["b", "a"]', 'where.item = "A"'])
def test_what_is_settled_or_not_used_is_a_note(tmp_path: Path, more: str) -> None:
    problems, notes = told(tmp_path, f"{SPEC}\n{more}", file("a", OLD), file("b", OTHER))
    assert not problems
    assert len(notes) == 1


@pytest.mark.parametrize(
    "other",
    [
        file("b", OLD),
        file("b", OLD.replace("B,20", "B,20.0")),
        file("b", OTHER, vintage="2024-06-02"),
    ],
)
def test_equal_figures_and_later_files_are_no_contradiction(tmp_path: Path, other: File) -> None:
    assert told(tmp_path, SPEC, file("a", OLD), other) == ([], [])
