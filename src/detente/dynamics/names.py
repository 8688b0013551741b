"""Names as modellers write them: case, spaces, underscores and quotes make no difference."""

import re
from collections.abc import Iterable

from detente.terms.errors import nearest

_GAP = re.compile(r"(?:\\n|[\s_])+")


def canonical(name: str) -> str:
    """Reduce a name to the form in which two spellings of it are equal.

    Vensim and XMILE both ignore case and treat a space, a line break and an underscore alike;
    quotation marks only protect odd characters.
    """
    text = name.strip()
    if len(text) >= 2 and text[0] == '"' == text[-1]:
        text = text[1:-1].replace('\\"', '"')
    return _GAP.sub("_", text.strip()).lower()


def shown_name(name: str) -> str:
    """Write a name on one line and without quotes, in the spelling of the file."""
    text = name.strip()
    if len(text) >= 2 and text[0] == '"' == text[-1]:
        text = text[1:-1].replace('\\"', '"')
    return re.sub(r"(?:\\n|\s)+", " ", text).strip()


def full_name(name: str, elements: Iterable[str]) -> str:
    """Write a variable with its subscript elements: `name[a,b]`."""
    inside = ",".join(elements)
    return f"{name}[{inside}]" if inside else name


def split_name(text: str) -> tuple[str, tuple[str, ...]]:
    """Split `name[a,b]` into the canonical name and its canonical subscripts."""
    match = re.fullmatch(r'\s*("(?:\\"|[^"])*"|[^\[\]]*?)\s*(?:\[(.*)\])?\s*', text, re.DOTALL)
    if match is None:
        return canonical(text), ()
    inside = match.group(2)
    elements = tuple(canonical(part) for part in inside.split(",")) if inside else ()
    return canonical(match.group(1)), elements


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Suggest the known name most like an unknown one, for the remedy of an error."""
    return nearest(name, known, fold=canonical)
