"""What closer cooperation would change: the case's model, calibrated and run forward."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from detente import __version__
from detente.case.spec import Case
from detente.cooperation.indices import Indices
from detente.findings import Findings, SeriesFinding
from detente.pipeline.gather import (
    Evidence,
    Progress,
    gather,
    indices_on,
    quiet,
    series_on,
    stage,
)
from detente.pipeline.thin import thinned
from detente.scenarios.results import ScenarioFindings
from detente.terms.errors import InputError
from detente.terms.own_files import refuse_others
from detente.terms.periods import months_between

if TYPE_CHECKING:
    from detente.dynamics.calibration.results import Calibration
    from detente.scenarios.calibrated_rows import HeldOut, RivalScore
    from detente.scenarios.posterior import System
    from detente.scenarios.spec import ScenarioFile
    from detente.terms.tables import Series


@dataclass(frozen=True, slots=True)
class ScenarioOptions:
    """How the scenarios of a case are run.

    Attributes:
        quick: a normal approximation of the posterior instead of the sampler; marked as such.
        rivals: also score each rival variant of the model on the held-out months (minutes each).
        held_out: score the last months by a fit of those before; a second fit.
    """

    quick: bool = False
    rivals: bool = False
    held_out: bool = True


AS_SAMPLED = ScenarioOptions()


def has_model(case: Case) -> bool:
    """Tell whether a case has a model and scenarios to run on it."""
    from detente.scenarios.spec import MODEL_FILE, SCENARIOS_FILE

    return all((case.folder / name).is_file() for name in (MODEL_FILE, SCENARIOS_FILE))


def run_scenarios(
    case: Case,
    *,
    as_of: date | None = None,
    seed: int,
    options: ScenarioOptions = AS_SAMPLED,
    progress: Progress = quiet,
) -> ScenarioFindings:
    """Estimate the index, calibrate the case's model on the record of a day, and run scenarios.

    Raises:
        InputError: the case has no model, or a file of it is faulty.
    """
    _refuse_without_model(case)
    day = as_of or case.last_vintage
    progress("reading the case", 0.0)
    evidence = gather(case)
    refuse_faulty_model(evidence, day)
    progress("the index", 0.1)
    indices = indices_on(evidence, day, seed)
    return scenarios_on(
        evidence, indices, day, seed, options, lambda text, at: progress(text, 0.2 + 0.8 * at)
    )


def scenarios_on(
    evidence: Evidence,
    indices: Indices,
    day: date,
    seed: int,
    options: ScenarioOptions,
    progress: Progress,
) -> ScenarioFindings:
    """Calibrate the model on the record of a day, hold out its last months, and run scenarios.

    Raises:
        InputError: a file of the model is faulty, or asks for what the record of the day has not.
    """
    from detente.scenarios.calibrated import calibration_finding
    from detente.scenarios.compare import compare_scenarios
    from detente.scenarios.ensemble import refuse_unknown
    from detente.scenarios.posterior import calibrate_system

    case = evidence.case
    asked = load_scenarios(case.folder)
    series = series_on(evidence, day)
    system = case_system(case, indices, series)
    refuse_unknown(system, asked)
    calibration = calibrate_system(
        system, seed, quick=options.quick,
        progress=stage(progress, "calibrating the model", 0.0, 0.5),
    )  # fmt: skip
    progress("running the scenarios", 0.5)
    told = calibration_finding(system, calibration, case.dyads)
    found = compare_scenarios(system, calibration, asked, seed, told)
    progress("holding out the last months", 0.55)
    last = 0.7 if options.rivals else 1.0
    held, reason = _held_out(
        system, seed, options, stage(progress, "holding out the last months", 0.55, last)
    )
    rivals = _rivals(system, seed, options, stage(progress, "rival explanations", last, 1.0))
    return _with_trust(found, system, calibration, series, held, reason, rivals, case.dyads, seed)


def _with_trust(
    found: ScenarioFindings,
    system: "System",
    calibration: "Calibration",
    series: "Mapping[str, Series]",
    held: "HeldOut | None",
    reason: str,
    rivals: "tuple[RivalScore, ...]",
    names: Mapping[str, str],
    seed: int,
) -> ScenarioFindings:
    """Add to the findings how the model forecast and how it fits, and its parameters in words."""
    from detente.scenarios.calibrated import parameter_notes
    from detente.scenarios.fit import fit_of

    told = replace(
        found.calibration,
        warnings=(*found.calibration.warnings, *((reason,) if reason else ())),
        heldout_logscore=held,
        rivals=rivals,
        fit=fit_of(calibration, system.observations, series, seed),
        parameters=parameter_notes(system, calibration.params(), names),
    )
    return replace(found, calibration=told)


def _held_out(
    system: "System", seed: int, options: ScenarioOptions, progress: Progress
) -> "tuple[HeldOut | None, str]":
    """Score the last months; a record too short for that is no reason to show no scenario."""
    if not options.held_out:
        return None, ""
    from detente.scenarios.calibrated import held_out_finding
    from detente.scenarios.posterior import held_out_system

    try:
        found = held_out_system(system, seed, quick=options.quick, progress=progress)
    except InputError as error:
        return None, f"No months could be held out: {error.problems[0].problem}."
    return held_out_finding(found), ""


def _rivals(
    system: "System", seed: int, options: ScenarioOptions, progress: Progress
) -> "tuple[RivalScore, ...]":
    if not options.rivals:
        return ()
    from detente.scenarios.calibrated import held_out_finding
    from detente.scenarios.calibrated_rows import RivalScore
    from detente.scenarios.posterior import RIVALS
    from detente.scenarios.rivals import compare_rivals

    made: list[RivalScore] = []

    def report(text: str, fraction: float) -> None:
        progress(text, (len(made) + fraction) / (len(RIVALS) + 2))

    for one in compare_rivals(system, seed, quick=options.quick, progress=report):
        made.append(RivalScore(one.name, held_out_finding(one.held_out)))
    return tuple(made)


def export_calibrated(
    case: Case, out: Path, *, seed: int, quick: bool = False, progress: Progress = quiet
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the model of a case at its posterior means, as XMILE and as .mdl.

    Args:
        out: folder to write to; it is made where it is missing.

    Returns:
        the files, and what a reader must be told of the calibration.

    Raises:
        InputError: the case has no model, or a file cannot be written.
    """
    from detente.dynamics.export import export_model
    from detente.scenarios.posterior import calibrate_system
    from detente.scenarios.spec import MODEL_FILE

    _refuse_without_model(case)
    paths = tuple(out / f"{case.name}{ending}" for ending in (".xmile", ".mdl"))
    refuse_others(paths)
    day = case.last_vintage
    progress("reading the case", 0.0)
    evidence = gather(case)
    refuse_faulty_model(evidence, day)
    progress("the index", 0.1)
    indices = indices_on(evidence, day, seed)
    system = case_system(case, indices, series_on(evidence, day))
    found = calibrate_system(
        system, seed, quick=quick, progress=stage(progress, "calibrating the model", 0.2, 1.0)
    )
    means = {name: float(values.mean()) for name, values in found.params().items()}
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError.at(
            str(out), 0, f"cannot be made: {error.strerror}", "name a folder that can be written"
        ) from None
    for path in paths:
        export_model(case.folder / MODEL_FILE, means, path)
    return paths, found.warnings


