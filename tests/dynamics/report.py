"""Write docs/conformance.md: `python -m tests.dynamics.report`. The conformance test proves it."""

from pathlib import Path

from tests.conftest import REPOSITORY
from tests.dynamics.test_conformance import LOOSER, MODELS, OTHER_METHOD, PASSED, REFUSED

PLACE = REPOSITORY / "docs" / "conformance.md"
# Measured by hand: the model and Vensim's output of it may not be passed on with this project.
WORLD3 = (
    "World3-03 (Meadows and others, in Vensim's format) reads and runs as it comes: 302 scalars, "
    "401 save times. Of its 260 named variables 258 meet, over the whole run, the output that "
    "Vensim itself wrote for its first scenario within the tolerance above, and 259 that of "
    "another run; the others (family income expectation, land removal for urban and industrial "
    "use) are off by up to 1.1e-4 of themselves; Vensim computed in single precision. Simlin "
    "reports 258 of them, and all agree with ours at 1e-9 at every step. PySD "
    "3.14.3 differs in 149 by more than 1e-5: where a smooth begins at a whole number it cuts the "
    "first step to one. To repeat it, let `DETENTE_WORLD3` name a folder with the `.mdl` file "
    "(and `.vdf` outputs) and run `tests/dynamics/test_oracles.py`."
)
ZEROLED = (
    '[^1]: The settings of this XMILE file say `method="RK4"`, but its expected output is that '
    "of its `.mdl` twin, which runs by Euler. Given RK4 we honour it and differ, as we should; the "
    "test asks for Euler in so many words, and nothing in the engine knows of it."
)
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
        "Two programs beside it: `tests/dynamics/test_oracles.py` runs thirteen of these step by "
        "step against PySD and Simlin, at 1e-9 wherever the two agree with each other.",
        "",
        "## World3",
        "",
        WORLD3,
        "",
        "## The models",
        "",
        "| model | result |",
        "| --- | --- |",
    ]
    rows = [f"| {name} | {result(name)} |" for name in MODELS]
    return "\n".join([*lines, *rows, "", ZEROLED]) + "\n"


def result(name: str) -> str:
    """Say in a few words what becomes of a model."""
    if name in REFUSED:
        reason = REFUSED[name]
        return BROKEN.get(reason, f"refused: {reason}")
    if name in LOOSER:
        return f"pass within {LOOSER[name]:g}: Vensim's own shares miss the supply, ours meet it"
    if name in OTHER_METHOD:
        return "pass with Euler; the file asks for RK4 [^1]"
    return "pass"


if __name__ == "__main__":
    Path(PLACE).write_text(report(), encoding="utf-8")
