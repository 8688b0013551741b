"""The means of a calibration, from its summary or its draws, as constants of a model."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from detente.dynamics.model import Model
from detente.terms.errors import InputError, shown

_NAMES = ("parameter", "variable", "name", "")


def load_means(path: Path | str) -> dict[str, float]:
    """Read posterior means: parameter → mean.

    Args:
        path: a CSV file with a column `parameter` and a column `mean`, or draws as ArviZ writes
            them (NetCDF with a group `posterior`).

    Raises:
        InputError: the file is missing or holds no means.
    """
    path = Path(path)
    try:
        return _of_draws(path) if path.suffix.lower() == ".nc" else _of_summary(path)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.at(str(path), 0, f"cannot be read: {error}", "check the file") from None


def _of_summary(path: Path) -> dict[str, float]:
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    named = next((header.index(name) for name in _NAMES if name in header), None)
    if named is None or "mean" not in header:
        raise InputError.at(str(path), 1, "has no columns parameter and mean",
                            "give a summary with one parameter a row")  # fmt: skip
    means = {}
    for line, row in enumerate(rows[1:], start=2):
        try:
            number = float(row[header.index("mean")])
        except (ValueError, IndexError):
            number = math.nan
        if not math.isfinite(number):
            raise InputError.at(str(path), line, f"the mean in {shown(','.join(row))} is no number",
                                "write a number")  # fmt: skip
        means[row[named].strip()] = number
    return means


def _of_draws(path: Path) -> dict[str, float]:
    import xarray as xr

    means = {}
    with xr.open_dataset(path, group="posterior") as draws:
        for name, array in draws.data_vars.items():
            mean = array.mean([dim for dim in ("chain", "draw") if dim in array.dims])
            flat = mean.stack(element=mean.dims) if mean.dims else mean.expand_dims("element")
            for place, number in enumerate(flat.values):
                label = flat["element"].values[place] if mean.dims else ()
                inside = ",".join(map(str, label)) if mean.dims else ""
                means[f"{name}[{inside}]" if inside else str(name)] = float(number)
    return means


def fitting(model: Model, means: dict[str, float]) -> tuple[dict[str, float], tuple[str, ...]]:
    """Split means into those of the model's variables, and names that are none.

    A calibration also estimates what is no part of the model, such as the spread of observations.

    Raises:
        InputError: none of them is in the model.
    """
    kept, others = {}, []
    for name, number in means.items():
        try:
            model.slots_of(name)
        except InputError:
            others.append(name)
        else:
            kept[name] = number
    if not kept:
        raise InputError.at(model.source.file, 0, "no parameter of the calibration is in the model",
                            "give the model that was calibrated")  # fmt: skip
    return kept, tuple(others)
