"""Write docs/conformance.md: `python -m tests.dynamics.report`. The conformance test proves it."""

from pathlib import Path

from tests.conftest import REPOSITORY
from tests.dynamics.test_conformance import LOOSER, MODELS, OTHER_METHOD, PASSED, REFUSED

PLACE = REPOSITORY / "docs" / "conformance.md"
BROKEN = {
    "has no equation": "broken source: equations read `???`",
    "cannot be parsed": "broken source: calls a macro that the file does not define",
    "is not there": "broken source: its data file is not in the suite",
}


def report() -> str:
    """List every model of the suite with what becomes of it."""
    lines = [
        "# Conformance",
        "",
        "The models of the public [SDXorg suite](https://github.com/SDXorg/test-models) that ship "
        f"with our tests: {PASSED} of {len(MODELS)} run to their expected output (relative 1e-5; "
        "see `tests/dynamics/expected.py`). Written by `python -m tests.dynamics.report`; "
        "`tests/dynamics/test_conformance.py` runs every line.",
        "",
        "| model | result |",
        "| --- | --- |",
    ]
    return "\n".join([*lines, *(f"| {name} | {result(name)} |" for name in MODELS)]) + "\n"


def result(name: str) -> str:
    """Say in a few words what becomes of a model."""
    if name in REFUSED:
        reason = REFUSED[name]
        return BROKEN.get(reason, f"refused: {reason}")
    if name in LOOSER:
        return f"pass within {LOOSER[name]:g}: Vensim's own shares miss the supply, ours meet it"
    if name in OTHER_METHOD:
        return "pass with Euler, as its expected output was made; the file asks for RK4"
    return "pass"


if __name__ == "__main__":
    Path(PLACE).write_text(report(), encoding="utf-8")
