"""Model files → PySD's abstract model, with what PySD leaves out read beside it."""

import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from detente.dynamics import (
    vensim_entries,
    vensim_text,
    xmile_elements,
    xmile_modules,
    xmile_text,
)
from detente.dynamics.limits import MOST_BYTES, MOST_PROBLEMS
from detente.dynamics.literals import elements_counted, literal, numbered, refused
from detente.dynamics.names import canonical, shown_name
from detente.dynamics.problems import ModelError
from detente.terms.errors import InputError, Problem, shown
from detente.terms.plain_files import read_plain

VENSIM = (".mdl",)
XMILE = (".xmile", ".stmx", ".xml")
# What PySD gives every part of an XMILE file; a macro runs by the clock of its model.
_CONTROL = ("initial_time", "final_time", "time_step", "saveper")


def _no_line(name: str) -> int:
    return 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Source:
    """A model file, parsed but not yet resolved.

    Attributes:
        file: the file as messages name it.
        folder: where the data files that it names lie.
        sections: PySD's abstract sections: the model itself first, then its macros.
        method: "euler", "rk4" or "rk2", as the file says.
        mappings: subscript mappings that list their elements (see `explicit_mappings`).
        save_step: the save step where XMILE states one, else None (`.mdl` has SAVEPER).
        unit_synonyms: word for a unit → the word that the file declares to mean the same.
        time_unit: the unit of time where XMILE states one, else empty (`.mdl` has TIME STEP).
        line_of: name of a variable → line where the file defines it, or 0.
    """

    file: str
    folder: Path
    sections: tuple[Any, ...]
    method: str
    mappings: vensim_text.Mapped = field(default_factory=dict)
    save_step: float | None = None
    unit_synonyms: Mapping[str, str] = field(default_factory=dict)
    time_unit: str = ""
    line_of: Callable[[str], int] = _no_line

    def error(self, name: str, problem: str, fix: str) -> InputError:
        """Build the error of one variable, with its line."""
        return InputError.at(self.file, self.line_of(name), problem, fix)


def load_model(path: Path | str) -> Source:
    """Read a `.mdl`, `.xmile` or `.stmx` file.

    Raises:
        InputError: the file is missing, too large, of another kind, broken or unsupported.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in VENSIM + XMILE:
        raise InputError.at(
            str(path), 0, f"{shown(path.suffix)} is not the ending of a model file",
            f"give a file ending in {', '.join(VENSIM + XMILE)}",
        )  # fmt: skip
    return _parsed_once(read_plain(path, str(path), MOST_BYTES, "check the path"), path)


@lru_cache(maxsize=1)
def _parsed_once(data: bytes, path: Path) -> Source:
    # A command reads its model before it loads what runs models, which takes seconds.
    return (read_vensim if path.suffix.lower() in VENSIM else read_xmile)(data, path)


@contextmanager
def _only_parsers() -> Iterator[None]:
    """Let `pysd.translators` be imported without PySD's own engine, whose imports take seconds.

    The engine brings pandas, xarray and a spreadsheet library, and none of it is needed to parse.
    Whoever imports PySD later gets it whole.
    """
    found = find_spec("pysd") if "pysd" not in sys.modules else None
    if found is None:
        yield
        return
    bare = ModuleType("pysd")
    bare.__path__ = list(found.submodule_search_locations or ())
    sys.modules["pysd"] = bare
    try:
        yield
    finally:
        del sys.modules["pysd"]


@cache
def _translators() -> SimpleNamespace:
    """Import PySD's parsers, which is slow and not needed to run a model."""
    with warnings.catch_warnings(), _only_parsers():
        warnings.simplefilter("ignore")  # deprecations among PySD's own dependencies
        from pysd.translators.vensim.vensim_element import Component, Element, SubscriptRange
        from pysd.translators.vensim.vensim_section import Section
        from pysd.translators.xmile.xmile_file import XmileFile
    _disarm()
    return SimpleNamespace(
        Component=Component,
        Element=Element,
        Section=Section,
        SubscriptRange=SubscriptRange,
        XmileFile=XmileFile,
    )


def _disarm() -> None:
    """Take `eval` and its like away from PySD's parsers: a global of that name hides Python's.

    They evaluate pieces of the model's text (in 3.14.3 in `vensim_element` and `xmile_element`),
    and the text is a stranger's. Their own `compile` is always that of `re`.
    """
    for name, module in tuple(sys.modules.items()):
        if name.startswith("pysd.translators."):
            vars(module).update(
                eval=literal, exec=refused, compile=refused, open=refused, __import__=refused
            )
            for item in vars(module).values():
                if hasattr(item, "unwrapped_exceptions"):
                    # Else each error spells out the tree of what was parsed.
                    item.unwrapped_exceptions = (Exception,)
    vars(sys.modules["pysd.translators.vensim.vensim_element"]).update(range=numbered)


def read_vensim(data: bytes, path: Path) -> Source:
    """Read the bytes of a `.mdl` file; `path` names it in messages and finds its data files."""
    text = vensim_text.decoded(data)
    model = vensim_entries.cut(text, str(path))
    lines = vensim_entries.lines_of(model, text)

    def line_of(name: str) -> int:
        return lines.get(canonical(name), 0)

    with warnings.catch_warnings(), elements_counted():
        warnings.simplefilter("ignore")  # the parser warns of mappings, which are read here
        sections = _vensim_sections(model, str(path), line_of)
    return Source(
        file=str(path),
        folder=path.parent,
        sections=tuple(sections),
        method=vensim_text.integration_method(text),
        mappings=vensim_text.explicit_mappings(model),
        unit_synonyms=vensim_text.unit_synonyms(text),
        line_of=line_of,
    )


