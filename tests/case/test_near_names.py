"""A name that is nearly the one a series selects is no silent nothing."""

from pathlib import Path

import pytest

from detente.case.check import examine_case
from detente.case.slips import bare_name, is_near
from tests.case.series_cases import CBP, File, cbp_row, series_case, tidy

SEIZED = 'measure = "cbp.seized_lb"\nunit = "lb"\nmissing = "zero"\nwhere = { item = "Fentanyl" }'
OURS = 'measure = "ours.x"\nunit = "lb"\nwhere = { item = "Fentanyl" }'


def problems(case: Path) -> list[str]:
    return [str(problem) for problem in examine_case(case).problems]


def cbp(*drugs: str) -> File:
    months = ("OCT", "NOV", "DEC", "JAN")
    rows = "".join(cbp_row(m, drug=d) for m, d in zip(months, drugs, strict=True))
    day = tidy("x", "").vintage
    return File("f", "cbp_nationwide", day, CBP + rows)


@pytest.mark.parametrize(
    "other",
    [
        "Fentanyl*",
        "Fentanyl.",
        "Fentanyl †",
        "Fentanyl ‡",
        "Fentanyl¹",
        "Fentanyl²",
        "Fentanyl:",
        '"Fentanyl,"',
        "Fentanyl [1]",
        "Fentanyl (a)",
        "*Fentanyl",
        "Fentanyl1",
        "Fentanyl (prelim.)",
        "Fentanly",
        "Fentany",
        "Fentanyll",
        "Fentamyl",
        "Fenta nyl",
        "Fentenil",
    ],
)
def test_a_variant_in_one_file_is_refused_with_the_name_that_is_selected(
    tmp_path: Path, other: str
) -> None:
    (found,) = problems(series_case(tmp_path, SEIZED, cbp("Fentanyl", "Fentanyl", other, other)))
    assert ":4: " in found
    assert "'Fentanyl', which series s selects" in found


def test_a_variant_in_a_newer_file_is_refused_too(tmp_path: Path) -> None:
    old = tidy("old", "period,item,value\n2024-01,Fentanyl,5\n2024-01,Heroin,2\n")
    new = tidy(
        "new", "period,item,value\n2024-02,Fentanyl*,5\n2024-02,Heroin,2\n", vintage="2025-03-01"
    )
    found = problems(series_case(tmp_path, OURS, old, new))
    assert any("series/new.csv:2: item 'Fentanyl*' (1 rows) is, but for a mark" in f for f in found)


def test_a_mark_beside_the_bare_name_is_refused_where_nothing_is_selected(tmp_path: Path) -> None:
    file = tidy("f", "period,item,value\n2024-01,Khat,5\n2024-02,Khat †,6\n2024-02,Heroin,2\n")
    (found,) = problems(series_case(tmp_path, 'measure = "ours.x"\nunit = "lb"', file))
    assert "'Khat †' (1 rows) is, but for a mark, 'Khat'" in found


def test_a_publishers_own_marks_stay(tmp_path: Path) -> None:
    spec = SEIZED.replace('"Fentanyl"', '["Fentanyl", "Other Drugs**"]')
    drugs = ("Fentanyl", "Other Drugs**", "Heroin", "Cocaine")
    assert problems(series_case(tmp_path, spec, cbp(*drugs))) == []


def test_two_things_beside_each_other_throughout_are_two(tmp_path: Path) -> None:
    months = ("2024-01", "2024-02", "2024-03")
    rows = "".join(f"{m},Gambia,{n}\n{m},Zambia,{n + 7}\n" for n, m in enumerate(months))
    spec = OURS.replace("Fentanyl", "Gambia")
    assert problems(series_case(tmp_path, spec, tidy("f", f"period,item,value\n{rows}"))) == []


def test_another_thing_is_told_by_selecting_it(tmp_path: Path) -> None:
    file = tidy("f", "period,item,value\n2024-01,Imported,5\n2024-02,Importer,6\n")
    one = OURS.replace("Fentanyl", "Imported")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    (found,) = problems(series_case(tmp_path / "a", one, file))
    assert "select it in a series of its own" in found
    two = f'{one}\n\n[series.t]\ntitle = "t"\n{one.replace("Imported", "Importer")}'
    assert problems(series_case(tmp_path / "b", two, file)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Region 1", "Region 2"),
        ("OH", "OK"),
        ("North Carolina", "South Carolina"),
        ("Iran", "Iraq"),
        ("Niger", "Nigeria"),
        ("Austria", "Australia"),
        ("Codeine", "Cocaine"),
        ("Male", "Female"),
        ("Heroin (T40.1)", "Heroin (T40.2)"),
        ("Group A", "Group B"),
        ("Amphetamine", "Methamphetamine"),
        ("North Dakota", "South Dakota"),
    ],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert not is_near(one, other)
    assert bare_name(one) != bare_name(other)
