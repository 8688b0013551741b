"""CBP seizure files: the published ones against their known totals, and what is refused."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from detente.terms.tables import Rows
from tests.sources.samples import SAMPLES, changed, published, read, refusal

FILES = {
    "nationwide-drugs-fy19-fy22.csv": ("cbp_nationwide", 10_092),
    "nationwide-drugs-fy23-fy26-dec.csv": ("cbp_nationwide", 7_895),
    "nationwide-drugs-fy23-fy26-apr.csv": ("cbp_nationwide", 8_673),
    "amo-drug-seizures-fy19-fy22.csv": ("cbp_amo", 1_772),
    "amo-drug-seizures-fy23-fy26-dec.csv": ("cbp_amo", 1_292),
}
Key = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def seizures(shared: Path) -> dict[str, Rows]:
    return {
        name: published(shared, f"cbp_drug_seizures/{name}", format_)
        for name, (format_, _) in FILES.items()
    }


@pytest.mark.parametrize("name", FILES)
def test_every_published_row_is_kept(seizures: dict[str, Rows], name: str) -> None:
    rows = seizures[name]
    assert (rows.read, rows.kept) == (FILES[name][1], FILES[name][1])
    assert len(rows.observations) == 2 * rows.read


def test_the_files_add_up_to_the_table_derived_from_them(
    shared: Path, seizures: dict[str, Rows]
) -> None:
    # The table was summed by other code, from the same two files.
    path = shared / "data/cbp_drug_seizures/derived_monthly_component_region_drug_fy19_fy26apr.csv"
    expected: dict[Key, tuple[float, float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["month"], row["component"], row["region"], row["drug"]
            expected[key] = float(row["events"]), float(row["lbs"])
    sums: dict[Key, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for name in ("nationwide-drugs-fy19-fy22.csv", "nationwide-drugs-fy23-fy26-apr.csv"):
        for figure in seizures[name].observations:
            key = f"{figure.start:%Y-%m}", figure.component, figure.region, figure.item
            sums[key][figure.measure == "cbp.seized_lb"] += figure.value
    assert len(expected) == 3_780
    assert sums.keys() == expected.keys()
    for key, (events, pounds) in expected.items():
        assert sums[key][0] == events
        # The table prints four decimals: half of the last one, and a hair for the order of sums.
        assert sums[key][1] == pytest.approx(pounds, abs=5.1e-5)


def test_rows_without_weight_but_with_events_are_kept(seizures: dict[str, Rows]) -> None:
    empty = [
        figure.line
        for name in ("nationwide-drugs-fy19-fy22.csv", "nationwide-drugs-fy23-fy26-apr.csv")
        for figure in seizures[name].observations
        if figure.measure == "cbp.seized_lb" and figure.value == 0
    ]
    assert len(empty) == 85


def test_closed_years_of_two_vintages_agree_though_their_labels_differ(
    seizures: dict[str, Rows],
) -> None:
    def closed(name: str) -> dict[tuple[object, ...], float]:
        return {
            (f.measure, f.start, f.component, f.region, f.land_filter, f.area, f.item): f.value
            for f in seizures[name].observations
            if f"{f.start:%Y-%m}" < "2025-10"
        }

    december = closed("nationwide-drugs-fy23-fy26-dec.csv")
    assert december == closed("nationwide-drugs-fy23-fy26-apr.csv")
    assert len(december) == 2 * (2_365 + 2_481 + 2_491)


def test_the_fiscal_year_becomes_the_calendar_month() -> None:
    first, *_, last = read("cbp_nationwide", SAMPLES["cbp_nationwide"].text()).observations
    assert (str(first.start), str(first.end)) == ("2022-10-01", "2022-10-31")
    assert (str(last.start), str(last.end)) == ("2026-04-01", "2026-04-30")
    assert (last.item, last.component, last.area) == (
        "Other Drugs**", "U.S. Border Patrol", "MIAMI SECTOR",
    )  # fmt: skip


def test_the_label_of_the_current_year_is_no_part_of_the_key() -> None:
    sample = SAMPLES["cbp_nationwide"]
    closed = sample.rows[2].replace("2026 (FYTD)", "2026")
    assert "repeats line 4" in str(refusal("cbp_nationwide", sample.text(*sample.rows, closed)))
    apart = read("cbp_nationwide", sample.text(closed)).observations[0]
    assert apart.start.isoformat() == "2026-04-01"


def test_air_and_marine_figures_have_measures_of_their_own() -> None:
    rows = read("cbp_amo", SAMPLES["cbp_amo"].text())
    assert {f.measure for f in rows.observations} == {
        "cbp_amo.seized_lb", "cbp_amo.seizure_events",
    }  # fmt: skip
    assert {f.area for f in rows.observations} == {"Miami Branch"}


def test_a_nationwide_file_is_no_air_and_marine_file() -> None:
    error = refusal("cbp_amo", SAMPLES["cbp_nationwide"].text())
    assert "column 'Branch' is missing" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2023", "23", "FY '23' is not a fiscal year; write it like 2025, or 2026 (FYTD)"),
        ("2023", "2023 (YTD)", "FY '2023 (YTD)' is not a fiscal year"),
        ("2023", "FY2023", "is not a fiscal year"),
        ("2023", "٢٠٢٣", "is not a fiscal year"),
        ("2023", "0001", "is not a fiscal year"),
        ("OCT", "OKT", "Month (abbv) 'OKT' is not known; did you mean 'OCT'?"),
        ("Office of Field Operations", "Air and Marine Operations", "is not known"),
        ("Southwest Border", "Southwest", "did you mean 'Southwest Border'?"),
        ("Land Only", "Land", "Land Filter 'Land' is not known; did you mean 'Land Only'?"),
        ("SAN DIEGO FIELD OFFICE", "", "column 'Area of Responsibility' is empty"),
        ("Fentanyl", "", "column 'Drug Type' is empty"),
        ("Fentanyl", "Fent\u200eanyl", "invisible character U+200E"),
        ("Fentanyl", "FENTANYL", "'FENTANYL' differs from 'Fentanyl' only in case"),
        ("12,", "-12,", "Count of Event '-12' is negative"),
        ("12,", "1.5,", "Count of Event '1.5' is not a whole number"),
        ("12,", "twelve,", "Count of Event 'twelve' is not a number"),
        ('"1,234.5"', "-0.1", "Sum Qty (lbs) '-0.1' is negative"),
        ('"1,234.5"', "NaN", "Sum Qty (lbs) 'NaN' is not a number"),
        ('"1,234.5"', "inf", "Sum Qty (lbs) 'inf' is not a number"),
        ('"1,234.5"', "1e999", "Sum Qty (lbs) '1e999' is too large a number"),
        ('"1,234.5"', '"12,34.5"', "Sum Qty (lbs) '12,34.5' is not a number"),
        ('"1,234.5"', "1_000", "Sum Qty (lbs) '1_000' is not a number"),
        ('"1,234.5"', "9" * 60, "is not a number"),
    ],
)
def test_what_is_not_understood_is_refused(old: str, new: str, problem: str) -> None:
    error = refusal("cbp_nationwide", changed("cbp_nationwide", old, new))
    assert [found.line for found in error.problems] == [2]
    assert problem in str(error)


def test_every_bad_cell_of_a_row_is_reported() -> None:
    text = changed("cbp_nationwide", "2023,OCT", "x,y")
    problems = [p.problem for p in refusal("cbp_nationwide", text).problems]
    assert problems == ["Month (abbv) 'y' is not known", "FY 'x' is not a fiscal year"]
