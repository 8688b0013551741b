"""Of several files that one format reads, the one that is meant is known, or asked for by name."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from detente.case.load import load_case
from detente.study.file_names import EQUAL, HOLDS, SOME, WITHIN, likeness
from detente.study.revise import case_revisions
from detente.terms.errors import InputError
from tests.case.series_cases import File, series_case

ISSUED = date(2026, 1, 1)
MONTHS = [f"2024-{number:02d}" for number in range(1, 13)]


def table(first: float, step: float, months: list[str] = MONTHS) -> str:
    rows = (f"{month},{first + step * at:g}\n" for at, month in enumerate(months))
    return "period,value\n" + "".join(rows)


SHARE, LABS, POUNDS = table(10.5, 0.7), table(30, 1), table(70, 2)
SPEC = 'measure = "ours.share"\nunit = "percent"'


def tidy(name: str, text: str, unit: str, measure: str = "", **options: str) -> File:
    said = {"unit": unit, **({"measure": measure} if measure else {}), **options}
    return File(name, "tidy_csv", date(2025, 1, 15), text, said)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a case with three tidy files that hold the same periods and no items."""
    return series_case(
        tmp_path,
        SPEC,
        tidy("share", SHARE, "percent", "ours.share"),
        tidy("seizures", POUNDS, "lb", "ours.seized"),
        tidy("labs", LABS, "labs", "ours.labs"),
    )


def compared(
    case: Path, file: str, text: str, name: str = ""
) -> tuple[str, Mapping[tuple[float, float], str]]:
    """Return the file that an added one is compared with, and each change with its unit."""
    path = case.parent / file
    path.write_text(text)
    (revision,) = case_revisions(load_case(case), path, ISSUED, name=name)
    return revision.older, {(c.old, c.new): c.unit for c in revision.changes}


@pytest.mark.parametrize(
    ("file", "text", "older", "change"),
    [
        ("share-2026-01-01.csv", SHARE.replace("10.5", "11.5"), "share", (10.5, 11.5, "percent")),
        ("SEIZURES.csv", POUNDS.replace(",70", ",71"), "seizures", (70, 71, "lb")),
        ("labs_next.csv", LABS.replace(",30", ",39"), "labs", (30, 39, "labs")),
        # No name that the case has: what it repeats tells.
        ("x.csv", LABS.replace(",30", ",39"), "labs", (30, 39, "labs")),
        # A unit of its own tells too.
        ("x.csv", "period,value,unit\n2024-01,5,lb\n", "seizures", (70, 5, "lb")),
    ],
)
def test_the_name_figures_and_units_of_a_file_say_which_is_meant(
    case: Path, file: str, text: str, older: str, change: tuple[float, float, str]
) -> None:
    assert compared(case, file, text) == (older, {change[:2]: change[2]})


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("x.csv", table(55, 3)),
        ("x.csv", table(55, 3, [month.replace("2024", "2025") for month in MONTHS])),
        ("share-seizures.csv", table(55, 3)),
        # The name says one thing, and the figures another.
        ("share.csv", LABS),
    ],
)
def test_where_nothing_decides_it_is_asked_for_with_the_candidates(
    case: Path, file: str, text: str
) -> None:
    with pytest.raises(InputError, match=r"more than one file of the case.*--as NAME") as error:
        compared(case, file, text)
    told = str(error.value)
    assert "share (percent)" in told
    assert "labs (labs)" in told


def test_a_name_given_decides(case: Path) -> None:
    assert compared(case, "share.csv", LABS.replace(",30", ",39"), "labs") == (
        "labs",
        {(30, 39): "labs"},
    )
    with pytest.raises(InputError, match="--as: the case has no file 'lab'; did you mean 'labs'"):
        compared(case, "x.csv", LABS, "lab")


def test_a_file_is_not_read_as_another_because_it_cannot_be_read_as_its_name_says(
    case: Path,
) -> None:
    with pytest.raises(InputError, match=r"above 1,000(.|\n)*--as NAME reads it as another"):
        compared(case, "share.csv", table(1200, 1))


