"""Two other programs that run the same files: PySD, and Simlin by way of `pysimlin`."""

import shutil
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.names import split_name

# Two programs that do the same sums in double precision differ by rounding only.
ROUNDING = 1e-9
NIL = 1e-12
Columns = dict[tuple[str, tuple[str, ...]], NDArray[np.float64]]


def pysd_run(path: Path, folder: Path) -> Columns:
    """Run a file with PySD, which writes a Python module beside its model."""
    own = Path(shutil.copy(path, folder / f"pysd_{path.name}"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pysd

        reads = pysd.read_vensim if path.suffix.lower() == ".mdl" else pysd.read_xmile
        frame = reads(str(own)).run(progress=False)
    return {split_name(str(name)): frame[name].to_numpy(dtype=float) for name in frame.columns}


def simlin_run(path: Path) -> Columns:
    """Run a file with Simlin."""
    import simlin

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of large models that loops are left out
        frame = simlin.load(path).run().results
    return {split_name(str(name)): frame[name].to_numpy(dtype=float) for name in frame.columns}


def same(left: NDArray[np.float64], right: NDArray[np.float64]) -> bool:
    """Tell whether two runs of a variable differ by no more than rounding."""
    gap = np.abs(left - right)
    return len(left) == len(right) and bool((gap <= NIL + ROUNDING * np.abs(right)).all())
