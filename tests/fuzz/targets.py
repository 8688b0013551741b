"""What is fuzzed: one row a reader. A new reader of strangers' files gets a row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from tests.conftest import REPOSITORY
from tests.fuzz.case_files import READS, seed

Read = Callable[[bytes, Path], object]
_MODELS = REPOSITORY.parent / "shared" / "sd-test-models"
_LONGEST_SEED = 20_000


@dataclass(frozen=True, slots=True)
class Target:
    """A reader of strangers' bytes.

    Attributes:
        read: reads bytes that stand in a file of the path; raises InputError for bad ones, and any
            other exception is a fault.
        seeds: inputs that it reads, to begin with.
        seconds, megabytes: what one input may take.
    """

    read: Read
    seeds: Callable[[], list[bytes]]
    seconds: float = 20.0
    megabytes: int = 700


def _vensim(data: bytes, path: Path) -> object:
    from detente.dynamics.compile import compile_model
    from detente.dynamics.read import read_vensim

    return compile_model(read_vensim(data, path.with_suffix(".mdl")))


def _xmile(data: bytes, path: Path) -> object:
    from detente.dynamics.compile import compile_model
    from detente.dynamics.read import read_xmile

    return compile_model(read_xmile(data, path.with_suffix(".xmile")))


def _series(data: bytes, path: Path) -> object:
    from detente.dynamics.series_file import load_series

    path.write_bytes(data)
    return load_series(path, ("x",))


def _summary(data: bytes, path: Path) -> object:
    from detente.dynamics.means import load_means

    path.write_bytes(data)
    return load_means(path)


def _draws(data: bytes, path: Path) -> object:
    from detente.dynamics.means import load_means

    path = path.with_suffix(".nc")
    path.write_bytes(data)
    return load_means(path)


def _cells(ending: str, tab: str) -> Read:
    def read(data: bytes, path: Path) -> object:
        from detente.dynamics.external import Sheet

        # Of a name of its own each time: a model's data files are read once.
        path = path.with_name(f"d{hash(data)}{ending}")
        path.write_bytes(data)
        try:
            sheet = Sheet(path.parent, path.name, tab, str(path))
            sheet.constants("A1", (1, 2))
            return sheet.series("1", "A2", 0)
        finally:
            path.unlink()

    return read


def _workbooks() -> list[bytes]:
    from tests.dynamics.strangers.bombs import workbook

    row = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>2</v></c></row>'
    return [workbook(b"".join(row % (at, at, at) for at in (1, 2)))]


def _drawn() -> list[bytes]:
    import io

    import h5py
    import numpy as np

    written = io.BytesIO()
    with h5py.File(written, "w") as file:
        group = file.create_group("posterior")
        for name in ("chain", "draw"):
            group.create_dataset(name, data=np.arange(2)).make_scale(name)
        array = group.create_dataset("a", data=np.ones((2, 2)))
        for place, name in enumerate(("chain", "draw")):
            array.dims[place].attach_scale(group[name])
    return [written.getvalue()]


_TABLES = [b"time,x,y\n0,1,2\n1,,3\n2,4.5,-1e3\n", b'Time\t"x"\n0\t1\n1\t2\n']


def models(endings: tuple[str, ...]) -> list[bytes]:
    """List the public test models (where they lie beside the repository) and one of our own."""
    from tests.dynamics.test_hostile import VENSIM, XMILE

    found = [(VENSIM if ".mdl" in endings else XMILE).encode()]
    for path in sorted(_MODELS.rglob("*")) if _MODELS.is_dir() else ():
        if path.suffix in endings and path.stat().st_size < _LONGEST_SEED:
            found.append(path.read_bytes())
    return found


def _seeds(name: str) -> list[bytes]:
    whole = seed(name)
    # Halves of lists and tables teach the fuzzer what the parts are.
    return [whole[:length] for length in (300, 3_000, _LONGEST_SEED) if length < len(whole)] + (
        [whole] if len(whole) <= _LONGEST_SEED else []
    )


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "vensim": Target(_vensim, lambda: models((".mdl",))),
        "xmile": Target(_xmile, lambda: models((".xmile", ".stmx"))),
        "series": Target(_series, lambda: _TABLES),
        "summary": Target(_summary, lambda: [b"parameter,mean\na,1\nb[c],2\n"]),
        "draws": Target(_draws, _drawn),
        "cells.csv": Target(_cells(".csv", ","), lambda: [b"1,2\n3,4\n", *_TABLES]),
        "cells.xlsx": Target(_cells(".xlsx", "Sheet1"), _workbooks),
        **{name: Target(read, partial(_seeds, name)) for name, read in READS.items()},
    }
)
