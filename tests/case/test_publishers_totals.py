"""The built-in case's series against the publishers' files, added up by pandas alone.

Nothing of ours takes part in the left side: fiscal years are the publisher's own column, months
are never parsed where a column of the year serves, and printed yearly totals are taken as they are.
Totals that were written down when the files were collected stand as numbers.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from detente.case.load import load_case, read_all
from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.terms.on_demand import OnDemand
from detente.terms.tables import Point, Series

Totals = dict[Any, float]
AllSeries = Mapping[str, Series]


@pytest.fixture(scope="module")
def store() -> Store:
    case = load_case("fentanyl")
    return Store(case.resources, read_all(case))


@pytest.fixture(scope="module")
def series(store: Store) -> AllSeries:
    case = load_case("fentanyl")
    day = case.last_vintage
    return OnDemand(case.series, lambda name: series_known(store, case.series[name], day))


def table(name: str, **how: Any) -> pd.DataFrame:
    return pd.read_csv(load_case("fentanyl").folder / "series" / name, **how)


def added(series: Series, key: Callable[[Point], Any], group: str = "") -> Totals:
    """Add the points of a series by a key; those of which it is None stay out."""
    sums: Totals = {}
    for point in series.points:
        if (name := key(point)) is not None and group in ("", point.group):
            sums[name] = sums.get(name, 0.0) + point.value
    return sums


def year(point: Point) -> int:
    return point.end.year


def fiscal_year(point: Point) -> int:
    return point.end.year + (point.end.month >= 10)


def agree(ours: Totals, theirs: Mapping[Any, float], at_least: int) -> None:
    """Compare all figures; the order of adding moves the last of sixteen digits."""
    assert len(ours) >= at_least
    assert ours == pytest.approx(dict(theirs), rel=1e-12)


def seizures(first: str, last: str) -> pd.DataFrame:
    """Return two files of CBP, which share no fiscal year, with the year as a number."""
    both = pd.concat([table(first), table(last)])
    both["FY"] = both["FY"].astype(str).str[:4].astype(int)
    return both


@pytest.fixture(scope="module")
def nationwide() -> pd.DataFrame:
    return seizures("nationwide-drugs-fy19-fy22.csv", "nationwide-drugs-fy23-fy26-apr.csv")


DRUGS = ("Fentanyl", "Methamphetamine", "Cocaine", "Heroin", "Marijuana")
POUNDS, EVENTS = "Sum Qty (lbs)", "Count of Event"


def by_year(rows: pd.DataFrame, column: str = POUNDS) -> Totals:
    return {int(fy): float(value) for fy, value in rows.groupby("FY")[column].sum().items()}


@pytest.mark.parametrize("drug", DRUGS)
def test_pounds_at_the_border_by_drug_and_fiscal_year(
    series: AllSeries, nationwide: pd.DataFrame, drug: str
) -> None:
    rows = nationwide[
        (nationwide["Drug Type"] == drug) & (nationwide["Region"] == "Southwest Border")
    ]
    ours = added(series[f"border_{drug.lower()}_lb"], fiscal_year)
    agree(ours, by_year(rows), at_least=8)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("border_fentanyl_lb_by_component", "Component"),
        ("border_fentanyl_lb_by_area", "Area of Responsibility"),
        ("nationwide_fentanyl_lb_by_region", "Region"),
    ],
)
def test_fentanyl_by_component_place_and_region(
    series: AllSeries, nationwide: pd.DataFrame, name: str, column: str
) -> None:
    rows = nationwide[nationwide["Drug Type"] == "Fentanyl"]
    if name.startswith("border"):
        rows = rows[rows["Region"] == "Southwest Border"]
    for value, part in rows.groupby(column):
        theirs = dict.fromkeys(range(2019, 2027), 0.0) | by_year(part)
        agree(added(series[name], fiscal_year, str(value)), theirs, at_least=8)


def test_places_hold_the_whole_border(series: AllSeries, nationwide: pd.DataFrame) -> None:
    rows = nationwide[
        (nationwide["Drug Type"] == "Fentanyl") & (nationwide["Region"] == "Southwest Border")
    ]
    agree(added(series["border_fentanyl_lb_by_place"], fiscal_year), by_year(rows), at_least=8)
    events = added(series["border_fentanyl_events"], fiscal_year)
    agree(events, by_year(rows, EVENTS), at_least=8)


def test_air_and_marine_operations_stand_apart(series: AllSeries) -> None:
    rows = seizures("amo-drug-seizures-fy19-fy22.csv", "amo-drug-seizures-fy23-fy26-dec.csv")
    fentanyl = rows[rows["Drug Type"] == "Fentanyl"]
    agree(added(series["amo_fentanyl_lb"], fiscal_year), by_year(fentanyl), at_least=8)


def test_an_older_file_gives_the_months_of_its_day(store: Store) -> None:
    """Of what was known in March 2026, the months to December are the older file's alone."""
    case = load_case("fentanyl")
    older = case.resource("cbp_fy23_fy26_dec")
    cocaine = series_known(store, case.series["border_cocaine_lb"], older.vintage)
    ours = dataclasses.replace(
        cocaine, points=tuple(p for p in cocaine.points if p.end <= older.coverage_end)
    )
    rows = seizures("nationwide-drugs-fy19-fy22.csv", "nationwide-drugs-fy23-fy26-dec.csv")
    rows = rows[(rows["Drug Type"] == "Cocaine") & (rows["Region"] == "Southwest Border")]
    agree(added(ours, fiscal_year), by_year(rows), at_least=8)


