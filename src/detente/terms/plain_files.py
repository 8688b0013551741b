"""Reading plain files and nothing else: no pipe that never ends, nothing larger than is allowed."""

import os
import stat
from pathlib import Path, PurePosixPath

from detente.terms.errors import InputError, shown

MAX_TEXT_BYTES = 8 * 1024 * 1024
_INSIDE = "name a file inside the case folder, e.g. series/figures.csv"


def read_plain(path: Path, file: str, limit: int, remedy: str = "check the path") -> bytes:
    """Read a file.

    Args:
        file: the file as messages name it.
        limit: most bytes that it may have.
        remedy: what to do where it is missing.

    Raises:
        InputError: it is missing, no plain file, unreadable or larger than `limit`.
    """
    try:
        # Not to wait: opening a pipe would, for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError.at(file, 0, "this is no plain file", "put a plain file there")
            # Files that the system makes up have no size until they are read.
            data = b"" if status.st_size > limit else opened.read(limit + 1)
            size = max(status.st_size, len(data))
    except FileNotFoundError:
        raise InputError.at(file, 0, "the file is missing", remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "cannot be opened"
        raise InputError.at(
            file, 0, f"the file cannot be read: {reason}", "check its permissions"
        ) from None
    if size > limit:
        raise InputError.at(
            file, 0, f"the file has {size:,} bytes, more than {limit:,}",
            "cut it to what is needed, or split it",
        )  # fmt: skip
    return data


def path_inside(folder: Path, relative: str) -> Path:
    """Return the file that a case names, which must lie in its folder.

    Raises:
        InputError: the path is absolute, climbs out, is no POSIX path, or is or crosses a link
            that leads out of the folder.
    """
    path = PurePosixPath(relative)
    if path.is_absolute() or ".." in path.parts or set(relative) & set("\\:~\0") or not path.parts:
        raise InputError.at(
            "datapackage.json", 0, f"path {shown(relative)} leads out of the case folder", _INSIDE
        )
    target = folder / path
    if not target.resolve().is_relative_to(folder.resolve()):
        raise InputError.at(
            relative, 0, "the file is a link that leads out of the case folder",
            "put the file itself into the case folder",
        )  # fmt: skip
    return target


def read_inside(folder: Path, relative: str, limit: int, remedy: str = "put it there") -> bytes:
    """Read a file of a folder, and nothing that lies outside of it.

    Raises:
        InputError: as `path_inside` and `read_plain`.
    """
    return read_plain(path_inside(folder, relative), relative, limit, remedy)


def read_plain_text(path: Path, file: str, remedy: str = "check the path") -> str:
    """Read a text file as UTF-8, with or without byte order mark.

    Raises:
        InputError: as `read_plain`, or the bytes are not UTF-8.
    """
    return decoded(read_plain(path, file, MAX_TEXT_BYTES, remedy), file)


def decoded(data: bytes, file: str) -> str:
    """Read bytes as UTF-8, with or without byte order mark.

    Raises:
        InputError: they are something else.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Counted from the first byte: the mark takes none of the lines.
        at = error.start
        raise InputError.at(
            file, data.count(b"\n", 0, at) + 1, f"byte 0x{error.object[at]:02x} is not UTF-8",
            "save the file as UTF-8",
        ) from None  # fmt: skip
