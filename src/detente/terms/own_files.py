"""What detente wrote itself, by a record that it keeps: nothing else is ever replaced.

The record holds the SHA-256 of every result that was written, not where: a result that was moved
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
_LINE = 65
"""Bytes of a line of the record: a hash and a line break."""
_MOST_LINES = 100_000
FIX = "move it away, or name another place with --out"


def is_ours(path: Path) -> bool:
    """Tell whether a file is as detente wrote it; a link or a folder never is."""
    return is_plain(path) and hash_of(path) in _recorded()


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
        record([hash_of(part)])


def record(hashes: Iterable[str]) -> None:
    """Note the SHA-256 of files that detente is about to write.

    A record that cannot be written is no error: those files are treated as another's later.
    """
    new = "".join(f"{digest}\n" for digest in sorted(set(hashes) - _recorded()))
    with suppress(OSError):
        cache_folder().mkdir(parents=True, exist_ok=True)
        # Lines are only ever added, so that two runs that write side by side lose none.
        with (cache_folder() / RECORD).open("a", encoding="ascii", newline="\n") as file:
            file.write(new)


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


def _recorded() -> frozenset[str]:
    path = cache_folder() / RECORD
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LINE * _MOST_LINES))
            lines = file.read(_LINE * _MOST_LINES).decode("ascii").split("\n")
    except (OSError, UnicodeDecodeError):
        return frozenset()
    return frozenset(line for line in lines if len(line) == _LINE - 1)
