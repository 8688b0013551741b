"""CDC files: the published ones against their known totals, and what is refused."""

from collections import Counter
from pathlib import Path

import pytest

from detente.sources.cdc import SYNTHETIC_OPIOIDS
from detente.terms.tables import Rows
from tests.sources.samples import SAMPLES, changed, published, read, refusal

WONDER = "cdc_overdose/wonder_t404_state_month__{}.csv"
EARLY = WONDER.format("Multiple_Cause_of_Death_1999_2020")
SINGLE_RACE = WONDER.format("Multiple_Cause_of_Death_2018_2023_Single_Race")
PROVISIONAL = WONDER.format("Provisional_Mortality_Statistics_2018_through_Last_Week")


@pytest.mark.parametrize(
    ("name", "count", "deaths"),
    [
        (EARLY, 3_347, {2015: 8_473, 2018: 30_612, 2020: 56_083}),
        (SINGLE_RACE, 3_003, {2018: 30_612, 2020: 56_083, 2022: 73_518, 2023: 72_425}),
        (PROVISIONAL, 3_658, {2020: 56_083, 2022: 73_518, 2023: 72_425, 2024: 47_320}),
    ],
)
def test_wonder_adds_up_to_its_known_years(
    shared: Path, name: str, count: int, deaths: dict[int, int]
) -> None:
    rows = published(shared, name, "cdc_wonder")
    assert (rows.read, len(rows.observations)) == (count, count)
    assert {f.item for f in rows.observations} == {"T40.4"}
    by_year: Counter[int] = Counter()
    for figure in rows.observations:
        by_year[figure.start.year] += int(figure.value)
    assert {year: by_year[year] for year in deaths} == deaths


def test_wonder_marks_what_is_provisional(shared: Path) -> None:
    rows = published(shared, PROVISIONAL, "cdc_wonder")
    notes = {figure.start.year: figure.note for figure in rows.observations}
    assert notes[2023] == ""
    assert notes[2024] == "provisional"
    assert notes[2025] == "provisional and partial"


def vsrr(rows: Rows, measure: str, item: str) -> dict[str, float]:
    return {
        f"{figure.end:%Y-%m}": figure.value
        for figure in rows.observations
        if (figure.measure, figure.item, figure.area) == (f"cdc.vsrr_12m_{measure}", item, "")
    }


def test_vsrr_has_its_known_values(shared: Path) -> None:
    name = "cdc_overdose/vsrr_us_all_indicators_vintage_2025-01-08.csv"
    rows = published(shared, name, "cdc_vsrr")
    assert (rows.read, rows.kept) == (1_380, 1_380)
    assert vsrr(rows, "reported", SYNTHETIC_OPIOIDS)["2024-07"] == 58_949
    assert vsrr(rows, "predicted", SYNTHETIC_OPIOIDS)["2024-07"] == 61_840
    all_drugs = vsrr(rows, "reported", "Number of Drug Overdose Deaths")
    assert max(all_drugs, key=lambda month: all_drugs[month]) == "2023-08"
    assert (all_drugs["2023-08"], all_drugs["2024-07"]) == (111_825, 90_157)
    assert vsrr(rows, "predicted", "Number of Drug Overdose Deaths")["2024-07"] == 94_112
    assert len(vsrr(rows, "percent", "Percent with drugs specified")) == 115


def test_the_later_vsrr_vintage_has_its_known_values(shared: Path) -> None:
    rows = published(
        shared, "cdc_overdose/vsrr_us_t404_national_trend_to_2026-04.csv", "cdc_vsrr_trend"
    )
    values = vsrr(rows, "reported", SYNTHETIC_OPIOIDS)
    assert len(values) == 136
    assert max(values, key=lambda month: values[month]) == "2023-06"
    known = {
        "2023-06": 77_695, "2023-12": 74_091, "2024-07": 60_783, "2024-12": 48_662,
        "2025-12": 38_462, "2026-04": 34_523,
    }  # fmt: skip
    assert {month: values[month] for month in known} == known


def test_a_vsrr_figure_covers_the_twelve_months_that_end_with_its_month() -> None:
    rows = read("cdc_vsrr", SAMPLES["cdc_vsrr"].text())
    reported, predicted, percent = rows.observations
    assert {(str(f.start), str(f.end)) for f in rows.observations} == {("2022-07-01", "2023-06-30")}
    assert (reported.value, predicted.value, percent.value) == (5_908, 6_009, 81.7)
    assert (percent.measure, percent.unit) == ("cdc.vsrr_12m_percent", "percent")
    assert [problem.line for problem in rows.refused] == [4]
    assert "no value is printed" in rows.refused[0].problem


def test_states_of_vsrr_are_kept_apart_from_the_nation() -> None:
    rows = read("cdc_vsrr", changed("cdc_vsrr", ",,100", ",300,100", row=2))
    assert [figure.area for figure in rows.observations] == ["", "", "", "Arizona"]


