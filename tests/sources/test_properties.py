"""Properties of the readers: no input breaks them, order is free, and rows survive a round trip."""

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.sources.cbp import REGIONS
from detente.sources.readers import READERS
from detente.terms.errors import InputError
from detente.terms.periods import MONTH_NAMES
from detente.terms.tables import Rows
from tests.sources.samples import SAMPLES, read

FORMATS = sorted(READERS)


def attempt(name: str, data: bytes) -> None:
    """Read; `InputError` is the only exception that may come."""
    try:
        rows = read(name, data)
    except InputError as error:
        problems = error.problems
    else:
        assert rows.read > 0
        return
    assert problems
    assert all(problem.problem and problem.fix for problem in problems)


@given(name=st.sampled_from(FORMATS), data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    attempt(name, data)


CELL = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ("", "0", "-1", "1e308", "1e-400", "nan", "2023", "2023-02-29", "2023/02", "FY1800", "--",
         "9999-12-31", "0000-01-01", "1,000", "1800-01-01/2100-12-31", "---", "Total", "\x00")
    ),
)  # fmt: skip


@given(data=st.data(), name=st.sampled_from(FORMATS))
def test_any_cell_is_read_or_refused(data: st.DataObject, name: str) -> None:
    sample = SAMPLES[name]
    table = list(csv.reader(io.StringIO(sample.text())))
    row = data.draw(st.integers(0, len(table) - 1))
    column = data.draw(st.integers(0, len(table[0]) - 1))
    table[row][column] = data.draw(CELL)
    text = io.StringIO()
    csv.writer(text).writerows(table)
    attempt(name, text.getvalue().encode())


def test_a_damaged_workbook_is_read_or_refused() -> None:
    table = list(csv.reader(io.StringIO(SAMPLES["census_wide"].text())))
    book, good = openpyxl.Workbook(), io.BytesIO()
    for row in table:
        book.active.append(row)
    book.save(good)

    @given(
        places=st.lists(st.integers(0, len(good.getvalue()) - 1), max_size=4),
        byte=st.binary(min_size=1, max_size=1),
    )
    def damaged(places: list[int], byte: bytes) -> None:
        data = bytearray(good.getvalue())
        for place in places:
            data[place : place + 1] = byte
        attempt("census_wide", bytes(data))

    damaged()


def without_lines(rows: Rows) -> set[object]:
    events = {replace(event, line=0) for event in rows.events}
    figures = {replace(figure, line=0) for figure in rows.observations}
    return events | figures | {replace(score, line=0) for score in rows.scores}


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(name: str, data: st.DataObject) -> None:
    sample = SAMPLES[name]
    shuffled = data.draw(st.permutations(sample.rows))
    rows, reordered = read(name, sample.text()), read(name, sample.text(*shuffled))
    assert without_lines(rows) == without_lines(reordered)
    assert (rows.read, rows.kept) == (reordered.read, reordered.kept)


CBP_ROW = st.fixed_dictionaries(
    {
        "year": st.integers(2000, 2030),
        "month": st.integers(1, 12),
        "component": st.sampled_from(("Office of Field Operations", "U.S. Border Patrol")),
        "region": st.sampled_from(REGIONS),
        "land_filter": st.sampled_from(("Land Only", "Other")),
        "area": st.from_regex(r"[A-Z][A-Z,\"]{0,8}(?: [A-Z,\"]{1,8}){0,2}", fullmatch=True),
        "item": st.from_regex(r"[A-Z][a-z(),*\"]{1,8}(?: [a-z(),*\"]{1,8}){0,2}", fullmatch=True),
        "events": st.integers(0, 10**6),
        "pounds": st.floats(0, 1e9, allow_subnormal=False),
        "is_current": st.booleans(),
    }
)
CBP_KEYS = ("year", "month", "component", "region", "land_filter", "area", "item")


@given(st.lists(CBP_ROW, min_size=1, max_size=8, unique_by=lambda r: tuple(r[k] for k in CBP_KEYS)))
def test_cbp_rows_survive_being_written_and_read(drawn: list[dict[str, object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(SAMPLES["cbp_nationwide"].header.split(","))
    expected = set()
    for row in drawn:
        year, month = int(str(row["year"])), int(str(row["month"]))
        # Written by hand from the definition: the fiscal year begins in October of the year before.
        fiscal = year + 1 if month in (10, 11, 12) else year
        writer.writerow(
            [f"{fiscal} (FYTD)" if row["is_current"] else fiscal, MONTH_NAMES[month - 1],
             row["component"], row["region"], row["land_filter"], row["area"], row["item"],
             f"{row['events']:,}", repr(row["pounds"])]
        )  # fmt: skip
        keys = tuple(row[key] for key in CBP_KEYS[2:])
        expected.add((date(year, month, 1), *keys, "cbp.seizure_events", row["events"]))
        expected.add((date(year, month, 1), *keys, "cbp.seized_lb", row["pounds"]))
    rows = read("cbp_nationwide", text.getvalue())
    assert expected == {
        (f.start, f.component, f.region, f.land_filter, f.area, f.item, f.measure, f.value)
        for f in rows.observations
    }
