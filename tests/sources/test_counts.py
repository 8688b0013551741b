"""Laboratories, homicide, votes and rules: known totals, and what is refused."""

from collections import Counter
from pathlib import Path

import pytest

from detente.terms.tables import Rows
from tests.sources.samples import changed, published, read, refusal


def yearly(rows: Rows, measure: str) -> dict[int, float]:
    sums: Counter[int] = Counter()
    for figure in rows.observations:
        if figure.measure == measure:
            sums[figure.start.year] += int(figure.value)
    return dict(sums)


@pytest.mark.parametrize(
    "folder_file",
    ["nflis_fentanyl_reports/nflis_national_half_year.csv",
     "nflis_fentanyl_reports/nflis_state_half_year.csv"],
)  # fmt: skip
def test_nflis_adds_up_to_its_known_years(shared: Path, folder_file: str) -> None:
    rows = published(shared, folder_file, "nflis_half_year_reduced")
    assert yearly(rows, "nflis.fentanyl_reports") == {
        2017: 59_215, 2018: 86_614, 2019: 104_267, 2020: 123_344, 2021: 162_336, 2022: 173_250,
        2023: 178_862, 2024: 155_020, 2025: 117_251,
    }  # fmt: skip


def test_nflis_half_years_are_half_years() -> None:
    spans = [(str(f.start), str(f.end)) for f in read("nflis_half_year_reduced", "YYYY,half,"
        "fentanyl_reports,n_states_fentanyl,fentanyl_and_related_reports\n2017,SA1,1,50,2\n"
        "2017,SA2,1,50,2\n").observations]  # fmt: skip
    assert spans == [("2017-01-01", "2017-06-30")] * 3 + [("2017-07-01", "2017-12-31")] * 3


HOMICIDES = {
    2015: 17_884, 2016: 22_541, 2017: 28_868, 2018: 33_742, 2019: 34_723, 2020: 34_569,
    2021: 33_359, 2022: 30_979, 2023: 29_721, 2024: 30_046, 2025: 12_752,
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "count"),
    [("nacional", 126), ("estado", 32 * 126)],
)
def test_homicides_add_up_to_their_known_years(shared: Path, file: str, count: int) -> None:
    rows = published(
        shared,
        f"mexico_homicide_sesnsp/homicidio_doloso_victimas_{file}_mes.csv",
        "sesnsp_month_reduced",
    )
    assert len(rows.observations) == count
    assert yearly(rows, "sesnsp.homicide_victims") == HOMICIDES


def test_the_three_counts_of_homicide_are_three_measures(shared: Path) -> None:
    name = "mexico_homicide_sesnsp/crimenmexico_national_snsp_inegi_2015_2024.csv"
    rows = published(shared, name, "crimenmexico_month")
    assert yearly(rows, "crimenmexico.homicide_plus_feminicide_victims")[2018] == 34_662
    assert yearly(rows, "inegi.registered_homicides")[2018] == 39_812
    measures = Counter(figure.measure for figure in rows.observations)
    # 117 months, nine without the first count; death certificates end with 2022.
    assert measures["crimenmexico.homicide_plus_feminicide_victims"] == 117 - 9
    assert measures["inegi.registered_homicides"] == 8 * 12


def test_a_month_without_either_count_is_left_out() -> None:
    rows = read("crimenmexico_month", changed("crimenmexico_month", "1805.0", ""))
    assert [problem.line for problem in rows.refused] == [2]


def test_ideal_points_have_their_known_values(shared: Path) -> None:
    name = "unga_ideal_points/ideal_points_usa_chn_mex_1946_2024.csv"
    rows = published(shared, name, "unga_ideal_points")
    points = {(f.area, f.start.year): f.value for f in rows.observations}
    assert Counter(state for state, _ in points) == {"USA": 78, "MEX": 78, "CHN": 54}
    assert round(points["CHN", 2021], 2) == -0.38
    assert round(points["CHN", 2022], 2) == -1.35


def test_policy_rules_count_one_each(shared: Path) -> None:
    name = "precursor_control_policy/policy_table_updated_all.csv"
    rows = published(shared, name, "policy_dates")
    assert Counter(f.item for f in rows.observations) == {"US": 9, "UN": 3, "Mexico": 3, "China": 5}
    assert {f.value for f in rows.observations} == {1.0}
    (class_control,) = [f for f in rows.observations if (f.item, f"{f.start:%Y-%m}") ==
                        ("China", "2019-05")]  # fmt: skip
    assert "fentanyl-related substances" in class_control.note


@pytest.mark.parametrize(
    ("format_", "old", "new", "problem"),
    [
        ("nflis_half_year_reduced", "SA1", "H1", "half 'H1' is not known"),
        ("nflis_half_year_reduced", "2017", "17", "YYYY '17' is not a year"),
        ("nflis_half_year_reduced", "2,2", "-2,2", "fentanyl_reports '-2' is negative"),
        ("sesnsp_month_reduced", "2015,1,", "2015,13,", "n_month '13' is above 12"),
        ("sesnsp_month_reduced", "2015,1,", "2015,0,", "n_month '0' is below 1"),
        ("sesnsp_month_reduced", "2015,1,", "2015,1.5,", "n_month '1.5' is not a month"),
        ("crimenmexico_month", "1805.0", "null", "'null' is not a number"),
        ("unga_ideal_points", "USA", "US", "iso3c 'US' has the wrong form"),
        ("unga_ideal_points", "2.5", "25", "IdealPointFP '25' is above 10"),
        ("policy_dates", "2020-05", "May 2020", "month_year 'May 2020' is not a month"),
        ("policy_dates", "Targeted", "Narrow", "rule_kind 'Narrow' is not known"),
        ("policy_dates", "https:", "http//", "is not a web address"),
    ],
)
def test_what_is_not_understood_is_refused(format_: str, old: str, new: str, problem: str) -> None:
    error = refusal(format_, changed(format_, old, new))
    assert [found.line for found in error.problems] == [2]
    assert problem in str(error)


def test_a_state_without_a_vote_makes_no_figure() -> None:
    rows = read("unga_ideal_points", changed("unga_ideal_points", "2023,2.5,", "2023,,"))
    assert [problem.line for problem in rows.refused] == [2]


def test_a_half_year_without_one_count_keeps_the_other() -> None:
    rows = read("nflis_half_year_reduced", changed("nflis_half_year_reduced", "2,2", ",2"))
    first = [figure.measure for figure in rows.observations if figure.line == 2]
    assert first == ["nflis.fentanyl_and_related_reports"]
