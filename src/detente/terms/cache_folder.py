"""Where detente keeps what it may throw away."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder of the cache: `$DETENTE_CACHE`, else under the user's cache folder."""
    if chosen := os.environ.get("DETENTE_CACHE"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "detente"
