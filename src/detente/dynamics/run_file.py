"""One call from a model file to a file of results, for the command line."""

import csv
import errno
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.compile import load
from detente.dynamics.results import Results
from detente.dynamics.series_file import load_series
from detente.dynamics.simulate import DRAWS_TAKE_LESS, check_numbers, make_ensemble, simulate
from detente.sampling.compiled import compiled_kept
from detente.sampling.memory import within_memory
from detente.sampling.netcdf import reserve_netcdf
from detente.terms.errors import InputError, shown
from detente.terms.own_files import refuse_others, written_as_ours
from detente.terms.spreadsheet import guarded
from detente.terms.visible import visible

ENDINGS = (".csv", ".parquet", ".nc")
MOST_DRAWS = 10_000_000


@within_memory("the draws", DRAWS_TAKE_LESS)
@compiled_kept()
def run_file(
    path: Path | str,
    params: Mapping[str, float] | None = None,
    out: Path | str | None = None,
    *,
    draws: int | None = None,
    vary: Path | str | None = None,
    data: Path | str | None = None,
    seed: int = 0,
    outputs: Sequence[str] | None = None,
    double: bool = True,
    workers: int = 1,
    cluster: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Results | None:
    """Run a model file, and write what it returns where a place is given.

    Args:
        params: name → number that replaces its equation.
        out: `.csv` (a single run: one row a save time), `.parquet` or `.nc` (NetCDF); a file of
            that name is only replaced where detente wrote it (see `terms.own_files`).
        draws: how many draws of `vary` to run.
        vary: TOML file of distributions; see `vary`.
        data: csv or tab-separated file with a column of times and one for each data variable.
        seed: of the draws and of the model's random functions.
        outputs: names to report; everything that the file names where None.
        double, workers, cluster: as for `simulate`.
        progress: told the draws done and the draws wanted.

    Returns:
        the results; None where they went to a `.parquet` file, which takes draws as they come,
        so that memory does not grow with their number.

    Raises:
        InputError: the files, names and numbers that do not fit.
    """
    _check_arguments(out, draws, vary)
    model = load(path)
    numbers: dict[str, NDArray[np.float64]] = {
        name: np.asarray(value, dtype=float) for name, value in (params or {}).items()
    }
    if vary is not None:
        from detente.dynamics.vary import draw, load_vary  # SciPy takes long to load

        varied = draw(load_vary(vary), draws or 1, seed)
        both = set(varied) & set(numbers)
        if both:
            raise InputError.at(
                str(vary),
                0,
                f"{shown(min(both))} is varied and also fixed",
                "leave out one of the two",
            )
        numbers |= varied
    inputs = load_series(data, model.data_names()) if data is not None else None
    how: dict[str, Any] = {"workers": workers, "cluster": cluster, "progress": progress}
    if out is not None and Path(out).suffix.lower() == ".parquet":
        ensemble = make_ensemble(model, numbers, inputs, seed, outputs=outputs, double=double)
        blocks = map(ensemble.results, ensemble.blocks(**how))
        _write(Path(out), lambda part: _write_parquet(blocks, part))
        return None
    results = simulate(model, numbers, inputs, seed, outputs=outputs, double=double, **how)
    if out is not None:
        write_results(results, out)
    return results


def _check_arguments(out: Path | str | None, draws: int | None, vary: Path | str | None) -> None:
    if (draws is None) != (vary is None):
        raise InputError.at(
            "--draws",
            0,
            "draws need distributions, and distributions draws",
            "give both --draws N and --vary FILE.toml, or neither",
        )
    if draws is not None and not 1 <= draws <= MOST_DRAWS:
        raise InputError.at(
            "--draws", 0, f"{draws} draws cannot be run", f"give a number from 1 to {MOST_DRAWS:,}"
        )
    if out is None:
        return
    ending = Path(out).suffix.lower()
    if ending not in ENDINGS:
        raise InputError.at(
            "--out",
            0,
            f"{shown(ending)} is not an ending that results have",
            f"use one of {', '.join(ENDINGS)}",
        )
    if draws is not None and ending == ".csv":
        raise InputError.at(
            "--out", 0, "many draws do not fit a .csv file", "write them to .parquet or .nc"
        )
    refuse_others([Path(out)], made=False)


def write_csv(results: Results, written: TextIO) -> None:
    """Write a single run as csv: `time`, then every output; numbers to the last digit."""
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["time", *map(guarded, results.names)])
    for row in results.rows():
        writer.writerow([repr(number) for number in row])


def write_results(results: Results, out: Path | str) -> None:
    """Write results by the ending of the file: csv (first draw), Parquet or NetCDF.

    Raises:
        InputError: the place cannot be written.
    """
    out = Path(out)
    match out.suffix.lower():
        case ".csv":
            _write(out, lambda part: _write_rows(results, part))
        case ".parquet":
            _write(out, lambda part: _write_parquet(iter([results]), part))
        case _:
            _write(out, lambda part: _write_netcdf(results, part))


def _write(out: Path, write: Callable[[Path], object]) -> None:
    try:
        with written_as_ours(out) as part:
            write(part)
    except OSError as error:
        raise InputError.at(
            str(out),
            0,
            f"cannot be written: {error.strerror or error}",
            "check the path and the room on the disk",
        ) from None


def _write_rows(results: Results, part: Path) -> None:
    with part.open("w", encoding="utf-8", newline="") as file:
        write_csv(results, file)


def _write_netcdf(results: Results, out: Path) -> None:
    data = results.dataset()
    # A slash in a name would mean a group to NetCDF.
    names = {name: visible(str(name).replace("/", " per ")) for name in data.data_vars}
    twice = [name for name, count in Counter(names.values()).items() if count > 1]
    if twice:
        raise OSError(errno.EINVAL, f"two variables would be called {twice[0]!r} in NetCDF")
    reserve_netcdf(out, [data])
    data.rename(names).to_netcdf(out, engine="h5netcdf")


def _write_parquet(blocks: Iterator[Results], out: Path) -> None:
    """Write one row for each draw and save time, some draws at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = 0
    with ExitStack() as files:
        writer = None
        for results in blocks:
            check_numbers(results)
            draws, times, width = results.values.shape
            flat = results.values.reshape(draws * times, width)
            columns = [
                np.repeat(np.arange(first, first + draws), times),
                np.tile(results.times, draws),
                *(np.ascontiguousarray(flat[:, place]) for place in range(width)),
            ]
            arrays = [pa.array(column) for column in columns]
            table = pa.Table.from_arrays(arrays, ["draw", "time", *map(visible, results.names)])
            if writer is None:
                writer = files.enter_context(pq.ParquetWriter(out, table.schema))
            writer.write_table(table)
            first += draws
