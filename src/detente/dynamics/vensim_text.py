"""What real `.mdl` files contain and PySD's grammar refuses or loses, mended in the text.

A `.mdl` file is a list of entries `equation ~ units ~ comment |`, then a drawing, then settings.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from detente.dynamics.names import canonical, shown_name
from detente.dynamics.problems import ModelError
from detente.terms.errors import InputError, Problem, shown

_DRAWING = "\\\\\\---///"
_ENTRY = re.compile(r'((?>"(?:\\"|[^"])*"|[^~|"]|")*)((?:~[^|]*)?\|)', re.DOTALL)
_QUOTED = re.compile(r'("(?:\\"|[^"])*")')
_COMMENT = re.compile(r"\{[^{}]*\}")
_MACRO = re.compile(r":MACRO:.*?:END OF MACRO:", re.DOTALL)
_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
NEGATIVE_POWER = re.compile(rf"(?<![0-9.][eE])-\s*({_NUMBER})\s*\^")
_BARE_DATA = re.compile(r"\s*[^\W\d][^=:(<~|]*(\[[^\]]*\])?\s*")
_BREAK = re.compile(r"\\\s*\n\s*")
# A lookup as old files write it: all x, then all y.
_OLD_LOOKUP = re.compile(rf"([^=(]+)\(((?:\s*-?{_NUMBER}\s*,)+\s*-?{_NUMBER}\s*,?\s*)\)\s*")
# The box that a lookup is drawn in, with points that its author once kept beside the curve.
_GAP = r"[\s\\]*"
_BOX_BEGINS = re.compile(rf"(\({_GAP})\[")
_SIGNED = rf"[+-]?{_GAP}{_NUMBER}{_GAP}"
_POINT = rf"\({_GAP}{_SIGNED},{_GAP}{_SIGNED}\){_GAP}"
_BOX = re.compile(rf"{_GAP}{_POINT}-{_GAP}{_POINT}(?:,{_GAP}{_POINT})*\]{_GAP},")
_MAPPING = re.compile(r"\(\s*([^:()]+?)\s*:\s*([^()]*?)\s*\)")
_INTEGRATION_LINE = re.compile(r"^15:(?:[^,\n]*,){3}\s*(\d+)", re.MULTILINE)
_SYNONYM_LINE = re.compile(r"^22:(.+)$", re.MULTILINE)
# The codes Vensim writes in the fourth field of settings line 15.
_METHODS: Mapping[int, str] = MappingProxyType(
    {0: "euler", 1: "rk4", 2: "euler", 3: "rk2", 4: "rk2", 5: "rk4"}
)

Mapped = Mapping[tuple[str, str], tuple[str, ...]]


def decoded(data: bytes) -> str:
    """Decode a model file: UTF-8 with or without mark, UTF-16 with one, else Windows-1252.

    Every line break becomes a plain one: PySD's grammar stumbles over any other.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def integration_method(text: str) -> str:
    """Read the integration method from the settings: `euler` (also without settings) or another."""
    found = _INTEGRATION_LINE.search(text)
    return _METHODS.get(int(found.group(1)), "unknown") if found else "euler"


def unit_synonyms(text: str) -> dict[str, str]:
    """Read the unit equivalents of the settings (`22:$,Dollar,Dollars`): word → the first one."""
    found = {}
    for line in _SYNONYM_LINE.findall(text):
        first, *others = (word.strip() for word in line.split(","))
        found.update(dict.fromkeys(filter(None, others), first))
    return found


def negative_powers_marked(text: str) -> str:
    """Keep `-2^2` equal to -(2^2): once parsed, PySD's tree cannot tell it from `(-2)^2`."""
    return NEGATIVE_POWER.sub(r"-(\1+0)^", text)


def prepared(text: str, file: str) -> str:
    """Mend the equations of a `.mdl` text and leave out its drawing.

    Raises:
        InputError: the text has no complete entry.
    """
    body = _equations(text)
    if "|" not in body:
        raise InputError.at(
            file, 0, "no Vensim equation ends in this file",
            "give a .mdl file as Vensim writes it: equation ~ units ~ comment |",
        )  # fmt: skip
    # PySD's grammar loses a macro that stands behind the equations of the model. Each part is
    # mended by itself, or the end of a macro would count as the beginning of the next entry.
    parts = [*_MACRO.findall(body), _MACRO.sub("\n", body)]
    problems: list[Problem] = []

    def entry(match: re.Match[str]) -> str:
        try:
            return _entry(match)
        except ModelError as error:
            name = re.split(r"[=(\[]", match.group(1), maxsplit=1)[0].strip()
            line = line_of(text, shown_name(name))
            problems.append(Problem(file, line, f"{name}: {error.problem}", error.fix))
            return ""

    mended = "{UTF-8}\n" + "\n".join(_ENTRY.sub(entry, part) for part in parts)
    if problems:
        raise InputError(problems)
    return mended


