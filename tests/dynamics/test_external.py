"""Numbers kept in csv files and workbooks beside a model."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from detente.dynamics.compile import load
from detente.dynamics.external import column_number
from detente.dynamics.results import Results
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError
from tests.dynamics.strangers.bombs import workbook
from tests.dynamics.texts import model_of, vensim, written
from tests.fuzz.limits import within

TABLE = [
    ["year", 0, 1, 2, None],
    ["a", 10, 20, 40, None],
    ["b", 1, None, 3, None],
    ["c", 5, 6, None, None],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the same table as csv and as a workbook with names."""
    lines = (",".join("" if cell is None else str(cell) for cell in row) for row in TABLE)
    (tmp_path / "data.csv").write_text("\n".join(lines) + "\n")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tab"
    for row in TABLE:
        sheet.append(row)
    for column, name in enumerate(("down", 7, 8, 9), start=1):
        sheet.cell(row=6 + column, column=1, value=name)
        sheet.cell(row=6 + column, column=2, value=column * 100)
    book.defined_names["years"] = DefinedName("years", attr_text="Tab!$B$1:$D$1")
    book.defined_names["first"] = DefinedName("first", attr_text="Tab!$B$2:$D$3")
    book.save(tmp_path / "data.xlsx")
    return tmp_path


def run(folder: Path, equations: str) -> Results:
    return simulate(load(written(folder, vensim(equations, end=2))))


@pytest.mark.parametrize(("file", "tab"), [("data.csv", ","), ("data.xlsx", "Tab")])
def test_constants_lie_along_the_row_and_turn_with_a_star(
    folder: Path, file: str, tab: str
) -> None:
    call = f"GET DIRECT CONSTANTS('{file}', '{tab}'"
    results = run(
        folder,
        f"d: A, B ~~|\ne: X, Y ~~|\none = {call}, 'C2') ~~|\nrow[d] = {call}, 'B2') ~~|\n"
        f"column[d] = {call}, 'B2*') ~~|\nblock[e, d] = {call}, 'B1') ~~|\n"
        f"turned[e, d] = {call}, 'B1*') ~~|\n",
    )
    values = {name: results[name][0, 0] for name in results.names}
    assert values["one"] == 20
    assert (values["row[A]"], values["row[B]"]) == (10, 20)
    assert (values["column[A]"], values["column[B]"]) == (10, 1)
    assert (values["block[Y,A]"], values["block[X,B]"]) == (10, 1)
    assert (values["turned[Y,A]"], values["turned[X,B]"]) == (1, 10)


@pytest.mark.parametrize(
    "call", ["'data.csv', ',', '1', 'B2'", "'data.xlsx', 'tab', 'years', 'first'"]
)
def test_series_run_beside_their_times_and_leave_gaps_out(folder: Path, call: str) -> None:
    results = run(
        folder,
        f"d: A, B ~~|\nx[d]:INTERPOLATE::= GET DIRECT DATA({call}) ~~|\n"
        f"f[d](GET DIRECT LOOKUPS({call})) ~~|\ny[d] = f[d](Time) ~~|\n",
    )
    assert results["x[A]"][0].tolist() == [10, 15, 20, 30, 40]
    assert results["x[B]"][0].tolist() == [1, 1.5, 2, 2.5, 3]  # the gap at 1 is bridged
    assert results["y[B]"][0].tolist() == results["x[B]"][0].tolist()


def test_series_may_run_down_a_column(folder: Path) -> None:
    results = run(folder, "x := GET DIRECT DATA('data.xlsx', 'Tab', 'A', 'B8') ~~|\n")
    assert results["x"][0, 0] == 200  # before the first time, 7, its value holds


