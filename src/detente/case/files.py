"""Reading the files of a case folder, and only those: nothing outside it, nothing too large."""

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from detente.sources.base import MAX_FILE_BYTES
from detente.terms.errors import InputError, Problem
from detente.terms.files import written_whole
from detente.terms.plain_files import MAX_TEXT_BYTES, decoded, path_inside, read_inside

CLAIMS_FILE = "claims.toml"
HASHES_FILE = "claims.hashes.csv"
"""Every way in which a claim was ever tested; see `claims.operationalisation`."""
MAX_FILES = 2_000


def check_folder(folder: Path) -> list[Problem]:
    """Say what is wrong with the folder itself; nothing in it can be read where this says so."""
    if not folder.exists():
        fix = "name a case folder, or a case that detente ships, e.g. fentanyl"
        return [Problem(str(folder), 0, "there is no such folder", fix)]
    if not folder.is_dir():
        fix = "name the folder that holds case.toml, not a file in it"
        return [Problem(str(folder), 0, "this is a file, and a case is a folder", fix)]
    if not (folder / "case.toml").exists():
        fix = "name a case folder, or start one with detente new NAME"
        return [Problem(str(folder), 0, "the folder holds no case.toml", fix)]
    if sum(1 for _ in islice(_files_in(folder), MAX_FILES + 1)) > MAX_FILES:
        problem = f"the folder holds more than {MAX_FILES:,} files"
        return [Problem(str(folder), 0, problem, "keep only the files of the case in it")]
    return []


def _files_in(folder: Path) -> Iterator[str]:
    for _, folders, names in os.walk(folder):
        # Hidden folders (.git) are the user's own business.
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from names


def read_bytes(folder: Path, relative: str, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read one file of a case.

    Raises:
        InputError: the file is missing, no plain file, unreadable or larger than `limit` bytes.
    """
    remedy = "put the file there, or take it out of datapackage.json"
    return read_inside(folder, relative, limit, remedy)


def read_text(folder: Path, relative: str) -> str:
    """Read a text file of a case as UTF-8, with or without byte order mark.

    Raises:
        InputError: as `read_bytes`, or the bytes are not UTF-8.
    """
    return decoded(read_bytes(folder, relative, MAX_TEXT_BYTES), relative)


def rewrite_text(folder: Path, relative: str, text: str) -> None:
    """Write a text file of a case anew, whole, where it lies and as readable as it was.

    Raises:
        InputError: it leads out of the folder, or may not be written.
    """
    path = path_inside(folder, relative).resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    if mode is not None and not os.access(path, os.W_OK):
        raise InputError.at(relative, 0, "the file is read-only", "allow it to be written")
    with written_whole(path) as part:
        part.write_text(text, "utf-8", newline="\n")
    if mode is not None:
        path.chmod(mode)
