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
        **{name: Target(read, partial(_seeds, name)) for name, read in READS.items()},
    }
)