# ---- Deaths ----

T404 = "Synthetic opioids, excl. methadone (T40.4)"
ALL_DRUGS = "Number of Drug Overdose Deaths"


def december(point: Point) -> int | None:
    return point.end.year if point.end.month == 12 else None


@pytest.mark.parametrize(
    ("name", "indicator", "column"),
    [
        ("deaths_12m_predicted", T404, "Predicted Value"),
        ("deaths_12m_all_drugs_predicted", ALL_DRUGS, "Predicted Value"),
        ("deaths_12m_all_drugs_reported", ALL_DRUGS, "Data Value"),
    ],
)
def test_twelve_months_ending_in_december(
    series: AllSeries, name: str, indicator: str, column: str
) -> None:
    rows = table("cdc-vsrr-2025-01-08.csv", thousands=",")
    rows = rows[(rows["Indicator"] == indicator) & (rows["Month"] == "December")]
    theirs = {int(row["Year"]): float(row[column]) for _, row in rows.iterrows()}
    agree(added(series[name], december), theirs, at_least=9)


def test_reported_deaths_are_those_of_the_newest_file(series: AllSeries) -> None:
    rows = table("cdc-vsrr-t404-to-2026-04.csv")
    theirs = {row["month_date"][:7]: row["total_deaths"] for _, row in rows.iterrows()}
    ours = added(series["deaths_12m_reported"], lambda point: point.period)
    agree(ours, theirs, at_least=136)
    written_down = {
        "2023-06": 77_695,
        "2023-12": 74_091,
        "2024-12": 48_662,
        "2025-12": 38_462,
        "2026-04": 34_523,
    }
    assert {month: ours[month] for month in written_down} == written_down
    all_drugs = series["deaths_12m_all_drugs_reported"].monthly()
    assert (max(all_drugs.values()), all_drugs["2023-08"]) == (111_825, 111_825)


def test_deaths_of_states_by_year(series: AllSeries) -> None:
    # National sums of WONDER without suppressed cells, as written down with the files.
    ours = added(series["deaths_monthly_wonder"], year)
    written_down = {
        2015: 8_473,
        2018: 30_612,
        2020: 56_083,
        2022: 73_518,
        2023: 72_425,
        2024: 47_320,
    }
    assert {of: ours[of] for of in written_down} == written_down
    old = table("cdc-wonder-t404-1999-2020.csv", comment="-")
    counted = pd.to_numeric(old["Deaths"], errors="coerce")
    theirs = counted.groupby(old["Year Code"]).sum()
    until = {int(of): float(deaths) for of, deaths in theirs.items() if of < 2018}
    agree({of: ours[of] for of in until}, until, at_least=15)


# ---- Laboratories, homicide, trade, purity, votes ----


def test_laboratories(series: AllSeries) -> None:
    written_down = {
        2017: 59_215,
        2018: 86_614,
        2019: 104_267,
        2020: 123_344,
        2021: 162_336,
        2022: 173_250,
        2023: 178_862,
        2024: 155_020,
        2025: 117_251,
    }
    assert added(series["nflis_fentanyl"], year) == written_down
    rows = table("nflis-state-half-year.csv")
    for name, column in (
        ("nflis_fentanyl", "fentanyl_reports"),
        ("nflis_fentanyl_and_related", "fentanyl_and_related_reports"),
    ):
        by_half = rows.groupby(["YYYY", "half"])[column].sum()
        theirs = {f"{of}-H{half[-1]}": float(value) for (of, half), value in by_half.items()}
        agree(added(series[name], lambda point: point.period), theirs, at_least=18)


