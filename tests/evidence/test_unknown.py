"""A cell that a file leaves empty is unknown: it is never added as nothing."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detente.case.check import examine_case
from detente.case.load import load_case
from detente.study.study import Study
from tests.case.series_cases import VSRR, File, series_case, vsrr_row
from tests.sources.samples import SAMPLES, read

SUM = 'measure = "ours.seized"\nunit = "lb"\nwhere.item = ["A", "B"]'
ALL = 'measure = "ours.seized"\nunit = "lb"'
OLD = "2023-01,lb,A,10\n2023-01,lb,B,20\n2023-02,lb,A,11\n2023-02,lb,B,21\n"
KEPT = "2023-01,lb,A,10\n2023-01,lb,B,20\n"


def file(name: str, vintage: str, rows: str) -> File:
    text = "period,unit,item,value\n" + rows
    options = {"measure": "ours.seized"}
    return File(name, "tidy_csv", date.fromisoformat(vintage), text, options=options)


def values(case: Path) -> dict[str, tuple[float, str]]:
    found = Study(load_case(case), date(2024, 6, 1)).known().series
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


# Format → a column of figures. What makes no figure of its own (events, rules), or is refused where
# it is empty because a table has to add up (`census_wide`, `census_vintages_reduced`), is not here.
FIGURES = {
    "cbp_nationwide": "Sum Qty (lbs)",
    "cbp_amo": "Count of Event",
    "cdc_vsrr": "Data Value",
    "cdc_vsrr_trend": "total_deaths",
    "cdc_wonder": "Deaths",
    "nflis_half_year": "DRUG_REPORTS",
    "nflis_half_year_reduced": "fentanyl_reports",
    "dea_monthly": "value",
    "sesnsp_month_reduced": "n_victimas",
    "sesnsp_month": "Enero",
    "crimenmexico_month": "inegi_registered_homicides",
    "census_month_reduced": "imports_musd",
    "fred_month": "IMPMX",
    "unga_ideal_points": "idealpointfp",
    "quoted_figures": "value",
    "tidy_csv": "value",
}


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_an_empty_cell_of_any_format_is_a_figure_that_is_not_known(name: str) -> None:
    sample = SAMPLES[name]
    whole = read(name, sample.text())
    columns = sample.header.split(",") if sample.header else ["month", "value"]
    cells = next(csv.reader([sample.rows[1]]))
    cells[columns.index(FIGURES[name])] = ""
    row = ",".join(f'"{cell}"' for cell in cells)
    rows = read(name, sample.text(sample.rows[0], row, sample.rows[2]))
    lost = {replace(f, value=0.0, step=0.0) for f in {*whole.observations} - {*rows.observations}}
    unknown = {replace(f, value=0.0, step=0.0) for f in rows.unknown}
    assert lost <= unknown
    assert unknown - lost <= {replace(f, value=0.0, step=0.0) for f in whole.unknown}
    assert {f.line for f in lost or unknown} == {sample.first_line + 1}


def test_an_empty_cell_of_a_base_makes_the_sum_over_its_salts_unknown() -> None:
    sample = SAMPLES["nflis_half_year"]
    salt = sample.rows[0].replace(",7,BASE ONE,7,", ",99,BASE ONE SALT,7,").replace("1,040", "")
    rows = read("nflis_half_year", sample.text() + salt + "\n")
    assert not [f for f in rows.observations if f.area == "AK" and f.start.month == 1]
    assert [(p.line, p.problem) for p in rows.refused] == [(5, "no value is printed")]


def test_a_reporter_without_a_value_stands_beside_one_with_it() -> None:
    sample = SAMPLES["quoted_figures"]
    empty = sample.rows[0].replace("A paper, 2021", "Another paper").replace("144", "")
    for rows in ((empty, *sample.rows), (*sample.rows, empty)):
        found = read("quoted_figures", sample.text(*rows))
        assert len(found.observations) == 3
        assert not found.unknown


@pytest.mark.parametrize("missing", ["none", "zero"])
def test_a_state_without_a_count_leaves_the_nation_without_a_sum(
    tmp_path: Path, missing: str
) -> None:
    head = "n_year,n_month,n_victimas,cve_ent,nombre_estado\n"
    rows = "2023,1,10,1,Norte\n2023,1,20,2,Sur\n2023,2,11,1,Norte\n2023,2,,2,Sur\n"
    spec = f'measure = "sesnsp.homicide_victims"\nunit = "victims"\nmissing = "{missing}"'
    text = File("m", "sesnsp_month_reduced", date(2023, 9, 1), head + rows)
    case = series_case(tmp_path, spec, text)
    assert values(case) == {"2023-01": (30.0, "m")}
    assert any("m gives no victims of 'Sur' (2023-02)" in n for n in examine_case(case).notes)
