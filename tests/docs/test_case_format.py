"""The page on the case format names every format and unit that the program has."""

import re
from pathlib import Path

from detente.sources.readers import READERS
from detente.sources.text import DECIMALS, ENCODINGS, SEPARATORS
from detente.terms.units import UNITS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "case-format.md"


def section(title: str) -> str:
    return PAGE.read_text("utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_format_is_described_and_no_other() -> None:
    rows = re.findall(r"^\| (`[^|]*`) \|", section("Formats"), re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(READERS)


def test_every_unit_is_described_with_its_bounds() -> None:
    text = section("Numbers, names and files")
    counted = text.partition(" are counted")[0].rpartition(": ")[2]
    assert set(re.findall(r"`(\w+)`", counted)) == {u for u, unit in UNITS.items() if unit.whole}
    for name, unit in UNITS.items():
        assert f"`{name}`" in text
        if unit.low and unit.high and unit.high <= 1_000:
            assert f"`{name}`" in text
            assert f"between −{unit.high:,.0f} and {unit.high:,.0f}" in text


def test_every_way_of_writing_a_file_is_described() -> None:
    text = section("Numbers, names and files")
    for value in (*DECIMALS, *ENCODINGS, *(mark.replace("\t", "\\t") for mark in SEPARATORS)):
        assert f'`"{value}"`' in text