@pytest.mark.parametrize(
    ("format_", "old", "new", "problem"),
    [
        ("cdc_vsrr", "June", "Juno", "Month 'Juno' is not known; did you mean 'June'?"),
        ("cdc_vsrr", "2023", "20x3", "Year '20x3' is not a year"),
        (
            "cdc_vsrr",
            "12 month-ending",
            "3 month-ending",
            "is not known; use one of 12 month-ending",
        ),
        ("cdc_vsrr", "Heroin (T40.1)", "Heroine", "did you mean 'Heroin (T40.1)'?"),
        ("cdc_vsrr", '"5,908"', '"5,90"', "Data Value '5,90' is not a number"),
        ("cdc_vsrr", '"6,009"', "-1", "Predicted Value '-1' is negative"),
        ("cdc_vsrr_trend", "2015-01-01", "2015-01-02", "is not the first of a month"),
        ("cdc_vsrr_trend", "January", "March", "month_date is 2015-01 but year and month say"),
        ("cdc_vsrr_trend", "2015-01-01", "2015-02-31", "'2015-02-31' is no day of the calendar"),
        ("cdc_vsrr_trend", "5766.0", "5766.5", "is not a whole number"),
        ("cdc_wonder", "2018/01", "2018/13", "Month Code '2018/13' is not a month"),
        ("cdc_wonder", "2018/01", "2019/01", "Month Code 2019-01 is not in Year Code '2018'"),
        ("cdc_wonder", ",12,", ",few,", "Deaths 'few' is not a number"),
        ("cdc_wonder", "T40.4", "fentanyl", "'fentanyl' has the wrong form; write it like T40.4"),
        ("cdc_wonder", "Arizona", "", "column 'State' is empty"),
        ("cdc_wonder", ",2018", "Flagged,2018", "Notes 'Flagged' is not understood"),
    ],
)
def test_what_is_not_understood_is_refused(format_: str, old: str, new: str, problem: str) -> None:
    error = refusal(format_, changed(format_, old, new))
    assert [found.line for found in error.problems] == [2]
    assert problem in str(error)


def test_a_percentage_above_100_is_refused() -> None:
    error = refusal("cdc_vsrr", changed("cdc_vsrr", "81.7", "181.7", row=1))
    assert "Data Value '181.7' is above 100" in str(error)


def test_suppressed_counts_and_totals_are_left_out_with_their_reasons() -> None:
    sample = SAMPLES["cdc_wonder"]
    total = "Total" + sample.rows[0].replace("/01", "/04")
    rows = read("cdc_wonder", sample.text(*sample.rows, total))
    assert [(p.line, p.problem) for p in rows.refused] == [
        (3, "the count is suppressed: it is under 10"),
        (5, "is a total of other rows"),
    ]
    assert rows.kept == len(rows.observations) == 2


def test_remarks_below_the_data_are_not_data() -> None:
    sample = SAMPLES["cdc_wonder"]
    plain = sample.text()
    remarks = '---\n"Dataset: Multiple Cause of Death"\n"---"\nCaveats:,\n'
    assert read("cdc_wonder", plain + remarks) == read("cdc_wonder", plain)
    padded = f"---{',' * 11}\n{plain.splitlines()[1].replace('/01', '/04')}\n"
    error = refusal("cdc_wonder", plain + padded)
    assert [problem.line for problem in error.problems] == [6]
    assert "a data row after the remarks" in str(error)


def test_both_layouts_of_wonder_are_read() -> None:
    text = SAMPLES["cdc_wonder"].text()
    by_residence = text.replace(",State,State Code", ",Residence State,Residence State Code")
    assert read("cdc_wonder", by_residence) == read("cdc_wonder", text)


_YEARS = "Notes,Year,Year Code,Deaths\n,2022,2022,73838\n,2023 (provisional),2023,72776\n"
_MONTH = '"{0}., {1}{3}",{1}/{2:02d},{4}\n'


def wonder_months(*rows: tuple[str, int, int, str, int]) -> str:
    return "Notes,Month,Month Code,Deaths\n" + "".join("," + _MONTH.format(*row) for row in rows)


@pytest.mark.parametrize(
    "mark", ["provisional and partial", "partial", "Provisional; Partial", "PARTIAL"]
)
def test_a_year_that_wonder_marks_as_partial_is_no_year(mark: str) -> None:
    rows = read("cdc_wonder", _YEARS + f",2024 ({mark}),2024,20111\n", {"item": "T40.4"})
    assert [figure.start.year for figure in rows.observations] == [2022, 2023]
    assert [figure.start.year for figure in rows.unknown] == [2024]
    (left,) = rows.refused
    assert (left.line, "partial" in left.problem) == (4, True)


def test_a_month_alone_marked_as_partial_is_left_out() -> None:
    mark = " (provisional and partial)"
    months = wonder_months(
        ("Feb", 2024, 2, " (provisional)", 5800),
        ("Mar", 2024, 3, " (provisional)", 5600),
        ("Apr", 2024, 4, mark, 90),
    )
    rows = read("cdc_wonder", months, {"item": "T40.4"})
    assert [figure.start.month for figure in rows.observations] == [2, 3]
    assert [problem.line for problem in rows.refused] == [4]


def test_months_of_a_year_marked_as_partial_are_whole_once_their_lag_is_over() -> None:
    # Issued on 12 June with a lag of 20 days: April is out, and May is not.
    mark = " (provisional and partial)"
    months = wonder_months(("Apr", 2026, 4, mark, 5000), ("May", 2026, 5, mark, 90))
    rows = read("cdc_wonder", months, {"item": "T40.4"})
    assert [figure.start.month for figure in rows.observations] == [4]
    assert [problem.line for problem in rows.refused] == [3]
