"""How JAX is set up on this machine: asked for before it starts, and checked before it is used.

`import detente` asks, so that the command line, notebooks, worker processes, tests and benchmarks
all compute alike. Where somebody else's code started JAX before, nothing can be asked for any more:
the known answers then decide whether it is to be used, and chains share one device as a batch. That
rounds otherwise, and chains are chaotic: the draws are then others, equally good, and are kept
under another key.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

DEVICES = max(4, os.cpu_count() or 1)
"""Parts that the processor is seen as, on which chains run side by side."""
LIBRARIES = ("arviz", "jax", "jaxlib", "numpy", "numpyro", "scipy")
_NO_YNN = "--xla_cpu_experimental_ynn_fusion_type="
"""XLA's kernels from YNNPACK compute wrong sums (jax-ml/jax issues 39103 and 39257)."""
_SMALL_LOOP = "xla_cpu_small_while_loop_byte_threshold"
_SMALL_LOOP_BYTES = 1_000_000
_COUNT = "--xla_force_host_platform_device_count="
_MOST_BYTES = 65_536
_OF_NUMBERS = (
    "JAX_DEFAULT_MATMUL_PRECISION", "JAX_DEFAULT_PRNG_IMPL", "JAX_DISABLE_JIT",
    "JAX_ENABLE_CUSTOM_PRNG", "JAX_NUMPY_DTYPE_PROMOTION", "JAX_PLATFORMS",
    "JAX_RANDOM_SEED_OFFSET", "JAX_THREEFRY_PARTITIONABLE",
)  # fmt: skip
"""Settings of the environment by which JAX draws or rounds otherwise."""

_asked = False


def set_up() -> None:
    """Ask for the platform that our numbers are computed on; without effect once JAX runs.

    - Without XLA's kernels from YNNPACK, some of which are wrong.
    - Small loops as one piece of machine code: XLA runs others operation by operation. A model's
      steps are hundreds of operations on a few numbers each: as one piece their gradient takes a
      fifth of the time.
    - Several devices, on which chains run side by side.

    A user's other options stay; of the same options, a small loop's size and more devices do.
    """
    global _asked
    # XLA calls it an error that a processor lacks "prefer-no-gather", which none has, for each
    # program that it reads from disk; what is fatal is still told.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if not running():
        os.environ["XLA_FLAGS"] = flags_with_ours(os.environ.get("XLA_FLAGS", ""))
        _asked = True


def flags_with_ours(flags: str, devices: int = DEVICES) -> str:
    """Put what is asked for behind a user's own options of XLA; what was there of ours goes."""
    if flags.strip() and not flags.lstrip().startswith("-"):
        flags = _of_file(flags)
        if flags.strip() and not flags.lstrip().startswith("-"):
            return flags  # XLA says that there is no such file
    counts = [int(count) for count in re.findall(rf"{_COUNT}(\d+)", flags)]
    kept = _without(_without(flags, _NO_YNN), _COUNT).strip()
    loops = "" if _SMALL_LOOP in kept else (
        f"--xla_backend_extra_options={_SMALL_LOOP}={_SMALL_LOOP_BYTES}"
    )  # fmt: skip
    asked = (kept, loops, _NO_YNN, f"{_COUNT}{max(devices, *counts, 0)}")
    return " ".join(part for part in asked if part)


def running() -> bool:
    """Say whether JAX has started, and no longer reads its options."""
    bridge = sys.modules.get("jax._src.xla_bridge")
    return bridge is not None and bool(bridge.backends_are_initialized())


def as_asked() -> bool:
    """Say whether JAX started, or will start, with what is asked for here."""
    flags = os.environ.get("XLA_FLAGS", "")
    return _asked and flags_with_ours(flags) == flags


def key_part() -> str:
    """Name what the platform contributes to a number: a part of the key of everything kept."""
    from importlib.metadata import version

    set_up()
    flags = os.environ.get("XLA_FLAGS", "")
    how = "set up here" if as_asked() else "started otherwise"
    libraries = [f"{name}={version(name)}" for name in LIBRARIES]
    settings = [f"{name}={os.environ.get(name, '')}" for name in _OF_NUMBERS]
    return " ".join([how, _without(flags, _COUNT), *libraries, *settings])


@contextmanager
def double_precision(wanted: bool = True) -> Iterator[None]:
    """Compute in 64-bit numbers inside, whatever JAX is set to outside.

    The only way into JAX: where it was not set up here, known answers are asked for first.

    Raises:
        InputError: the installed JAX, as it was started, computes wrong numbers.
    """
    _ready()
    import jax

    with jax.enable_x64(wanted):
        yield


@cache
def _ready() -> None:
    set_up()
    if not as_asked():
        from detente.sampling.known_answers import check_known_answers

        check_known_answers()


def _without(flags: str, option: str) -> str:
    name = re.escape(option.rstrip("="))
    return re.sub(rf"(?<!\S){name}(=(\"[^\"]*\"|'[^']*'|\S*))?(?!\S) ?", "", flags)


def _of_file(name: str) -> str:
    # XLA takes options that do not begin with a dash for the name of a file that holds them.
    try:
        with Path(name.strip()).open(encoding="utf-8") as file:
            return " ".join(file.read(_MOST_BYTES).split())
    except (OSError, ValueError):
        return name
