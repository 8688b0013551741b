"""Reads every folder named on standard input under the watch, and prints what came of each.

Run as a program: an audit hook cannot be taken away from a process again.
"""

import json
import sys
import warnings
from pathlib import Path

from detente.dynamics.check import check_model
from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from detente.dynamics.write_vensim import vensim_text
from detente.dynamics.write_xmile import xmile_bytes
from detente.terms.errors import InputError
from tests.dynamics.strangers.watch import Watch

ENDINGS = (".mdl", ".xmile", ".stmx", ".xml")


def model_in(folder: Path) -> Path:
    """Find the model of a folder."""
    return next(path for path in sorted(folder.iterdir()) if path.suffix in ENDINGS)


def _used(path: Path, *, whole: bool) -> dict[str, object]:
    """Do with a model what the commands do; say how it ended and what was shown."""
    try:
        model = load(path)
        shown = [*model.names, vensim_text(model, {}), xmile_bytes(model, {}).decode()]
        if whole:
            shown.append(repr(check_model(model)))
            simulate(model)
    except InputError as error:
        return {"end": "refused", "shown": str(error)}
    except Exception as error:  # a traceback is what is looked for
        return {"end": f"{type(error).__name__}: {error}"[:300], "shown": ""}
    return {"end": "read", "shown": "\n".join(shown)}


def main() -> None:
    """Read folders from standard input, the first ones to warm up; print JSON."""
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    for folder in asked["warm"]:
        ended = _used(model_in(Path(folder)), whole=True)
        if ended["end"] != "read":
            raise SystemExit(f"{folder}: {ended}")
    watch = Watch()
    found = {}
    for folder in map(Path, asked["folders"]):
        with watch.over(folder):
            found[folder.name] = {"end": "caught", "shown": ""}
            found[folder.name] = _used(model_in(folder), whole=False)
        found[folder.name]["caught"] = watch.caught
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
