"""An audit hook that stops a program as soon as it does what reading a model never needs.

Everything is imported and both formats are read once before the hook is armed, so that nothing
which libraries do at their start is left to happen. From then on no text is compiled, no code is
run but that of installed files, and files are opened for reading only, in the model's folder or
among those installed.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any

_NEVER = (
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.kill",
    "os.putenv",
    "os.utime",
    "pty.spawn",
    "subprocess.Popen",
    "shutil.",
    "socket.",
    "urllib.Request",
    "http.client.",
    "ftplib.",
    "smtplib.",
    "webbrowser.open",
    "pickle.find_class",
    "tempfile.",
    "signal.pthread_kill",
)


class Caught(BaseException):
    """What was tried; no `except Exception` of a parser swallows it."""


class Watch:
    """The hook: unarmed until a folder is watched; hooks cannot be taken away again."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self.caught: list[str] = []
        installed = {sys.prefix, sys.base_prefix, str(Path(__file__).parents[3])}
        self._installed = tuple(os.path.realpath(folder) + os.sep for folder in installed)
        self._busy = False
        sys.addaudithook(self._heard)

    @contextmanager
    def over(self, folder: Path) -> Iterator[None]:
        """Watch while a model of this folder is read; what was tried is in `caught`."""
        self.caught = []
        self._folder = Path(os.path.realpath(folder))
        try:
            yield
        except Caught:
            pass
        finally:
            self._folder = None

    def _heard(self, event: str, details: tuple[Any, ...]) -> None:
        if self._folder is None or self._busy:
            return
        self._busy = True  # finding out about a path may itself be heard
        try:
            found = self._judged(event, details)
        finally:
            self._busy = False
        if found:
            self.caught.append(f"{event}: {found}"[:300])
            raise Caught(event)

    def _judged(self, event: str, details: tuple[Any, ...]) -> str:
        if event.startswith(_NEVER):
            return repr(details)
        if event == "compile":
            source, name = details
            # An import compiles a file; anything else is text that became code.
            return "" if self._is_code_file(name) else repr(source if source else name)
        if event == "exec":
            (code,) = details
            known = isinstance(code, CodeType) and self._is_code_file(code.co_filename)
            return "" if known else repr(code)
        if event == "open":
            path, mode, flags = details
            return self._opened(path, mode, flags)
        if event == "ctypes.dlopen":
            return "" if self._is_installed(details[0]) else repr(details)
        return ""

    def _opened(self, path: Any, mode: Any, flags: int) -> str:
        if isinstance(path, int):
            return ""
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
        if flags & writes or set(mode or "") & set("wax+"):
            return f"written {path!r}"
        place = Path(os.path.realpath(os.fsdecode(path)))
        inside = self._folder is not None and place.is_relative_to(self._folder)
        return "" if inside or self._is_installed(path) else f"read {path!r}"

    def _is_installed(self, path: Any) -> bool:
        return os.path.realpath(os.fsdecode(path)).startswith(self._installed)

    def _is_code_file(self, name: Any) -> bool:
        text = os.fsdecode(name) if isinstance(name, str | bytes) else ""
        # Frozen modules name themselves; a text is "<string>" or "<unknown>".
        return text.startswith("<frozen ") or (text.endswith(".py") and self._is_installed(text))