def _entry(match: re.Match[str]) -> str:
    equation, rest = match.groups()
    # An entry with one `~` looks like a group heading to PySD, which drops it without a word.
    lacking = 0 if equation.lstrip().startswith("*") else max(0, 2 - rest.count("~"))
    return _equation(equation) + rest[:-1] + "~" * lacking + "|"


def _without_boxes(text: str) -> str:
    """Check the box of every lookup and leave it out: no value depends on it.

    Raises:
        ModelError: between the brackets stands something else than points.
    """
    written = []
    position = 0
    for begin in _BOX_BEGINS.finditer(text):
        box = _BOX.match(text, begin.end())
        if box is None:
            raise ModelError(
                f"{shown(text[begin.end() - 1 : begin.end() + 60])} is no range of a lookup",
                "write its corners as [(0,0)-(10,10)], then a comma and the points",
            )
        written.append(text[position : begin.end(1)])
        position = box.end()
    return "".join(written) + text[position:]


def _equations(text: str) -> str:
    """Cut the encoding off the head and the drawing off the end."""
    return re.sub(r"\A\s*\{[^}]*\}", "", text.split(_DRAWING, 1)[0])


def _equation(text: str) -> str:
    if text.lstrip().startswith("*"):
        return text  # the rule above a group heading
    text = _outside_quotes(text, _uncommented)
    text = _outside_quotes(text, _without_boxes)
    text = _outside_quotes(text, negative_powers_marked)
    name, arrow, targets = text.partition("->")
    if arrow and re.fullmatch(r"[^=(\[:]+:[^:=]*", name):
        # PySD takes the listed elements of a mapping for elements of the range itself.
        return name + arrow + _MAPPING.sub(r"\1", targets)
    pairs = _OLD_LOOKUP.fullmatch(_BREAK.sub("", text))
    if pairs:
        numbers = pairs.group(2).rstrip().rstrip(",").split(",")
        half = len(numbers) // 2
        if len(numbers) == 2 * half:
            points = zip(numbers[:half], numbers[half:], strict=True)
            return pairs.group(1) + "(" + ",".join(f"({x},{y})" for x, y in points) + ")"
    # A variable without an equation is one that Vensim takes from a data file.
    if text.strip() and _BARE_DATA.fullmatch(text) and ":" not in text:
        return text.rstrip() + ":INTERPOLATE:"
    return text


def _uncommented(text: str) -> str:
    """Take `{comments}` out, which may lie inside one another."""
    while (shorter := _COMMENT.sub(" ", text)) != text:
        text = shorter
    return text


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    parts = _QUOTED.split(text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


def explicit_mappings(text: str) -> Mapped:
    """Read subscript mappings that list their elements, which PySD drops.

    `A: a1, a2 -> (B: b2, b1)` gives {(a, b): (b2, b1)}: the i-th element of A stands for the i-th
    listed element (or sub-range) of B.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in _ENTRY.finditer(_equations(text)):
        name, arrow, targets = entry.group(1).partition("->")
        if arrow and ":" in name:
            source = canonical(re.sub(r"\s*\\\s*", " ", name.split(":")[0]))
            for target, listed in _MAPPING.findall(targets):
                elements = tuple(canonical(part) for part in listed.split(","))
                found[source, canonical(target)] = elements
    return found


def line_of(text: str, name: str) -> int:
    """Find the line where a variable is defined; 0 where it cannot be told."""
    words = r"[\s_\\]+".join(re.escape(word) for word in re.split(r"[\s_]+", name) if word)
    found = re.search(rf'(?mi)^[ \t"]*{words}"?\s*[\[=(:~]', text) if words else None
    return text.count("\n", 0, found.start()) + 1 if found else 0


def split_entries(text: str) -> tuple[str, list[tuple[str, str]], str]:
    """Cut a `.mdl` text into its head, its entries (equation, rest) and all that follows them.

    The parts put together are the text.
    """
    equations, drawing, after = text.partition(_DRAWING)
    header = re.match(r"\s*\{[^}]*\}", equations)
    start = end = header.end() if header else 0
    entries = []
    for match in _ENTRY.finditer(equations, start):
        entries.append((match.group(1), match.group(2)))
        end = match.end()
    return equations[:start], entries, equations[end:] + drawing + after
