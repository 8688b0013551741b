"""A relabelling within a file, or from one to the next, does not end a series in silence."""

from pathlib import Path

import pytest

from detente.case.check import Examined, examine_case
from detente.case.successors import is_related
from tests.case.series_cases import File, series_case, tidy

MONTHS = [f"2024-0{n}" for n in range(1, 7)]
HEAD = "period,item,area,value\n"


def rows(name: str, months: list[str], area: str = "") -> str:
    return "".join(f'{month},"{name}",{area},10\n' for month in months)


def spec(name: str, missing: str = "zero") -> str:
    return f'measure = "ours.x"\nunit = "lb"\nmissing = "{missing}"\nwhere.item = ["{name}"]'


def examined(folder: Path, declared: str, *files: File) -> Examined:
    return examine_case(series_case(folder, declared, *files))


def told(found: Examined) -> list[str]:
    said = [*map(str, found.problems), *found.notes]
    words = "stands where", "takes over from", "begins where", "begins near where"
    return [one for one in said if any(word in one for word in words)]


@pytest.mark.parametrize("missing", ["none", "zero"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Heroin", "Heroin (T40.1)"),
        ("Heroin (T40.1)", "Heroin"),
        ("T40.1", "Heroin (T40.1)"),
        ("Heroin", "Heroin and morphine"),
        ("Fentanyl", "Fentanyl, illicit"),
        ("Meth", "Methamphetamine"),
    ],
)
def test_a_name_that_goes_on_for_a_related_one_is_refused(
    tmp_path: Path, one: str, other: str, missing: str
) -> None:
    text = HEAD + rows(one, MONTHS[:3]) + rows(other, MONTHS[3:]) + rows("Khat", MONTHS)
    found = examined(tmp_path, spec(one, missing), tidy("f", text))
    (problem,) = [str(p) for p in found.problems]
    assert f"series/f.csv:5: item {other!r} (3 rows) stands where {one!r}" in problem
    assert "select both in where" in problem


def test_selecting_both_settles_it(tmp_path: Path) -> None:
    text = HEAD + rows("Heroin", MONTHS[:3]) + rows("Heroin (T40.1)", MONTHS[3:])
    both = spec('Heroin", "Heroin (T40.1)')
    assert not examined(tmp_path, both, tidy("f", text)).problems


@pytest.mark.parametrize("months", [MONTHS, MONTHS[3:]])
def test_a_name_of_the_next_file_is_refused_too(tmp_path: Path, months: list[str]) -> None:
    old = tidy("old", HEAD + rows("Heroin", MONTHS[:3]) + rows("Khat", MONTHS[:3]))
    new = HEAD + rows("Heroin (T40.1)", months) + rows("Khat", months)
    found = examined(tmp_path, spec("Heroin"), old, tidy("new", new, vintage="2025-03-01"))
    assert any("series/new.csv:2: item 'Heroin (T40.1)'" in one for one in told(found))


def test_a_file_that_no_series_comes_from_is_its_own_matter(tmp_path: Path) -> None:
    old = tidy("old", HEAD + rows("Heroin", MONTHS))
    new = tidy("new", HEAD + rows("Heroin (T40.1)", MONTHS), vintage="2025-03-01")
    declared = spec("Heroin") + '\nresources = ["old"]'
    assert not examined(tmp_path, declared, old, new).problems


def test_a_name_of_some_places_is_refused_too(tmp_path: Path) -> None:
    text = HEAD + rows("Heroin", MONTHS, "Utah") + rows("Heroin (T40.1)", MONTHS, "Ohio")
    assert len(told(examined(tmp_path, spec("Heroin"), tidy("f", text)))) == 1


def test_another_name_in_its_place_is_pointed_at(tmp_path: Path) -> None:
    text = HEAD + rows("Heroin", MONTHS[:3]) + rows("Diamorphine", MONTHS[3:])
    found = examined(tmp_path, spec("Heroin"), tidy("f", text + rows("Khat", MONTHS)))
    assert not found.problems
    assert len(told(found)) == 1


def test_a_slip_in_a_group_is_pointed_at(tmp_path: Path) -> None:
    text = HEAD + rows("Heroin", MONTHS[:3]) + rows("Heorin", MONTHS[3:])
    split = 'measure = "ours.x"\nunit = "lb"\ngroup = "item"'
    found = examined(tmp_path, split, tidy("f", text + rows("Khat", MONTHS)))
    assert not found.problems
    assert "item 'Heorin' begins where 'Heroin' stops" in told(found)[0]


