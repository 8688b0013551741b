"""SDEverywhere's generated C beside us: `sde generate` on the same file, gcc, and a loop of draws.

The program comes from npm into a temporary folder. `$SDEVERYWHERE` names a folder with its
`node_modules` where it is installed already.
"""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.clock import Seconds

PACKAGE = "@sdeverywhere/cli"
LOOP = """
#include <stdio.h>
#include <time.h>
#include "sde.h"

int main(int argc, char** argv) {
  int draws = atoi(argv[1]), width = atoi(argv[2]), rows = atoi(argv[3]), rounds = atoi(argv[4]);
  double* numbers = malloc(sizeof(double) * draws * width);
  double* saved = malloc(sizeof(double) * rows);
  double total = 0;
  if (fread(numbers, sizeof(double), draws * width, stdin) != (size_t)(draws * width)) return 1;
  for (int round = 0; round < rounds; round++) {
    struct timespec begin, end;
    clock_t busy = clock();
    total = 0;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int draw = 0; draw < draws; draw++) {
      runModel(numbers + draw * width, saved);
      total += saved[rows - 1];
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.9g %.9g\\n", (end.tv_sec - begin.tv_sec) + 1e-9 * (end.tv_nsec - begin.tv_nsec),
           (double)(clock() - busy) / CLOCKS_PER_SEC);
  }
  printf("%.12g\\n", total / draws);
  return 0;
}
"""


class MissingError(Exception):
    """Why the peer cannot be measured here."""


def _ran(command: list[str], folder: Path, sent: bytes | None = None) -> str:
    done = subprocess.run(command, cwd=folder, input=sent, capture_output=True, check=False)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise MissingError(f"{' '.join(command[:3])} failed: {last[0]}")
    return done.stdout.decode()


def _installed(folder: Path) -> Path:
    if chosen := os.environ.get("SDEVERYWHERE"):
        return Path(chosen).resolve() / "node_modules" / PACKAGE
    _ran(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", PACKAGE], folder)
    return folder / "node_modules" / PACKAGE


def seconds_a_draw(
    model: Path, inputs: list[str], output: str, numbers: np.ndarray, saves: int, rounds: int
) -> tuple[Seconds, float]:
    """Return median seconds a draw on one core, and the mean of the last saved output.

    Raises:
        MissingError: a program is not here, or refuses the model.
    """
    for program in ("node", "npm", "gcc"):
        if shutil.which(program) is None:
            raise MissingError(f"{program} is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = _installed(folder)
        shutil.copy(model, folder / "measured.mdl")
        spec = {"inputVarNames": inputs, "outputVarNames": [output]}
        (folder / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
        _ran(["node", str(package / "src" / "main.js"), "generate", "--outformat=c",
              "--spec", "spec.json", "--builddir", "build", "measured.mdl"], folder)  # fmt: skip
        build = folder / "build"
        for part in (package / "src" / "c").iterdir():
            if part.name != "main.c":
                shutil.copy(part, build)
        (build / "loop.c").write_text(LOOP, encoding="utf-8")
        sources = sorted(path.name for path in build.glob("*.c"))
        _ran(["gcc", "-O3", "-w", "-o", "loop", *sources, "-lm"], build)
        sizes = [len(numbers), numbers.shape[1], saves, rounds]
        sent = np.ascontiguousarray(numbers, dtype=np.float64).tobytes()
        *taken, last = map(float, _ran(["./loop", *map(str, sizes)], build, sent).split())
    wall, cpu = taken[0::2], taken[1::2]
    return Seconds(statistics.median(wall), statistics.median(cpu)).each(len(numbers)), last
