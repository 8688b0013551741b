"""Files that end without a line end: a last figure that is cut is refused or pointed at."""

from pathlib import Path

import pytest

from detente.case.check import Examined, examine_case
from tests.case.series_cases import File, series_case, tidy

SPEC = 'measure = "ours.x"\nunit = "lb"'
ONE = f'{SPEC}\nwhere = {{ area = "Arizona" }}'
MONTHS = [f"2024-0{n}" for n in range(1, 8)]
ROWS = [f"{m},{a},{v}" for m in MONTHS for a, v in (("Nevada", 7), ("Arizona", 1234))]


def file(name: str, rows: list[str], vintage: str = "2025-03-15", end: str = "\n") -> File:
    text = "period,area,value\n" + "\n".join(rows) + end
    return tidy(name, text, vintage=vintage, coverage=["2024-01-01", "2024-07-31"])


def examined(folder: Path, spec: str, *files: File) -> Examined:
    return examine_case(series_case(folder, spec, *files))


def test_a_whole_file_without_a_line_end_is_no_matter(tmp_path: Path) -> None:
    found = examined(tmp_path, ONE, file("f", ROWS, end=""))
    assert not found.problems
    assert not [note for note in found.notes if "line end" in note]


def test_a_last_figure_that_is_short_beside_its_own_past_is_pointed_at(tmp_path: Path) -> None:
    found = examined(tmp_path, ONE, file("f", [*ROWS[:-1], "2024-07,Arizona,12"], end=""))
    assert not found.problems
    (note,) = [note for note in found.notes if "line end" in note]
    assert "series/f.csv:15" in note
    assert "12 for ours.x, Arizona, 2024-07 has fewer digits than any other figure of it" in note


def test_a_last_figure_that_begins_like_another_files_is_refused(tmp_path: Path) -> None:
    old = file("old", ROWS, "2025-01-15")
    cut = file("new", [*ROWS[:-1], "2024-07,Arizona,12"], end="")
    (found,) = examined(tmp_path, ONE, old, cut).problems
    assert (found.file, found.line) == ("series/new.csv", 15)
    assert "after 12, and series/old.csv:15 prints 1234" in found.problem


def test_a_last_figure_that_was_revised_is_not_cut(tmp_path: Path) -> None:
    old = file("old", ROWS, "2025-01-15")
    new = file("new", [*ROWS[:-1], "2024-07,Arizona,1243"], end="")
    assert not examined(tmp_path, ONE, old, new).problems


@pytest.mark.parametrize(
    ("rows", "lacking"),
    [
        (ROWS[:-1], "without Arizona of 2024-07"),
        (sorted(ROWS, key=lambda row: row[8:])[:-2], "without Nevada of 2024-06"),
    ],
    ids=["by month", "by place"],
)
@pytest.mark.parametrize("missing", ["none", "zero"])
def test_a_sum_that_lacks_a_part_where_the_rows_end_is_pointed_at(
    tmp_path: Path, rows: list[str], lacking: str, missing: str
) -> None:
    spec = f'{SPEC}\nmissing = "{missing}"'
    notes = examined(tmp_path, spec, file("f", rows)).notes
    assert len([note for note in notes if lacking in note and "cut off" in note]) == 1
    (tmp_path / "whole").mkdir()
    whole = examined(tmp_path / "whole", spec, file("f", ROWS)).notes
    assert not [note for note in whole if "cut off" in note]


def test_a_thing_that_comes_and_goes_is_no_cut(tmp_path: Path) -> None:
    rows = [row for row in ROWS if row not in (ROWS[1], ROWS[-1])]
    assert not [n for n in examined(tmp_path, SPEC, file("f", rows)).notes if "cut off" in n]
