"""Expected outputs of the public test models, and how closely a run must meet them."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from detente.dynamics.names import split_name
from detente.dynamics.results import Results

# The suite asks for 1e-5: its outputs have six digits.
RELATIVE = 1e-5
# Vensim's single-precision runs let a level that comes back to zero miss it by some millionths of
# the size it had on the way.
SHARE_OF_LARGEST = 1e-6
# Smaller than any number of the suite; lets an exact 0 meet sin(π), which is 1e-16 in binary.
NIL = 1e-12

NAMES = ("output.tab", "output.csv", "output_stella.csv")


def expected_table(folder: Path) -> pd.DataFrame | None:
    """Read a model's expected output as text; None where the suite has none."""
    for name in NAMES:
        if (folder / name).is_file():
            separator = "\t" if name.endswith(".tab") else ","
            return pd.read_csv(folder / name, sep=separator, dtype=str, encoding="utf-8-sig")
    return None


def half_of_last_digit(text: str) -> float:
    """Say how far a printed decimal may be from the number it was rounded from."""
    digits, _, power = text.strip().lower().partition("e")
    decimals = len(digits.split(".")[1]) if "." in digits else 0
    return 0.5 * 10.0 ** (int(power or 0) - decimals) if decimals else 0.0


def differences(results: Results, table: pd.DataFrame, nil: float = NIL) -> list[str]:
    """List where a run misses the expected output, and what it lacks."""
    times = table.iloc[:, 0].astype(float).to_numpy()
    rows = np.array([int(np.argmin(np.abs(results.times - time))) for time in times])
    found = [f"no save at {time}" for time, row in zip(times, rows, strict=True)
             if abs(results.times[row] - time) > 1e-6]  # fmt: skip
    place = {split_name(name): column for column, name in enumerate(results.names)}
    for name in table.columns[1:]:
        column = place.get(split_name(str(name)))
        if column is None:
            found.append(f"{name} is missing")
        else:
            found += _column_differences(
                str(name), times, table[name], results.values[0, rows, column], nil
            )
    return found


def _column_differences(
    name: str,
    times: NDArray[np.float64],
    texts: pd.Series,
    run: NDArray[np.float64],
    nil: float,
) -> list[str]:
    wanted = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)
    given = ~np.isnan(wanted)  # constants are printed once
    if not given.any():
        return []
    digits = np.array([half_of_last_digit(str(text)) for text in texts[given]])
    largest = np.abs(wanted[given]).max()
    allowed = RELATIVE * np.abs(wanted[given]) + SHARE_OF_LARGEST * largest + digits + nil
    wrong = np.abs(run[given] - wanted[given]) > allowed
    return [
        f"{name} at {time:g}: expected {want:g}, got {got:.9g}"
        for time, want, got in zip(
            times[given][wrong], wanted[given][wrong], run[given][wrong], strict=True
        )
    ]
