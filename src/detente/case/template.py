"""`detente new`: a small case that runs, to start one's own from."""

import re
import tempfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from detente.case.load import TEMPLATE
from detente.terms.errors import InputError, shown

_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
_PLACEHOLDER = "{{name}}"


def new_case(name: str, parent: Path) -> Path:
    """Write a new case folder, whole or not at all, and return it.

    Args:
        name: of the folder and the case: a lower-case letter, then letters, digits or hyphens.
        parent: folder to write it in.

    Raises:
        InputError: the name is no such name, something of that name is there already, or the
            parent is no folder that can be written in.
    """
    if not _NAME.fullmatch(name):
        raise InputError.at(
            "NAME", 0, f"{shown(name)} cannot be the name of a case",
            "use at most 41 lower-case letters, digits and hyphens, a letter first",
        )  # fmt: skip
    folder = parent / name
    if folder.exists() or folder.is_symlink():
        raise InputError.at(str(folder), 0, "there is something of that name already",
                            "choose another name, or move it away")  # fmt: skip
    try:
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=parent) as hidden:
            draft = Path(hidden) / name
            _write_tree(files("detente") / "cases" / TEMPLATE, draft, name)
            draft.rename(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError.at(
            str(parent), 0, f"the case cannot be written here: {reason}",
            "name a folder that exists and that you may write in",
        ) from error  # fmt: skip
    return folder


def _write_tree(source: Traversable, target: Path, name: str) -> None:
    target.mkdir()
    for entry in source.iterdir():
        if entry.is_dir():
            _write_tree(entry, target / entry.name, name)
        else:
            data = entry.read_bytes().replace(_PLACEHOLDER.encode(), name.encode())
            (target / entry.name).write_bytes(data)
