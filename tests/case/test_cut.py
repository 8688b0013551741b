"""A publisher's file cut in the middle does not say that nothing happened."""

from datetime import date
from pathlib import Path

from detente.case.check import check_case
from tests.case.series_cases import CBP, File, cbp_row, series_case

SPEC = (
    'measure = "cbp.seized_lb"\nunit = "lb"\nmissing = "zero"\nwhere.item = "Fentanyl"\n'
    'where.region = "Southwest Border"'
)
PLACES = ("TUCSON FIELD OFFICE", "LAREDO FIELD OFFICE", "EL PASO FIELD OFFICE")
MONTHS = ("JAN", "FEB", "MAR", "APR")
ROWS = [
    cbp_row(month, drug=drug, place=place)
    for month in MONTHS
    for drug in ("Cocaine", "Fentanyl")
    for place in PLACES
]


def cbp(name: str, vintage: str, rows: list[str], coverage: tuple[str, str]) -> File:
    more = {"coverage": list(coverage)}
    day = date.fromisoformat(vintage)
    return File(name, "cbp_nationwide", day, CBP + "".join(rows), more=more)


def problems(folder: Path, *files: File) -> list[str]:
    return [str(problem) for problem in check_case(series_case(folder, SPEC, *files))]


def test_a_whole_file_is_no_cut(tmp_path: Path) -> None:
    old = cbp("old", "2024-06-01", ROWS, ("2024-01-01", "2024-04-30"))
    new = cbp("new", "2024-07-01", ROWS, ("2024-01-01", "2024-04-30"))
    assert not problems(tmp_path, old, new)


def test_a_cut_in_a_file_sorted_otherwise_is_found_in_the_middle(tmp_path: Path) -> None:
    old = cbp("old", "2024-06-01", ROWS, ("2024-01-01", "2024-04-30"))
    new = cbp("new", "2024-07-01", ROWS[:7] + ROWS[18:], ("2024-01-01", "2024-04-30"))
    (found,) = problems(tmp_path, old, new)
    assert "lists 1 of the 6 figures of cbp.seized_lb" in found
    assert "2024-02, and so of 1 more" in found


def test_an_edge_month_that_lists_far_less_than_an_older_file_is_refused(tmp_path: Path) -> None:
    old = cbp("old", "2024-06-01", ROWS, ("2024-01-01", "2024-04-30"))
    new = cbp("new", "2024-07-01", ROWS[:-7], ("2024-01-01", "2024-03-31"))
    thin = cbp("new", "2024-07-01", ROWS[:-4], ("2024-01-01", "2024-04-30"))
    (tmp_path / "a").mkdir()
    # Five of six figures of March: one may have been withdrawn.
    assert not problems(tmp_path / "a", old, new)
    (found,) = problems(tmp_path, old, thin)
    assert "lists 2 of the 6 figures" in found
    assert "2024-04" in found


def test_a_file_of_one_drug_throughout_is_a_selection_and_no_cut(tmp_path: Path) -> None:
    only = [row for row in ROWS if "Fentanyl" in row and "TUCSON" in row]
    old = cbp("old", "2024-06-01", ROWS, ("2024-01-01", "2024-04-30"))
    new = cbp("new", "2024-07-01", only, ("2024-01-01", "2024-04-30"))
    assert not [one for one in problems(tmp_path, old, new) if "figures of" in one]
