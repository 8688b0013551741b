"""Files of data series: what is read, and what is refused by name instead of being guessed."""

import re
from pathlib import Path

import numpy as np
import pytest

from detente.dynamics.run_file import run_file
from detente.dynamics.series_file import load_series
from detente.terms.errors import InputError
from tests.dynamics.texts import vensim, written
from tests.fuzz.limits import within


def file_of(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "data.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("time,x,y\n0,1\n1,2\n", "has no number under 'y'"),
        ("time,x,y\n\n\n", "has no number under 'x', 'y'"),
        ("time,x\n,1\n,2\n", "data.csv:2: the row has no time"),
        ("\n\n", "has no data"),
        ("", "has no data"),
        ("time\n1\n", "has no data"),
        ("," * 3_000_000 + "\n1\n", "has more than 2,000,000 cells"),
        ("time,x\n" + "1,2\n" * 1_200_000, "has more than 2,000,000 cells"),
        ("time,x\nnan,1\n", "data.csv:2: 'nan' is not a number"),
        ("time,x\n0,1\ninf,2\n", "data.csv:3: 'inf' is not a number"),
        ("time,x\n0,1\n-Infinity,2\n", "data.csv:3: '-Infinity' is not a number"),
        ("time,x\n0,nan\n", "data.csv:2: 'nan' is not a number; leave the cell empty"),
        ("time,x\n0,n/a\n", "leave the cell empty"),
        ("time,x\n1_0,2\n", "data.csv:2: '1_0' is not a number"),
        ("time,x\n1,1_0\n", "data.csv:2: '1_0' is not a number"),
        ("time,x\n1,1e999\n", "data.csv:2: '1e999' is larger than any number can be"),
        ("time,x\n1,-1e999\n", "is larger than any number can be"),
        ("time,x\n1," + "9" * 5_000 + "\n", "is larger than any number can be"),
        ("time,x\n1,0x10\n", "'0x10' is not a number"),
        ("time,x\n1,0b1\n", "'0b1' is not a number"),
        ("time,x\n1,1d5\n", "'1d5' is not a number"),
        ("time,x\n1,True\n", "'True' is not a number"),
        ("time,x\n1,١٢\n", "'١٢' is not a number"),
        ("time,x\n１,2\n", "'１' is not a number"),
        ("time,x\n1,½\n", "'½' is not a number"),
        ("time,x\n1,1 000\n", "'1 000' is not a number"),
        ('time,x\n1,"1,000"\n', "'1,000' is not a number"),
        ('time,x\n1,"2\n3"\n', "is not a number"),
        ("time,x\n1,=1+1\n", "'=1+1' is not a number"),
        ("time,x,x\n1,2,3\n", "data.csv:1: the column 'x' stands twice"),
        ("time,x,X\n1,2,3\n", "'x' and 'X' name one series"),
        ("time,my x,My_X\n1,2,3\n", "'my x' and 'My_X' name one series"),
        ("time,Time\n1,2\n", "name one series"),
        ("x,time\n1,2\n", "the times are not in the first column"),
        ("time,,x\n1,2,3\n", "column 2 has no name"),
        ("0,1\n1,2\n", "the header is a number"),
        ("time,x\n2,3,4,5\n", "data.csv:2: the row has 4 cells, and the header 2"),
        ("time,x\n1,2,,,7\n", "data.csv:2: the row has 5 cells, and the header 2"),
        ("time,x\n5,1\n1,2\n", "data.csv:3: the time '1' comes after 5"),
        ("time,x\n1,1\n1,2\n", "data.csv:3: the time '1' stands twice"),
        ("time,x\n1,1\n1.0,2\n", "data.csv:3: the time '1.0' stands twice"),
        ("time,x\n1,1\ntime,x\n2,2\n", "data.csv:3: the header stands here again"),
        ("time;x\n1;2\n", "the columns are separated by semicolons"),
        ('time,x\n1,"2\n', "is not CSV from here on"),
        ('time,x\n1,"2"3\n', "is not CSV from here on"),
        ("time,x\n" + "1" * 200_000 + ",2\n", "is not CSV from here on"),
        (b"time,x\n\x001,2\n", "is not a number"),
        (b"time,x\n1,\xff\n", "data.csv:2: byte 0xff is not UTF-8"),
        ("time,x\n1,2\n".encode("utf-16"), "is not UTF-8"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    path = file_of(tmp_path, text)
    with within(10.0, 300), pytest.raises(InputError) as caught:
        load_series(path)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "time,x,y\n0,1,2\n1,3\n2,5,6\n",  # a cell left out
        "time,x,y,\n0,1,2,\n1,3,,\n\n2,5,6,\n",  # separators at the end, an empty row
        "\ufeffTime, x ,y\r\n0,1,2\r\n1,3,\r\n2,5,6\r\n",  # a mark of order, a spreadsheet's ends
        "time,x,y\r0,1,2\r1,3,\r2,5,6",
        "time\tx\ty\n0\t1\t2\n1\t3\t\n2\t5\t6\n",
        "\n\ntime,x,y\n0,1,2\n,,\n1,3,\n2,5,6\n",
        "year,x,y\n+0,1.,2e0\n1,.3e1, \n2.0,5E+0,0.6e1\n",
    ],
)
def test_a_cell_that_is_missing_keeps_the_times_of_those_after_it(
    tmp_path: Path, text: str
) -> None:
    found = load_series(file_of(tmp_path, text))
    assert list(found) == ["x", "y"]
    np.testing.assert_array_equal(found["x"][0], [0, 1, 2])
    np.testing.assert_array_equal(found["x"][1], [1, 3, 5])
    np.testing.assert_array_equal(found["y"][1], [2, np.nan, 6])


def test_every_problem_is_told_at_once_and_not_too_many(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_series(file_of(tmp_path, "time,x\n1_0,2\n1,nan\n3,4,5\n"))
    assert [problem.line for problem in caught.value.problems] == [2, 3, 4]
    with pytest.raises(InputError) as caught:
        load_series(file_of(tmp_path, "time,x\n" + "nan,1\n" * 300_000))
    assert len(caught.value.problems) == 50


def test_a_file_without_times_is_not_taken_for_one_with_them(tmp_path: Path) -> None:
    model = written(tmp_path, vensim("x:INTERPOLATE: ~~|\nz = x ~~|\n", end=2))
    path = file_of(tmp_path, "x,y\n0,1\n1,2\n")
    with pytest.raises(InputError, match=re.escape("the first column is 'x'")):
        run_file(model, data=path)
