"""Compiled programs are kept where the cache lies, and believed only if they were written here."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import jax
import pytest

from detente.sampling import compiled
from detente.sampling.compiled import compiled_kept

NAMES = (
    "jax_compilation_cache_dir",
    "jax_persistent_cache_min_compile_time_secs",
    "jax_persistent_cache_min_entry_size_bytes",
)


@pytest.fixture(autouse=True)
def settings_of_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    before = {name: getattr(jax.config, name) for name in NAMES}
    jax.config.update(NAMES[0], None)
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    yield
    for name, value in before.items():
        jax.config.update(name, value)


def kept(content: bytes = b"x" * 100, name: str = "program-cache") -> Path:
    """Write an entry as JAX would while programs are kept."""
    with compiled_kept():
        folder = Path(jax.config.jax_compilation_cache_dir)
        (folder / name).write_bytes(content)
    return folder / name


def test_programs_are_kept_under_the_cache_folder_and_the_oldest_give_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kept()
    assert path.parent.parent == tmp_path / "compiled"
    with compiled_kept():
        assert path.read_bytes() == b"x" * 100
    monkeypatch.setattr(compiled, "MOST_BYTES", 50)
    with compiled_kept():
        assert not path.exists()


def flipped(path: Path) -> None:
    path.write_bytes(b"y" + path.read_bytes()[1:])


def swapped(path: Path) -> None:
    other = kept(b"other", "other-cache")
    path.write_bytes(other.read_bytes())


def swapped_with_its_voucher(path: Path) -> None:
    swapped(path)
    voucher = path.with_name(path.name + ".sha256")
    voucher.write_bytes(path.with_name("other-cache.sha256").read_bytes())


def linked(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


def emptied(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage",
    [
        flipped, swapped, swapped_with_its_voucher, linked, emptied,
        lambda path: path.write_bytes(path.read_bytes()[:50]),
        lambda path: path.with_name(path.name + ".sha256").unlink(),
        lambda path: path.with_name(path.name + ".sha256").write_bytes(b""),
    ],
)  # fmt: skip
def test_what_is_not_as_it_was_written_is_gone_before_jax_reads_and_is_written_anew(
    damage: Callable[[Path], object],
) -> None:
    path = kept()
    damage(path)
    with compiled_kept():
        assert not path.exists()
        assert not path.is_symlink()
        path.write_bytes(b"anew")
    with compiled_kept():
        assert path.read_bytes() == b"anew"


def test_what_a_killed_program_left_is_not_believed() -> None:
    path = kept()
    half = path.with_name("half-cache")
    half.write_bytes(b"half")
    with compiled_kept():
        assert not half.exists()
        assert path.exists()


def test_what_is_not_of_jax_stays(tmp_path: Path) -> None:
    """In the folder itself, and behind a link that stands in its place."""
    path = kept()
    thesis = path.with_name("thesis.txt")
    thesis.write_text("mine")
    path.with_name(path.name + ".sha256").unlink()
    path.with_name(path.name + ".sha256").mkdir()
    with compiled_kept():
        assert not path.exists()
    assert thesis.read_text() == "mine"
    own = tmp_path / "own"
    path.parent.rename(own)
    (own / "a-cache").write_text("mine")
    path.parent.symlink_to(own)
    with compiled_kept():
        pass
    assert (own / "a-cache").read_text() == "mine"
    assert not (own / "a-cache.sha256").exists()


PROGRAM = """
import detente
import jax
from detente.sampling import compiled, xla
compiled.LEAST_SECONDS = 0
with compiled.compiled_kept(), xla.double_precision():
    jax.jit(lambda x: x.sum() * 3)(jax.numpy.ones(1000)).block_until_ready()
"""


def test_jax_reads_what_it_kept_without_a_word(tmp_path: Path) -> None:
    """With real entries, of which one is damaged between two runs."""
    environment = os.environ | {"DETENTE_CACHE": str(tmp_path)}
    for damage in (False, False, True, False):
        entries = sorted(tmp_path.rglob("*-cache"))
        if damage:
            for path in entries:
                flipped(path)
        found = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True,
            env=environment, check=True,
        )  # fmt: skip
        assert found.stderr == ""
        again = sorted(tmp_path.rglob("*-cache"))
        assert again
        assert entries in ([], again)


def test_what_the_user_chose_stands(tmp_path: Path) -> None:
    jax.config.update(NAMES[0], str(tmp_path / "own"))
    with compiled_kept():
        assert jax.config.jax_compilation_cache_dir == str(tmp_path / "own")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "file"))
    with compiled_kept():
        assert jax.config.jax_compilation_cache_dir is None
