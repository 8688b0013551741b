"""Trade files: the published ones against each other, and what is refused."""

import csv
from pathlib import Path

import pytest

from detente.terms.tables import Observation, Rows
from tests.sources.samples import SAMPLES, changed, published, read, refusal

Flow = tuple[str, str, str]


def flows(figures: tuple[Observation, ...]) -> dict[Flow, float]:
    return {(f.measure, f.item, f"{f.start:%Y-%m}"): f.value for f in figures}


@pytest.fixture(scope="module")
def wide(shared: Path) -> Rows:
    return published(
        shared, "us_trade_goods/census_country_xlsx_china_mexico_wide.csv", "census_wide"
    )


def test_the_wide_table_equals_the_monthly_one_made_from_it(shared: Path, wide: Rows) -> None:
    name = "us_trade_goods/census_us_china_mexico_monthly_1985_2023-01.csv"
    monthly = published(shared, name, "census_month_reduced")
    assert monthly.read == 914
    assert flows(wide.observations) == flows(monthly.observations)


def test_months_not_yet_published_make_no_figure(wide: Rows) -> None:
    assert wide.kept == wide.read == 78
    assert max(f.start.isoformat() for f in wide.observations) == "2023-01-01"
    assert min(f.value for f in wide.observations) > 0


def test_the_last_fetched_state_of_each_month_is_kept(shared: Path) -> None:
    name = "us_trade_goods/census_c5700_china_vintages_2023-09_2026-04.csv"
    rows = published(shared, name, "census_vintages_reduced")
    last: dict[str, dict[str, str]] = {}
    with (shared / "data" / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["fetched"] >= last.get(row["month"], row)["fetched"]:
                last[row["month"]] = row
    assert (rows.read, rows.kept, len(last)) == (264, 29, 29)
    assert flows(rows.observations) == {
        (f"census.goods_{flow}", "CHN", month): float(row[f"{flow}_musd"])
        for month, row in last.items()
        for flow in ("exports", "imports")
    }


def test_fred_equals_the_census_until_2019(shared: Path, wide: Rows) -> None:
    rows = published(shared, "us_trade_goods/fred_IMPMX_2015-01_2026-07.csv", "fred_month")
    assert len(rows.observations) == 139
    census = flows(wide.observations)
    for figure in rows.observations:
        if figure.start.year <= 2019:
            expected = census["census.goods_imports", "MEX", f"{figure.start:%Y-%m}"]
            # The two agree within a million dollars where no annual revision lies between them.
            assert figure.value == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize(
    ("format_", "old", "new", "problem"),
    [
        ("census_month_reduced", "1985-01", "1985-1-1", "month '1985-1-1' is not a month"),
        ("census_month_reduced", "2010", "1220", "cty_code '1220' is not known"),
        ("census_month_reduced", "1135.4", "-1135.4", "exports_musd '-1135.4' is negative"),
        ("census_wide", "1000.0", "1010.0", "IJAN to IDEC add up to 12,010.0, but IYR is 12,000.0"),
        ("census_wide", "1000.0,1000.0,1000.0", "1000.0,0.0,2000.0", "IFEB of 2021 is 0.0"),
        (
            "census_wide",
            "1000.0,12000.0",
            "0.0,11000.0",
            "IDEC of 2021 is 0.0, and the months around it",
        ),
        ("census_wide", "5700", "570", "CTY_CODE '570' is not known"),
        ("census_vintages_reduced", "-28467.7", "28467.7", "is not exports less imports"),
        (
            "census_vintages_reduced",
            "48de72f75c59",
            "a version",
            "commit 'a version' has the wrong form",
        ),
        ("census_vintages_reduced", "2026-02-07", "2026-02-31", "is no day of the calendar"),
        ("fred_month", "2015-01-01", "2015-01-15", "is not the first of a month"),
        ("fred_month", "2015-01-01", "01/01/2015", "'01/01/2015' is not a date"),
        ("fred_month", "22261.086110", "n/a", "value 'n/a' is not a number; leave the cell empty"),
    ],
)
def test_what_is_not_understood_is_refused(format_: str, old: str, new: str, problem: str) -> None:
    error = refusal(format_, changed(format_, old, new))
    assert [found.line for found in error.problems] == [2]
    assert problem in str(error)


def test_two_states_of_one_day_that_differ_are_refused() -> None:
    sample = SAMPLES["census_vintages_reduced"]
    same_day = tuple(row.replace("2026-02-07", "2026-03-22") for row in sample.rows)
    error = refusal("census_vintages_reduced", sample.text(*same_day))
    assert "2023-09 was fetched twice on 2026-03-22 with other values than line 3" in str(error)


def test_an_earlier_state_is_left_out_with_the_line_that_replaces_it() -> None:
    sample = SAMPLES["census_vintages_reduced"]
    rows = read("census_vintages_reduced", sample.text(*reversed(sample.rows)), {"item": "MEX"})
    assert [(p.line, p.problem) for p in rows.refused] == [
        (4, "an earlier state of a month that was fetched again")
    ]
    assert "line 3 is the last state of 2023-09" in rows.refused[0].fix
    assert {f.item for f in rows.observations} == {"MEX"}
    assert flows(rows.observations)["census.goods_exports", "MEX", "2023-09"] == 11790.2


def test_fred_series_are_read_under_any_id_unless_the_case_names_one() -> None:
    text = SAMPLES["fred_month"].text()
    options = SAMPLES["fred_month"].options
    older = text.replace("observation_date,IMPMX", "DATE,IMPCH")
    assert read("fred_month", older) == read("fred_month", text)
    named = dict(options) | {"series": "IMPMX"}
    assert read("fred_month", text, named) == read("fred_month", text)
    error = refusal("fred_month", text.replace("IMPMX", "IMPCH"), named)
    assert "the file holds the series IMPCH, and the case says that it is IMPMX" in str(error)
    assert "did you mean" not in str(error)
    assert "column 'value' is missing" in str(refusal("fred_month", "observation_date\n2015-01-01"))


@pytest.mark.parametrize(
    ("suffix", "holds"),
    [
        ("CHG", "the change from the month before,"),
        ("CH1", "the change from a year before,"),
        ("PCH", "the change from the month before in per cent"),
        ("PC1", "the change from a year before in per cent"),
        ("PCA", "yearly rate of change in per cent"),
        ("CCH", "continuously compounded rate of change"),
        ("CCA", "continuously compounded yearly rate"),
        ("LOG", "the logarithm"),
        ("NBD20100101", "an index"),
        ("NBD2010-01-01", "an index"),
        ("pc1", "in per cent"),
    ],
)
def test_what_fred_makes_of_a_series_is_not_its_figures(suffix: str, holds: str) -> None:
    text = SAMPLES["fred_month"].text().replace("IMPMX", f"IMPMX_{suffix}")
    assert holds in str(refusal("fred_month", text))
    quoted = "\ufeff" + text.replace(f"IMPMX_{suffix}", f'"IMPMX_{suffix}"').replace("\n", "\r\n")
    assert holds in str(refusal("fred_month", quoted))
    rate = {"measure": "fred.change", "unit": "percent"}
    small = f"observation_date,IMPMX_{suffix}\n2015-01-01,1.5\n2015-02-01,-2.5\n"
    if "per cent" in holds or "compounded" in holds:
        assert [f.unit for f in read("fred_month", small, rate).observations] == ["percent"] * 2
    else:
        assert holds in str(refusal("fred_month", small, rate))


@pytest.mark.parametrize("name", ["IMPMX_20240105", "A_SERIES", "NBD", "LOG", "my_log_file"])
def test_other_names_of_a_series_say_nothing_of_its_figures(name: str) -> None:
    text = SAMPLES["fred_month"].text()
    assert read("fred_month", text.replace("IMPMX", name)) == read("fred_month", text)


def test_a_balance_may_be_negative_and_a_weight_may_not() -> None:
    text = changed("fred_month", "22261.086110", "-5")
    assert read("fred_month", text).observations[0].value == -5
    weight = {"measure": "fred.x", "unit": "kg"}
    assert "is negative" in str(refusal("fred_month", text, weight))


@pytest.mark.parametrize(("step", "kind"), [(3, "quarterly"), (6, "half-yearly"), (12, "yearly")])
def test_fred_series_of_longer_periods_are_no_months(step: int, kind: str) -> None:
    dates = [f"{2015 + n // 12}-{n % 12 + 1:02d}-01" for n in range(0, 4 * step, step)]
    text = "observation_date,IMPMX\n" + "".join(f"{date},1{n}\n" for n, date in enumerate(dates))
    assert f"in a {kind} series" in str(refusal("fred_month", text))
    # With a gap they are no months either, nor where months follow them.
    gap = "".join(line for n, line in enumerate(text.splitlines(True)) if n != 3)
    assert f"in a {kind} series" in str(refusal("fred_month", gap + f"{2016 + step}-01-01,9\n"))
    after = dates[-1][:4] + f"-{int(dates[-1][5:7]) + 1:02d}-01,9\n"
    assert "and elsewhere closer" in str(refusal("fred_month", text + after))


def test_fred_months_without_figures_are_no_step() -> None:
    dates = [f"2015-{n:02d}-01" for n in range(1, 13)]
    text = "observation_date,IMPMX\n" + "".join(f"{date},1{n}\n" for n, date in enumerate(dates))
    assert len(read("fred_month", text).observations) == 12
    some = text.replace("2015-03-01,12", "2015-03-01,.").replace("2015-10-01,19\n", "")
    assert len(read("fred_month", some).observations) == 10
    # A quarterly series exported beside a monthly one, which was then taken out.
    lines = [
        line if n % 3 == 0 else f"{date},"
        for n, (date, line) in enumerate(zip(dates, text.splitlines()[1:], strict=True))
    ]
    quarters = "observation_date,IMPMX\n" + "\n".join(lines) + "\n"
    assert "in a quarterly series" in str(refusal("fred_month", quarters))


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (("2020-01-06", "2020-01-13"), "weekly"),
        (("2020-01-01", "2020-01-15", "2020-01-29"), "two-"),
        (("2020-01-02", "2020-01-03", "2020-01-06"), "daily"),
    ],
)
def test_fred_series_of_weeks_and_days_are_named(days: tuple[str, ...], kind: str) -> None:
    text = "observation_date,IMPMX\n" + "".join(f"{day},1\n" for day in days)
    assert f"the series is {kind}" in str(refusal("fred_month", text))


def test_a_fred_file_of_two_series_is_refused() -> None:
    text = "observation_date,IMPMX,IMPCH\n2020-01-01,1,2\n"
    assert "holds 2 series (IMPMX, IMPCH)" in str(refusal("fred_month", text))
