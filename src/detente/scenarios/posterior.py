"""A case's model calibrated on its record: the posterior that every scenario starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.calibration.build import build_problem
from detente.dynamics.calibration.calibrate import fit
from detente.dynamics.calibration.holdout import HoldOut, hold_out
from detente.dynamics.calibration.results import Calibration
from detente.dynamics.calibration.spec import CalibrationSpec
from detente.dynamics.compile import compile_model
from detente.dynamics.model import Model
from detente.dynamics.results import Results
from detente.dynamics.simulate import simulate
from detente.scenarios.columns import Column, Observations, cut_columns
from detente.scenarios.files import (
    read_calibration_file,
    read_model,
    read_observations_file,
)
from detente.scenarios.sides import last_month, side_courses
from detente.terms.progress import Progress, quiet
from detente.terms.tables import Series

if TYPE_CHECKING:
    import xarray as xr

    from detente.dynamics.calibration.problem import Problem

RIVALS = ("precursor_shock", "infighting", "rescue", "fewer_entrants")
"""Explanations of the fall after 2023, as parameters; a variant keeps some and drops the others."""

Floats = NDArray[np.float64]


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
    progress: Progress = quiet,
) -> Calibration:
    """Draw from the posterior of a case's model.

    Args:
        quick: a normal approximation at the mode; marked as such in the result.
        without: parameters that keep the file's value, for rival variants.
    """
    return fit(system.problem(without), seed, quick=quick, progress=progress)


def held_out_system(
    system: System,
    seed: int,
    *,
    quick: bool = False,
    without: tuple[str, ...] = (),
    progress: Progress = quiet,
) -> HoldOut:
    """Score the last months, forecast from the rest.

    Args:
        quick, without: see `calibrate_system`.
    """
    return hold_out(system.problem(without), seed, quick=quick, progress=progress)