def _vensim_sections(
    model: vensim_entries.ModelText, file: str, line_of: Callable[[str], int]
) -> list[Any]:
    problems: list[Problem] = []
    main = vensim_entries.MacroText("__main__", (), (), model.entries)
    sections: list[Any] = []
    for part in (main, *model.macros):
        section = _translators().Section(
            part.name,
            Path(),
            "macro" if sections else "main",
            list(part.params),
            list(part.returns),
            "",
            False,
            None,
        )
        entries = []
        for entry in part.entries:
            try:
                entries += _vensim_entry(entry, file)
            except InputError as error:
                place = line_of(entry.name)
                problems += [replace(problem, line=place) for problem in error.problems]
                if len(problems) >= MOST_PROBLEMS:
                    raise InputError(problems) from None
        _sort_entries(section, entries)
        sections.append(section)
    if problems:
        raise InputError(problems)
    return [_parsed(section.get_abstract_section, file, 0, "the file") for section in sections]


def _vensim_entry(entry: vensim_entries.Entry, file: str) -> list[Any]:
    try:
        ready = vensim_text.mended(entry)
    except ModelError as error:
        raise InputError.at(file, 0, f"{entry.name}: {error.problem}", error.fix) from None
    if ready is None:
        return []
    what = f"the equation of {shown(shown_name(entry.name))}"
    element = _parsed(partial(_translators().Element, *ready), file, 0, what)
    parsed = _parsed(element.parse, file, 0, what)
    if hasattr(parsed, "parse"):
        _parsed(parsed.parse, file, 0, what)
    return [parsed]


def _sort_entries(section: Any, entries: list[Any]) -> None:
    kinds = _translators()
    section.subscripts = [e for e in entries if isinstance(e, kinds.SubscriptRange)]
    section.components = [e for e in entries if isinstance(e, kinds.Component)]
    # Reality checks say what must hold; they change no value.
    section.constraints = []
    section.test_inputs = []


def read_xmile(data: bytes, path: Path) -> Source:
    """Read the bytes of an XMILE file; `path` names it in messages."""
    root = xmile_text.safe_root(data, str(path))
    macros = xmile_modules.take_macros(root, str(path))
    root = xmile_text.prepared_root(root, str(path))
    lines = _lines(root)
    save_step = xmile_text.save_step(root, str(path))
    sections = [_xmile_section(root, path, lines, save_step)]
    for macro in macros:
        body = xmile_text.prepared_root(macro.root, str(path))
        section = _xmile_section(body, path, _lines(body))
        own = [item for item in section.elements if canonical(item.name) not in _CONTROL]
        sections.append(replace(section, name=macro.name, params=macro.params, elements=own))
        lines = {**_lines(body), **lines}
    return Source(
        file=str(path),
        folder=path.parent,
        sections=tuple(sections),
        method=xmile_text.integration_method(root),
        save_step=save_step,
        line_of=lambda name: lines.get(shown_name(name), 0),
    )


def _lines(root: Any) -> dict[str, int]:
    return {shown_name(node.get("name")): node.sourceline or 0
            for node in root.iter() if node.get("name")}  # fmt: skip


def _xmile_section(
    root: Any, path: Path, lines: Mapping[str, int], save_step: float | None = None
) -> Any:
    class Prepared(_translators().XmileFile):  # type: ignore[misc]
        def _get_root(self) -> Any:
            return root

    def parse() -> Any:
        reader = Prepared(path.with_suffix(".xmile"))
        reader.parse(parse_all=False)
        return reader

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = _parsed(parse, str(path), 0, "the file")
        _parse_xmile(reader.sections[0], str(path), lines, save_step)
        return _parsed(reader.get_abstract_model, str(path), 0, "the file").sections[0]


def _parse_xmile(
    section: Any, file: str, lines: Mapping[str, int], save_step: float | None
) -> None:
    _parsed(lambda: section.parse(parse_all=False), file, 0, "the file")
    problems: list[Problem] = []
    for component in section.components:
        place = lines.get(shown_name(component.name), 0)
        xmile_elements.parse_each_element(component)
        if save_step is not None and canonical(component.name) == "saveper":
            component.eqn = repr(save_step)  # PySD gives it the time step
        try:
            what = f"the equation of {shown(component.name)}"
            _parsed(partial(component.parse, section.behaviors), file, place, what)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _parsed(parse: Callable[[], Any], file: str, line: int, what: str) -> Any:
    """Run one step of PySD's parser; it fails in many ways, all of which mean bad input here."""
    try:
        return parse()
    except InputError:
        raise
    except MemoryError:
        raise
    except RecursionError as error:
        raise InputError.at(file, line, f"{what} nests too deeply", "split it up") from error
    except ModelError as error:
        raise InputError.at(file, line, f"{what}: {error.problem}", error.fix) from error
    except Exception as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise InputError.at(
            file, line, f"{what} cannot be parsed: {shown(reason[0], 140)}",
            "check its spelling; write functions with their brackets and all arguments",
        ) from error  # fmt: skip
