"""Reads and runs every folder named on standard input under bounds of time and memory.

Prints, for each: how it ended, the processor seconds and the megabytes that it took.
"""

import json
import sys
import time
import warnings
from pathlib import Path

from detente.dynamics.compile import load
from detente.dynamics.simulate import simulate
from detente.terms.errors import InputError
from tests.dynamics.strangers.read_watched import model_in
from tests.fuzz.limits import TooLong, within

SECONDS = 2.0
MEGABYTES = 500


def _peak() -> int:
    """Return the most memory held since the last call, in kilobytes, and begin anew."""
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    Path("/proc/self/clear_refs").write_text("5")
    return peak


def _ended(path: Path) -> str:
    try:
        with within(SECONDS, MEGABYTES):
            simulate(load(path))
    except InputError as error:
        return f"refused: {error}"[:400]
    except (TooLong, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:  # a traceback is what is looked for
        return f"{type(error).__name__}: {error}"[:300]
    return "ran"


def main() -> None:
    """Read folders from standard input, the first to warm up; print JSON."""
    warnings.simplefilter("ignore")
    warm, *folders = map(Path, json.load(sys.stdin))
    simulate(load(model_in(warm)))
    found = {}
    for folder in folders:
        before = _peak()
        _peak()
        began = time.process_time()
        end = _ended(model_in(folder))
        seconds = time.process_time() - began
        found[folder.name] = {
            "end": end,
            "seconds": round(seconds, 2),
            "megabytes": max(0, _peak() - before) // 1024,
        }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