def test_subscripts_may_be_read_from_a_sheet(folder: Path) -> None:
    results = run(
        folder,
        "d: GET DIRECT SUBSCRIPT('data.csv', ',', 'A2', 'A4', '') ~~|\nx[d] = 1, 2, 3 ~~|\n",
    )
    assert [results[f"x[{name}]"][0, 0] for name in "abc"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        ("'data.xlsx', 'None', 'B2'", "no sheet"),
        ("'data.csv', ',', 'A2'", "not a number"),
        ("'data.csv', ',', 'C3'", "empty cells"),
        ("'data.csv', ',', 'nowhere'", "no cell or name"),
    ],
)
def test_a_cell_that_is_no_number_is_named(folder: Path, call: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        run(folder, f"x = GET DIRECT CONSTANTS({call}) ~~|\n")


def test_a_damaged_workbook_is_refused(folder: Path) -> None:
    (folder / "data.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError, match="cannot be read"):
        run(folder, "x = GET DIRECT CONSTANTS('data.xlsx', 'Tab', 'B2') ~~|\n")


def test_columns_count_like_a_spreadsheet_s() -> None:
    assert [column_number(text) for text in ("A", "z", "AA", "AZ", "BA")] == [0, 25, 26, 51, 52]


def test_a_row_of_commas_is_counted_before_it_is_laid_out(tmp_path: Path) -> None:
    (tmp_path / "commas.csv").write_text("," * 20_000_000)
    with within(20.0, 500), pytest.raises(InputError, match="has more than 2,000,000 cells"):
        model_of(tmp_path, "a = GET DIRECT CONSTANTS('commas.csv', ',', 'A1') ~~|\n")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_large_part_that_is_no_sheet_is_refused_unread(tmp_path: Path, part: str) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(part, " " * 11_000_000)
    with pytest.raises(InputError, match="unpacks to 11 MB; 10 MB are the most"):
        model_of(tmp_path, "a = GET DIRECT CONSTANTS('book.xlsx', 'Sheet', 'A1') ~~|\n")


@pytest.mark.parametrize("cell", ["1_0", "inf", "1e999", "１", "-Infinity", "9" * 400])
def test_a_number_to_python_alone_is_no_number_of_a_data_file(tmp_path: Path, cell: str) -> None:
    (tmp_path / "d.csv").write_text(f"{cell},1\n2,{cell}\n")
    for call in ("CONSTANTS('d.csv', ',', 'A1')", "DATA('d.csv', ',', 'A', 'B1')"):
        model = written(tmp_path, vensim(f"a = GET DIRECT {call} ~~|\n"))
        with pytest.raises(InputError, match="not a number"):
            load(model)


CONSTANT = "GET DIRECT CONSTANTS('book.xlsx', 'Sheet1', 'A1')"


def cells(count: int) -> bytes:
    """Write rows of twenty numbers."""
    row = b"".join(b'<c r="%c%%d"><v>1</v></c>' % letter for letter in range(65, 85))
    return b"".join(
        b'<row r="%d">' % at + row.replace(b"%d", b"%d" % at) + b"</row>"
        for at in range(1, count // 20 + 1)
    )


@pytest.mark.parametrize(
    ("sheet", "problem"),
    [
        (b"<a>" * 1_000_000 + b"</a>" * 1_000_000, "depth"),
        (b"<a>" * 3_000_000 + b"</a>" * 3_000_000, "tags, more than"),
        (b"<row>" + b"<a>" * 400 + b"</a>" * 400 + b"</row>", "depth"),
        (b'<row r="1"><c r="A1"><v>' + b"<a>" * 300 + b"</a>" * 300 + b"</v></c></row>", "depth"),
        (b"<row/>" * 3_000_000, "tags, more than"),
        (b"<row/>" * 600_000, "rows, more than"),
        (b"<row><c><v>1</v></c></row>" * 700_000, "tags, more than"),
        (b'<row r="1"><c r="A1"><v>1' + b"</v></c>", "cannot be read"),
    ],
)
def test_a_sheet_of_too_many_or_too_deep_tags_is_refused(
    tmp_path: Path, sheet: bytes, problem: str
) -> None:
    (tmp_path / "book.xlsx").write_bytes(workbook(sheet))
    path = written(tmp_path, vensim(f"a = {CONSTANT} ~~|\n"))
    with within(4.0, 500), pytest.raises(InputError) as caught:
        load(path)
    assert problem in str(caught.value)
    assert "book.xlsx" in str(caught.value)


def test_a_part_in_an_encoding_that_hides_its_tags_is_refused(tmp_path: Path) -> None:
    book = workbook(b'<row r="1"><c r="A1"><v>7</v></c></row>')
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'encoding="UTF-8"', b"encoding='UTF-7'"))
    (tmp_path / "book.xlsx").write_bytes(packed.getvalue())
    with pytest.raises(InputError, match="encoding 'utf-7'"):
        load(written(tmp_path, vensim(f"a = {CONSTANT} ~~|\n")))


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("xl/worksheets/sheet1.png", b"<a>" * 9_999 + b"</a>" * 9_999, "depth"),
        ("xl/worksheets/sheet1.dat", b"<row/>" * 3_000_000, "tags, more than 2,500,000"),
        ("data.xml", b"<row/>" * 600_000, "rows, more than"),
    ],
)
def test_a_sheet_under_another_name_is_looked_at_as_well(
    tmp_path: Path, name: str, body: bytes, problem: str
) -> None:
    renamed(tmp_path / "book.xlsx", workbook(body), "xl/worksheets/sheet1.xml", name)
    with within(4.0, 500), pytest.raises(InputError) as caught:
        load(written(tmp_path, vensim(f"a = {CONSTANT} ~~|\n")))
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("xl/media/image1.png", b"\x89PNG" + b"<" * 200_000, ""),
        ("xl/drawings/vmlDrawing1.vml", b"<xml><div><br></div></xml>", ""),
        (
            "xl/pivotCache/pivotCacheRecords1.xml",
            b"<pivotCacheRecords>" + b"<r/>" * 200_000 + b"</pivotCacheRecords>",
            "",
        ),
        ("xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 200_000 + b"</styleSheet>", "tags, more"),
        ("xl/other.xml", b"<styleSheet>" + b"<xf/>" * 200_000 + b"</styleSheet>", "tags, more"),
        ("xl/sharedStrings.xml", b"<sst>" + b"<si><t/></si>" * 250_000 + b"</sst>", "tags, more"),
    ],
)
def test_parts_that_honest_workbooks_have_are_let_pass(
    tmp_path: Path, name: str, body: bytes, problem: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(b'<row r="1"><c r="A1"><v>7</v></c></row>'))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, body)
    model = written(tmp_path, vensim(f"a = {CONSTANT} ~~|\n"))
    if not problem:
        assert simulate(load(model))["a"][0, 0] == 7
        return
    with pytest.raises(InputError, match=problem):
        load(model)


