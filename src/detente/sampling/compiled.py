"""Compiled programs kept on disk, so that the next run of the same model need not compile it.

JAX writes and reads the entries and believes what it reads; a program under another's name would
run. So each entry that was written while programs were kept is vouched for by a file beside it with
the hash of its name and content, and what nobody vouches for is removed before JAX may read it.
"""

import hashlib
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from detente.sampling.draw_store import read_plainly
from detente.sampling.xla import key_part
from detente.terms.cache_folder import cache_folder
from detente.terms.files import written_whole

MOST_BYTES = 200_000_000
LEAST_SECONDS = 0.3
"""Of compiling: what is quicker is not worth a file."""
_VOUCHED = ".sha256"
_WRITTEN_BY_JAX = ("-cache", "-atime")
"""Endings of what JAX keeps; the folder may hold anything else of a user's."""


@contextmanager
def compiled_kept() -> Iterator[None]:
    """Let JAX keep what it compiles under the cache folder, unless it was told where already."""
    folder = _folder()
    if folder is None:
        yield
        return
    _sweep(folder)
    try:
        yield
    finally:
        _vouch(folder)


def _folder() -> Path | None:
    """Return the folder that JAX is to keep programs in; None where it has one of the user's."""
    import jax

    folder = cache_folder() / "compiled" / _platform()
    if folder.is_symlink() or folder.parent.is_symlink():
        return None
    if chosen := jax.config.jax_compilation_cache_dir:
        return folder if chosen == str(folder) else None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", LEAST_SECONDS)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
    return folder


def _platform() -> str:
    """Name processor and libraries: code compiled for one may not run on another."""
    known = f"{platform.system()} {platform.machine()} {key_part()}"
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        known += next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:
        pass  # not told on every system; machines that share a home are alike there
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def _sweep(folder: Path) -> None:
    """Remove what nobody vouches for, and, of all platforms, the oldest that are too much."""
    for path in _entries(folder):
        if read_plainly(_voucher(path)) != _hash(path):
            with suppress(OSError):
                _voucher(path).unlink(missing_ok=True)
            with suppress(OSError):
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    with suppress(OSError):
        _drop_oldest(folder.parent)


def _vouch(folder: Path) -> None:
    for path in _entries(folder):
        if not _voucher(path).exists():
            with suppress(OSError), written_whole(_voucher(path)) as part:
                part.write_bytes(_hash(path))


def _entries(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in folder.iterdir() if path.name.endswith(_WRITTEN_BY_JAX)]
    return []


def _voucher(path: Path) -> Path:
    return path.with_name(path.name + _VOUCHED)


def _hash(path: Path) -> bytes:
    named = path.name.encode() + b"\0" + read_plainly(path)
    return hashlib.sha256(named).hexdigest().encode()


def _drop_oldest(folder: Path) -> None:
    ends = (*_WRITTEN_BY_JAX, *(f"{end}{_VOUCHED}" for end in _WRITTEN_BY_JAX))
    platforms = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    kept = (p for own in platforms for p in own.iterdir() if p.name.endswith(ends) and p.is_file())
    newest_first = sorted(kept, key=lambda path: -path.stat().st_mtime)
    total = 0
    for path in newest_first:
        total += path.stat().st_size
        if total > MOST_BYTES:
            path.unlink(missing_ok=True)