def test_homicide(series: AllSeries) -> None:
    written_down = {
        2015: 17_884,
        2016: 22_541,
        2017: 28_868,
        2018: 33_742,
        2019: 34_723,
        2020: 34_569,
        2021: 33_359,
        2022: 30_979,
        2023: 29_721,
        2024: 30_046,
        2025: 12_752,
    }
    assert added(series["mx_homicide"], year) == written_down
    assert added(series["mx_homicide_by_state"], year) == written_down
    states = table("sesnsp-homicide-state.csv").groupby("nombre_estado")["n_victimas"].sum()
    ours = {
        state: sum(added(series["mx_homicide_by_state"], year, state).values())
        for state in states.index
    }
    agree(ours, states.astype(float).to_dict(), at_least=32)
    assert added(series["mx_homicide_and_feminicide"], year)[2018] == 34_662
    assert added(series["mx_homicide_registered"], year)[2018] == 39_812


@pytest.mark.parametrize(
    ("name", "code", "flow"),
    [
        ("us_imports_china", 5700, "I"),
        ("us_exports_china", 5700, "E"),
        ("us_imports_mexico_census", 2010, "I"),
        ("us_exports_mexico", 2010, "E"),
    ],
)
def test_trade_adds_up_to_the_years_that_the_census_prints(
    series: AllSeries, name: str, code: int, flow: str
) -> None:
    rows = table("census-goods-china-mexico-1985-2023.csv")
    rows = rows[(rows["CTY_CODE"] == code) & (rows["year"] < 2023)]
    theirs = dict(zip(rows["year"], rows[f"{flow}YR"], strict=True))
    ours = added(series[name], lambda point: year(point) if year(point) < 2023 else None)
    assert len(ours) >= 38
    # The printed year and its twelve months are each rounded to 0.1.
    assert ours == pytest.approx(theirs, abs=13 * 0.05)


def test_trade_with_china_is_the_last_state_fetched(series: AllSeries) -> None:
    rows = table("census-goods-china-2023-2026.csv")
    last = rows.sort_values("fetched", kind="stable").groupby("month").last()
    for name, column in (
        ("us_imports_china", "imports_musd"),
        ("us_exports_china", "exports_musd"),
    ):
        ours = series[name].monthly()
        agree({month: ours[month] for month in last.index}, last[column].to_dict(), at_least=29)


def test_imports_as_fred_gives_them_out(series: AllSeries) -> None:
    rows = table("fred-impmx.csv")
    theirs = rows.groupby(rows["observation_date"].str[:4].astype(int))["IMPMX"].sum().to_dict()
    agree(added(series["us_imports_mexico"], year), theirs, at_least=12)


def test_purity_and_exhibits(series: AllSeries) -> None:
    for name, file in (
        ("powder_purity", "dea-powder-purity.csv"),
        ("powder_exhibits", "dea-powder-exhibits.csv"),
        ("pill_content", "dea-pill-content.csv"),
    ):
        rows = table(file, header=None, names=["month", "value"])
        # Labels that stand twice are of one year, so that sums by year hold however they are read.
        theirs = rows.groupby(rows["month"].str[:4].astype(int))["value"].sum().to_dict()
        agree(added(series[name], year), theirs, at_least=6)
    purity = series["powder_purity"].monthly()
    assert [round(purity[m], 1) for m in ("2023-07", "2023-12", "2024-10")] == [26.4, 20.6, 11.0]


def test_ideal_points(series: AllSeries) -> None:
    rows = table("unga-ideal-points.csv")
    theirs = {
        (row["iso3c"], row["year"]): row["idealpointfp"]
        for _, row in rows.iterrows()
        if pd.notna(row["idealpointfp"])
    }
    ours = {(p.group, p.start.year): p.value for p in series["unga_ideal_points"].points}
    agree(ours, theirs, at_least=210)


def test_figures_as_quoted(series: AllSeries) -> None:
    rows = table("quoted-figures.csv")
    rows = rows[(rows["series"] == "mx_fentanyl_seized") & rows["period"].str.fullmatch(r"\d{4}")]
    theirs = {
        (row["scope_as_stated"], row["period"]): float(row["value"]) for _, row in rows.iterrows()
    }
    ours = {(p.group, p.period): p.value for p in series["mx_fentanyl_seized"].points}
    agree(ours, theirs, at_least=11)
    assert sorted(v for (_, of), v in ours.items() if of == "2019") == [144, 222, 419]
