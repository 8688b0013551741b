"""Text from outside made harmless: text stays text, and a link is a web page or nothing."""

import dataclasses
import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import urlsplit

from detente.terms.visible import visible

T = TypeVar("T")

# C0 and C1 controls have no place in XML 1.0; bidirectional overrides can make a line read as
# another; unpaired surrogates cannot be encoded at all.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


_LONGEST_URL, _LONGEST_HOST = 2_000, 253
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(
    rf"(?:http://(?:{_LABEL}\.)+[A-Za-z]{{2,63}}(?::80)?"
    rf"|https://(?:{_LABEL}\.)+[A-Za-z]{{2,63}}(?::443)?)(?=[/?#]|\Z)",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Drop the characters that no page can show, and make every line break a space."""
    return re.sub(r"[\t\r\n\u2028\u2029]+", " ", _UNPRINTABLE.sub("", text))


def cleaned(value: T) -> T:
    """Return a copy of a frozen value (dataclasses, tuples, dicts) with every text in it clean."""
    return _cleaned(value)


def _cleaned(value: Any) -> Any:
    if type(value) is str:
        return clean(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _cleaned(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value


def slug(text: str) -> str:
    """Return a name fit for a fragment and a file: ASCII letters, digits, `-` and `_` only.

    A text that had to be changed gets a few digits of its hash, so that two texts never share one.
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", text)[:80].strip("-")
    if plain == text and text:
        return text
    return f"{plain}-{sha256(text.encode('utf-8', 'replace')).hexdigest()[:6]}".strip("-")


def web_link(url: str) -> str:
    """Return the address if it is one of a public web page, else nothing (it is shown as text).

    What a reader may take for another site is no link: a user name before the host, a host that is
    a number, that is not plain ASCII or stands for letters that are not (`xn--`), a port of its
    own, and whatever browsers and we might cut in different places.
    """
    if len(url) > _LONGEST_URL or visible(url) != url or re.search(r"[\s<>\"\\^`{}|]", url):
        return ""
    if _ADDRESS.match(url) is None:
        return ""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    own = len(host) <= _LONGEST_HOST and not any(p.startswith("xn--") for p in host.split("."))
    return url if own else ""


@cache
def _covered() -> frozenset[str]:
    lines = files("detente.brief").joinpath("fonts/coverage.txt").read_text("ascii").split()
    bounds = [[int(code, 16) for code in line.split("-")] for line in lines]
    return frozenset(
        chr(code) for low, *high in bounds for code in range(low, (high or [low])[0] + 1)
    )


def printable(text: str) -> str:
    """Replace what the shipped typeface lacks by an empty box.

    A tagged PDF may hold no character without a glyph, and fonts found on the machine would make
    the same findings print differently elsewhere.
    """
    return "".join(char if char in _covered() else "□" for char in text)
