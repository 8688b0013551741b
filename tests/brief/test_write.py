"""A brief is written whole or not at all."""

import dataclasses
import json
from pathlib import Path

import pytest

from detente.brief import write
from detente.brief.write import write_brief
from detente.findings import findings_from_json
from detente.terms.errors import InputError
from tests.brief import samples


@pytest.fixture(scope="module")
def content() -> dict[str, bytes]:
    return write.brief_content(samples.findings())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, content: dict[str, bytes]) -> dict[str, bytes]:
    """Stand in for the rendering, which other tests look at."""
    made = dict(content)
    monkeypatch.setattr(write, "brief_content", lambda findings: made)
    return made


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_brief_is_a_page_a_pdf_the_findings_and_data(
    tmp_path: Path, quick: dict[str, bytes]
) -> None:
    files = write_brief(samples.findings(), tmp_path / "new" / "brief")
    assert snapshot(tmp_path / "new" / "brief") == quick
    assert files.html.read_bytes().startswith(b"<!doctype html>")
    assert files.pdf.read_bytes().startswith(b"%PDF-")
    assert all(path.suffix == ".csv" and path.stat().st_size for path in files.data)
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["brief"]


def test_the_findings_are_written_as_they_are(content: dict[str, bytes]) -> None:
    assert findings_from_json(content["findings.json"]) == samples.findings()


def test_the_same_findings_give_the_same_bytes(content: dict[str, bytes]) -> None:
    assert write.brief_content(samples.findings()) == content


@pytest.mark.parametrize("broken", ["render_html", "render_pdf", "data_files", "findings_to_json"])
def test_a_failure_while_rendering_leaves_the_old_brief(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: dict[str, bytes], broken: str
) -> None:
    (tmp_path / "brief.html").write_text("old")

    def fail(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(write, broken, fail)
    with pytest.raises(RuntimeError, match="no"):
        write_brief(samples.findings(), tmp_path)
    assert snapshot(tmp_path) == {"brief.html": b"old"}


@pytest.mark.parametrize("after", [0, 1, 2, 7])
def test_a_failure_while_swapping_puts_the_old_brief_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: dict[str, bytes], after: int
) -> None:
    folder = tmp_path / "brief"
    write_brief(samples.findings(), folder)
    for path in folder.rglob("*.*"):
        path.write_text(f"old {path.name}")
    old, replace, count = snapshot(folder), Path.replace, iter(range(10**6))

    def fail_once(self: Path, target: Path) -> Path:
        if next(count) == after:
            raise OSError("disk full")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_once)
    with pytest.raises(OSError, match="disk full"):
        write_brief(samples.findings(), folder)
    assert snapshot(folder) == old
    assert [p.name for p in tmp_path.iterdir()] == ["brief"]


def test_data_of_an_earlier_brief_do_not_stay(tmp_path: Path, quick: dict[str, bytes]) -> None:
    write_brief(samples.findings(), tmp_path)
    (tmp_path / "data" / "mine.csv").write_text("kept")
    gone = quick.pop("data/deaths.csv")
    package = json.loads(quick["data/datapackage.json"])
    kept = [r for r in package["resources"] if r["path"] != "deaths.csv"]
    quick["data/datapackage.json"] = json.dumps(package | {"resources": kept}).encode()
    write_brief(samples.findings(), tmp_path)
    assert gone
    assert not (tmp_path / "data" / "deaths.csv").exists()
    assert (tmp_path / "data" / "mine.csv").read_text() == "kept"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"resources": [{"path": "../mine.csv"}]}', '{"resources": [1]}', "{"]
)
def test_a_strange_descriptor_removes_nothing(
    tmp_path: Path, quick: dict[str, bytes], text: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "mine.csv").write_text("kept")
    (tmp_path / "data" / "datapackage.json").write_text(text)
    write_brief(samples.findings(), tmp_path)
    assert (tmp_path / "mine.csv").read_text() == "kept"


def test_a_file_in_the_place_of_the_folder(tmp_path: Path, quick: dict[str, bytes]) -> None:
    (tmp_path / "brief").write_text("mine")
    with pytest.raises(InputError, match="this is a file"):
        write_brief(samples.findings(), tmp_path / "brief")
    assert (tmp_path / "brief").read_text() == "mine"


def test_a_folder_in_the_place_of_a_file(tmp_path: Path, quick: dict[str, bytes]) -> None:
    (tmp_path / "brief.pdf").mkdir()
    with pytest.raises(InputError, match="this is a folder"):
        write_brief(samples.findings(), tmp_path)


@pytest.mark.parametrize("missing", ["sides", "index", "claims", "series", "events", "sources"])
def test_a_run_without_one_part_still_gives_a_brief(missing: str) -> None:
    made = write.brief_content(dataclasses.replace(samples.findings(), **{missing: ()}))
    assert {"brief.html", "brief.pdf", "findings.json"} <= made.keys()
