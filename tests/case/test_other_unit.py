"""A newer file in another unit is refused, since series would go on with the figures of before."""

from pathlib import Path

import pytest

from detente.case.check import check_case, examine_case
from tests.case.series_cases import File, series_case, tidy

SPEC = 'measure = "ours.x"\nunit = "lb"'
OLD = "period,item,value\n2024-01,A,10\n2024-01,B,20\n2024-02,A,11\n2024-02,B,21\n"
NEXT = "period,item,value\n2024-03,A,12\n2024-03,B,22\n"


def problems(folder: Path, spec: str, *files: File) -> list[str]:
    return [str(problem) for problem in check_case(series_case(folder, spec, *files))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            OLD,
            "gives 2024-01 A and 3 more figures in kg, and series/a.csv (line 2) in lb: series s "
            "would leave them out, and keep the older figures",
        ),
        (
            NEXT,
            "gives 2024-03 A and 1 more figure in kg, and series/a.csv (line 2) in lb: series s"
            " would leave them out;",
        ),
    ],
)
def test_a_newer_file_in_another_unit_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (found,) = problems(
        tmp_path, SPEC, tidy("a", OLD, "lb", "2024-06-01"), tidy("b", text, "kg", "2024-07-01")
    )
    assert found.startswith("series/b.csv:2: ")
    assert said in found


@pytest.mark.parametrize(
    ("spec", "unit", "vintage"),
    [
        (SPEC, "lb", "2024-07-01"),
        # It takes the place of none: an older file, or another of the same day.
        (SPEC, "kg", "2024-05-01"),
        (SPEC, "kg", "2024-06-01"),
        # The case says that the series comes from the other.
        (f'{SPEC}\nresources = ["a"]', "kg", "2024-07-01"),
        # The case takes both.
        (f'{SPEC}\n[series.t]\ntitle = "t"\nmeasure = "ours.x"\nunit = "kg"', "kg", "2024-07-01"),
    ],
)
def test_units_that_the_case_tells_apart_are_no_problem(
    tmp_path: Path, spec: str, unit: str, vintage: str
) -> None:
    assert not problems(
        tmp_path, spec, tidy("a", OLD, "lb", "2024-06-01"), tidy("b", OLD, unit, vintage)
    )


def test_a_file_that_changed_all_figures_alike_is_noted(tmp_path: Path) -> None:
    pounds = OLD.replace("10\n", "22.046\n").replace("20\n", "44.092\n")
    pounds = pounds.replace("11\n", "24.251\n").replace("21\n", "46.297\n")
    case = series_case(
        tmp_path, SPEC, tidy("a", OLD, "lb", "2024-06-01"), tidy("b", pounds, "lb", "2024-07-01")
    )
    (told,) = [note for note in examine_case(case).notes if "series/b.csv after" in note]
    assert "series/b.csv after series/a.csv: every one of the 4 figures of ours.x" in told
    assert "2.2046 times the older: a change of unit (kilograms told in pounds)?" in told
