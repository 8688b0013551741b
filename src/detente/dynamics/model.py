"""A compiled model: every scalar numbered and defined, nothing run yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from detente.dynamics.names import canonical, full_name, nearest_name, split_name
from detente.dynamics.nodes import Definition, Kind
from detente.dynamics.read import Source
from detente.dynamics.scope import Elements, Variable
from detente.dynamics.subscripts import Subscripts
from detente.terms.errors import InputError, shown


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Model:
    """A model ready to be simulated.

    Attributes:
        source: the file it was read from.
        subscripts: its subscript ranges.
        variables: canonical name → variable, in the order of the file.
        definitions: slot → what it is; those the file does not name come last.
        names: slot → full name, `name[a,b]`.
        fixed: slot → number that replaced its equation when the model was compiled.
        structural: slots that set the shape of the model (order of a delay, length of a pipe).
    """

    source: Source
    subscripts: Subscripts
    variables: Mapping[str, Variable]
    definitions: tuple[Definition, ...]
    names: tuple[str, ...]
    fixed: Mapping[int, float]
    structural: frozenset[int]

    @property
    def public(self) -> tuple[int, ...]:
        """List the slots that the file names, in its order."""
        return tuple(slot for item in self.variables.values() for slot in item.slots.values())

    def label(self, elements: Elements) -> tuple[str, ...]:
        """Spell subscript elements as the file does."""
        return tuple(self.subscripts.spelling.get(name, name) for name in elements)

    def slots_of(self, name: str, what: str = "variable") -> Mapping[Elements, int]:
        """Find a variable, or one element of it written `name[a,b]`.

        Raises:
            InputError: the model has no such variable or element; the nearest name is suggested.
        """
        base, elements = split_name(name)
        found = self.variables.get(base)
        if found is None or not found.slots:
            known = [item.shown for item in self.variables.values() if item.slots]
            raise InputError.at(
                self.source.file,
                0,
                f"{what} {shown(name)} is not in the model",
                nearest_name(name, known),
            )
        if not elements:
            return found.slots
        if elements not in found.slots:
            known = [full_name(found.shown, self.label(each)) for each in found.slots]
            raise InputError.at(
                self.source.file,
                0,
                f"{what} {shown(name)} has no such element",
                nearest_name(name, known),
            )
        return {elements: found.slots[elements]}

    def holds(self, name: str) -> bool:
        """Tell whether `slots_of` finds a name; of many that it does not, this is told at once."""
        base, elements = split_name(name)
        found = self.variables.get(base)
        return bool(found and found.slots and (not elements or elements in found.slots))

    def has(self, name: str) -> bool:
        """Tell whether the model defines a variable of that name."""
        return canonical(name) in self.variables

    def uses_chance(self) -> bool:
        """Tell whether any equation draws random numbers."""
        from detente.dynamics.functions import FUNCTIONS
        from detente.dynamics.nodes import functions_called

        return any(
            FUNCTIONS[name].random
            for part in self.definitions
            for node in (part.node, part.initial)
            for name in functions_called(node) & FUNCTIONS.keys()
        )

    def driven(self, names: Iterable[str]) -> Model:
        """Return the model with variables that follow series from outside, not their equations.

        Raises:
            InputError: a name is unknown, or is a stock.
        """
        definitions = list(self.definitions)
        for name in names:
            for slot in self.slots_of(name, "input").values():
                kind = definitions[slot].kind
                if kind is Kind.DATA:
                    continue
                if kind is not Kind.AUXILIARY or slot in self.structural:
                    raise InputError.at(
                        self.source.file,
                        0,
                        f"input {shown(name)} is a stock or sets a delay",
                        "drive an auxiliary or a flow from outside",
                    )
                definitions[slot] = Definition(Kind.DATA)
        return replace(self, definitions=tuple(definitions))

    def data_names(self) -> frozenset[str]:
        """List the variables whose values must be given, and each of their elements, by name."""
        full = [self.names[slot] for slot in self.data_slots()]
        return frozenset(full) | {name.split("[")[0] for name in full}

    def data_slots(self) -> tuple[int, ...]:
        """List the slots whose values must be given from outside."""
        return tuple(slot for slot, part in enumerate(self.definitions) if part.kind is Kind.DATA)
