"""`new_case` writes a small sound case, whole or not at all."""

import csv
from pathlib import Path

import pytest

from detente.case import template
from detente.case.check import check_case
from detente.case.load import case_folder, load_case, read_all
from detente.case.template import new_case
from detente.terms.errors import InputError


@pytest.mark.parametrize("name", ["a", "trial", "case-2", "x" * 41])
def test_a_new_case_is_sound_and_bears_its_name(tmp_path: Path, name: str) -> None:
    folder = new_case(name, tmp_path)
    assert folder == tmp_path / name
    assert check_case(folder) == ()
    assert load_case(folder).title == load_case(folder).name == name
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert not [p for p in folder.rglob("*") if p.is_file() and b"{{" in p.read_bytes()]


def test_the_example_is_cut_from_the_shipped_chronology(tmp_path: Path) -> None:
    def table(folder: Path) -> dict[str, dict[str, str]]:
        with (folder / "events/chronology.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["id"]: row for row in rows}

    example, whole = table(new_case("example", tmp_path)), table(case_folder("fentanyl"))
    # The example is a cut of the first edition; what was mended since stands in the whole alone.
    columns = ("source_actor", "topic", "source_title", "publisher")
    for key, row in example.items():
        assert [row[column] for column in columns] == [whole[key][column] for column in columns]
        assert row["topic"] == "narcotics"
        assert row["event_type"]
        assert "2022-07" <= row["date"][:7] <= "2024-01"
    assert len(example) == 38


def test_the_example_series_is_cut_from_the_shipped_one(tmp_path: Path) -> None:
    example = read_all(load_case(new_case("example", tmp_path)))["purity"].observations
    whole = read_all(load_case("fentanyl"))["dea_powder_purity"].observations
    values = {row.start: row.value for row in whole}
    assert {row.start: row.value for row in example} == {
        day: value for day, value in values.items() if day.year in (2022, 2023)
    }


@pytest.mark.parametrize(
    "name", ["", "Trial", "2case", "-x", "a b", "../x", "a/b", "x" * 42, "ünder", "a\n", "."]
)
def test_a_name_that_no_case_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be the name of a case"):
        new_case(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("trial", "link"):
        with pytest.raises(InputError, match="something of that name already"):
            new_case(name, tmp_path)
    assert list((tmp_path / "trial").iterdir()) == []


def test_a_parent_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for parent in (tmp_path / "file", tmp_path / "none"):
        with pytest.raises(InputError, match="cannot be written here"):
            new_case("trial", parent)


def test_a_failure_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = template._write_tree

    def fail_at_the_series(source: object, target: Path, name: str) -> None:
        if target.name == "series":
            raise OSError(28, "No space left on device")
        write(source, target, name)  # type: ignore[arg-type]

    monkeypatch.setattr(template, "_write_tree", fail_at_the_series)
    with pytest.raises(InputError, match="No space left"):
        new_case("trial", tmp_path)
    assert list(tmp_path.iterdir()) == []
