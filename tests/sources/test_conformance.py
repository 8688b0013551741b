"""What every reader must do, run over every entry of READERS."""

import csv
import io

import pytest

from detente.sources import table
from detente.sources.base import MAX_EVENTS_BYTES, MAX_FILE_BYTES, MAX_LINE_BYTES, MAX_PROBLEMS
from detente.sources.readers import READERS, read_rows
from detente.terms.errors import InputError
from detente.terms.units import UNITS
from tests.sources.samples import SAMPLES, Sample, read, refusal, resource

FORMATS = sorted(READERS)
WITH_HEADER = [name for name in FORMATS if SAMPLES[name].header]


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_is_read_and_accounted_for(name: str) -> None:
    rows = read(name, SAMPLES[name].text())
    made = rows.events + rows.observations + rows.scores
    assert rows.read == 3
    assert {row.resource for row in made} == {"made-up"}
    # Every row of the file either made something or is refused with its reason.
    first = SAMPLES[name].first_line
    lines = {row.line for row in made} | {problem.line for problem in rows.refused}
    assert lines == {first, first + 1, first + 2}
    assert {row.unit for row in rows.observations} <= set(UNITS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b'""\n'])
def test_an_empty_file_is_refused(name: str, data: bytes) -> None:
    assert refusal(name, data).problems


@pytest.mark.parametrize("name", WITH_HEADER)
def test_a_file_of_a_header_only_is_refused(name: str) -> None:
    assert "has no data rows" in str(refusal(name, SAMPLES[name].header))


@pytest.mark.parametrize("name", WITH_HEADER)
def test_a_renamed_column_is_named_and_its_right_name_suggested(name: str) -> None:
    sample = SAMPLES[name]
    column = sample.header.split(",")[0]
    error = refusal(name, f"{column}x" + sample.text()[len(column) :])
    assert {problem.line for problem in error.problems} == {1}
    assert f"column '{column}x' is not known" in str(error)
    assert f"did you mean '{column}'?" in str(error)
    assert f"column '{column}' is missing" in str(error)


@pytest.mark.parametrize("name", WITH_HEADER)
@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("{},surprise", "column 'surprise' is not known"),
        ("{},", "a column has no name"),
        ("{0},{1}", "stands twice in the header"),
    ],
)
def test_a_column_too_many_is_refused(name: str, header: str, problem: str) -> None:
    sample = SAMPLES[name]
    first = sample.header.split(",")[0]
    lines = [header.format(sample.header, first), *(f"{row},1" for row in sample.rows)]
    assert problem in str(refusal(name, "\n".join(lines)))


@pytest.mark.parametrize("name", WITH_HEADER)
def test_a_header_of_very_many_columns_is_one_problem(name: str) -> None:
    (problem,) = refusal(name, ",".join(map(str, range(1_000)))).problems
    assert problem.problem == "the header has 1,000 columns"


@pytest.mark.parametrize("name", FORMATS)
def test_a_truncated_last_row_is_refused_by_its_line(name: str) -> None:
    sample = SAMPLES[name]
    cut = sample.text().rstrip("\n").rpartition(",")[0]
    error = refusal(name, cut)
    assert [problem.line for problem in error.problems] == [sample.first_line + 2]
    assert "the row is cut off" in str(error)


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_with_a_field_too_many_is_refused(name: str) -> None:
    sample = SAMPLES[name]
    error = refusal(name, sample.text(*sample.rows[:2], sample.rows[2] + ",1"))
    assert [problem.line for problem in error.problems] == [sample.first_line + 2]


@pytest.mark.parametrize("name", FORMATS)
def test_a_repeated_row_is_refused_with_both_lines(name: str) -> None:
    sample = SAMPLES[name]
    error = refusal(name, sample.text(*sample.rows, sample.rows[0]))
    (problem,) = error.problems
    assert problem.line == sample.first_line + 3
    assert f"repeats line {sample.first_line}" in problem.problem


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "sesnsp_month"])
def test_bytes_that_are_not_utf8_are_placed(name: str) -> None:
    good = SAMPLES[name].text().encode()
    error = refusal(name, good + b"caf\xe9,1\n")
    (problem,) = error.problems
    assert problem.line == SAMPLES[name].first_line + 3
    assert f"byte 0xe9 at offset {len(good) + 3:,}" in problem.problem


