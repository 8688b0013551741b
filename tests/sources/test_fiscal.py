"""Fiscal years written as two years: read where the case says when they begin, else refused."""

import pytest

from detente.sources.fiscal import two_years
from detente.terms.tables import Observation
from tests.sources.samples import SAMPLES, read, refusal


def spans(*periods: str, **options: object) -> list[tuple[str, str]]:
    text = "period,value\n" + "".join(f'"{period}",5\n' for period in periods)
    found: tuple[Observation, ...] = read("tidy_csv", text, {"unit": "lb", **options}).observations
    return [(str(figure.start), str(figure.end)) for figure in found]


def said(*periods: str, **options: object) -> str:
    text = "period,value\n" + "".join(f'"{period}",5\n' for period in periods)
    return str(refusal("tidy_csv", text, {"unit": "lb", **options}))


WRITTEN = [
    "2023/24",
    "2023-24",
    "2023–24",
    "2023 / 24",
    "2023-2024",
    "FY 2023/24",
    "FY2023-24",
    "FY23/24",
    "F.Y. 2023-24",
    "FY2023/2024",
    "Financial year 2023-24",
    "2023_24",
    "2023-24 (provisional)",
    "2023-24p",
    "2023/24*",
]


@pytest.mark.parametrize("period", WRITTEN)
def test_a_year_of_two_years_is_read_as_the_case_says(period: str) -> None:
    assert spans(period, fiscal_year_begins=4) == [("2023-04-01", "2024-03-31")]
    assert spans(period, fiscal_year_begins=7) == [("2023-07-01", "2024-06-30")]
    assert spans(period, fiscal_year_begins=10) == [("2023-10-01", "2024-09-30")]


@pytest.mark.parametrize("period", WRITTEN)
def test_a_year_of_two_years_is_else_refused_with_all_that_it_may_be(period: str) -> None:
    error = said(period)
    for part in ("2023-04/2024-03", "2023-07/2024-06", "FY2024 in October", "fiscal_year_begins"):
        assert part in error


def test_a_century_ends_in_a_fiscal_year() -> None:
    assert spans("1999-00", fiscal_year_begins=4) == [("1999-04-01", "2000-03-31")]


@pytest.mark.parametrize(
    "text", ["2023/2024", "2023/25", "2023", "2023-12", "FY2023", "23/24", "2023-10-31", "2024/23"]
)
def test_what_is_no_year_of_two_years(text: str) -> None:
    assert two_years(text) is None


def test_months_that_may_all_be_fiscal_years_are_not_guessed() -> None:
    assert "'2009-10', '2010-11' and so on may be months or fiscal years" in said(
        "2009-10", "2010-11", "2011-12"
    )
    assert spans("2009-10", "2010-11", fiscal_year_begins=4) == [
        ("2009-04-01", "2010-03-31"),
        ("2010-04-01", "2011-03-31"),
    ]


def test_months_among_months_are_months() -> None:
    assert spans("2011-11", "2011-12", "2012-01")[1] == ("2011-12-01", "2011-12-31")
    assert spans("2011-12") == [("2011-12-01", "2011-12-31")]


def test_months_and_fiscal_years_of_one_form_stand_in_no_file() -> None:
    error = said("2011-11", "2011-12", fiscal_year_begins=4)
    assert "'2011-11' is a month, and '2011-12' on line 3 may be one or a fiscal year" in error


def test_a_fiscal_year_of_the_united_states_is_none_of_another_country() -> None:
    assert "it may be 2022/23" in said("FY2023", fiscal_year_begins=4)
    assert spans("FY2023", fiscal_year_begins=10) == [("2022-10-01", "2023-09-30")]


@pytest.mark.parametrize("text", ["FY24", "FY 24", "FYE 2024", "FY'24"])
def test_the_remedy_follows_the_option(text: str) -> None:
    advice = "write 2023/24 if it is the year that ends in 2024, from 2023-04 to 2024-03"
    assert advice in said(text, fiscal_year_begins=4)
    assert "October to September, and" in said(text, fiscal_year_begins=10)
    assert spans("2023/24", fiscal_year_begins=4) == [("2023-04-01", "2024-03-31")]


@pytest.mark.parametrize("begins", [13, -1, "April", 4.5, True, [4]])
def test_the_option_is_the_number_of_a_month(begins: object) -> None:
    assert "give the number of the month" in said("2023/24", fiscal_year_begins=begins)


@pytest.mark.parametrize(
    ("period", "advice"),
    [
        ("Year ending March 2024", "write 2023-04/2024-03"),
        ("YE Mar 2024", "write 2023-04/2024-03"),
        ("12 months to June 2024", "write 2023-07/2024-06"),
        ("quarter ended June 2024", "write 2024-04/2024-06"),
        ("Q1 2023-24", "write the months of it, like 2023-04/2023-06"),
        ("FYE 2024", "write FY2024 for a year from October to September, and another by its"),
        ("2020.1", "write 2020-10 if a zero was dropped at its end, 2020-01 if not"),
        ("2020,1", "write 2020-10 if a zero was dropped at its end, 2020-01 if not"),
        ("2020.11", "write 2020-11"),
        ("202013", "write 2020-03-23/2020-03-29 if it is week 13 of the year; then the lower"),
        ("202053", "write 2020-12-28/2021-01-03"),
        ("202012", "write 2020-12"),
    ],
)
def test_a_period_named_by_its_end_is_not_its_last_month(period: str, advice: str) -> None:
    assert advice in said(period)


def test_quoted_figures_take_fiscal_years_too() -> None:
    text = SAMPLES["quoted_figures"].text().replace(",2019,144", ",2019/20,144")
    assert "2019-04/2020-03" in str(refusal("quoted_figures", text))
    (first, *_) = read("quoted_figures", text, {"fiscal_year_begins": 4}).observations
    assert (str(first.start), str(first.end)) == ("2019-04-01", "2020-03-31")
