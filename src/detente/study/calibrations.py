"""The calibration of a case's model and its held-out scores, as nodes: the dearest of all."""

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from detente.dynamics.calibration.calibrate import METHOD
from detente.dynamics.calibration.holdout import HoldOut
from detente.dynamics.calibration.results import Calibration
from detente.sampling.diagnostics import Diagnostics, diagnostics_of
from detente.sampling.draw_store import Arrays
from detente.scenarios.posterior import System, calibrate_system, held_out_system
from detente.study.codec import Codec, json_codec
from detente.study.keys import key_of
from detente.study.node import Node

if TYPE_CHECKING:
    from detente.dynamics.calibration.problem import Problem

_COST = {False: 80.0, True: 25.0}
"""Processor seconds of a fit, by whether it is quick."""
_CHECKS = tuple(field.name for field in fields(Diagnostics) if field.name != "warnings")
_PARTS = {"draw.": "draws", "prior.": "prior", "statistic.": "statistics"}
SystemOf = Callable[[], System]
"""Puts the system together; only where it is needed, because that takes seconds."""


def calibration_node(system: SystemOf, told: str, *, seed: int, quick: bool) -> Node[Calibration]:
    """Return the posterior of a case's model.

    Args:
        told: key of the model, its files and its record.
        quick: a normal approximation at the mode.
    """
    return Node(
        name="calibrating the model",
        key=key_of("calibration", METHOD, told, seed, quick),
        make=lambda progress: calibrate_system(system(), seed, quick=quick, progress=progress),
        codec=Codec(calibration_arrays, lambda arrays: _read(system().problem(), arrays, seed)),
        cost=_COST[quick],
    )


def held_out_node(
    system: SystemOf, told: str, *, seed: int, quick: bool, without: tuple[str, ...] = ()
) -> Node[HoldOut]:
    """Return the scores of the last months, forecast from the rest.

    Args:
        told, quick: see `calibration_node`.
        without: parameters that keep the file's value, for rival variants.
    """
    return Node(
        name="holding out the last months",
        key=key_of("held out", METHOD, told, seed, quick, without),
        make=lambda progress: held_out_system(
            system(), seed, quick=quick, without=without, progress=progress
        ),
        codec=json_codec(HoldOut),
        cost=_COST[quick],
    )


def calibration_arrays(found: Calibration) -> Arrays:
    """Return all that a calibration holds beside its problem and seed."""
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


def _read(problem: "Problem", arrays: Arrays, seed: int) -> Calibration:
    """Read a calibration again; KeyError or ValueError where it is not of this problem."""
    parts = {
        part: {
            name.removeprefix(prefix): values
            for name, values in arrays.items()
            if name.startswith(prefix)
        }
        for prefix, part in _PARTS.items()
    }
    sites = set(problem.learnt)
    if not (sites <= set(parts["draws"]) and sites <= set(parts["prior"])):
        raise ValueError("the draws are of another problem")
    method, khat = str(arrays["method"]), float(arrays["khat"])
    checks = {name: arrays[f"check.{name}"].item() for name in _CHECKS if method == "NUTS"}
    return Calibration(
        problem=problem,
        method=method,
        draws=parts["draws"],
        prior=parts["prior"],
        statistics=parts["statistics"],
        diagnostics=diagnostics_of(**checks) if checks else None,
        khat=None if np.isnan(khat) else khat,
        failures=tuple(map(str, arrays["failures"])),
        notes=tuple(map(str, arrays["notes"])),
        seconds=float(arrays["seconds"]),
        seed=seed,
    )
