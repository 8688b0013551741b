"""Only what was kept under a key is ever read under it; all else is written anew."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from detente.sampling import draw_store as kept
from detente.sampling.draw_store import clear, entries, is_kept, keep_arrays, load_arrays
from detente.terms.cache_folder import cache_folder

ARRAYS = {"a": np.arange(6.0).reshape(2, 3), "text": np.array(["x", "yz"], np.str_)}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("DETENTE_CACHE", str(folder))
    return folder


def same(found: dict[str, np.ndarray] | None, wanted: dict[str, np.ndarray] = ARRAYS) -> None:
    assert found is not None
    assert set(found) == set(wanted)
    for name, values in wanted.items():
        assert (found[name].dtype, found[name].shape) == (values.dtype, values.shape)
        assert (found[name] == values).all()


@pytest.mark.parametrize(
    "array",
    [
        np.array(2.5), np.array(()), np.zeros((0, 3)), np.array((), np.str_), np.array([""]),
        np.array(True), np.array("one"), np.arange(3, dtype=np.float32),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.array([np.nan, np.inf, -0.0]),
    ],
)  # fmt: skip
def test_arrays_come_back_bit_for_bit_and_may_be_written_to(array: np.ndarray) -> None:
    keep_arrays("key", {"array": array})
    found = load_arrays("key")
    assert found is not None
    assert (found["array"].dtype, found["array"].shape) == (array.dtype, array.shape)
    assert found["array"].tobytes() == array.tobytes()
    assert found["array"].flags.writeable


def test_no_flipped_bit_is_read(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_arrays("key", ARRAYS)
    damaged = bytearray((cache / "key.npz").read_bytes())
    # As the file would be read: to write it ten thousand times takes a quarter of a minute.
    monkeypatch.setattr(kept, "read_plainly", lambda path: bytes(damaged))
    for place in range(len(damaged)):
        for bit in range(8):
            damaged[place] ^= 1 << bit
            assert load_arrays("key") is None, (place, bit)
            damaged[place] ^= 1 << bit
    same(load_arrays("key"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:-1],
        lambda whole: whole + b"\0",
        lambda whole: whole + whole,
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[-90:],
        lambda whole: whole[-64:],
        lambda whole: b"",
        lambda whole: b"text",
    ],
)
def test_nothing_shorter_or_longer_is_read(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    keep_arrays("key", ARRAYS)
    path = cache / "key.npz"
    path.write_bytes(damage(path.read_bytes()))
    assert load_arrays("key") is None
    keep_arrays("key", ARRAYS)
    same(load_arrays("key"))


def test_what_lies_under_another_key_or_was_kept_before_is_not_read(cache: Path) -> None:
    keep_arrays("one", ARRAYS)
    keep_arrays("another", {"a": ARRAYS["a"] + 1, "text": ARRAYS["text"]})
    (cache / "one.npz").write_bytes((cache / "another.npz").read_bytes())
    assert load_arrays("one") is None
    np.savez(cache / "before.npz", **ARRAYS)
    assert load_arrays("before") is None


def in_the_way(path: Path, kind: str) -> None:
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "link out":
            outside = path.parent.parent / "outside"
            keep_arrays("key", ARRAYS)
            path.replace(outside)
            path.symlink_to(outside)
        case "link to itself":
            path.symlink_to(path)
        case "link to nothing":
            path.symlink_to(path.parent / "nothing")


@pytest.mark.parametrize(
    "kind", ["folder", "pipe", "link out", "link to itself", "link to nothing"]
)
def test_what_is_no_file_counts_as_not_there_and_is_written_anew(cache: Path, kind: str) -> None:
    cache.mkdir()
    in_the_way(cache / "key.npz", kind)
    assert load_arrays("key") is None
    keep_arrays("key", ARRAYS)
    same(load_arrays("key"))
    assert (cache / "key.npz").is_file()
    assert not (cache / "key.npz").is_symlink()


def test_a_folder_with_something_in_it_stays(cache: Path) -> None:
    (cache / "key.npz").mkdir(parents=True)
    (cache / "key.npz" / "own").write_text("mine")
    keep_arrays("key", ARRAYS)
    assert (cache / "key.npz" / "own").read_text() == "mine"
    assert load_arrays("key") is None


def sealed(content: bytes, key: str = "key") -> bytes:
    """Seal an archive as this program does, whatever it holds."""
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a") as archive:
        archive.comment = f"detente kept 2 {key} ".encode() + bytes(64)
    whole = written.getvalue()[:-64]
    return whole + hashlib.sha256(whole).hexdigest().encode()


def archive(header: bytes, data: bytes = b"", how: int = zipfile.ZIP_STORED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", how) as made:
        size = len(header).to_bytes(2, "little")
        made.writestr("a.npy", b"\x93NUMPY\x01\x00" + size + header + data)
    return written.getvalue()


FORM = "{'descr': '%s', 'fortran_order': False, 'shape': %s}\n"


@pytest.mark.parametrize(
    "content",
    [
        archive(b"(" * 60_000),
        archive(b"-" * 9_000 + b"1"),
        archive((FORM % ("<f8", "(10**9,)")).encode()),
        archive((FORM % ("<f8", "(1000000000000,)")).encode(), bytes(8)),
        archive((FORM % ("<f8", "(-1,)")).encode(), bytes(8)),
        archive((FORM % ("|O", "(1,)")).encode(), bytes(8)),
        archive((FORM % ("<f8", "(1,)")).encode(), bytes(16)),
        archive((FORM % ("<f8", "(1000000,)")).encode(), bytes(8_000_000), zipfile.ZIP_DEFLATED),
        archive(b"{'descr': '<f8'}\n"),
        archive(b"\xff\xfe"),
    ],
    ids=["nested", "signs", "text", "huge", "negative", "objects", "longer", "packed", "part",
         "bytes"],
)  # fmt: skip
def test_a_sealed_archive_that_this_program_does_not_write_is_not_read(
    cache: Path, content: bytes
) -> None:
    cache.mkdir()
    (cache / "key.npz").write_bytes(sealed(content))
    assert load_arrays("key") is None


def test_the_seal_of_these_tests_is_the_program_s(cache: Path) -> None:
    """Else the test above could not fail."""
    cache.mkdir()
    content = archive((FORM % ("<f8", "(1,)")).encode(), np.array([2.5]).tobytes())
    (cache / "key.npz").write_bytes(sealed(content))
    same(load_arrays("key"), {"a": np.array([2.5])})


KILLED = """
import os, signal
import numpy as np
from detente.sampling import draw_store as kept
kept._sealed = lambda key, arrays: os.kill(os.getpid(), signal.SIGKILL)
kept.keep_arrays("key", {"a": np.ones(3)})
"""


def test_what_a_killed_program_left_is_swept_and_never_counted(cache: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = cache.iterdir()
    assert left.name.startswith(".detente-")
    assert load_arrays("key") is None
    others = [
        cache / ".own.npz", cache / ".detente-notes.npz", cache / f"{left.name[:-5]}-.npz.txt",
        # Of a living writer, here, and on another machine not yet a day old.
        cache / f".detente-{left.name[9:17]}-{os.getpid()}-abcdefgh.npz",
        cache / f".detente-00000000-{left.name[18:].split('-')[0]}-abcdefgh.npz",
    ]  # fmt: skip
    for path in others:
        path.write_bytes(b"")
    old = cache / ".detente-00000000-1-abcdefgh.npz"
    old.write_bytes(b"")
    os.utime(old, (0, 0))
    keep_arrays("new", ARRAYS)
    names = {path.name for path in cache.iterdir()}
    assert names == {path.name for path in others} | {"new.npz"}


def test_a_large_file_of_another_kind_is_not_read(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir()
    with (cache / "key.npz").open("wb") as file:
        file.truncate(1_900_000_000)
    monkeypatch.setattr(kept, "read_plainly", lambda path: pytest.fail("read to the end"))
    assert load_arrays("key") is None


def test_what_is_too_large_is_not_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST_BYTES", 20)
    keep_arrays("key", ARRAYS)
    assert not (cache / "key.npz").exists()


def test_what_was_used_longest_ago_gives_way(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        keep_arrays(f"{number}", ARRAYS)
        os.utime(cache / f"{number}.npz", (number, number))
    size = (cache / "0.npz").stat().st_size
    monkeypatch.setattr(kept, "KEPT_MOST_BYTES", 3 * size)
    same(load_arrays("0"))  # read just now: the oldest no longer
    keep_arrays("4", ARRAYS)
    assert {entry.key for entry in entries()} == {"0", "3", "4"}
    assert [entry.size for entry in entries()] == [size] * 3


def test_a_users_own_archives_never_give_way(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    mine = [cache / f"mine{number}.npz" for number in range(3)]
    for path in mine:
        np.savez(path, a=np.ones(2))
        os.utime(path, (0, 0))
    monkeypatch.setattr(kept, "KEPT_MOST_BYTES", 1)
    keep_arrays("one", ARRAYS)
    assert not is_kept("one")
    monkeypatch.undo()
    monkeypatch.setenv("DETENTE_CACHE", str(cache))
    keep_arrays("one", ARRAYS)
    assert is_kept("one")
    assert clear() == 1
    assert all(path.exists() for path in mine)
    assert not entries()


def test_the_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DETENTE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/detente")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "detente"