def renamed(path: Path, book: bytes, old: str, new: str) -> None:
    """Write a workbook with one part under another name, wherever it is named."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts, zipfile.ZipFile(path, "w") as written_to:
        for name in parts.namelist():
            body = parts.read(name).replace(old.encode(), new.encode())
            short = old.removeprefix("xl/").encode(), b"/" + new.encode()
            written_to.writestr(new if name == old else name, body.replace(*short))


def test_a_large_sheet_is_read_once_for_all_that_ask_for_it(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(workbook(cells(40_000)))
    lines = "".join(f"a{i} = {CONSTANT} ~~|\n" for i in range(300))
    with within(12.0, 500):
        model = load(written(tmp_path, vensim("d: (e1-e2000) ~~|\n" + lines)))
    assert len(model.names) == 300 + 4


@pytest.mark.parametrize(
    ("equations", "data", "problem"),
    [
        # Each of thousands of elements asks for the block of them all, which is read once.
        (
            "d: (e1-e9000) ~~|\na[d] = GET DIRECT CONSTANTS('d.csv', ',', 'A1*') ~~|\n",
            "1\n" * 9_000,
            "",
        ),
        (
            "".join(
                f"a{i} = GET DIRECT DATA('d.csv', ',', 'A', 'B{i + 1}') ~~|\n" for i in range(99)
            ),
            "1,2\n" * 90_000,
            "is read too often",
        ),
        (
            "".join(f"a{i} = GET DIRECT CONSTANTS('d{i}.csv', ',', 'A1') ~~|\n" for i in range(9)),
            "1," * 300_000,
            "more than 2,000,000 cells",
        ),
        # What is too large is looked at once, however many ask for it.
        (
            "".join(
                f"a{i} = GET DIRECT CONSTANTS('d.csv', ',', 'A{i + 1}') ~~|\n" for i in range(49)
            ),
            "\n" * 2_500_000,
            "more than 2,000,000 cells",
        ),
    ],
)
def test_what_a_model_reads_of_its_files_is_bounded(
    tmp_path: Path, equations: str, data: str, problem: str
) -> None:
    for name in ["d.csv", *(f"d{i}.csv" for i in range(9))]:
        (tmp_path / name).write_text(data)
    path = written(tmp_path, vensim(equations))
    with within(8.0, 500):
        try:
            load(path)
            said = ""
        except InputError as error:
            said = str(error)
    assert said == problem or (problem and problem in said)


def test_series_read_at_millions_of_steps_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("0" + ",1" * 50 + "\n9" + ",2" * 50 + "\n")
    lines = "d: (e1-e50) ~~|\nx[d] := GET DIRECT DATA('d.csv', ',', 'A', 'B1') ~~|\n"
    lines += "y = SUM(x[d!]) ~~|\n"
    model = load(written(tmp_path, vensim(lines, end=1_000_000, step=1)))
    with within(4.0, 300), pytest.raises(InputError, match="50 data series at 1,000,001 times"):
        simulate(model, outputs=["y"])


def test_a_name_of_a_workbook_is_looked_up_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "S"  # type: ignore[union-attr]
    book.active["B2"] = 5  # type: ignore[index]
    for place in range(2_000):
        name = f"name_{place}"
        book.defined_names[name] = DefinedName(name, attr_text="S!$B$2")
    book.save(tmp_path / "d.xlsx")
    lines = "".join(
        f"a{i} = GET DIRECT CONSTANTS('d.xlsx', 'S', 'Name_{i}') ~~|\n" for i in range(300)
    )
    with within(8.0, 500):
        model = load(written(tmp_path, vensim(lines)))
    assert simulate(model)["a299"][0, 0] == 5
