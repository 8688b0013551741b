"""Libraries take settings from the working directory, which may be a stranger's case folder."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ONE = threading.Lock()


@contextmanager
def nothing_set_by(*files: str) -> Iterator[None]:
    """Hide files of these names in the working directory from what is imported inside.

    Only whether they exist is hidden, which is what such libraries ask first; settings that lie
    where a user keeps them are read as ever.
    """
    with _ONE:
        exists = os.path.exists

        def elsewhere(path: Any) -> bool:
            return not _here(path, files) and exists(path)

        os.path.exists = elsewhere
        try:
            yield
        finally:
            os.path.exists = exists


def _here(path: Any, files: tuple[str, ...]) -> bool:
    if not isinstance(path, str) or os.path.basename(path) not in files:  # noqa: PTH119
        return False
    folder = os.path.dirname(path) or os.curdir  # noqa: PTH120
    try:
        return os.path.samefile(folder, os.curdir)  # noqa: PTH121
    except OSError:
        return False
