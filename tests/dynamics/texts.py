"""Small model files that tests write for themselves."""

from pathlib import Path

from detente.dynamics.compile import load
from detente.dynamics.model import Model

CONTROL = """
FINAL TIME = {end} ~~|
INITIAL TIME = 0 ~~|
SAVEPER = {save} ~~|
TIME STEP = {step} ~~|
"""
SETTINGS = "\\\\\\---/// Sketch\n///---\\\\\\\n:L<%^E!@\n15:0,0,0,{code},0,0\n"


def vensim(
    equations: str, *, end: float = 10, step: float = 0.5, save: object = "TIME STEP", code: int = 0
) -> str:
    """Complete the equations of a `.mdl` file with control variables and settings."""
    control = CONTROL.format(end=end, step=step, save=save)
    return "{UTF-8}\n" + equations + control + SETTINGS.format(code=code)


def xmile(variables: str, *, specs: str = 'method="Euler"', dimensions: str = "") -> str:
    """Complete the variables of an XMILE file that runs from 0 to 10 in steps of 1/4."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">\n'
        f"<sim_specs {specs}><start>0</start><stop>10</stop><dt>0.25</dt></sim_specs>\n"
        f"<dimensions>{dimensions}</dimensions>\n"
        f"<model><variables>{variables}</variables></model></xmile>\n"
    )


def written(folder: Path, text: str, ending: str = ".mdl") -> Path:
    """Write a model file."""
    path = folder / f"model{ending}"
    path.write_text(text, encoding="utf-8")
    return path


def model_of(folder: Path, equations: str, **control: object) -> Model:
    """Compile a few `.mdl` equations."""
    return load(written(folder, vensim(equations, **control)))  # type: ignore[arg-type]
