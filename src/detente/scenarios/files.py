"""The files of a case's model, read with the same care as all others; nothing is compiled here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from detente.dynamics.calibration.read import read_calibration
from detente.dynamics.calibration.spec import CalibrationSpec
from detente.dynamics.limits import MOST_BYTES
from detente.dynamics.names import canonical
from detente.dynamics.read import Source, read_xmile
from detente.scenarios.columns import OBSERVATIONS_FILE, Observations, read_observations
from detente.scenarios.spec import (
    MODEL_FILE,
    SCENARIOS_FILE,
    ScenarioFile,
    check_scenarios,
    read_scenarios,
)
from detente.terms.errors import InputError, Problem, nearest, shown
from detente.terms.plain_files import MAX_TEXT_BYTES, decoded, read_inside

CALIBRATION_FILE = "calibration.toml"
MODEL_FILES = (MODEL_FILE, CALIBRATION_FILE, OBSERVATIONS_FILE, SCENARIOS_FILE)
"""What a case that simulates holds beside all others."""
_FAR = "9999-12"
_MISSING = "put it into the case folder; docs/case-format.md says what it holds"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """What could be read of the files of a case's model; None for what could not, or is not there.

    Attributes:
        problems: what is wrong with each of them.
    """

    source: Source | None
    calibration: CalibrationSpec | None
    observations: Observations | None
    scenarios: ScenarioFile | None
    problems: tuple[Problem, ...]


def read_model(folder: Path) -> Source:
    """Read `model.xmile` of a case.

    Raises:
        InputError: it is missing, no plain file inside the folder, too large, or no model.
    """
    data = read_inside(folder, MODEL_FILE, MOST_BYTES, _MISSING)
    path = folder / MODEL_FILE
    try:
        return read_xmile(data, path)
    except InputError as error:
        raise _renamed(error, str(path)) from None


def read_calibration_file(folder: Path) -> CalibrationSpec:
    """Read `calibration.toml` of a case; raises InputError as `read_model`."""
    return read_calibration(_text(folder, CALIBRATION_FILE), CALIBRATION_FILE)


def read_observations_file(folder: Path) -> Observations:
    """Read `observations.toml` of a case; raises InputError as `read_model`."""
    return read_observations(_text(folder, OBSERVATIONS_FILE))


def read_scenarios_file(folder: Path) -> ScenarioFile:
    """Read `scenarios.toml` of a case; raises InputError as `read_model`."""
    return read_scenarios(_text(folder, SCENARIOS_FILE))


def model_bytes(folder: Path) -> dict[str, bytes]:
    """Return what each file of the model holds; raises InputError as `read_model`."""
    return {name: read_inside(folder, name, MOST_BYTES, _MISSING) for name in MODEL_FILES}


def read_model_files(folder: Path) -> ModelFiles:
    """Read every file of a case's model that is there; where scenarios can be run, all must be."""
    there = {
        name for name in MODEL_FILES if (folder / name).exists() or (folder / name).is_symlink()
    }
    if {MODEL_FILE, SCENARIOS_FILE} <= there:
        there |= {CALIBRATION_FILE, OBSERVATIONS_FILE}
    problems: list[Problem] = []

    def read(name: str, reader: Callable[[Path], T]) -> T | None:
        if name not in there:
            return None
        try:
            return reader(folder)
        except InputError as error:
            problems.extend(error.problems)
            return None

    return ModelFiles(
        read(MODEL_FILE, read_model),
        read(CALIBRATION_FILE, read_calibration_file),
        read(OBSERVATIONS_FILE, read_observations_file),
        read(SCENARIOS_FILE, read_scenarios_file),
        tuple(problems),
    )


def scenarios_of(folder: Path) -> ScenarioFile | None:
    """Return what a case compares: nothing where it has no such file, None where it is broken."""
    if not (folder / SCENARIOS_FILE).exists():
        return ScenarioFile((), (), (), "", 0.0)
    try:
        return read_scenarios_file(folder)
    except InputError:
        return None


def name_problems(
    files: ModelFiles, series: Collection[str], dyads: Collection[str]
) -> list[Problem]:
    """Say which names of the files stand in none of the others, nor in the case.

    What only the compiled model can tell, such as which variable is a constant, is left to the run.
    """
    names = _names(files.source) if files.source is not None else None
    problems: list[Problem] = []
    if files.observations is not None:
        problems += _observed_names(files.observations, names, series, dyads)
    if files.calibration is not None and names is not None:
        problems += _calibrated_names(files.calibration, names, files.observations)
    if files.scenarios is not None and names is not None and files.observations is not None:
        has = dict.fromkeys(names, "constant")
        origin, sides = files.observations.origin, files.observations.sides
        problems += check_scenarios(files.scenarios, sides, has, origin, _FAR)
    return problems


def _names(source: Source) -> Mapping[str, Any]:
    return {canonical(element.name): element for element in source.sections[0].elements}


def _observed_names(
    found: Observations,
    names: Mapping[str, Any] | None,
    series: Collection[str],
    dyads: Collection[str],
) -> list[Problem]:
    problems = []
    for column in found.columns:
        for name in filter(None, (column.series, column.split)):
            if name not in series:
                problem = f"[column.{column.name}] needs the series {shown(name)}"
                problems.append(
                    Problem(OBSERVATIONS_FILE, column.line, problem, nearest(name, series))
                )
    for side, dyad in found.sides.items():
        if dyad not in dyads:
            problem = f"side {side} is the dyad {shown(dyad)}, which the case does not declare"
            problems.append(
                Problem(OBSERVATIONS_FILE, found.sides_line, problem, nearest(dyad, dyads))
            )
        if names is not None and f"{side}_balance_mean" not in names:
            problem = f"the model has no variable {shown(f'{side}_balance_mean')} for side {side}"
            problems.append(
                Problem(OBSERVATIONS_FILE, found.sides_line, problem, "name a side of the model")
            )
    return problems


def _calibrated_names(
    spec: CalibrationSpec, names: Mapping[str, Any], found: Observations | None
) -> list[Problem]:
    problems = []

    def say(table: str, name: str, problem: str, fix: str) -> None:
        problems.append(Problem(spec.file, spec.line(table, name), problem, fix))

    used = {
        value
        for item in spec.observed
        for value in (item.spread, item.scale, item.bias)
        if isinstance(value, str)
    }
    for parameter in spec.parameters:
        if canonical(parameter.name.split("[")[0]) not in names and parameter.name not in used:
            said = (
                f"{shown(parameter.name)} is no variable of the model, and no observation uses it"
            )
            say("parameter", parameter.name, said, nearest(parameter.name, [*names, *used]))
    columns = None if found is None else [column.name for column in found.columns]
    for item in spec.observed:
        if canonical(item.variable.split("[")[0]) not in names:
            said = f"variable {shown(item.variable)} is not in the model"
            say("observe", item.name, said, nearest(item.variable, names))
        if columns is not None and item.column not in columns:
            said = f"no [column.{item.column}] is declared in {OBSERVATIONS_FILE}"
            say("observe", item.name, said, nearest(item.column, columns))
    return problems


def _text(folder: Path, name: str) -> str:
    return decoded(read_inside(folder, name, MAX_TEXT_BYTES, _MISSING), name)


def _renamed(error: InputError, path: str) -> InputError:
    return InputError(
        Problem(MODEL_FILE if p.file == path else p.file, p.line, p.problem, p.fix)
        for p in error.problems
    )
