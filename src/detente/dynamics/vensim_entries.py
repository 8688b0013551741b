"""A `.mdl` text cut into its entries `equation ~ units ~ comment |`, in one pass.

Cutting costs time in proportion to the text, whatever it holds: no pattern here can match the same
characters in two ways.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.dynamics.limits import (
    LONGEST_ENTRY,
    LONGEST_NAME,
    MOST_ENTRIES,
    MOST_ESCAPES,
    MOST_POINTS,
    MOST_TEXT,
)
from detente.dynamics.names import canonical
from detente.terms.errors import InputError, Problem, shown

DRAWING = "\\\\\\---///"
_HEAD = re.compile(r"\s*\{[^}]*\}")
# No longer than a name may be: a quotation mark that nothing closes is looked at again and again.
_QUOTED = rf'"(?:\\"|[^"]){{0,{2 * LONGEST_NAME}}}+"'
_NAME = re.compile(_QUOTED)
# Up to the next mark that counts; a quotation mark that nothing closes is a character.
_EQUATION = re.compile(rf'(?:{_QUOTED}|\{{[^{{}}~|]*+\}}|[^~|"{{]++|["{{])*+')
_REST = re.compile(r"(?:~[^|]*+)?+\|")
_POINT = re.compile(r"\(\s*+[-+.\deE]++\s*+,\s*+[-+.\deE]++\s*+\)")
_MARK = re.compile(r'[{}"]')
_WORDS = re.compile(r"(?<![\w.])[^\W\d][\w ]*+")
_MACRO_HEAD = re.compile(r"\s*([^()~|]*)\(([^()~|]*)\)")
_MACRO, _MACRO_END = ":MACRO:", ":END OF MACRO:"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as the file writes it.

    Attributes:
        start: its place in the text.
        equation: all before the first `~`.
        rest: all from there on, with the closing `|`.
    """

    start: int
    equation: str
    rest: str

    @property
    def name(self) -> str:
        """Return what stands before the equals sign and the subscripts, on one line."""
        text = uncommented(self.equation[: 2 * LONGEST_NAME]).lstrip()
        quoted = _NAME.match(text)
        left = quoted.group() if quoted else re.split(r"[=(\[:~]", text, maxsplit=1)[0]
        return re.sub(r"[\s\\]+", " ", left).strip()


@dataclass(frozen=True, slots=True)
class MacroText:
    """A macro: its name, its parameters and results, and its entries."""

    name: str
    params: tuple[str, ...]
    returns: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ModelText:
    """A `.mdl` file cut up: entries of the model itself, and macros."""

    entries: tuple[Entry, ...]
    macros: tuple[MacroText, ...]

    def everything(self) -> list[Entry]:
        """List the entries of the model and of its macros, in the order of the file."""
        inside = (entry for macro in self.macros for entry in macro.entries)
        return sorted([*self.entries, *inside], key=lambda entry: entry.start)


def cut(text: str, file: str) -> ModelText:
    """Cut a `.mdl` text into entries.

    Raises:
        InputError: it has no complete entry, an entry or name longer than any is, or a macro
            without a name and parameters.
    """
    head = _HEAD.match(text)
    begin, end = head.end() if head else 0, text.find(DRAWING)
    body = text[: len(text) if end < 0 else end]
    _check_size(body, file)
    if "|" not in body:
        raise InputError.at(
            file,
            0,
            "no Vensim equation ends in this file",
            "give a .mdl file as Vensim writes it: equation ~ units ~ comment |",
        )
    entries: list[Entry] = []
    macros: list[MacroText] = []
    while (start := body.find(_MACRO, begin)) >= 0:
        stop = body.find(_MACRO_END, start)
        if stop < 0:
            break
        entries += _entries(body, begin, start)
        macros.append(_macro(body, start + len(_MACRO), stop, file))
        begin = stop + len(_MACRO_END)
    entries += _entries(body, begin, len(body))
    model = ModelText(tuple(entries), tuple(macros))
    problems = [problem for entry in model.everything() for problem in _too_long(entry, body, file)]
    if problems:
        raise InputError(problems)
    return model


