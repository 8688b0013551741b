"""A file that stops before its description does, or within its last period, is told."""

from datetime import date
from pathlib import Path

import pytest

from detente.case.check import examine_case
from tests.case.series_cases import CBP, File, cbp_row, series_case

MONTHS = [f"2024-{number:02d}" for number in range(1, 13)]
YEAR = ("2024-01-01", "2024-12-31")
SPEC = 'measure = "ours.x"\nunit = "lb"'


def monthly(months: list[str]) -> str:
    return "period,value\n" + "".join(f"{month},{10 + at}\n" for at, month in enumerate(months))


def told(
    folder: Path,
    text: str,
    *,
    spec: str = SPEC,
    coverage: tuple[str, str] = YEAR,
    vintage: str = "2025-03-01",
    **more: object,
) -> tuple[list[str], list[str]]:
    """Return problems and notes on a file that may be cut off."""
    options = {"measure": "ours.x", "unit": "lb"}
    facts = {"coverage": list(coverage), "lag_days": 20, **more}
    file = File("a", "tidy_csv", date.fromisoformat(vintage), text, options, facts)
    found = examine_case(series_case(folder, spec, file))
    return [str(p) for p in found.problems], [n for n in found.notes if "may be cut" in n]


@pytest.mark.parametrize(
    "months", [MONTHS[:9], MONTHS[3:], MONTHS[::-1][:9]], ids=["end", "start", "newest first"]
)
def test_rows_that_stop_short_of_the_coverage_are_refused(
    tmp_path: Path, months: list[str]
) -> None:
    (problem,), notes = told(tmp_path, monthly(months))
    assert "2024-01-01 to 2024-12-31 is described: it may be cut off" in problem
    assert f'write ["{min(months)}-01"' in problem
    assert not notes


def test_a_description_far_longer_than_the_file_is_a_note(tmp_path: Path) -> None:
    problems, notes = told(tmp_path, monthly(MONTHS[:2]))
    assert (problems, len(notes)) == ([], 1)


@pytest.mark.parametrize(
    ("text", "coverage", "vintage"),
    [
        (monthly(MONTHS), YEAR, "2025-03-01"),
        # December is out twenty days after its end.
        (monthly(MONTHS[:11]), YEAR, "2025-01-10"),
        (monthly(MONTHS[:11]), ("2024-01-01", "2024-12-15"), "2025-03-01"),
        (monthly(MONTHS[:11]) + "2024-12,\n", YEAR, "2025-03-01"),
    ],
)
def test_files_that_rightly_stop_are_not_refused(
    tmp_path: Path, text: str, coverage: tuple[str, str], vintage: str
) -> None:
    assert told(tmp_path, text, coverage=coverage, vintage=vintage) == ([], [])


def test_what_is_irregular_has_no_next_period(tmp_path: Path) -> None:
    text = "period,value\n2024-01-03,1\n2024-02-17,2\n2024-09-03,5\n"
    assert told(tmp_path, text, spec=f'{SPEC}\nperiod = "span"') == ([], [])


def test_a_fiscal_year_to_date_is_whole(tmp_path: Path) -> None:
    rows = "".join(cbp_row(month) for month in ("OCT", "NOV", "DEC", "JAN", "FEB"))
    facts = {"coverage": ["2023-10-01", "2024-02-29"], "lag_days": 20}
    file = File("a", "cbp_nationwide", date(2024, 3, 20), CBP + rows, {}, facts)
    spec = 'measure = "cbp.seized_lb"\nunit = "lb"\nwhere.item = "Fentanyl"\nmissing = "zero"'
    assert not examine_case(series_case(tmp_path, spec, file)).problems


def by_item(last: int, months: list[str] = MONTHS) -> str:
    return "period,item,value\n" + "".join(
        f"{month},{item},{10 + at}\n"
        for at, month in enumerate(months)
        for item in ("ABCDEFGH"[:last] if month == months[-1] else "ABCDEFGH")
    )


@pytest.mark.parametrize("spec", [SPEC, f'{SPEC}\nmissing = "zero"\nwhere.item = "A"'])
@pytest.mark.parametrize("months", [MONTHS, MONTHS[::-1]])
def test_a_last_period_of_which_little_is_listed_is_refused(
    tmp_path: Path, spec: str, months: list[str]
) -> None:
    (problem,), _ = told(tmp_path, by_item(2, months), spec=spec)
    label = months[-1]
    assert f"ends with 2 figures of {label}, and lists about 8 of every other period" in problem
    (tmp_path / "said").mkdir()
    whole = {label: "none"}
    assert not told(tmp_path / "said", by_item(2, months), spec=spec, unlisted=whole)[0]


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        (by_item(4), SPEC),
        # A figure that no other is added to is not wrong for what is missing.
        (by_item(2), f'{SPEC}\nwhere.item = "A"'),
    ],
)
def test_a_last_period_that_harms_nothing_is_not_refused(
    tmp_path: Path, text: str, spec: str
) -> None:
    assert not told(tmp_path, text, spec=spec)[0]


def test_a_period_not_over_when_the_file_was_issued_is_told_with_one_way_out(
    tmp_path: Path,
) -> None:
    text = monthly(MONTHS)
    for end in ("2024-12-14", "2024-11-30"):
        folder = tmp_path / end
        folder.mkdir()
        ((problem,), _) = told(folder, text, coverage=("2024-01-01", end), vintage="2024-12-14")
        assert "gives 2024-12, which was not over when the file was issued on 2024-12-14" in problem
        assert "let the coverage of a end on 2024-11-30" in problem
    # What both messages advise together is taken.
    mended = monthly(MONTHS[:11])
    problems, _ = told(
        tmp_path, mended, coverage=("2024-01-01", "2024-11-30"), vintage="2024-12-14"
    )
    assert problems == []
