"""Writing files whole or not at all, and clearing away what a killed program left half-written."""

import errno
import hashlib
import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_FORSAKEN_SECONDS = 86_400
"""After a day, nobody is still writing, even where nobody can be asked."""
_PART = re.compile(r"\.detente-(?P<machine>[0-9a-f]{8})-(?P<writer>\d{1,10})-[a-z0-9_]{8}(\.\w+)?")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write to; what stands there takes its name on success.

    Where writing fails, the file of before is untouched and nothing half-written is left. What a
    killed program left in the folder goes.

    Raises:
        OSError: the folder cannot be written in.
    """
    sweep(path.parent)
    mark = f".detente-{_machine()}-{os.getpid()}-"
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=mark, suffix=path.suffix)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        # mkstemp makes files for their owner alone; results are as readable as any other.
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(path)
    except OSError as error:
        # Those of a full disk name no file, and others one that nobody knows.
        if error.filename in (None, name, part):
            error.filename = str(path)
        raise
    finally:
        part.unlink(missing_ok=True)


def reserve(part: Path, size: int) -> None:
    """Make sure that a file has room to grow to `size` bytes, and leave it empty.

    For writers that cannot be told of a full disk: HDF5 then crashes the program as it ends.

    Raises:
        OSError: there is no such room, or files may not be so large.
    """
    with part.open("r+b") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        elif shutil.disk_usage(part.parent).free < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        file.truncate(0)


def sweep(folder: Path) -> None:
    """Remove half-written files whose writer is no more; all others stay."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.name.startswith(".detente-")]
    except OSError:
        return  # whoever writes there will be told
    for name in names:
        part = folder / name
        if _forsaken(part):
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _forsaken(part: Path) -> bool:
    found = _PART.fullmatch(part.name)
    if found is None:
        return False
    if found["machine"] == _machine():
        return not _lives(int(found["writer"]))
    try:
        return time.time() - part.lstat().st_mtime > _FORSAKEN_SECONDS
    except OSError:
        return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # another user's
    return True


@cache
def _machine() -> str:
    """Name what a process number means something in: a machine, or a container of one."""
    known = platform.node()
    with suppress(OSError):  # not told on every system
        known += f" {Path('/proc/self/ns/pid').stat().st_ino}"
    return hashlib.sha256(known.encode()).hexdigest()[:8]
