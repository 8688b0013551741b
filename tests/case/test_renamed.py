"""A publisher's new name for a thing makes no month nothing, and none vanish, in silence."""

from pathlib import Path

import pytest

from detente.case.check import examine_case
from detente.case.load import load_case
from detente.case.slips import is_near, is_worded
from detente.study.study import Study
from tests.case.series_cases import File, series_case, tidy

MONTHS = tuple(f"2024-{month:02d}" for month in range(1, 7))
HEROIN = 'measure = "ours.x"\nunit = "lb"\nmissing = "zero"\nwhere = { item = "Heroin" }'
SPLIT = 'measure = "ours.x"\nunit = "lb"\nmissing = "zero"\ngroup = "item"'
TO_HEROIN = {"Heroin (T40.1)": "Heroin"}


def file(*names: str, beside: str = "Cannabis", name: str = "f", **more: object) -> File:
    """Return a file with one figure a month under the names, and one under another."""
    rows = "".join(
        f'{month},"{item}",{n}\n{month},"{beside}",{n + 50}\n'
        for n, (month, item) in enumerate(zip(MONTHS, names, strict=False), start=1)
    )
    return tidy(name, f"period,item,value\n{rows}", **more)


def problems(case: Path) -> list[str]:
    return [str(problem) for problem in examine_case(case).problems]


def values(case: Path, group: str = "") -> list[float]:
    known = load_case(case)
    series = Study(known).known().series["s"]
    return [point.value for point in series.points if point.group == group]


@pytest.mark.parametrize(
    "other",
    [
        "Heroin (T40.1)",
        "Heroin [T40.1]",
        "Heroin - T40.1",
        "Heroin, T40.1",
        "Heroin: T40.1",
        "T40.1 Heroin",
        "(T40.1) Heroin",
        "Heroin T40.1",
        "Heroin/morphine",
        "1. Heroin",
    ],
)
@pytest.mark.parametrize("spec", [HEROIN, HEROIN.replace('"zero"', '"none"'), SPLIT])
def test_a_code_or_more_words_in_part_of_a_file_are_told(
    tmp_path: Path, spec: str, other: str
) -> None:
    (found,) = problems(series_case(tmp_path, spec, file(*["Heroin"] * 4, other, other)))
    assert f"f.csv:10: item '{other}' (2 rows) " in found
    assert f'"renamed": {{"{other}": "Heroin"}}' in found


def test_a_code_in_a_newer_file_is_told_even_where_the_old_name_is_said_to_be_gone(
    tmp_path: Path,
) -> None:
    new = file(
        *["Heroin (T40.1)"] * 6, name="new", vintage="2025-03-01", unlisted={"Heroin": "none"}
    )
    (found,) = problems(series_case(tmp_path, HEROIN, file(*["Heroin"] * 4), new))
    assert "new.csv:2: item 'Heroin (T40.1)' (6 rows) stands where 'Heroin'" in found


@pytest.mark.parametrize(("spec", "group"), [(HEROIN, ""), (SPLIT, "Heroin")])
def test_renamed_reads_both_names_as_one(tmp_path: Path, spec: str, group: str) -> None:
    names = [*["Heroin"] * 4, *["Heroin (T40.1)"] * 2]
    case = series_case(tmp_path, spec, file(*names, renamed=TO_HEROIN))
    assert problems(case) == []
    assert values(case, group) == [1, 2, 3, 4, 5, 6]


def test_renamed_joins_vintages(tmp_path: Path) -> None:
    new = file(*["Heroin (T40.1)"] * 6, name="new", vintage="2025-03-01", renamed=TO_HEROIN)
    case = series_case(tmp_path, HEROIN, file(*["Heroin"] * 4), new)
    assert problems(case) == []
    assert values(case) == [1, 2, 3, 4, 5, 6]


def test_renamed_never_makes_two_figures_one(tmp_path: Path) -> None:
    both = file(*["Heroin"] * 3, beside="Heroin (T40.1)", renamed=TO_HEROIN)
    found = problems(series_case(tmp_path, HEROIN, both))
    assert len(found) == 3
    assert "f.csv:3: is the figure of line 2 ('Heroin', 2024-01), as renamed has it" in found[0]


def test_a_name_that_is_renamed_to_itself_is_another_thing(tmp_path: Path) -> None:
    itself = {"Heroin (T40.1)": "Heroin (T40.1)"}
    names = [*["Heroin"] * 4, *["Heroin (T40.1)"] * 2]
    assert problems(series_case(tmp_path, SPLIT, file(*names, renamed=itself))) == []


def test_names_that_stand_beside_each_other_are_two(tmp_path: Path) -> None:
    for number, other in enumerate(("Heroin (T40.1)", "Heroin, other", "Heorin")):
        folder = tmp_path / str(number)
        folder.mkdir()
        case = series_case(folder, HEROIN, file(*["Heroin"] * 6, beside=other))
        assert problems(case) == []


@pytest.mark.parametrize(
    ("name", "slip"), [("Meth", "Mteh"), ("LSD", "LDS"), ("Khat", "Kaht"), ("PCP", "PCPP")]
)
@pytest.mark.parametrize("spec", [HEROIN, SPLIT])
def test_letters_that_changed_places_in_a_short_name(
    tmp_path: Path, spec: str, name: str, slip: str
) -> None:
    spec = spec.replace("Heroin", name)
    (found,) = problems(series_case(tmp_path, spec, file(*[name] * 4, slip, name)))
    assert f"'{slip}' (1 rows) is" in found


def test_a_slip_where_nothing_is_selected_is_noted(tmp_path: Path) -> None:
    spec = 'measure = "ours.x"\nunit = "lb"'
    found = examine_case(series_case(tmp_path, spec, file(*["Heroin"] * 4, "Heorin", "Heroin")))
    assert found.problems == ()
    assert any("'Heorin' (1 rows) stands only where 'Heroin' does not" in n for n in found.notes)


def test_a_slip_that_later_files_keep_is_told(tmp_path: Path) -> None:
    names = [*["Heroin"] * 4, "Heorin", "Heroin"]
    new = file(*names, name="new", vintage="2025-03-01")
    found = problems(series_case(tmp_path, HEROIN, file(*names), new))
    assert [one.partition(":")[0] for one in found] == ["series/f.csv", "series/new.csv"]


@pytest.mark.parametrize(
    ("one", "other"), [("MDA", "MDMA"), ("OH", "HO"), ("Meth", "Met"), ("COL", "CHL")]
)
def test_short_names_that_are_two(one: str, other: str) -> None:
    assert not is_near(one, other)
    assert not is_worded(one, other)
