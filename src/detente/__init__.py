"""Measure cooperation between states, test what is said about it, and print a cited brief.

    import detente

    study = detente.open_study("fentanyl")
    study.index(measure="counternarcotics").to_frame()

Every name below is loaded when it is first used, so that `import detente` stays quick.
"""

import sys

if sys.argv[:1] == ["-m"] and "detente" in sys.orig_argv and not sys.flags.safe_path:
    # `python -m detente` looks for modules in the working directory first, which may be a
    # stranger's; nothing but what is built in was imported yet.
    del sys.path[0]

from typing import TYPE_CHECKING, Any

from detente.sampling import xla
from detente.terms.version import __version__ as __version__

if TYPE_CHECKING:
    from detente.brief.write import write_brief as write_brief
    from detente.case.check import check_case as check_case
    from detente.case.load import load_case as load_case
    from detente.dynamics.compile import load as load_model
    from detente.dynamics.simulate import simulate as simulate
    from detente.findings import read_findings as read_findings
    from detente.study.settings import Settings as Settings
    from detente.study.study import Study as Study
    from detente.study.study import open_study as open_study
    from detente.terms.errors import InputError as InputError

__all__ = [
    "InputError",
    "Settings",
    "Study",
    "__version__",
    "check_case",
    "load_case",
    "load_model",
    "open_study",
    "read_findings",
    "simulate",
    "write_brief",
]

_HOMES = {
    "InputError": "detente.terms.errors",
    "Settings": "detente.study.settings",
    "Study": "detente.study.study",
    "check_case": "detente.case.check",
    "load_case": "detente.case.load",
    "load_model": "detente.dynamics.compile:load",
    "open_study": "detente.study.study",
    "read_findings": "detente.findings",
    "simulate": "detente.dynamics.simulate",
    "write_brief": "detente.brief.write",
}

xla.set_up()


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    from importlib import import_module

    home, _, own = _HOMES[name].partition(":")
    return getattr(import_module(home), own or name)


def __dir__() -> list[str]:
    return sorted(__all__)
