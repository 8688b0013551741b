"""The model of a case at the means of its posterior, written for other people's tools."""

from pathlib import Path

from detente.dynamics.export import export_model
from detente.scenarios.spec import MODEL_FILE
from detente.study.study import Study
from detente.terms.errors import InputError
from detente.terms.own_files import refuse_others


def export_calibrated(study: Study, out: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the model of a case at its posterior means, as XMILE and as .mdl.

    Args:
        out: folder to write to; it is made where it is missing.

    Returns:
        the files, and what a reader must be told of the calibration.

    Raises:
        InputError: the case has no model, or a file cannot be written.
    """
    case = study.case
    paths = tuple(out / f"{case.name}{ending}" for ending in (".xmile", ".mdl"))
    refuse_others(paths)
    found = study.calibration()
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
