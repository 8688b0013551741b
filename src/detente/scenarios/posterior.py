"""A case's model calibrated on its record: the posterior that every scenario starts from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente import __version__, sampling
from detente.dynamics.calibration.build import build_problem
from detente.dynamics.calibration.calibrate import fit
from detente.dynamics.calibration.holdout import HoldOut, Score, hold_out
from detente.dynamics.calibration.results import Calibration
from detente.dynamics.calibration.spec import CalibrationSpec
from detente.dynamics.compile import compile_model
from detente.dynamics.model import Model
from detente.dynamics.results import Results
from detente.dynamics.simulate import simulate
from detente.sampling.diagnostics import Diagnostics, diagnostics_of
from detente.sampling.kept import Arrays, keep_arrays, load_arrays
from detente.sampling.xla import key_part
from detente.scenarios.columns import Column, Observations, cut_columns
from detente.scenarios.files import (
    read_calibration_file,
    read_model,
    read_observations_file,
)
from detente.scenarios.sides import last_month, side_courses
from detente.terms.tables import Series

if TYPE_CHECKING:
    import xarray as xr

    from detente.dynamics.calibration.problem import Problem

RIVALS = ("precursor_shock", "infighting", "rescue", "fewer_entrants")
"""Explanations of the fall after 2023, as parameters; a variant keeps some and drops the others."""

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]
_CODE = Path(__file__).parents[1] / "dynamics"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class System:
    """A case's model, what it is told before any data, and its record.

    Attributes:
        model: its tables of cooperation are driven by `inputs`.
        inputs: mean and modes of each side's balance, of the index on the day asked for.
        columns: the record, cut for the calibration.
        last: the last month of the index, in the model's time.
    """

    model: Model
    spec: CalibrationSpec
    observations: Observations
    inputs: Mapping[str, Column]
    columns: Mapping[str, Column]
    last: float

    def problem(self, without: tuple[str, ...] = ()) -> Problem:
        """Put model, priors and record together; parameters `without` keep the file's value."""
        kept = tuple(item for item in self.spec.parameters if item.name not in without)
        seen = tuple(item for item in self.spec.observed if len(self.columns[item.column][0]))
        spec = replace(self.spec, parameters=kept, observed=seen)
        return build_problem(self.model, spec, dict(self.columns), inputs=dict(self.inputs))

    def simulate(self, params: Mapping[str, Any], outputs: Sequence[str]) -> Results:
        """Run the model on this record's index.

        Args:
            params: constant → a number, or one for each draw, as from `Calibration.params`.
            outputs: variables to report.
        """
        model = self.model.driven(self.inputs)
        return simulate(model, params, dict(self.inputs), outputs=outputs)


def load_system(folder: Path, series: Mapping[str, Series], balance: xr.DataArray) -> System:
    """Read the model of a case and gather what it is calibrated on.

    Args:
        series: name → series of the case, as they stood on the day asked for.
        balance: draws of the balance of the index (chain, draw, dyad, period), as of that day.

    Raises:
        InputError: a file is missing or faulty, or names what the case has not.
    """
    observations = read_observations_file(folder)
    inputs = side_courses(observations, balance)
    return System(
        model=compile_model(read_model(folder)),
        spec=read_calibration_file(folder),
        observations=observations,
        inputs=inputs,
        columns=cut_columns(observations, series),
        last=last_month(inputs),
    )


def calibrate_system(
    system: System,
    seed: int,
    *,
    quick: bool = False,
    without: tuple[str, ...] = (),
    progress: Progress = lambda text, fraction: None,
) -> Calibration:
    """Draw from the posterior of a case's model, or take the draws of an equal earlier run.

    Args:
        quick: a normal approximation at the mode; marked as such in the result.
        without: parameters that keep the file's value, for rival variants.
    """
    problem = system.problem(without)
    key = _key(system, seed, quick, without)
    kept = load_arrays(key)
    restored = _restored(problem, kept, seed) if kept else None
    if restored is not None:
        return restored
    found = fit(problem, seed, quick=quick, progress=progress)
    keep_arrays(key, _kept(found))
    return found


def held_out_system(
    system: System,
    seed: int,
    *,
    quick: bool = False,
    without: tuple[str, ...] = (),
    progress: Progress = lambda text, fraction: None,
) -> HoldOut:
    """Score the last months, forecast from the rest, or take the scores of an equal earlier run.

    Args:
        quick, without: see `calibrate_system`.
    """
    key = _key(system, seed, quick, without, "held out")
    kept = load_arrays(key)
    if kept is not None:
        restored = _restored_scores(kept)
        if restored is not None:
            return restored
    found = hold_out(system.problem(without), seed, quick=quick, progress=progress)
    keep_arrays(key, _kept_scores(found))
    return found


