"""Values kept under the hash of everything they depend on, so that a second run is instant.

An entry is an uncompressed `.npz` archive whose last bytes, a comment of the archive, are the
entry's key and the SHA-256 of all bytes before. What is not exactly what was kept under its key
counts as not there, and is written anew.
"""

import contextlib
import hashlib
import io
import math
import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.terms.cache_folder import cache_folder
from detente.terms.files import written_whole

Arrays = dict[str, NDArray[Any]]

KEPT_MOST_BYTES = 1_000_000_000
"""All entries together; those that were read or written longest ago give way."""
_FORM = "detente kept 2"
"""Raised where what is kept under a key is no longer to be believed."""
_DIGEST = 64
_MOST_BYTES = 400_000_000
"""Of the arrays of an entry; what is larger is not kept, and counts as not there."""
_MOST_ROUND = 1_000_000
"""Bytes of an archive around its arrays."""
_MOST_HEADER = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its key, its size in bytes, and when it was last used (seconds of the clock)."""

    key: str
    size: int
    used: float


def load_arrays(key: str) -> Arrays | None:
    """Return the arrays kept under a key; None where there is not exactly what was kept."""
    path, end = _path(key), _end(key)
    # Looked at first: a file of another kind, however large, is not read to the end.
    whole = read_plainly(path) if _is_own(path) else b""
    sealed, digest = whole[:-_DIGEST], whole[-_DIGEST:]
    if not sealed.endswith(end) or hashlib.sha256(sealed).hexdigest().encode() != digest:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            arrays = {
                item.filename.removesuffix(".npy"): _array(archive, item)
                for item in archive.infolist()
            }
    except Exception:
        # A sealed archive that cannot be read was not written by this program.
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return arrays


def is_kept(key: str) -> bool:
    """Return whether there is an entry of a key; whether it is whole, its reading tells."""
    return _is_own(_path(key))


def entries() -> tuple[Entry, ...]:
    """Return every entry, the last used first."""
    found = []
    for path in cache_folder().glob("*.npz"):
        if _is_own(path):
            about = path.lstat()
            found.append(Entry(path.stem, about.st_size, about.st_mtime))
    return tuple(sorted(found, key=lambda entry: (-entry.used, entry.key)))


def clear() -> int:
    """Remove every entry, and return how many there were; files of others stay."""
    found = entries()
    for entry in found:
        _path(entry.key).unlink(missing_ok=True)
    return len(found)


def keep_arrays(key: str, arrays: Arrays) -> None:
    """Keep arrays under a key, whole or not at all; a cache that cannot be written is no error."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _path(key)
        if path.is_dir() and not path.is_symlink():
            path.rmdir()  # an empty one only
        if sum(array.nbytes for array in arrays.values()) > _MOST_BYTES:
            return
        with written_whole(path) as part:
            part.write_bytes(_sealed(key, arrays))
        _drop_least_used()
    except OSError:
        return


def read_plainly(path: Path) -> bytes:
    """Return what a plain file holds; nothing of links, pipes, folders and what is too large."""
    plainly = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    plainly |= getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, plainly), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or about.st_size > _MOST_BYTES + _MOST_ROUND:
                return b""
            return file.read(_MOST_BYTES + _MOST_ROUND)
    except OSError:
        return b""


def _sealed(key: str, arrays: Arrays) -> bytes:
    written, end = io.BytesIO(), _end(key)
    np.savez(written, **arrays)  # type: ignore[arg-type]
    with zipfile.ZipFile(written, "a") as archive:
        archive.comment = end + bytes(_DIGEST)
    sealed = written.getvalue()[:-_DIGEST]
    return sealed + hashlib.sha256(sealed).hexdigest().encode()


def _end(key: str) -> bytes:
    return f"{_FORM} {key} ".encode()


def _array(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> NDArray[Any]:
    """Read one array, of no more bytes than the archive holds of it."""
    if item.compress_type != zipfile.ZIP_STORED or item.file_size != item.compress_size:
        raise ValueError("kept arrays are not compressed")
    data = io.BytesIO(archive.read(item))
    version = np.lib.format.read_magic(data)
    read = (
        np.lib.format.read_array_header_1_0
        if version == (1, 0)
        else (np.lib.format.read_array_header_2_0)
    )
    shape, by_column, dtype = read(data, max_header_size=_MOST_HEADER)
    if dtype.hasobject:
        raise ValueError("kept arrays are numbers and text")
    content = data.read()
    if math.prod(shape) * dtype.itemsize != len(content):
        raise ValueError("shape and content of an array do not agree")
    # A copy may be written to, as any other array.
    found = np.ndarray(shape, dtype, buffer=content, order="F" if by_column else "C")
    return found.copy(order="K")


def _path(key: str) -> Path:
    return cache_folder() / f"{key}.npz"


def _drop_least_used() -> None:
    held = 0
    for entry in entries():
        held += entry.size
        if held > KEPT_MOST_BYTES:
            _path(entry.key).unlink(missing_ok=True)


def _is_own(path: Path) -> bool:
    """Tell by its last bytes whether a file is an entry; the folder may hold a user's own."""
    end = _end(path.stem)
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode) or about.st_size < len(end) + _DIGEST:
            return False
        with path.open("rb") as file:
            file.seek(-len(end) - _DIGEST, os.SEEK_END)
            return file.read(len(end)) == end
    except OSError:
        return False
