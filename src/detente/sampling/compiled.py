"""Compiled programs kept on disk, so that the next run of the same model need not compile it."""

import hashlib
import platform
from pathlib import Path

from detente.sampling.kept import cache_folder

MOST_BYTES = 500_000_000
LEAST_SECONDS = 0.3
"""Of compiling: what is quicker is not worth a file."""


def keep_compiled() -> None:
    """Let JAX keep what it compiles under the cache folder, unless it was told where already."""
    import jax

    if jax.config.jax_compilation_cache_dir:
        return
    folder = cache_folder() / "compiled" / _processor()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _drop_oldest(folder)
    except OSError:
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", LEAST_SECONDS)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)


def _processor() -> str:
    """Name the kind of processor: code compiled for one may not run on another."""
    known = f"{platform.system()} {platform.machine()} {platform.processor()}"
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        known += next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:
        pass  # not told on every system; machines that share a home are alike there
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def _drop_oldest(folder: Path) -> None:
    newest_first = sorted(
        (path for path in folder.iterdir() if path.is_file()), key=lambda p: -p.stat().st_mtime
    )
    total = 0
    for path in newest_first:
        total += path.stat().st_size
        if total > MOST_BYTES:
            path.unlink(missing_ok=True)
