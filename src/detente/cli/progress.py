"""Progress on standard error, for what takes longer than a glance."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detente.terms.visible import visible

Progress = Callable[[str, float], None]
"""Called with what is being done, and how far it is from 0 to 1."""


def silent(text: str, fraction: float) -> None:
    """Report nothing."""


def with_time_left(progress: Progress, clock: Callable[[], float] = time.monotonic) -> Progress:
    """Add how long the rest may take, from how long the part done took."""
    began = clock()

    def show(text: str, fraction: float) -> None:
        # Before a twentieth is done, compilation makes up most of the time.
        if not 0.05 <= fraction < 1:
            progress(text, fraction)
            return
        left = (clock() - began) * (1 - fraction) / fraction
        said = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        progress(f"{text} (about {said} left)", fraction)

    return show


@contextmanager
def progress_on_stderr() -> Iterator[Progress]:
    """Show a bar on a terminal, plain lines elsewhere; standard output stays clean."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)

        def show(text: str, fraction: float) -> None:
            bar.update(task, description=visible(text), completed=fraction)

        yield show


def _plain_lines() -> Progress:
    said = ""

    def show(text: str, fraction: float) -> None:
        nonlocal said
        stage = text.partition(" (")[0]
        if stage != said:
            sys.stderr.write(f"detente: {visible(stage)}\n")
            said = stage

    return show