_BASELINES = ("model", "seasonal_naive", "local_level")


def _kept_scores(found: HoldOut) -> Arrays:
    numbers = [[getattr(score, name) for name in _BASELINES] for score in found.scores]
    return {
        "series": np.array([score.series for score in found.scores], np.str_),
        "numbers": np.array([score.numbers for score in found.scores]),
        "scores": np.array(numbers, dtype=float),
        "steps": np.array(found.steps),
        "flags": np.array([found.approximate, found.believed]),
        "warnings": np.array(found.warnings, np.str_),
    }


def _restored_scores(arrays: Arrays) -> HoldOut | None:
    try:
        rows = zip(arrays["series"], arrays["numbers"], arrays["scores"], strict=True)
        scores = tuple(
            Score(str(series), int(count), float(model), *(
                None if np.isnan(other) else float(other) for other in others
            ))
            for series, count, (model, *others) in rows
        )  # fmt: skip
        approximate, believed = (bool(flag) for flag in arrays["flags"])
        warnings = tuple(map(str, arrays["warnings"]))
        return HoldOut(int(arrays["steps"]), scores, approximate, believed, warnings)
    except (KeyError, ValueError, TypeError):
        return None


def _key(
    system: System, seed: int, quick: bool, without: tuple[str, ...], what: str = "draws"
) -> str:
    digest = hashlib.sha256()
    spec = (system.spec.parameters, system.spec.observed, system.spec.run, without, what)
    for part in (__version__, key_part(), repr(spec), str(seed), str(quick)):
        digest.update(part.encode() + b"\0")
    digest.update(Path(system.model.source.file).read_bytes())
    for file in (*sorted(_CODE.rglob("*.py")), Path(sampling.__file__).with_name("told.py")):
        digest.update(file.read_bytes())
    for name, (times, values) in sorted({**system.columns, **system.inputs}.items()):
        digest.update(repr((name, times.shape, values.shape)).encode())
        digest.update(times.tobytes() + values.tobytes())
    return digest.hexdigest()


_CHECKS = tuple(field.name for field in fields(Diagnostics) if field.name != "warnings")
_PARTS = {"draw.": "draws", "prior.": "prior", "statistic.": "statistics"}


def _kept(found: Calibration) -> Arrays:
    arrays: Arrays = {
        "method": np.array(found.method),
        "khat": np.array(np.nan if found.khat is None else found.khat),
        "seconds": np.array(found.seconds),
        "failures": np.array(found.failures, np.str_),
        "notes": np.array(found.notes, np.str_),
    }
    if found.diagnostics is not None:
        checks = {name: getattr(found.diagnostics, name) for name in _CHECKS}
        arrays |= {f"check.{name}": np.array(value) for name, value in checks.items()}
    for prefix, part in _PARTS.items():
        arrays |= {prefix + name: values for name, values in getattr(found, part).items()}
    return arrays


def _restored(problem: Problem, arrays: Arrays, seed: int) -> Calibration | None:
    """Read kept draws again; None where they are not those of this problem."""
    parts = {
        part: {name.removeprefix(prefix): values for name, values in arrays.items()
               if name.startswith(prefix)}
        for prefix, part in _PARTS.items()
    }  # fmt: skip
    sites = problem.learnt
    needed = {"method", "khat", "seconds", "failures", "notes"}
    if str(arrays.get("method")) == "NUTS":
        needed |= {f"check.{name}" for name in _CHECKS}
    if not needed <= set(arrays) or not (
        set(sites) <= set(parts["draws"]) and set(sites) <= set(parts["prior"])
    ):
        return None
    method, seconds = str(arrays["method"]), float(arrays["seconds"])
    diagnostics = None
    if method == "NUTS":
        checks = {name: arrays[f"check.{name}"].item() for name in _CHECKS}
        diagnostics = diagnostics_of(**checks)
    khat = float(arrays["khat"])
    return Calibration(
        problem, method, parts["draws"], parts["prior"], parts["statistics"], diagnostics,
        None if np.isnan(khat) else khat, tuple(map(str, arrays["failures"])),
        tuple(map(str, arrays["notes"])), seconds, seed,
    )  # fmt: skip
