"""The units that a model file states, read with Pint: `people/(month*site)`, `1/Year`, `Dmnl`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from detente.dynamics.limits import DEEPEST, LONGEST_UNIT, MOST_UNITS
from detente.dynamics.problems import ModelError
from detente.terms.errors import shown

_TOKEN = re.compile(r"\s*(\*\*|[*/()^·]|(?<![^\s*/(^·])\d+(?:\.\d+)?(?![^\s*/)^·])|[^*/()^·]+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DIMENSIONLESS = frozenset(
    {"", "1", "-", "dmnl", "dimensionless", "unitless", "none", "no unit", "fraction", "ratio",
     "percent", "percentage", "%", "share", "probability", "index", "radian", "rad", "nondim"}
)  # fmt: skip
# Words whose meaning Pint may give; any other word is a unit of its own, for Pint would read a
# `car` as a hundredth of an are.
DURATIONS = frozenset(
    {"second", "minute", "hour", "day", "week", "fortnight", "month", "year", "decade", "century"}
)  # fmt: skip
_PHYSICAL = DURATIONS | frozenset(
    {"gram", "kilogram", "milligram", "tonne", "pound", "ounce", "meter", "metre", "kilometer",
     "kilometre", "centimeter", "centimetre", "millimeter", "millimetre", "mile", "foot", "inch",
     "yard", "hectare", "acre", "liter", "litre", "milliliter", "gallon", "joule", "kilojoule",
     "megajoule", "gigajoule", "calorie", "watt", "kilowatt", "megawatt", "gigawatt", "newton",
     "pascal", "volt", "ampere", "kelvin", "mole"}
)  # fmt: skip
_SAME: Mapping[str, str] = MappingProxyType(
    {"people": "person", "persons": "person", "children": "child", "feet": "foot",
     "inches": "inch", "centuries": "century", "sec": "second", "s": "second", "min": "minute",
     "hr": "hour", "h": "hour", "yr": "year", "mo": "month", "wk": "week", "kg": "kilogram",
     "g": "gram", "mg": "milligram", "lb": "pound", "lbs": "pound", "oz": "ounce", "m": "meter",
     "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "ha": "hectare", "l": "liter",
     "ml": "milliliter", "j": "joule", "kj": "kilojoule", "mj": "megajoule", "gj": "gigajoule",
     "w": "watt", "kw": "kilowatt", "mw": "megawatt", "gw": "gigawatt", "dollar": "$",
     "usd": "$", "euro": "€", "eur": "€", "deg": "degree"}
)  # fmt: skip
_ROUNDING = 1e-9


class Units:
    """The units of one model: what its words mean, and whether two units agree."""

    def __init__(self, synonyms: Mapping[str, str] | None = None) -> None:
        """Make a registry.

        Args:
            synonyms: word → the word that means the same, as the model file declares it.
        """
        import pint  # half a second to import, and only needed here

        self._registry: Any = pint.UnitRegistry(cache_folder=None)
        self._names: dict[str, str] = {}  # Pint's name → the word that people know
        self._synonyms = {_folded(a): _folded(b) for a, b in (synonyms or {}).items()}
        self.one: Any = self._registry.Unit("")

    def parsed(self, text: str) -> Any:
        """Read a unit; words are told apart without regard to case or plural.

        Raises:
            ModelError: the text is no product or quotient of units.
        """
        if len(text) > LONGEST_UNIT:
            raise ModelError(
                f"a unit has {len(text):,} characters: {shown(text, 40)}",
                f"{LONGEST_UNIT:,} are the most; give it one word",
            )
        parts = [part.strip() for part in _TOKEN.findall(re.sub(r"\bper\b", "/", text))]
        unit, end = self._product([part for part in parts if part], 0)
        if end is not None:
            raise ModelError(f"the unit {shown(text)} cannot be read",
                             "write it as a product or quotient, such as person/month")  # fmt: skip
        return unit

    def _product(self, parts: list[str], at: int, depth: int = 0) -> tuple[Any, int | None]:
        """Read up to a closing bracket; the place is None at the end of the text."""
        if depth > DEEPEST:
            raise ModelError(
                f"a unit has more than {DEEPEST} levels of brackets",
                "write it as a product or quotient, such as person/month",
            )
        unit, divide = self.one, False
        while at < len(parts):
            part = parts[at]
            if part == ")":
                return unit, at
            if part in ("*", "·", "/"):
                divide = part == "/"
                at += 1
                continue
            if part == "(":
                factor, closing = self._product(parts, at + 1, depth + 1)
                at = len(parts) if closing is None else closing
            else:
                factor = self._word(part)
            at += 1
            if (
                at + 1 < len(parts)
                and parts[at] in ("^", "**")
                and _NUMBER.fullmatch(parts[at + 1])
            ):
                factor = factor ** float(parts[at + 1])
                at += 2
            unit = unit / factor if divide else unit * factor
            divide = False
        return unit, None

    def _word(self, text: str) -> Any:
        word = _folded(text)
        word = _folded(self._synonyms.get(word, word))
        if word in DIMENSIONLESS or _NUMBER.fullmatch(word):
            return self.one
        if word in _PHYSICAL:
            return self._registry.Unit(word)
        name = "own_" + "".join(c if c.isalnum() and c.isascii() else f"_{ord(c)}_" for c in word)
        if name not in self._names:
            if len(self._names) >= MOST_UNITS:
                raise ModelError(
                    f"the model has more than {MOST_UNITS:,} words for units", "use fewer"
                )
            self._registry.define(f"{name} = [{name}]")
            self._names[name] = " ".join(text.split())
        return self._registry.Unit(name)

    def agree(self, one: Any, other: Any) -> bool:
        """Tell whether two units are the same, also when they are written differently."""
        return bool(one.dimensionality == other.dimensionality
                    and abs(self.factor(one, other) - 1.0) < _ROUNDING)  # fmt: skip

    def factor(self, one: Any, other: Any) -> float:
        """Return how many of the other unit make one of the first; both of the same kind."""
        ratio = (1 * one / other).to_root_units()
        return float(ratio.magnitude)

    def power(self, unit: Any, exponent: float) -> Any:
        """Raise a unit to a power."""
        return unit**exponent

    def spoken(self, unit: Any) -> str:
        """Write a unit: `person/month`; `1` where there is none."""
        items = sorted((self._names.get(name, name), Fraction(power).limit_denominator(100))
                       for name, power in (1 * unit).unit_items())  # fmt: skip
        above = [_raised(name, power) for name, power in items if power > 0]
        below = [_raised(name, -power) for name, power in items if power < 0]
        top = "*".join(above) or "1"
        if not below:
            return top
        return f"{top}/{below[0]}" if len(below) == 1 else f"{top}/({'*'.join(below)})"


def words(text: str) -> frozenset[str]:
    """List the words of a unit, without regard to case or plural."""
    return frozenset(_folded(part) for part in _TOKEN.findall(text))


def _raised(name: str, power: Fraction) -> str:
    return name if power == 1 else f"{name}^{power}"


def _folded(text: str) -> str:
    """Fold a word's case and plural."""
    word = " ".join(text.replace("_", " ").split()).casefold()
    word = _SAME.get(word, word)
    if len(word) > 4 and word.endswith(("xes", "ches", "shes", "sses")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        singular = word[:-1]
        word = _SAME.get(singular, singular)
    return word
