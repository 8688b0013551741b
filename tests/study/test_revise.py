"""A file just published is compared with the newest statement of every figure that it lists."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from detente.case.load import load_case
from detente.study.revise import case_revisions
from detente.terms.errors import InputError
from tests.case.series_cases import CBP, VSRR, File, cbp_row, series_case, tidy, vsrr_row

HEROIN, T404 = "Heroin (T40.1)", "Synthetic opioids, excl. methadone (T40.4)"
ALL = "Number of Drug Overdose Deaths"
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda spec, *files: series_case(tmp_path, spec, *files)


def vsrr(*figures: tuple[str, int, int]) -> str:
    """Return three months of indicators: name, first figure, monthly fall."""
    return VSRR + "".join(
        vsrr_row("US", month, item, f"{first - fall * at:,}", f"{first + 100 - fall * at:,}")
        for at, month in enumerate(("January", "February", "March"))
        for item, first, fall in figures
    )


DEATHS = (
    f'measure = "cdc.vsrr_12m_reported"\nunit = "deaths"\nperiod = "12m"\nwhere.item = "{T404}"'
)


def test_an_indicator_that_a_newer_file_does_not_carry_is_compared_with_the_older(
    make: Make, tmp_path: Path
) -> None:
    # Made up after owid/etl#6579: reviewers rely on differences by indicator.
    full = vsrr((T404, 75_000, 100), (HEROIN, 5_000, 50), (ALL, 110_000, 200))
    trend = "month_date,year,month,total_deaths,percent_complete\n" + "".join(
        f"2023-0{n}-01,2023,{month},{75_300 - 100 * n},100\n"
        for n, month in enumerate(("January", "February", "March"), start=1)
    )
    case = make(
        DEATHS,
        File("full", "cdc_vsrr", date(2023, 9, 13), full),
        File("trend", "cdc_vsrr_trend", date(2024, 3, 13), trend),
    )
    added = tmp_path / "next-2024-06-12.csv"
    added.write_text(vsrr((T404, 75_200, 100), (HEROIN, 5_300, 50), (ALL, 110_900, 200)))
    (revision,) = case_revisions(load_case(case), added)
    # Reported T40.4 is what the trend says already; 3 predicted, and 6 of each other indicator.
    assert len(revision.changes) == 15
    assert {(c.key, c.measure[9:], round(c.new - c.old)) for c in revision.changes} == {
        (T404, "12m_predicted", 200),
        (HEROIN, "12m_reported", 300),
        (HEROIN, "12m_predicted", 300),
        (ALL, "12m_reported", 900),
        (ALL, "12m_predicted", 900),
    }
    assert (revision.newer_vintage, revision.older_vintage) == ("2024-06-12", "2024-03-13")


SEIZED = 'measure = "cbp.seized_lb"\nunit = "lb"\nwhere.item = "Fentanyl"\nmissing = "zero"'


@pytest.mark.parametrize(("missing", "changed"), [("zero", True), ("none", False)])
def test_what_a_newer_file_withdrew_is_none_where_the_case_takes_silence_for_none(
    make: Make, tmp_path: Path, missing: str, changed: bool
) -> None:
    case = make(
        SEIZED.replace('"zero"', f'"{missing}"'),
        File("a", "cbp_nationwide", date(2024, 1, 5), CBP + cbp_row("OCT") + cbp_row("NOV")),
        File(
            "b",
            "cbp_nationwide",
            date(2024, 2, 5),
            CBP + cbp_row("OCT") + cbp_row("NOV", drug="Heroin") + cbp_row("DEC"),
        ),
    )
    added = tmp_path / "next.csv"
    added.write_text(CBP + cbp_row("OCT") + cbp_row("NOV"))
    (revision,) = case_revisions(load_case(case), added, date(2024, 3, 5))
    assert bool(revision.changes) == changed


def test_the_day_of_issue_is_asked_for_where_nothing_states_it(make: Make, tmp_path: Path) -> None:
    case = make(SEIZED, File("a", "cbp_nationwide", date(2024, 1, 5), CBP + cbp_row("OCT")))
    added = tmp_path / "next.csv"
    added.write_text(CBP + cbp_row("OCT", pounds="101"))
    with pytest.raises(InputError, match="add --vintage YYYY-MM-DD"):
        case_revisions(load_case(case), added)
    with pytest.raises(InputError, match="before the file's last day, 2023-10-31"):
        case_revisions(load_case(case), added, date(2023, 10, 30))
    (revision,) = case_revisions(load_case(case), added, date(2024, 2, 1))
    assert revision.newer_vintage == "2024-02-01"
    named = added.rename(tmp_path / "next-2024-02-03.csv")
    assert case_revisions(load_case(case), named)[0].newer_vintage == "2024-02-03"


def test_how_the_day_of_issue_was_read_is_told(make: Make, tmp_path: Path) -> None:
    case = load_case(
        make(SEIZED, File("a", "cbp_nationwide", date(2024, 1, 5), CBP + cbp_row("OCT")))
    )
    for name, note in (
        ("fy24-feb", "its name says only the month, 2024-02"),
        ("x-2023-12-05", "x-2023-12-05 was issued before a (2024-01-05)"),
        ("x-2023-10-31", "is the last day that it covers"),
    ):
        added = tmp_path / f"{name}.csv"
        added.write_text(CBP + cbp_row("OCT", pounds="101"))
        (revision,) = case_revisions(case, added)
        assert any(note in told for told in revision.notes), revision.notes
        (given,) = case_revisions(case, added, date(2024, 3, 1))
        assert given.notes == ()


def test_a_day_of_issue_that_is_to_come_is_refused(make: Make, tmp_path: Path) -> None:
    case = load_case(
        make(SEIZED, File("a", "cbp_nationwide", date(2024, 1, 5), CBP + cbp_row("OCT")))
    )
    added = tmp_path / "x-2099-05-01.csv"
    added.write_text(CBP + cbp_row("OCT", pounds="101"))
    with pytest.raises(InputError, match="2099-05-01, which is to come"):
        case_revisions(case, added, today=date(2099, 4, 30))
    with pytest.raises(InputError, match="2099-05-01 is to come"):
        case_revisions(case, added, date(2099, 5, 1), today=date(2099, 4, 30))
    # A clock that runs behind does not make the case's own files ones to come.
    assert case_revisions(case, added, date(2024, 1, 5), today=date(2020, 1, 1))


def test_what_no_file_gives_any_more_was_empty(make: Make, tmp_path: Path) -> None:
    old = "period,item,value\n2024-01,A,10\n2024-01,B,\n2024-02,A,11\n2024-02,B,21\n"
    spec = 'measure = "ours.x"\nunit = "lb"\nwhere.item = "A"'
    case = make(spec, tidy("a", old, "lb", "2024-06-01"))
    added = tmp_path / "a-2024-07-01.csv"
    added.write_text(old.replace("B,\n", "B,20\n").replace("2024-02,A,11", "2024-02,A,"))
    (revision,) = case_revisions(load_case(case), added)
    assert [(c.period, c.key, c.what) for c in revision.changes] == [
        ("2024-01", "B", "filled in"),
        ("2024-02", "A", "empty now"),
    ]


def test_next_months_alone_restate_nothing_and_are_told_as_such(make: Make, tmp_path: Path) -> None:
    old = File("a", "cbp_nationwide", date(2024, 1, 5), CBP + cbp_row("OCT") + cbp_row("NOV"))
    added = tmp_path / "next.csv"
    added.write_text(CBP + cbp_row("DEC") + cbp_row("JAN"))
    with pytest.raises(InputError, match="covers no period that a file of the case covers"):
        case_revisions(load_case(make(SEIZED, old)), added, date(2024, 3, 5))
