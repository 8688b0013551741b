"""What closer cooperation would change: the case's model, calibrated and run forward."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from detente.case.files import read_text
from detente.case.spec import Case
from detente.cooperation.index import CooperationIndex
from detente.evidence.series import series_known
from detente.pipeline.run import Evidence, Progress, gather, index_on, quiet
from detente.terms.errors import InputError

if TYPE_CHECKING:
    from detente.scenarios.posterior import System
    from detente.scenarios.results import ScenarioFindings
    from detente.scenarios.spec import ScenarioFile


def has_model(case: Case) -> bool:
    """Tell whether a case has a model and scenarios to run on it."""
    from detente.scenarios.spec import MODEL_FILE, SCENARIOS_FILE

    return all((case.folder / name).is_file() for name in (MODEL_FILE, SCENARIOS_FILE))


def run_scenarios(
    case: Case,
    *,
    as_of: date | None = None,
    seed: int,
    quick: bool = False,
    progress: Progress = quiet,
) -> "ScenarioFindings":
    """Estimate the index, calibrate the case's model on the record of a day, and run scenarios.

    Args:
        quick: a normal approximation of the posterior instead of the sampler; marked as such.

    Raises:
        InputError: the case has no model, or a file of it is faulty.
    """
    if not has_model(case):
        raise InputError.at(
            case.name, 0, "the case has no model.xmile with scenarios.toml",
            "add both (and calibration.toml, observations.toml); everything else works without",
        )  # fmt: skip
    day = as_of or case.last_vintage
    asked = load_scenarios(case.folder)
    progress("reading the case", 0.0)
    evidence = gather(case)
    index = index_on(
        evidence, day, seed, lambda text, at: progress(f"the index ({text})", 0.2 * at)
    )
    system = case_system(evidence, index, day)
    from detente.scenarios.compare import compare_scenarios
    from detente.scenarios.ensemble import refuse_unknown
    from detente.scenarios.posterior import calibrate_system

    refuse_unknown(system, asked)

    calibration = calibrate_system(
        system, seed, quick=quick,
        progress=lambda text, at: progress(f"calibrating the model ({text})", 0.2 + 0.7 * at),
    )  # fmt: skip
    progress("running the scenarios", 0.9)
    return compare_scenarios(system, calibration, asked, seed)


def case_system(evidence: Evidence, index: CooperationIndex, day: date) -> "System":
    """Gather the model of a case with the index and the series as they stood on a day."""
    from detente.scenarios.posterior import load_system

    case, store = evidence.case, evidence.store
    series = {name: series_known(store, spec, day) for name, spec in case.series.items()}
    return load_system(case.folder, series, index.posterior["balance"])


def load_scenarios(folder: Path) -> "ScenarioFile":
    """Read the scenarios of a case folder.

    Raises:
        InputError: the file cannot be read, or is faulty.
    """
    from detente.scenarios.spec import SCENARIOS_FILE, read_scenarios

    return read_scenarios(read_text(folder, SCENARIOS_FILE))
