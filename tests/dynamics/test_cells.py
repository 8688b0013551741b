"""Cells that no sheet has are refused, in CSV and in Excel alike; what Vensim writes is read."""

from pathlib import Path

import openpyxl
import pytest

from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError
from tests.dynamics.texts import vensim, written

ROWS = ((1, 2, 3), (4, 5, 6), (777, 8, 9))


@pytest.fixture(params=["d.csv", "d.xlsx"])
def name(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    book = openpyxl.Workbook()
    book.active.title = "S"  # type: ignore[union-attr]
    for row in ROWS:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "d.xlsx")
    (tmp_path / "d.csv").write_text("\n".join(",".join(map(str, row)) for row in ROWS))
    return str(request.param)


def value(folder: Path, name: str, cell: str) -> float:
    tab = "S" if name.endswith("xlsx") else ","
    equation = f"a = GET DIRECT CONSTANTS('{name}', '{tab}', '{cell}') ~~|\n"
    return float(simulate(load(written(folder, vensim(equation))))["a"][0, 0])


@pytest.mark.parametrize(
    ("cell", "number"), [("A1", 1), ("b2", 5), ("C3", 9), ("$B$1", 2), (" A2 ", 4), ("a3*", 777)]
)
def test_a_cell_is_read_as_vensim_writes_it(
    tmp_path: Path, name: str, cell: str, number: float
) -> None:
    assert value(tmp_path, name, cell) == number


@pytest.mark.parametrize(
    "cell",
    [
        "A0",
        "A00",
        "a0*",
        "A-1",
        "1",
        "a",
        "AAAA1",
        "XFE1",
        "ZZZ1",
        "A1048577",
        "A99999999999999999",
        "A1:B2",
        "A1:B0",
        "",
        " ",
        "A1.5",
        "A٣",
        "A1A",
        "0",
        "-1",
        "R1C1",
        "nowhere",
        "D1",
        "A4",
    ],
)
def test_a_cell_that_is_none_is_refused(tmp_path: Path, name: str, cell: str) -> None:
    with pytest.raises(InputError, match="the data file"):
        value(tmp_path, name, cell)


@pytest.mark.parametrize(
    ("along", "cell"),
    [("0", "B1"), ("A", "B0"), ("-1", "B1"), ("XFE", "B1"), ("1048577", "B1"), ("٣", "B1")],
)
def test_a_series_from_nowhere_is_refused(tmp_path: Path, name: str, along: str, cell: str) -> None:
    tab = "S" if name.endswith("xlsx") else ","
    equation = f"a := GET DIRECT DATA('{name}', '{tab}', '{along}', '{cell}') ~~|\n"
    with pytest.raises(InputError, match="the data file"):
        load(written(tmp_path, vensim(equation)))


@pytest.mark.parametrize(
    ("first", "last"),
    [("A0", "A"), ("A1", "A0"), ("B2", "A1"), ("A2", "1"), ("A1", "0"), ("A1", "XFE"), ("C1", "A")],
)
def test_a_range_of_names_from_nowhere_is_refused(
    tmp_path: Path, name: str, first: str, last: str
) -> None:
    tab = "S" if name.endswith("xlsx") else ","
    equation = f"d: GET DIRECT SUBSCRIPT('{name}', '{tab}', '{first}', '{last}', 'x') ~~|\n"
    with pytest.raises(InputError, match="the data file"):
        load(written(tmp_path, vensim(equation + "a[d] = 1 ~~|\n")))