def test_a_measure_that_is_the_name_of_its_file_is_found(tmp_path: Path) -> None:
    case = series_case(
        tmp_path,
        'measure = "seized"\nunit = "lb"',
        tidy("seized", POUNDS, "lb"),
        tidy("deaths", LABS, "deaths"),
    )
    assert compared(case, "deaths 2026.csv", LABS.replace(",30", ",39")) == (
        "deaths",
        {(30, 39): "deaths"},
    )


def items(first: str, second: str) -> str:
    return "period,item,value\n" + "".join(
        f"{month},{item},{value + at}\n"
        for at, month in enumerate(MONTHS)
        for item, value in ((first, 10), (second, 50))
    )


def test_items_and_kinds_of_period_decide(tmp_path: Path) -> None:
    years = "period,value\n2022,100\n2023,110\n2024,120\n"
    case = series_case(
        tmp_path,
        'measure = "ours.drugs"\nunit = "lb"\nwhere.item = "Heroin"',
        tidy("drugs", items("Heroin", "Cocaine"), "lb", "ours.drugs"),
        tidy("places", items("Tucson", "Laredo"), "events", "ours.places"),
        tidy("years", years, "kg", "ours.years"),
    )
    older, changes = compared(case, "x.csv", "period,item,value\n2024-01,Laredo,51\n")
    assert (older, changes) == ("places", {(50, 51): "events"})
    assert compared(case, "x.csv", years.replace("100", "101"))[0] == "years"
    with pytest.raises(InputError, match="no file of the case has any of its figures"):
        compared(case, "x.csv", "period,item,value\n2024-01,Elsewhere,51\n")


def test_two_files_of_one_measure_are_each_compared_in_their_unit(tmp_path: Path) -> None:
    case = series_case(
        tmp_path,
        'measure = "ours.seized"\nunit = "lb"',
        tidy("pounds", POUNDS, "lb", "ours.seized"),
        tidy("kilograms", LABS, "kg", "ours.seized"),
    )
    assert compared(case, "pounds-2.csv", POUNDS.replace(",70", ",71")) == (
        "pounds",
        {(70, 71): "lb"},
    )
    assert compared(case, "kilograms-2.csv", LABS.replace(",30", ",39")) == (
        "kilograms",
        {(30, 39): "kg"},
    )


def test_a_file_without_figures_is_called_that(case: Path) -> None:
    events = (case / "events" / "chronology.csv").read_text("utf-8")
    with pytest.raises(InputError, match="holds no figures to compare"):
        compared(case, "events.csv", events)


@pytest.mark.parametrize("file", ["dea-pill-content-2026", "pill content, next", "zz"])
def test_charts_of_one_publisher_are_told_apart(tmp_path: Path, file: str) -> None:
    shipped = load_case("fentanyl")
    added = tmp_path / f"{file}.csv"
    added.write_bytes((shipped.folder / "series" / "dea-pill-content.csv").read_bytes())
    (revision,) = case_revisions(shipped, added, ISSUED)
    assert (revision.older, revision.changed_cells) == ("dea_pill_content", 0)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("purity-2026-01-01", "purity", (EQUAL, 1)),
        ("Purity_Final (2)", "purity", (EQUAL, 1)),
        ("dea powder purity, 14 July 2024", "dea-powder-purity", (EQUAL, 3)),
        ("dea-powder-purity-by-state", "dea_powder_purity", (HOLDS, 3)),
        ("purity-next", "dea-powder-purity", (WITHIN, 1)),
        ("cbp-purity", "dea-purity", (SOME, 1)),
        ("next", "purity", (0, 0)),
        ("2024-07", "purity", (0, 0)),
    ],
)
def test_names_are_compared_by_the_words_that_do_not_say_when(
    one: str, other: str, expected: tuple[int, int]
) -> None:
    assert likeness(one, other) == expected


def test_the_question_names_each_file_once(case: Path) -> None:
    with pytest.raises(InputError) as error:
        compared(case, "x.csv", table(55, 3))
    assert len(re.findall(r"seizures \(lb\)", str(error.value))) == 1
