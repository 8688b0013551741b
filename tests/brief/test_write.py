"""A brief is written whole or not at all."""

import dataclasses
import errno
import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from detente.brief import write
from detente.brief.place import sealed
from detente.brief.write import write_brief
from detente.findings import findings_from_json
from detente.terms.errors import InputError
from detente.terms.own_files import written_as_ours
from tests.brief import samples


@pytest.fixture(scope="module")
def content() -> dict[str, bytes]:
    return write.brief_content(samples.findings())


@pytest.fixture(autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a store of its own: what another one rendered or drew is not taken."""
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path_factory.mktemp("store")))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, content: dict[str, bytes]) -> dict[str, bytes]:
    """Stand in for the rendering, which other tests look at."""
    made = dict(content)
    monkeypatch.setattr(write, "stored_content", lambda findings: made)
    return made


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def as_written(folder: Path, files: dict[str, bytes]) -> None:
    """Put files into a folder as detente would have written them."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with written_as_ours(folder / name) as part:
            part.write_bytes(content)


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
    as_written(tmp_path, {"brief.html": b"old"})

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
    as_written(folder, {name: f"old {name}".encode() for name in quick})
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
    descriptor = quick.pop("data/datapackage.json")
    quick["data/datapackage.json"] = sealed(descriptor, quick)
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
    before = snapshot(tmp_path)
    with pytest.raises(InputError, match="detente did not write"):
        write_brief(samples.findings(), tmp_path)
    assert snapshot(tmp_path) == before


def test_a_file_in_the_place_of_the_folder(tmp_path: Path, quick: dict[str, bytes]) -> None:
    (tmp_path / "brief").write_text("mine")
    with pytest.raises(InputError, match="a folder is needed here"):
        write_brief(samples.findings(), tmp_path / "brief")
    assert (tmp_path / "brief").read_text() == "mine"


def test_a_folder_in_the_place_of_a_file(tmp_path: Path, quick: dict[str, bytes]) -> None:
    (tmp_path / "brief.pdf").mkdir()
    with pytest.raises(InputError, match="did not write"):
        write_brief(samples.findings(), tmp_path)


@pytest.mark.parametrize("missing", ["sides", "index", "claims", "series", "events", "sources"])
def test_a_run_without_one_part_still_gives_a_brief(missing: str) -> None:
    made = write.brief_content(dataclasses.replace(samples.findings(), **{missing: ()}))
    assert {"brief.html", "brief.pdf", "findings.json"} <= made.keys()


def user_package(folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "mine.csv").write_text("a,b\n1,2\n")
    (folder / "data" / "datapackage.json").write_text(
        '{"name": "x-brief", "resources": [{"path": "mine.csv"}]}'
    )


def user_tables(folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "index-USA-CHN.csv").write_text("mine")


def user_page(folder: Path) -> None:
    folder.mkdir()
    (folder / "brief.html").write_text("<p>mine</p>")


def edited_table(folder: Path) -> None:
    write_brief(samples.findings(), folder)
    with (folder / "data" / "deaths.csv").open("a") as file:
        file.write("my note\n")


def edited_page(folder: Path) -> None:
    write_brief(samples.findings(), folder)
    (folder / "findings.json").write_text("{}")


def edited_descriptor(folder: Path) -> None:
    write_brief(samples.findings(), folder)
    path = folder / "data" / "datapackage.json"
    path.write_text(path.read_text().replace('"title"', '"licence": "mine", "title"', 1))


def linked_page(folder: Path) -> None:
    folder.mkdir()
    (folder / "target").write_text("mine")
    (folder / "brief.pdf").symlink_to("target")


def review_of_another(folder: Path) -> None:
    folder.mkdir()
    (folder / "claimreview.jsonld").write_text("{}")


OTHERS = [
    user_package, user_tables, user_page, edited_table, edited_page, edited_descriptor,
    linked_page, review_of_another,
]  # fmt: skip


@pytest.mark.parametrize("put", OTHERS)
def test_what_another_put_there_is_refused_before_anything_is_made(
    put, tmp_path: Path, quick: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    put(folder)
    before = snapshot(folder)

    def made(findings: object) -> None:
        raise AssertionError("the brief was made before its place was looked at")

    monkeypatch.setattr(write, "brief_content", made)
    with pytest.raises(InputError, match="did not write"):
        write_brief(samples.findings(), folder)
    assert snapshot(folder) == before


def test_a_brief_is_known_again_where_the_record_is_not(
    tmp_path: Path, quick: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_brief(samples.findings(), tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "another"))
    write_brief(samples.findings(), tmp_path / "two")
    assert snapshot(tmp_path / "two") == quick


def test_a_seal_that_was_forged_by_hand_is_none(
    tmp_path: Path, quick: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write_brief(samples.findings(), folder)
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "another"))
    (folder / "data" / "mine.csv").write_text("mine")
    path = folder / "data" / "datapackage.json"
    package = json.loads(path.read_text())
    package["detente"]["wrote"]["data/mine.csv"] = sha256(b"mine").hexdigest()
    path.write_text(json.dumps(package))
    with pytest.raises(InputError, match="did not write"):
        write_brief(samples.findings(), folder)
    assert (folder / "data" / "mine.csv").read_text() == "mine"


def test_other_files_beside_a_brief_stay(tmp_path: Path, quick: dict[str, bytes]) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "notes.txt").write_text("mine too")
    for _ in range(2):
        write_brief(samples.findings(), tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "data" / "notes.txt").read_text() == "mine too"


def test_a_draft_of_a_killed_run_is_swept_and_another_is_not(
    tmp_path: Path, quick: dict[str, bytes]
) -> None:
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    dead = tmp_path / f".brief-{done.stdout.strip()}-abcd1234"
    alive = tmp_path / f".brief-{os.getpid()}-abcd1234"
    mine = tmp_path / ".brief-notes"
    for folder in (dead, alive, mine):
        (folder / "new").mkdir(parents=True)
    write_brief(samples.findings(), tmp_path)
    assert [dead.exists(), alive.exists(), mine.exists()] == [False, True, True]


def test_files_of_terabytes_where_a_brief_is_to_go_are_not_read(
    tmp_path: Path, quick: dict[str, bytes]
) -> None:
    write_brief(samples.findings(), tmp_path)
    for name in ("brief.html", "findings.json"):
        os.truncate(tmp_path / name, 2**42)  # of no blocks; to read it would take hours
    with pytest.raises(InputError, match="did not write") as refused:
        write_brief(samples.findings(), tmp_path)
    assert len(refused.value.problems) == 2


def test_a_full_disk_is_told_with_a_file_of_the_brief(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: dict[str, bytes]
) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left") as failed:
        write_brief(samples.findings(), tmp_path)
    assert failed.value.filename in {str(tmp_path / name) for name in quick}
