"""Draws kept under the hash of everything they depend on, so that a second run is instant."""

import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.terms.files import written_whole

Arrays = dict[str, NDArray[Any]]

KEPT_MOST = 20
"""Entries kept, of up to 50 MB each; the oldest then give way.

A brief leaves up to seven: the index as of two days, the index without the events of effects as of
both, the index without machine-coded scores, the calibrated model and its held-out scores; the
rival variants of a model are six small ones more.
"""
_DAMAGED = (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError)
"""What reading a damaged archive raises; a flipped bit may read as encryption: RuntimeError."""


def cache_folder() -> Path:
    """Return the folder of the cache: `$DETENTE_CACHE`, else under the user's cache folder."""
    if chosen := os.environ.get("DETENTE_CACHE"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "detente"


def load_arrays(key: str) -> Arrays | None:
    """Return the arrays kept under a key; None where there are none, or they are damaged."""
    path = cache_folder() / f"{key}.npz"
    try:
        # np.load leaves open a file that it opened itself and then cannot read.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except _DAMAGED:
        return None


def keep_arrays(key: str, arrays: Arrays) -> None:
    """Keep arrays under a key, whole or not at all; a cache that cannot be written is no error."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with written_whole(folder / f"{key}.npz") as part, part.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        _drop_oldest(folder)
    except OSError:
        return


def _drop_oldest(folder: Path) -> None:
    newest_first = sorted(folder.glob("*.npz"), key=lambda path: -path.stat().st_mtime)
    for path in newest_first[KEPT_MOST:]:
        path.unlink(missing_ok=True)
