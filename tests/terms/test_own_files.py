"""Only what detente wrote, and nobody changed since, is ever replaced."""

import errno
import os
from pathlib import Path

import pytest

from detente.terms.errors import InputError
from detente.terms.own_files import RECORD, is_ours, refuse_others, written_as_ours


def write(path: Path, text: str) -> None:
    with written_as_ours(path) as part:
        part.write_text(text)


def mine(path: Path) -> None:
    path.write_text("mine")


def mine_of_the_same_size(path: Path) -> None:
    path.write_text("ourz")


def a_link(path: Path) -> None:
    (path.parent / "target").write_text("mine")
    path.symlink_to("target")


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_file_of_terabytes(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**42)  # of no blocks; to read it would take hours


OTHERS = [
    mine,
    a_file_of_terabytes,
    mine_of_the_same_size,
    a_link,
    a_link_to_nothing,
    a_folder,
    a_pipe,
]


@pytest.mark.parametrize("put", OTHERS)
@pytest.mark.parametrize("earlier", [False, True])
def test_what_another_put_there_stays(put, earlier: bool, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    if earlier:
        write(path, "ours")
        path.unlink()
    put(path)
    before = path.lstat()
    with pytest.raises(InputError, match="did not write"):
        write(path, "new")
    after = path.lstat()
    assert (after.st_ino, after.st_mtime_ns, after.st_size) == (
        before.st_ino, before.st_mtime_ns, before.st_size,
    )  # fmt: skip
    assert not is_ours(path)


def test_what_detente_wrote_is_replaced_as_often_as_wanted(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    for text in ("one", "two", "one"):
        write(path, text)
        assert path.read_text() == text
        assert is_ours(path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.csv"]


def test_a_failure_leaves_the_file_of_before_and_it_stays_ours(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write(path, "one")
    with pytest.raises(NotADirectoryError), written_as_ours(path) as part:
        (part / "deeper").write_text("half")
    assert path.read_text() == "one"
    assert is_ours(path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"0" * 64 + b"\n", b"nonsense\n" * 1000])
def test_a_strange_record_makes_nothing_ours(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    (tmp_path / RECORD).write_bytes(content)
    mine(tmp_path / "r.csv")
    assert not is_ours(tmp_path / "r.csv")


def test_a_record_that_cannot_be_written_stops_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine(tmp_path / "file")
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "file" / "cache"))
    write(tmp_path / "r.csv", "one")
    assert (tmp_path / "r.csv").read_text() == "one"
    assert not is_ours(tmp_path / "r.csv")


def test_a_result_that_was_moved_is_still_ours(tmp_path: Path) -> None:
    write(tmp_path / "r.csv", "one")
    moved = (tmp_path / "r.csv").rename(tmp_path / "s.csv")
    assert is_ours(moved)


def test_every_file_in_the_way_is_named_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        mine(tmp_path / name)
    with pytest.raises(InputError) as refused:
        refuse_others(tmp_path / name for name in ("a", "b", "c"))
    assert [problem.file for problem in refused.value.problems] == [
        str(tmp_path / "a"), str(tmp_path / "b"),
    ]  # fmt: skip


def test_a_place_below_a_file_is_no_place(tmp_path: Path) -> None:
    mine(tmp_path / "file")
    with pytest.raises(InputError, match="a folder is needed"):
        refuse_others([tmp_path / "file" / "deep" / "r.csv"])
    refuse_others([tmp_path / "new" / "deep" / "r.csv"])
    with pytest.raises(InputError, match="no such folder"):
        refuse_others([tmp_path / "new" / "r.csv"], made=False)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write in every folder")
def test_a_folder_that_cannot_be_written_in(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(InputError, match="cannot be written in"):
        refuse_others([tmp_path / "closed" / "r.csv"])


def test_a_record_that_is_a_pipe_is_neither_read_nor_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    os.mkfifo(tmp_path / RECORD)
    write(tmp_path / "r.csv", "one")
    assert (tmp_path / "r.csv").read_text() == "one"
    assert not is_ours(tmp_path / "r.csv")


def test_a_record_of_terabytes_is_read_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    (tmp_path / RECORD).touch()
    os.truncate(tmp_path / RECORD, 2**42)
    mine(tmp_path / "r.csv")
    assert not is_ours(tmp_path / "r.csv")


def test_a_full_disk_is_told_with_the_file(tmp_path: Path) -> None:
    with (
        pytest.raises(OSError, match="No space left") as failed,
        written_as_ours(tmp_path / "r.nc"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert failed.value.filename == str(tmp_path / "r.nc")
    assert list(tmp_path.iterdir()) == []
