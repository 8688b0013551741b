"""What detente wrote itself, by a record that it keeps: nothing else is ever replaced.

The record holds SHA-256 and size of every result that was written, not where: one that was moved
or copied is still detente's, and a file that somebody edited, or put there, is not. It lies in
the cache folder, beside no result; where it was lost, results of before are treated as another's.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from detente.terms.cache_folder import cache_folder
from detente.terms.errors import InputError, Problem
from detente.terms.files import written_whole

RECORD = "written.sha256"
_LINE = 82
"""Bytes of a line of the record: a hash, a size of 16 hexadecimal digits and a line break."""
_NOT_WAITING = getattr(os, "O_NONBLOCK", 0)
"""To open a pipe would wait, for ever."""
_MOST_LINES = 100_000
FIX = "move it away, or name another place with --out"


def is_ours(path: Path) -> bool:
    """Tell whether a file is as detente wrote it; a link or a folder never is."""
    if not is_plain(path):
        return False
    # A file of another size than any result has need not be read.
    size = path.lstat().st_size
    alike = {digest for digest, recorded in _recorded() if recorded == size}
    return bool(alike) and hash_of(path) in alike


def refuse_others(paths: Iterable[Path], *, made: bool = True) -> None:
    """Refuse to write where something stands that detente did not write, or nothing can be.

    Call it before anything is computed.

    Args:
        made: whether folders that are missing will be made.

    Raises:
        InputError: naming every such file.
    """
    problems: list[Problem] = []
    for path in paths:
        problems += folder_problems(path.parent, made=made)
        if os.path.lexists(path) and not is_ours(path):
            problem = "there is something here that detente did not write, or that was changed"
            problems.append(Problem(str(path), 0, problem, FIX))
    if problems:
        raise InputError(dict.fromkeys(problems))


@contextmanager
def written_as_ours(path: Path) -> Iterator[Path]:
    """Write a file whole, as `written_whole` does, and record that it is detente's.

    Raises:
        InputError: something stands there that detente did not write.
        OSError: the folder cannot be written in.
    """
    refuse_others([path])
    with written_whole(path) as part:
        yield part
        # Recorded first: a run that is killed in between leaves nothing of its own unknown.
        record([(hash_of(part), part.stat().st_size)])


def record(written: Iterable[tuple[str, int]]) -> None:
    """Note SHA-256 and size of files that detente is about to write.

    A record that cannot be written is no error: those files are treated as another's later.
    """
    new = "".join(f"{digest} {size:016x}\n" for digest, size in sorted({*written} - _recorded()))
    with suppress(OSError):
        cache_folder().mkdir(parents=True, exist_ok=True)
        # Lines are only ever added, so that two runs that write side by side lose none.
        added = os.O_WRONLY | os.O_CREAT | os.O_APPEND | _NOT_WAITING
        with os.fdopen(os.open(cache_folder() / RECORD, added, 0o666), "wb") as file:
            file.write(new.encode("ascii"))


def folder_problems(folder: Path, *, made: bool = True) -> list[Problem]:
    """Say why nothing could be written below a folder, whether it is there or to be made."""
    while made and not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    fix = "name a folder that can be written in"
    if not os.path.lexists(folder):
        return [Problem(str(folder), 0, "cannot be written in: there is no such folder", fix)]
    if not folder.is_dir():
        return [Problem(str(folder), 0, "a folder is needed here, and this is none", fix)]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [Problem(str(folder), 0, "the folder cannot be written in", fix)]
    return []


def is_plain(path: Path) -> bool:
    """Tell whether a path is a plain file itself, no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _recorded() -> frozenset[tuple[str, int]]:
    try:
        with os.fdopen(os.open(cache_folder() / RECORD, os.O_RDONLY | _NOT_WAITING), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                return frozenset()
            file.seek(max(0, about.st_size - _LINE * _MOST_LINES))
            lines = file.read(_LINE * _MOST_LINES).decode("ascii").split("\n")
        return frozenset(
            (line[:64], int(line[65:], 16)) for line in lines if len(line) == _LINE - 1
        )
    except (OSError, ValueError):
        return frozenset()
