"""Spreadsheets may open the data without running them; every file is described."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.brief.content import Brief
from detente.brief.export import csv_bytes, data_files
from detente.brief.figures.spec import Table
from detente.terms.spreadsheet import guarded
from detente.terms.visible import visible
from tests.brief import samples

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


@given(TEXTS)
def test_no_text_cell_starts_like_a_formula(text: str) -> None:
    assert not str(guarded(text)).startswith(DANGEROUS) or not text.strip()


@given(TEXTS)
def test_the_guard_only_ever_adds_an_apostrophe(text: str) -> None:
    seen = visible(text, keep="\t\r\n")
    assert guarded(text) in (seen, f"'{seen}")


@given(st.one_of(st.integers(), st.floats(allow_nan=False), st.none()))
def test_numbers_are_left_alone(value: float | None) -> None:
    assert guarded(value) == value


@given(st.lists(st.tuples(TEXTS, st.floats(allow_nan=False, allow_infinity=False)), max_size=8))
def test_what_is_written_is_read_back(rows: list[tuple[str, float]]) -> None:
    written = csv_bytes(Table(("name", "value_kg"), tuple(rows)))
    head, *cells = read(written)
    assert head == ["name", "value_kg"]
    assert [float(cell[1]) for cell in cells] == [row[1] for row in rows]
    assert [cell[0].removeprefix("'") for cell in cells] == [
        visible(row[0], keep="\t\r\n").removeprefix("'") for row in rows
    ]


@pytest.fixture(scope="module")
def files(brief: Brief) -> dict[str, bytes]:
    return data_files(samples.findings(), brief)


def test_every_figure_has_its_data(files: dict[str, bytes], brief: Brief) -> None:
    assert {figure.file for figure in brief.drawn} <= files.keys()
    assert {
        "chronology.csv",
        "claims.csv",
        "sources.csv",
        "years.csv",
        "effects.csv",
        "tally.csv",
        "readings.csv",
    } <= files.keys()


def test_readings_name_their_rule_beside_every_side(files: dict[str, bytes], brief: Brief) -> None:
    head, *rows = read(files["readings.csv"])
    assert head[:4] == ["reading", "rule", "measure", "dyad"]
    assert [row[:4] for row in rows] == [
        ["episodes", "episodes counted once", "subject", dyad] for dyad in samples.DYADS
    ]
    told = [side.summary for side in brief.sides]
    assert all("by other rules of counting: with episodes counted once: 13" in one for one in told)


def test_the_descriptor_fits_the_files(files: dict[str, bytes]) -> None:
    package = json.loads(files["datapackage.json"])
    assert {r["path"] for r in package["resources"]} == files.keys() - {"datapackage.json"}
    for resource in package["resources"]:
        head, *rows = read(files[resource["path"]])
        assert [field["name"] for field in resource["schema"]["fields"]] == head
        assert rows
        assert all(len(row) == len(head) for row in rows)
        for i, field in enumerate(resource["schema"]["fields"]):
            if field["type"] != "string":
                assert all(float(row[i]) is not None for row in rows if row[i])


def test_the_data_are_the_findings(files: dict[str, bytes]) -> None:
    made = samples.findings()
    head, *rows = read(files["seizures_by_place.csv"])
    at = {name: i for i, name in enumerate(head)}
    points = made.series_named("by_place").points  # type: ignore[union-attr]
    assert [(r[at["period"]], r[at["group"]], float(r[at["value_lb"]])) for r in rows] == [
        (p.period, p.group, p.value) for p in points
    ]
    for row in rows:
        # an avoirdupois pound is 0.45359237 kg exactly; the file keeps six decimals
        expected = float(row[at["value_lb"]]) * 0.45359237
        assert float(row[at["value_kg"]]) == pytest.approx(expected, abs=1e-6)


def test_the_index_is_exported_whole(files: dict[str, bytes]) -> None:
    head, *rows = read(files["index-USA-CHN.csv"])
    made = [row for row in samples.findings().index if row.dyad == "USA-CHN"]
    column = head.index("balance_log_odds_lo90")
    assert [float(row[column]) for row in rows] == [row.balance.lo90 for row in made]
    assert [int(row[-1]) for row in rows] == [row.acts_conflict for row in made]
    assert {row[0] for row in rows} == {"subject", "relations"}


def test_hostile_cells_are_guarded(hostile_brief: Brief) -> None:
    for name, data in data_files(samples.hostile(), hostile_brief).items():
        if name.endswith(".csv"):
            for row in read(data):
                for cell in row:
                    assert not cell.startswith(DANGEROUS) or float(cell) is not None
