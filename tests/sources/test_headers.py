"""Headers and kinds of files: spellings of one header are one, and a refusal is one line."""

import bz2
import gzip
import io
import lzma
import zipfile

import openpyxl
import pytest

from tests.sources.samples import SAMPLES, read, refusal

GOOD = "period,value\n2023-01,12.8\n2023-02,10.4\n"


def zipped(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, GOOD)
    return data.getvalue()


def workbook() -> bytes:
    data = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["period", "value"])
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOOD,
        GOOD.replace("period", "Period").replace("value", "VALUE"),
        GOOD.replace("period", "period\u00a0").replace("value", " \u200bvalue\t"),
        GOOD.replace("value", '" value "'),
        GOOD.replace("\n", "\r"),
        "sep=,\n" + GOOD,
        "\ufeffSEP=;\r\n" + GOOD.replace(",", ";"),
        '"sep=\t"\n' + GOOD.replace(",", "\t"),
    ],
)
def test_a_header_is_the_same_however_it_is_spelled(text: str) -> None:
    values = [figure.value for figure in read("tidy_csv", text).observations]
    assert values == [12.8, 10.4]


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"dea_monthly", "gdelt_dyad_daily_reduced"}))
def test_any_header_may_be_written_as_programs_write_names(name: str) -> None:
    sample = SAMPLES[name]
    spelled = sample.header.lower().replace(" ", "_")
    assert read(name, spelled + sample.text()[len(sample.header) :]) == read(name, sample.text())


CAUSES = {
    "semicolons": (GOOD.replace(",", ";"), "the columns are separated by semicolons"),
    "quoted semicolons": ('"period";"value"\n"2023-01";"12,8"\n', "separated by semicolons"),
    "tabs": (GOOD.replace(",", "\t"), "the columns are separated by tabs"),
    "bars": (GOOD.replace(",", "|"), "the columns are separated by vertical bars"),
    "whole lines": ('"period,value"\n"2023-01,1"\n', "each line stands in quotation marks"),
    "title": ("A table\n\nof ours\n" + GOOD, "the header stands on line 4"),
    "headless": ("2023-01,12.8\n2023-02,1\n", "has no header: it begins with the values"),
    "one column": ("404: Not Found\n", "the first line is one column"),
    "spaces": ("period   value\n2023-01  12\n", "the first line is one column"),
    "GDELT 1": ("\t".join(["123456789", "20180101", *["x, y"] * 56]), "raw GDELT event rows"),
    "GDELT 2": ("\t".join(["123456789", "20180101", *["x"] * 59]), "raw GDELT event rows"),
    "gzip": (gzip.compress(GOOD.encode()), "is compressed with gzip"),
    "bzip2": (bz2.compress(GOOD.encode()), "is compressed with bzip2"),
    "xz": (lzma.compress(GOOD.encode()), "is compressed with xz"),
    "zip": (zipped("x.csv"), "is a ZIP archive"),
    "xlsx": (workbook(), "is an Excel workbook"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an Excel workbook"),
    "html": ("<!DOCTYPE html><html>", "is a web page"),
    "html in capitals": ("\n <HTML><body>", "is a web page"),
    "xml": ('<?xml version="1.0"?>', "is XML"),
    "json": ('[{"period": 1}]', "is JSON"),
    "pdf": ("%PDF-1.7", "is a PDF"),
    "parquet": (b"PAR1\0\0", "is a Parquet file"),
    "utf-16": (GOOD.encode("utf-16"), "is UTF-16 text"),
    "utf-16 without mark": (GOOD.encode("utf-16-le"), "is UTF-16 text"),
    "utf-32": (GOOD.encode("utf-32"), "is UTF-32 text"),
    "pointer": ("version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
    "another's tabs": ("Event ID\tEvent Date\tSource Name\n1\t2014-01-01\tX\n", "are not those of"),
    "other": (SAMPLES["cdc_vsrr"].text(), "this is another table"),
}


@pytest.mark.parametrize("name", CAUSES)
def test_a_file_that_is_no_such_table_is_refused_in_one_line(name: str) -> None:
    data, cause = CAUSES[name]
    (found,) = refusal("tidy_csv", data).problems
    assert cause in found.problem
    assert found.fix


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"dea_monthly"}))
def test_semicolons_are_one_line_whatever_the_table(name: str) -> None:
    text = SAMPLES[name].text().replace(",", ";")
    (found,) = refusal(name, text).problems
    assert "separated by semicolons" in found.problem


def test_the_case_may_say_how_a_file_is_written() -> None:
    options = {"unit": "kg", "separator": ";", "decimal": ",", "encoding": "windows-1252"}
    data = "period;value;note\n2023-01;12,8;caf\xe9\n".encode("windows-1252")
    (figure,) = read("tidy_csv", data, options).observations
    assert (figure.value, figure.note) == (12.8, "caf\xe9")
    for name, value in (("separator", ":"), ("encoding", "utf-7"), ("decimal", 1)):
        assert f"the option {name!r} is {value!r}" in str(
            refusal("tidy_csv", GOOD, {"unit": "kg", name: value})
        )


def test_many_lines_of_another_encoding_are_one_problem() -> None:
    text = "period,value,note\n" + "".join(f"{year},1,a\xf1o\n" for year in range(1990, 2020))
    (found,) = refusal("tidy_csv", text.encode("latin-1")).problems
    assert found.line == 2
    assert "(and so in 29 more lines)" in found.problem
    assert "windows-1252" in found.fix


def test_the_format_that_reads_a_file_is_named() -> None:
    error = refusal("nflis_half_year", SAMPLES["nflis_half_year_reduced"].text())
    assert "'nflis_half_year_reduced' reads it" in str(error)


def test_a_table_without_a_header_is_told_by_its_width() -> None:
    (found,) = refusal("dea_monthly", "a,b,c\n" * 50).problems
    assert found.problem == "no row has the 2 columns of this table; this one has 3"