@pytest.mark.parametrize("name", FORMATS)
def test_nul_bytes_are_refused(name: str) -> None:
    good = SAMPLES[name].text().encode()
    error = refusal(name, good + b"a\0b\n")
    assert f"NUL byte at offset {len(good) + 1:,}" in str(error)


@pytest.mark.parametrize("name", FORMATS)
def test_a_very_long_line_is_refused_before_it_is_parsed(name: str) -> None:
    # Quotation marks, commas and broken UTF-8 in it would each raise another problem if parsed.
    long = b'"\xff,' * (MAX_LINE_BYTES // 3 + 1)
    error = refusal(name, SAMPLES[name].text().encode() + long)
    (problem,) = error.problems
    assert problem.line == SAMPLES[name].first_line + 3
    assert f"the line is {len(long):,} bytes long" in problem.problem
    assert len(str(error)) < 500


@pytest.mark.parametrize("name", FORMATS)
def test_a_byte_order_mark_blank_lines_and_carriage_returns_are_accepted(name: str) -> None:
    plain = SAMPLES[name].text()
    dressed = ("\ufeff" + plain).replace("\n", "\r\n") + "\r\n\r\n"
    assert read(name, dressed) == read(name, plain)


@pytest.mark.parametrize("name", WITH_HEADER)
def test_the_order_of_columns_is_free(name: str) -> None:
    table = [line[::-1] for line in csv.reader(io.StringIO(SAMPLES[name].text()))]
    turned = io.StringIO()
    csv.writer(turned).writerows(table)
    assert read(name, turned.getvalue()) == read(name, SAMPLES[name].text())


@pytest.mark.parametrize("name", FORMATS)
def test_an_open_quotation_mark_is_refused_where_it_opens(name: str) -> None:
    sample = SAMPLES[name]
    error = refusal(name, sample.text(*sample.rows, '"' + sample.rows[0], *sample.rows))
    assert error.problems[-1].line == sample.first_line + 3
    assert "quotation marks" in error.problems[-1].fix


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("data", [b"PK\x03\x04....", "period,value\n".encode("utf-16")])
def test_a_workbook_or_utf16_text_is_called_by_its_name(name: str, data: bytes) -> None:
    assert "not a CSV file" in str(refusal(name, data))


@pytest.mark.parametrize("name", FORMATS)
def test_all_problems_are_listed_up_to_a_limit(name: str) -> None:
    sample = SAMPLES[name]
    error = refusal(name, sample.text(sample.rows[0], *["cut"] * (MAX_PROBLEMS + 7)))
    assert len(error.problems) == MAX_PROBLEMS + 1
    assert error.problems[-1].problem == "and 7 more problems from here on"
    assert error.problems[-1].line == sample.first_line + 1 + MAX_PROBLEMS


def test_a_file_beyond_the_size_limit_is_refused_unread() -> None:
    error = refusal("tidy_csv", bytes(MAX_FILE_BYTES + 1))
    assert "is larger than 128 MB" in str(error)


def test_a_chronology_is_smaller_than_other_tables() -> None:
    assert "is larger than 64 MB" in str(refusal("chronology", bytes(MAX_EVENTS_BYTES + 1)))


@pytest.mark.parametrize("name", FORMATS)
def test_rows_beyond_the_limit_are_not_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = SAMPLES[name]
    monkeypatch.setattr(table, "MAX_ROWS", 5)
    error = refusal(name, sample.text(sample.rows[0], *["cut"] * 9))
    assert error.problems[-1].line == sample.first_line + 5
    assert "more than 5 rows" in error.problems[-1].problem


def test_problems_of_many_rows_are_collected_in_one_error() -> None:
    sample = Sample("period,value", ("2020-01,x", "2020-13,1", "2020-02,-3", "2020-03,2"))
    error = refusal("tidy_csv", sample.text(), {"unit": "kg"})
    assert [problem.line for problem in error.problems] == [2, 3, 4]
    assert str(error).splitlines()[0] == (
        "series/made-up.csv:2: value 'x' is not a number; write it like 1,234.5"
    )


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'cbp_nationwide'"):
        read_rows(b"a\n1\n", resource("cbp_nationwid"))
