"""What a stored value depends on, as one hash."""

import enum
import hashlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from detente.terms.version import __version__

_LIBRARIES = ("numpy", "scipy")


def key_of(*parts: Any) -> str:
    """Return the hash of values: frozen dataclasses, arrays, text, numbers and what holds them.

    Equal values have equal keys in every process; fields that do not enter a comparison do not
    enter the key either.

    Raises:
        TypeError: a part is of another kind, whose equality nothing can tell from outside.
    """
    digest = hashlib.sha256()
    _feed(digest, parts)
    return digest.hexdigest()


@cache
def versions() -> str:
    """Name the versions that a number may depend on: detente's, and of what computes."""
    return " ".join([__version__, *(f"{name}={version(name)}" for name in _LIBRARIES)])


@cache
def sources_of(*packages: str) -> str:
    """Return the hash of the sources of some packages of detente; of all where none is named.

    A part of the key of values that hold words, which a release need not change to be other words.
    What is drawn at length has a method number instead, so that no text throws it away.
    """
    home = Path(str(files("detente")))
    digest = hashlib.sha256()
    for package in packages or ("",):
        for path in sorted((home / package).rglob("*.py")):
            digest.update(f"{path.relative_to(home)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _feed(digest: Any, value: Any) -> None:
    if plain := _plain(value):
        _text(digest, type(value).__name__, plain)
    elif isinstance(value, np.ndarray) and not value.dtype.hasobject:
        _text(digest, "array", repr((value.shape, value.dtype.str)))
        digest.update(np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value) and not isinstance(value, type):
        told = [field.name for field in fields(value) if field.compare]
        _text(digest, type(value).__name__, str(len(told)))
        _feed_all(digest, (part for name in told for part in (name, getattr(value, name))))
    elif isinstance(value, Mapping):
        _text(digest, "mapping", str(len(value)))
        _feed_all(digest, (part for item in value.items() for part in item))
    elif isinstance(value, Set):
        _text(digest, "set", " ".join(sorted(map(key_of, value))))
    elif isinstance(value, (tuple, list)):
        _text(digest, "list", str(len(value)))
        _feed_all(digest, value)
    else:
        raise TypeError(f"no key can be made of a {type(value).__name__}")


def _feed_all(digest: Any, values: Iterable[Any]) -> None:
    for value in values:
        _feed(digest, value)


def _plain(value: Any) -> str:
    """Return what tells a plain value from every other of its type; empty for others."""
    if value is None or type(value) in (bool, int, float, str):
        return repr(value)
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, (enum.Enum, date, Path)):
        return str(value) or "."
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else ""


def _text(digest: Any, kind: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    digest.update(f"{kind} {len(data)} ".encode() + data)