@pytest.mark.parametrize(
    ("one", "other", "months"),
    [
        ("MDMA", "MDA", MONTHS[:3]),  # beside each other in three months
        ("Fentanyl", "Fentanyl (pills)", MONTHS[2:]),  # a part
        ("Heroin", "Heroin (T40.1)", MONTHS),
    ],
)
def test_names_that_stand_together_are_two(
    tmp_path: Path, one: str, other: str, months: list[str]
) -> None:
    text = HEAD + rows(one, MONTHS) + rows(other, months) + rows("Khat", MONTHS)
    assert not told(examined(tmp_path, spec(one), tidy("f", text)))


@pytest.mark.parametrize("missing", ["none", "zero"])
@pytest.mark.parametrize(("stop", "start"), [(4, 3), (4, 2), (3, 4), (2, 4)])
@pytest.mark.parametrize("other", ["Heroin (T40.1)", "Diamorphine", "Smack"])
def test_a_month_or_two_of_both_or_of_neither_hides_no_relabelling(
    tmp_path: Path, other: str, stop: int, start: int, missing: str
) -> None:
    text = HEAD + rows("Heroin", MONTHS[:stop]) + rows(other, MONTHS[start:])
    declared = spec("Heroin", missing)
    (said,) = told(examined(tmp_path, declared, tidy("f", text + rows("Khat", MONTHS))))
    # Where both have a figure of one month, renaming would make two of one.
    assert ("renamed" in said) == (start >= stop)
    assert "select both in where" in said or start >= stop


def test_the_remedy_of_two_names_with_months_of_both_leads_to_their_sum(tmp_path: Path) -> None:
    text = HEAD + rows("Heroin", MONTHS[:4]) + rows("Heroin (T40.1)", MONTHS[3:])
    both = spec('Heroin", "Heroin (T40.1)')
    found = examined(tmp_path, both, tidy("f", text + rows("Khat", MONTHS)))
    assert not found.problems
    assert not [note for note in found.notes if "series s" in note]


@pytest.mark.parametrize("selected", ["Distrito Federal", "Ciudad de México"])
def test_the_name_that_begins_is_the_later_one(tmp_path: Path, selected: str) -> None:
    old, new = "Distrito Federal", "Ciudad de México"
    text = HEAD + rows(old, MONTHS[:3]) + rows(new, MONTHS[3:]) + rows("Khat", MONTHS)
    (said,) = told(examined(tmp_path, spec(selected), tidy("f", text)))
    assert f"item {new!r} begins where {old!r} stops" in said
    other = new if selected == old else old
    assert f'"renamed": {{"{other}": "{selected}"}}' in said


def test_a_name_that_takes_over_in_one_place_alone_is_refused(tmp_path: Path) -> None:
    text = HEAD + rows("Heroin", MONTHS, "Utah") + rows("Heroin", MONTHS[:3], "Ohio")
    text += rows("Heroin (T40.1)", MONTHS[3:], "Ohio")
    assert len(told(examined(tmp_path, spec("Heroin"), tidy("f", text)))) == 1


@pytest.mark.parametrize("missing", ["none", "zero"])
def test_a_name_that_ends_is_not_none_from_then_on_and_is_noted(
    tmp_path: Path, missing: str
) -> None:
    text = HEAD + rows("Heroin", MONTHS[:4]) + rows("Khat", MONTHS)
    found = examined(tmp_path, spec("Heroin", missing), tidy("f", text))
    noted = [note for note in found.notes if "2 figures left out of series s" in note]
    assert len(noted) == (missing == "zero")
    assert all('"unlisted": {"Heroin": "none"} under detente of f' in note for note in noted)


def test_a_name_that_comes_up_now_and_then_replaces_none(tmp_path: Path) -> None:
    text = HEAD + rows("Khat", [MONTHS[0]]) + rows("Ketamine", [MONTHS[4]]) + rows("LSD", MONTHS)
    assert not told(examined(tmp_path, spec("Khat"), tidy("f", text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MDA", "MDMA"),
        ("OH", "HO"),
        ("Drugs", "Other drugs"),
        ("Region 1", "Region 2"),
        ("Niger", "Nigeria (north)"),
        ("Heroin", "Total heroin"),
        ("Iran", "Iraq"),
    ],
)
def test_names_that_are_not_related(one: str, other: str) -> None:
    assert not is_related(one, other)
