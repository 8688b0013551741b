"""Compiled programs are kept where the cache lies, unless JAX was told otherwise."""

from collections.abc import Iterator
from pathlib import Path

import jax
import pytest

from detente.sampling import compiled
from detente.sampling.compiled import keep_compiled

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


def test_programs_are_kept_under_the_cache_folder_and_the_oldest_give_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_compiled()
    folder = Path(jax.config.jax_compilation_cache_dir)
    assert folder.parent == tmp_path / "compiled"
    (folder / "program").write_bytes(b"x" * 100)
    monkeypatch.setattr(compiled, "MOST_BYTES", 50)
    jax.config.update(NAMES[0], None)
    keep_compiled()
    assert list(folder.iterdir()) == []


def test_what_the_user_chose_stands(tmp_path: Path) -> None:
    jax.config.update(NAMES[0], str(tmp_path / "own"))
    keep_compiled()
    assert jax.config.jax_compilation_cache_dir == str(tmp_path / "own")


def test_a_folder_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "file"))
    keep_compiled()
    assert jax.config.jax_compilation_cache_dir is None
