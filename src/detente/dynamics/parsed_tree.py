"""The shape of the parser's trees, checked once, so that nothing later meets what cannot be there.

PySD builds a structure for every function name that it knows, some of them only for itself, from
whatever arguments the file gives: `REFERENCE(1, 2)` becomes a reference whose name is a number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any

import numpy as np

from detente.dynamics.limits import DEEPEST
from detente.dynamics.problems import ModelError

# Fields that hold no expression, by kind of structure; all fields of the others do.
_TEXTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ReferenceStructure": ("reference",),
        "GetLookupsStructure": ("file", "tab", "x_row_or_col", "cell"),
        "GetDataStructure": ("file", "tab", "time_row_or_col", "cell"),
        "GetConstantsStructure": ("file", "tab", "cell"),
        "LookupsStructure": ("type",),
    }
)
_PLAIN = (bool, int, float, np.number)


def check_tree(tree: Any) -> None:
    """Check that a parsed expression is one, and that it is not too deep to be worked out.

    Raises:
        ModelError: a part of it is no expression, or it nests too deeply.
    """
    waiting: list[tuple[Any, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise ModelError(
                f"the equation has more than {DEEPEST} levels", "split it up into several variables"
            )
        waiting += _parts(node, depth + 1)


def _parts(node: Any, depth: int) -> Iterator[tuple[Any, int]]:
    if isinstance(node, np.ndarray):
        node = None if node.dtype.kind == "f" else node
    if node is None or isinstance(node, _PLAIN):
        return
    kind = type(node).__name__
    if not kind.endswith("Structure") or kind == "SubscriptsReferenceStructure":
        raise _no_expression(node)
    for name in _TEXTS.get(kind, ()):
        _demand(isinstance(getattr(node, name), str), node)
    match kind:
        case "ReferenceStructure":
            _demand(_are(getattr(node.subscripts, "subscripts", ()), str), node)
        case "LookupsStructure":
            _demand(_are(node.x, _PLAIN) and _are(node.y, _PLAIN), node)
        case "ArithmeticStructure" | "LogicStructure":
            _demand(isinstance(node.operators, list) and isinstance(node.arguments, Sequence), node)
            # A row of operators is worked out one within the other.
            deepest = depth + len(node.arguments) - 1
            yield from ((part, deepest) for part in node.arguments)
        case "CallStructure":
            _demand(type(node.function).__name__ == "ReferenceStructure", node)
            _demand(isinstance(node.arguments, tuple), node)
            yield from ((part, depth) for part in (node.function, *node.arguments))
        case "InlineLookupsStructure":
            _demand(type(node.lookups).__name__ == "LookupsStructure", node)
            yield from ((part, depth) for part in (node.argument, node.lookups))
        case _ if kind not in _TEXTS:
            yield from ((getattr(node, field.name), depth) for field in fields(node))


def _are(items: Any, kind: Any) -> bool:
    return isinstance(items, list | tuple) and all(isinstance(item, kind) for item in items)


def _demand(holds: bool, node: Any) -> None:
    if not holds:
        raise _no_expression(node)


def _no_expression(node: Any) -> ModelError:
    word = type(node).__name__.removesuffix("Structure").upper()
    return ModelError(
        f"{word} is called like a function here, or with arguments of another kind",
        "call functions of Vensim or XMILE, with the arguments that they take",
    )
