"""Memory that a computation asks for and the machine does not give: one named error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from detente.terms.errors import InputError

_OUT_OF_MEMORY = ("RESOURCE_EXHAUSTED", "Out of memory", "out of memory", "std::bad_alloc")
"""What the runtime of JAX says where an array does not fit."""


@contextmanager
def within_memory(what: str, fix: str) -> Iterator[None]:
    """Turn a failure for want of memory into an error that says what to lower.

    Args:
        what: what was computed, as the user calls it.
        fix: what takes less of it.

    Raises:
        InputError: what runs within it does not fit into memory; other errors pass unchanged.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not lacks_memory(error):
            raise
        problem = "needs more memory than the machine gives"
        raise InputError.at(what, 0, problem, fix) from None


def lacks_memory(error: BaseException) -> bool:
    """Whether an error says that memory did not suffice."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(word in str(error) for word in _OUT_OF_MEMORY)