def _refuse_without_model(case: Case) -> None:
    if not has_model(case):
        raise InputError.at(
            case.name, 0, "the case has no model.xmile with scenarios.toml",
            "add both (and calibration.toml, observations.toml); everything else works without",
        )  # fmt: skip


def findings_of(case: Case, found: ScenarioFindings) -> Findings:
    """Return findings that hold the scenarios and nothing else, for figures of their own."""
    return Findings(
        case=case.name, title=case.title, as_of=case.last_vintage.isoformat(),
        version=__version__, seed=0, dyads=dict(case.dyads), judgements=(), subject="",
        measures=(), sides=(), index=(), half_years=(), years=(), breaks=(), scores=(),
        index_note="", claims=(), events=(), sources=(),
        series=tuple(
            SeriesFinding(spec.name, spec.title, spec.unit, spec.note, (), False, ())
            for spec in case.series.values()
        ),
        **thinned(found),
    )  # fmt: skip


def refuse_faulty_model(evidence: Evidence, day: date) -> None:
    """Refuse, before anything is sampled, files of a model that could not be calibrated.

    On the record of today everything is put together on an index that says nothing; on that of a
    past day, which may be too short for what the files ask, only the files are read.

    Raises:
        InputError: with every problem of the files.
    """
    from detente.scenarios.files import name_problems, read_model_files

    case = evidence.case
    files = read_model_files(case.folder)
    problems = (*files.problems, *name_problems(files, case.series, case.dyads))
    if problems:
        raise InputError(problems)
    if day < case.last_vintage or files.scenarios is None or not has_model(case):
        return
    import numpy as np
    import xarray as xr

    from detente.scenarios.ensemble import refuse_unknown
    from detente.scenarios.posterior import load_system

    months = months_between(case.index.start, case.index.end)
    dyads = list(case.dyads)
    flat = xr.DataArray(
        np.zeros((1, 2, len(dyads), len(months))),
        dims=("chain", "draw", "dyad", "period"),
        coords={"dyad": dyads, "period": list(months)},
    )
    system = load_system(case.folder, series_on(evidence, day), flat)
    refuse_unknown(system, files.scenarios)
    system.problem()


def case_system(case: Case, indices: Indices, series: "Mapping[str, Series]") -> "System":
    """Gather the model of a case with the subject's index and the series as they stood on a day.

    The model takes the trend: its trust averages over a year, in which an episode has faded.
    """
    import xarray as xr

    from detente.scenarios.posterior import load_system

    index = indices.of(indices.subject)
    balance = xr.DataArray(
        index.trend[None].astype(float),
        dims=("chain", "draw", "dyad", "period"),
        coords={"dyad": list(indices.dyads), "period": list(indices.periods)},
    )
    return load_system(case.folder, series, balance)


def load_scenarios(folder: Path) -> "ScenarioFile":
    """Read the scenarios of a case folder.

    Raises:
        InputError: the file cannot be read, or is faulty.
    """
    from detente.scenarios.files import read_scenarios_file

    return read_scenarios_file(folder)
