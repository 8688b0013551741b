"""What real `.mdl` files contain and PySD's grammar refuses or loses, mended in the text.

A `.mdl` file is a list of entries `equation ~ units ~ comment |`, then a drawing, then settings.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from detente.dynamics.names import canonical
from detente.dynamics.problems import ModelError
from detente.dynamics.vensim_entries import Entry, ModelText, uncommented
from detente.terms.errors import shown

_QUOTED = re.compile(r'("(?:\\"|[^"])*+")')
# No pattern may match the same characters in two ways, or a long text takes its square in time.
_NUMBER = r"(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][+-]?\d++)?+"
NEGATIVE_POWER = re.compile(rf"(?<![0-9.][eE])-\s*({_NUMBER})\s*\^")
_BARE_DATA = re.compile(r"\s*[^\W\d][^=:(<~|]*+")
_BREAK = re.compile(r"\\[ \t]*\n")
_SPACES = re.compile(r"\s+")
# A lookup as old files write it: all x, then all y.
_OLD_LOOKUP = re.compile(rf"([^=(]+)\(((?:\s*-?{_NUMBER}\s*,)+\s*-?{_NUMBER}\s*,?\s*)\)\s*")
# The box that a lookup is drawn in, with points that its author once kept beside the curve.
_GAP = r"[\s\\]*"
_BOX_BEGINS = re.compile(rf"(\({_GAP})\[")
_SIGNED = rf"[+-]?{_GAP}{_NUMBER}{_GAP}"
_POINT = rf"\({_GAP}{_SIGNED},{_GAP}{_SIGNED}\){_GAP}"
_BOX = re.compile(rf"{_GAP}{_POINT}-{_GAP}{_POINT}(?:,{_GAP}{_POINT})*\]{_GAP},")
_MAPPING = re.compile(r"\( ?([^:()]++):([^()]*+)\)")
_INTEGRATION_LINE = re.compile(r"^15:(?:[^,\n]*,){3}\s*(\d{1,3})\b", re.MULTILINE)
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


def mended(entry: Entry) -> tuple[str, str, str] | None:
    """Return the equation, units and comment of an entry as PySD reads them; None for a heading.

    Raises:
        ModelError: the box of a lookup is none.
    """
    if entry.equation.lstrip().startswith("*"):
        return None  # the rule above a group heading
    units, comment = [*entry.rest[:-1].split("~")[1:], "", ""][:2]
    equation = _equation(entry.equation).strip()
    if not equation:
        return None
    return equation, _SPACES.sub(" ", units).strip(), _SPACES.sub(" ", comment).strip()


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


def _equation(text: str) -> str:
    text = _SPACES.sub(" ", _BREAK.sub(" ", uncommented(text)))
    text = _outside_quotes(text, _without_boxes)
    text = _outside_quotes(text, negative_powers_marked)
    name, arrow, targets = text.partition("->")
    if arrow and re.fullmatch(r"[^=(\[:]+:[^:=]*", name):
        # PySD takes the listed elements of a mapping for elements of the range itself.
        return name + arrow + _MAPPING.sub(r"\1", targets)
    pairs = _OLD_LOOKUP.fullmatch(text)
    if pairs:
        numbers = pairs.group(2).rstrip().rstrip(",").split(",")
        half = len(numbers) // 2
        if len(numbers) == 2 * half:
            points = zip(numbers[:half], numbers[half:], strict=True)
            return pairs.group(1) + "(" + ",".join(f"({x},{y})" for x, y in points) + ")"
    # A variable without an equation is one that Vensim takes from a data file.
    if _BARE_DATA.fullmatch(text):
        return text.rstrip() + ":INTERPOLATE:"
    return text


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    parts = _QUOTED.split(text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


def explicit_mappings(model: ModelText) -> Mapped:
    """Read subscript mappings that list their elements, which PySD drops.

    `A: a1, a2 -> (B: b2, b1)` gives {(a, b): (b2, b1)}: the i-th element of A stands for the i-th
    listed element (or sub-range) of B.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in model.entries:
        if "->" not in entry.equation:
            continue
        text = _SPACES.sub(" ", _BREAK.sub(" ", uncommented(entry.equation)))
        name, arrow, targets = text.partition("->")
        if arrow and ":" in name:
            source = canonical(name.split(":")[0])
            for target, listed in _MAPPING.findall(targets):
                elements = tuple(canonical(part) for part in listed.split(","))
                found[source, canonical(target)] = elements
    return found
