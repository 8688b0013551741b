"""From files to files: what `detente model calibrate` calls."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from detente.dynamics.calibration.calibrate import calibrate, predict
from detente.dynamics.calibration.holdout import HoldOut, hold_out
from detente.dynamics.calibration.read import load_calibration
from detente.dynamics.calibration.results import Calibration
from detente.dynamics.calibration.summary import HEADER, summary_rows
from detente.dynamics.compile import load
from detente.dynamics.series_file import load_series
from detente.sampling.netcdf import reserve_netcdf
from detente.terms.errors import InputError
from detente.terms.own_files import refuse_others, written_as_ours
from detente.terms.progress import Progress, quiet
from detente.terms.spreadsheet import guarded
from detente.terms.visible import json_text

FILES = ("posterior.nc", "summary.csv", "calibration.json")


def calibrate_file(
    model: Path | str,
    calibration: Path | str,
    data: Path | str,
    out: Path | str,
    *,
    seed: int = 0,
    quick: bool = False,
    progress: Progress = quiet,
) -> Calibration:
    """Calibrate a model file, and write posterior.nc, summary.csv and calibration.json.

    Args:
        data: csv or tab-separated file: times in the model's unit, then one column a series; a
            column named like a data variable of the model is its series.

    Raises:
        InputError: what does not fit, or a folder that cannot be written.
    """
    folder = Path(out)
    refuse_others(folder / name for name in FILES)
    spec, compiled = load_calibration(calibration), load(model)
    if spec.inputs:
        raise InputError.at(
            spec.file,
            spec.line("input", spec.inputs[0].name),
            "draws of an input cannot be given in a table",
            "calibrate from Python, or give the input one series and leave out [input]",
        )
    series = load_series(data, compiled.data_names())
    names = [compiled.names[slot].split("[")[0] for slot in compiled.data_slots()]
    inputs = {name: series[name] for name in dict.fromkeys(names) if name in series}
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    share = 0.42 if spec.run.holdout else 0.85
    found = calibrate(
        compiled,
        spec,
        series,
        seed,
        inputs=inputs,
        quick=quick,
        progress=lambda text, at: progress(text, share * at),
    )
    forecast = None
    if spec.run.holdout:
        forecast = hold_out(
            found.problem,
            seed,
            quick=quick,
            progress=lambda text, at: progress(f"{text}, held out", share * (1 + at)),
        )
    progress("predicting", 0.88)
    groups = found.inference_data(predict(found))
    progress("writing", 0.97)
    writers: dict[str, Callable[[Path], Any]] = {
        "posterior.nc": lambda part: _write_netcdf(groups, part),
        "summary.csv": lambda part: _write_summary(found, part),
        "calibration.json": lambda part: part.write_text(
            json_text(record(found, forecast)), encoding="utf-8"
        ),
    }
    with _writing(folder):
        for name, write in writers.items():
            with written_as_ours(folder / name) as part:
                write(part)
    return found


def record(found: Calibration, forecast: HoldOut | None = None) -> dict[str, Any]:
    """Return how a calibration was made and what its diagnostics say, as plain values."""
    problem = found.problem
    khat = found.khat
    return {
        "model": problem.model.source.file,
        "method": found.method,
        "approximate": found.approximate,
        "seed": found.seed,
        "seconds": round(found.seconds, 1),
        "believed": found.believed,
        "warnings": list(found.warnings),
        "diagnostics": asdict(found.diagnostics) if found.diagnostics else None,
        "pareto_k": khat if khat is not None and np.isfinite(khat) else None,
        "run": asdict(problem.spec.run),
        "holdout": asdict(forecast) if forecast else None,
        "priors": {
            item.name: {
                "distribution": item.prior.kind,
                **item.prior.numbers,
                "source": item.prior.source,
            }
            for item in problem.spec.parameters
        },
        "observed": {
            link.spec.name: {
                "variable": link.spec.variable,
                "values": len(link.values),
                "likelihood": link.spec.likelihood,
            }
            for link in problem.links
        },
    }


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError.at(
            str(folder), 0, f"cannot be written: {error.strerror or error}", "check the path"
        ) from None


def _write_netcdf(groups: Any, part: Path) -> None:
    # A slash in a name would mean a group to NetCDF.
    for group in groups.groups():
        data = groups[group]
        names = {name: str(name).replace("/", " per ") for name in (*data.variables, *data.dims)}
        groups[group] = data.rename({old: new for old, new in names.items() if old != new})
    reserve_netcdf(part, [groups[group] for group in groups.groups()])
    groups.to_netcdf(str(part), engine="h5netcdf")


def _write_summary(found: Calibration, part: Path) -> None:
    with part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for row in summary_rows(found):
            writer.writerow([guarded(cell) for cell in asdict(row).values()])