def _check_size(body: str, file: str) -> None:
    for count, most, what in (
        (len(body), MOST_TEXT, "characters"),
        (body.count("|"), MOST_ENTRIES, "entries"),
        (body.count('\\"'), MOST_ESCAPES, "quotation marks within names"),
        (sum(1 for _ in _POINT.finditer(body)), MOST_POINTS, "points of lookups"),
    ):
        if count > most:
            raise InputError.at(
                file,
                0,
                f"the equations have {count:,} {what}",
                f"{most:,} are the most; keep data in files beside the model",
            )


def _macro(body: str, start: int, stop: int, file: str) -> MacroText:
    head = _MACRO_HEAD.match(body, start, stop)
    if head is None or len(head.group()) > LONGEST_ENTRY:
        line = body.count("\n", 0, start) + 1
        raise InputError.at(
            file, line, "a macro has no name and parameters", "begin it with :MACRO: name(a, b)"
        )
    params, _, returns = head.group(2).partition(":")
    return MacroText(
        canonical(head.group(1)),
        tuple(filter(None, map(str.strip, params.split(",")))),
        tuple(filter(None, map(str.strip, returns.split(",")))),
        tuple(_entries(body, head.end(), stop)),
    )


def _entries(text: str, begin: int, end: int) -> Iterator[Entry]:
    while begin < end:
        equation = _EQUATION.match(text, begin, end)
        rest = _REST.match(text, equation.end() if equation else begin, end)
        if equation is None or rest is None:
            return
        yield Entry(begin, equation.group(), rest.group())
        begin = rest.end()


def _too_long(entry: Entry, text: str, file: str) -> Iterator[Problem]:
    long = len(entry.equation) > LONGEST_ENTRY
    if not long and len(entry.equation) <= LONGEST_NAME:
        return
    line = text.count("\n", 0, entry.start) + 1
    if long:
        size = f"an equation has {len(entry.equation):,} characters"
        yield Problem(file, line, size, f"{LONGEST_ENTRY:,} are the most; split it up")
        return
    text = uncommented(entry.equation)
    quoted = re.split(r'(?<!\\)"', text)[1::2]
    for name in (*quoted, *_WORDS.findall(text)):
        if len(name.strip()) > LONGEST_NAME:
            size = f"a name has {len(name):,} characters: {shown(name, 30)}"
            yield Problem(file, line, size, f"{LONGEST_NAME:,} are the most; shorten it")
            return


def uncommented(text: str) -> str:
    """Take `{comments}` out, which may lie inside one another; in quotes a brace is a character."""
    written = []
    depth = begin = position = 0
    while mark := _MARK.search(text, position):
        position = mark.end()
        if mark.group() == '"' and not depth:
            quoted = _NAME.match(text, mark.start())
            position = quoted.end() if quoted else position
        elif mark.group() == "{":
            if not depth:
                written.append(text[begin : mark.start()])
            depth += 1
        elif mark.group() == "}" and depth:
            depth -= 1
            if not depth:
                written.append(" ")
                begin = mark.end()
    return "".join(written) + ("" if depth else text[begin:])


def lines_of(model: ModelText, text: str) -> Mapping[str, int]:
    """Find the line where each variable is first defined: canonical name → line."""
    found: dict[str, int] = {}
    line, place = 1, 0
    for entry in model.everything():
        begin = entry.start + len(entry.equation) - len(entry.equation.lstrip())
        line += text.count("\n", place, begin)
        place = begin
        found.setdefault(canonical(entry.name), line)
    return found


def split_entries(text: str) -> tuple[str, list[tuple[str, str]], str]:
    """Cut a `.mdl` text into its head, its entries (equation, rest) and all that follows them.

    The parts put together are the text.
    """
    equations, drawing, after = text.partition(DRAWING)
    header = _HEAD.match(equations)
    start = end = header.end() if header else 0
    found = []
    for entry in _entries(equations, start, len(equations)):
        found.append((entry.equation, entry.rest))
        end = entry.start + len(entry.equation) + len(entry.rest)
    return equations[:start], found, equations[end:] + drawing + after
