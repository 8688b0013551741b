"""How JAX is to use this machine's processor; asked for before JAX starts, or without effect."""

import os

import numpyro

_SMALL_LOOP_BYTES = 1_000_000
_EXTRA = "--xla_backend_extra_options"


def ask_for(devices: int) -> None:
    """Ask for so many devices, on which chains run side by side, and for quick small loops.

    XLA turns a loop into one piece of machine code where it works on little memory, and else runs
    its operations one by one. A model's steps are hundreds of operations on a few numbers each:
    as one piece their gradient takes a fifth of the time. A user's own options are left alone.
    """
    numpyro.set_host_device_count(devices)
    flags = os.environ.get("XLA_FLAGS", "")
    if _EXTRA not in flags:
        loops = f"{_EXTRA}=xla_cpu_small_while_loop_byte_threshold={_SMALL_LOOP_BYTES}"
        os.environ["XLA_FLAGS"] = f"{flags} {loops}".strip()
