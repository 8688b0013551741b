"""Progress: what is being done, and how far it is."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with what is being done, and how far it is from 0 to 1."""


def quiet(text: str, fraction: float) -> None:
    """Report no progress."""


def stage(progress: Progress, name: str, first: float, last: float) -> Progress:
    """Map a stage's own progress onto its part of the whole."""

    def report(text: str, fraction: float) -> None:
        told = f"{name} ({text})" if name and text and text != name else name or text
        progress(told, first + (last - first) * fraction)

    return report
