"""How the values of nodes are stored: as arrays, and as JSON that is checked against its type."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import numpy as np

from detente.sampling.draw_store import Arrays

T = TypeVar("T")
_JSON = "json"


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """A way of storing values of one kind.

    Attributes:
        pack: value → arrays.
        unpack: arrays → an equal value; any exception means that they are of something else, and
            the value is made anew.
    """

    pack: Callable[[T], Arrays]
    unpack: Callable[[Arrays], T]


def json_codec(kind: Any) -> Codec[Any]:
    """Store values of a (data)class as JSON text."""
    return Codec(
        lambda value: {_JSON: json_array(kind, value)},
        lambda arrays: from_json_array(kind, arrays[_JSON]),
    )


def json_array(kind: Any, value: Any) -> Any:
    """Write a value as JSON, in an array of bytes."""
    return np.frombuffer(_adapter(kind).dump_json((value,)), dtype=np.uint8)


def from_json_array(kind: Any, array: Any) -> Any:
    """Read a value that `json_array` wrote."""
    (value,) = _adapter(kind).validate_json(array.tobytes())
    return value


def bytes_codec() -> Codec[dict[str, bytes]]:
    """Store named pieces of bytes."""
    return Codec(
        lambda pieces: {name: np.frombuffer(data, np.uint8) for name, data in pieces.items()},
        lambda arrays: {name: array.tobytes() for name, array in arrays.items()},
    )


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import ConfigDict, TypeAdapter

    # In a tuple, because a dataclass takes no settings from outside.
    return TypeAdapter(tuple[kind], config=ConfigDict(ser_json_inf_nan="constants"))
