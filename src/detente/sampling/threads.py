"""One thread for products of small matrices: more of them only wait for each other."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def one_thread(work: Callable[P, T]) -> Callable[P, T]:
    """Have a function's linear algebra run on one thread, and give the others back after it.

    OpenBLAS spreads each product over all cores; where thousands are of a hundred numbers a side,
    its threads spend ten times the work on waiting, and all of it where the machine is busy.
    """

    @wraps(work)
    def limited(*given: P.args, **named: P.kwargs) -> T:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1, user_api="blas"):
            return work(*given, **named)

    return limited
