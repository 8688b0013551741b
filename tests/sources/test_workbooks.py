"""Which sheet of a workbook is read, and what is said of the others."""

import io
import re
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
from openpyxl.chart import BarChart

from detente.terms.tables import Rows
from tests.sources.samples import SAMPLES, read, refusal
from tests.sources.test_layouts import table, with_numbers

Cells = Sequence[Sequence[object]]
TABLE = with_numbers(table("census_wide"))
NOTES: Cells = [["How to read this"], ["Two lines", "of words"]]


def packed(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def workbook(*sheets: tuple[str, Cells, str]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows, state in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(list(row))
    return packed(book)


def doubled() -> Cells:
    """Return another table of the same columns."""
    return [TABLE[0], *([*row[:3], *(0.0 for _ in row[3:])] for row in TABLE[1:])]


def figures(rows: Rows) -> list[tuple[str, str, float]]:
    return [(f.measure, str(f.start), f.value) for f in rows.observations]


PLAIN = figures(read("census_wide", SAMPLES["census_wide"].text()))


@pytest.mark.parametrize(
    ("sheets", "left"),
    [
        ([("Data", TABLE, "visible")], ()),
        ([("Old", doubled(), "hidden"), ("Data", TABLE, "visible")], (("hidden", "'Old'"),)),
        ([("Old", doubled(), "veryHidden"), ("Data", TABLE, "visible")], (("hidden", "'Old'"),)),
        (
            [("Cover", [], "visible"), ("Notes", NOTES, "visible"), ("Data", TABLE, "visible")],
            (("empty", "'Cover'"), ("not the table", "'Notes'")),
        ),
        (
            [("Form", TABLE[:1], "visible"), ("Data", TABLE, "visible")],
            (("no rows below the header", "'Form'"),),
        ),
        (
            [("Data", TABLE, "visible"), ("Other", [["a", "b"], [1, 2]], "visible")],
            (("not the table", "'Other'"),),
        ),
    ],
)
def test_the_only_sheet_in_sight_with_the_table_is_read(
    sheets: list[tuple[str, Cells, str]], left: tuple[tuple[str, str], ...]
) -> None:
    rows = read("census_wide", workbook(*sheets))
    assert figures(rows) == PLAIN
    assert rows.sheets_left == left


def test_sheets_of_charts_are_no_tables() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(("Data", TABLE, "visible"))))
    book.create_chartsheet("Chart", 0).add_chart(BarChart())
    assert figures(read("census_wide", packed(book))) == PLAIN


@pytest.mark.parametrize(
    ("sheets", "problem"),
    [
        (
            [("2023", doubled(), "visible"), ("2024", TABLE, "visible")],
            "the sheets '2023', '2024' all have the columns",
        ),
        (
            [("Cover", NOTES, "visible"), ("2024", TABLE, "hidden")],
            "the sheet with the table is hidden: '2024'",
        ),
    ],
)
def test_a_sheet_that_does_not_show_is_asked_for_and_read_by_name(
    sheets: list[tuple[str, Cells, str]], problem: str
) -> None:
    data = workbook(*sheets)
    (found,) = refusal("census_wide", data).problems
    assert problem in found.problem
    assert '"sheet": "20' in found.fix
    rows = read("census_wide", data, {"sheet": "2024"})
    assert figures(rows) == PLAIN
    assert [name for _, name in rows.sheets_left] == [f"'{sheets[0][0]}'"]


def test_a_sheet_that_is_not_there_is_refused() -> None:
    data = workbook(("Data", TABLE, "visible"))
    assert "did you mean 'Data'?" in str(refusal("census_wide", data, {"sheet": "data"}))


def test_what_is_wrong_with_the_nearest_sheet_is_told() -> None:
    titled = [["Trade in goods"], *TABLE]
    data = workbook(("Notes", NOTES, "visible"), ("Data", titled, "visible"))
    assert "the header stands on line 2" in str(refusal("census_wide", data))


def test_empty_sheets_are_called_that() -> None:
    data = workbook(("A", [], "visible"), ("B", [], "visible"))
    assert "is empty" in str(refusal("census_wide", data))
    assert "is empty" in str(refusal("census_wide", workbook(("A", [], "visible"))))


def calculated(value: bytes) -> bytes:
    """Pack the table with a formula in D2 and what the program that wrote it kept as its value."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(("Data", TABLE, "visible"))))
    kept = book["Data"]["D2"].value
    book["Data"]["D2"] = f"={kept}+0"
    data, parts = io.BytesIO(), zipfile.ZipFile(io.BytesIO(packed(book)))
    with zipfile.ZipFile(data, "w") as archive:
        for name in parts.namelist():
            text, changed = re.subn(rb"</f>(?:<v ?/>|<v></v>)", b"</f>" + value, parts.read(name))
            assert changed == ("sheet1" in name)
            archive.writestr(name, text)
    return data.getvalue()


def test_a_formula_has_the_value_that_is_kept_with_it() -> None:
    assert figures(read("census_wide", calculated(b"<v>1000</v>"))) == PLAIN


@pytest.mark.parametrize("value", [b"<v />", b"<v></v>", b""])
def test_a_formula_without_value_is_called_that(value: bytes) -> None:
    (problem,) = refusal("census_wide", calculated(value)).problems
    assert (problem.line, problem.problem[:40]) == (2, "cell D2 holds a formula and no value: th")
    assert "save it there" in problem.fix


def test_rows_of_formulas_without_values_are_counted() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(("Data", TABLE, "visible"))))
    last = book["Data"].max_row + 1
    for column in range(1, 4):
        book["Data"].cell(last, column).value = f"={column}"
    book["Data"].cell(last, 100).value = "=1+1"  # right of the table
    assert "and so in 2 more" in str(refusal("census_wide", packed(book)))
