"""Room on the disk for NetCDF, which its library must not find wanting."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from detente.terms.files import reserve

_OF_DATA = 1.1
_OF_VARIABLE = 16_384
"""Bytes of headers, scales and padding."""


def reserve_netcdf(part: Path, datasets: Iterable[Any]) -> None:
    """Make sure that datasets can be written to a file.

    Raises:
        OSError: the disk has no room for them.
    """
    size = _OF_VARIABLE
    for data in datasets:
        size += int(data.nbytes * _OF_DATA) + _OF_VARIABLE * len(data.variables)
    reserve(part, size)
