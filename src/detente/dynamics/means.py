"""The means of a calibration, from its summary or its draws, as constants of a model."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

from detente.dynamics.limits import MOST_NUMBERS
from detente.dynamics.model import Model
from detente.sampling.hdf5 import refuse_leading_away
from detente.terms.errors import InputError, shown
from detente.terms.plain_files import MAX_TEXT_BYTES, decoded, read_plain
from detente.terms.plain_numbers import plain_number

_DRAWN = ("chain", "draw")
_NAMES = ("parameter", "variable", "name", "")
_MOST_DRAWN = 200_000_000
"""Bytes of draws, packed or not: six thousand parameters with four thousand draws each."""
# What xarray, h5netcdf and h5py raise over files that are damaged or no draws at all.
_UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    ArithmeticError,
    MemoryError,
    AssertionError,
)


def load_means(path: Path | str) -> dict[str, float]:
    """Read posterior means: parameter → mean.

    Args:
        path: a CSV file with a column `parameter` and a column `mean`, or draws as ArviZ writes
            them (NetCDF with a group `posterior`).

    Raises:
        InputError: the file is missing, no plain file, too large, or holds no means.
    """
    path = Path(path)
    drawn = path.suffix.lower() == ".nc"
    data = read_plain(path, str(path), _MOST_DRAWN if drawn else MAX_TEXT_BYTES)
    if not drawn:
        return _of_summary(path, decoded(data, str(path)))
    try:
        return _of_draws(path, data)
    except _UNREADABLE as error:
        reason = shown(" ".join(str(error).split()), 100)
        raise InputError.at(
            str(path), 0, f"cannot be read: {reason}", "give draws as ArviZ writes them"
        ) from None


def _of_summary(path: Path, text: str) -> dict[str, float]:
    try:
        _check_count(path, text.count("\n"))
        rows = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise InputError.at(
            str(path), 0, f"this is no CSV: {error}", "give a summary with one parameter a row"
        ) from None
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    named = next((header.index(name) for name in _NAMES if name in header), None)
    if named is None or "mean" not in header:
        raise InputError.at(
            str(path),
            1,
            "has no columns parameter and mean",
            "give a summary with one parameter a row",
        )
    if header.count("mean") > 1:
        raise InputError.at(str(path), 1, "has two columns called mean", "leave one of them out")
    means: dict[str, float] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        row += [""] * (len(header) - len(row))
        number = plain_number(row[header.index("mean")])
        name = row[named].strip()
        if not name or name in means:
            what = f"the parameter {shown(name)} stands twice" if name else "a mean has no name"
            raise InputError.at(str(path), line, what, "give one row for each parameter")
        if number is None:
            raise InputError.at(
                str(path),
                line,
                f"the mean in {shown(','.join(row))} is no number",
                "write a number",
            )
        means[name] = number
    return means


def _of_draws(path: Path, data: bytes) -> dict[str, float]:
    import xarray as xr

    # Asked first: what cannot be opened at all leaves h5netcdf's file half made, and it says so.
    refuse_leading_away(data, str(path))
    means: dict[str, float] = {}
    options: Any = {"group": "posterior", "engine": "h5netcdf"}
    # A few bytes can stand for a terabyte: sizes are told before anything is unpacked.
    with xr.open_dataset(io.BytesIO(data), create_default_indexes=False, **options) as draws:
        if draws.nbytes > _MOST_DRAWN:
            problem = f"the draws take {draws.nbytes:,} bytes, more than {_MOST_DRAWN:,}"
            raise InputError.at(str(path), 0, problem, "thin the draws, or give a summary")
        _check_count(path, sum(map(_elements, draws.data_vars.values())))
    with xr.open_dataset(io.BytesIO(data), **options) as draws:
        for name, array in draws.data_vars.items():
            means |= _of_variable(str(name), array)
    if wrong := [name for name, mean in means.items() if not math.isfinite(mean)]:
        problem = f"the mean of {shown(wrong[0])} is not a number"
        raise InputError.at(str(path), 0, problem, "leave out the draws that are none")
    return means


def _elements(array: Any) -> int:
    return math.prod(size for dim, size in array.sizes.items() if dim not in _DRAWN)


def _check_count(path: Path, count: int) -> None:
    if count > MOST_NUMBERS:
        raise InputError.at(
            str(path),
            0,
            f"has {count:,} parameters",
            f"{MOST_NUMBERS:,} are the most that a model may hold; give those of the model",
        )


def _of_variable(name: str, array: Any) -> dict[str, float]:
    mean = array.mean([dim for dim in _DRAWN if dim in array.dims])
    if not mean.dims:
        return {name: float(mean)}
    flat = mean.stack(element=mean.dims)
    return {
        f"{name}[{','.join(map(str, label))}]": float(number)
        for label, number in zip(flat["element"].values, flat.values, strict=True)
    }


def fitting(model: Model, means: dict[str, float]) -> tuple[dict[str, float], tuple[str, ...]]:
    """Split means into those of the model's variables, and names that are none.

    A calibration also estimates what is no part of the model, such as the spread of observations.

    Raises:
        InputError: none of them is in the model.
    """
    kept = {name: number for name, number in means.items() if model.holds(name)}
    others = tuple(name for name in means if name not in kept)
    if not kept:
        raise InputError.at(
            model.source.file,
            0,
            "no parameter of the calibration is in the model",
            "give the model that was calibrated",
        )
    return kept, others
