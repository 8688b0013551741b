"""A cell that a file leaves empty is unknown: it is never added as nothing."""

from datetime import date
from pathlib import Path

import pytest

from detente.case.check import examine_case
from detente.case.load import load_case
from detente.pipeline.gather import gather, series_on
from tests.case.series_cases import VSRR, File, series_case, vsrr_row

SUM = 'measure = "ours.seized"\nunit = "lb"\nwhere.item = ["A", "B"]'
ALL = 'measure = "ours.seized"\nunit = "lb"'
OLD = "2023-01,lb,A,10\n2023-01,lb,B,20\n2023-02,lb,A,11\n2023-02,lb,B,21\n"
KEPT = "2023-01,lb,A,10\n2023-01,lb,B,20\n"


def file(name: str, vintage: str, rows: str) -> File:
    text = "period,unit,item,value\n" + rows
    options = {"measure": "ours.seized"}
    return File(name, "tidy_csv", date.fromisoformat(vintage), text, options=options)


def values(case: Path) -> dict[str, tuple[float, str]]:
    found = series_on(gather(load_case(case)), date(2024, 6, 1))
    return {p.period: (p.value, p.resource) for p in found["s"].points}


@pytest.mark.parametrize("spec", [SUM, ALL, f'{SUM}\nmissing = "zero"', f'{ALL}\nmissing = "zero"'])
@pytest.mark.parametrize("row", ["2023-02,lb,B,\n", "2023-02,kg,B,9.5\n"])
def test_a_sum_with_an_unknown_part_is_taken_from_an_older_file_or_not_at_all(
    tmp_path: Path, spec: str, row: str
) -> None:
    new = file("new", "2023-09-01", KEPT + "2023-02,lb,A,12\n" + row)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    alone = series_case(tmp_path / "one", spec, new)
    assert values(alone) == {"2023-01": (30.0, "new")}
    notes = [note for note in examine_case(alone).notes if "gives no lb of" in note]
    assert len(notes) == 1
    assert "B" in notes[0]
    assert "2023-02" in notes[0]
    both = series_case(tmp_path / "two", spec, file("old", "2023-06-01", OLD), new)
    assert values(both) == {"2023-01": (30.0, "new"), "2023-02": (32.0, "old")}


def test_a_part_never_known_leaves_no_sum(tmp_path: Path) -> None:
    rows = "2023-01,lb,A,10\n2023-01,lb,B,\n2023-02,lb,A,11\n2023-02,lb,B,\n"
    assert not values(series_case(tmp_path, ALL, file("new", "2023-09-01", rows)))


def test_an_empty_cell_that_another_row_gives_is_known(tmp_path: Path) -> None:
    rows = OLD + "2023-02,lb,B,\n"
    case = series_case(tmp_path, SUM, file("new", "2023-09-01", rows))
    assert values(case)["2023-02"] == (32.0, "new")


def test_a_suppressed_state_is_not_added_as_nothing(tmp_path: Path) -> None:
    item = "Number of Drug Overdose Deaths"
    spec = 'measure = "cdc.vsrr_12m_reported"\nunit = "deaths"\nperiod = "12m"\nwhere.area'
    text = VSRR + "".join(
        vsrr_row("NY", month, item, "6,000") + vsrr_row("OH", month, item, ohio)
        for month, ohio in (("January", "5,000"), ("February", ""))
    )
    case = series_case(
        tmp_path, f'{spec} = ["New York", "Ohio"]', File("v", "cdc_vsrr", date(2023, 9, 13), text)
    )
    assert values(case) == {"2023-01": (11_000.0, "v")}
