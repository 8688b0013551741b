"""A model as XMILE 1.0, whatever format it came in."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from detente.dynamics.dialects import XMILE
from detente.dynamics.equation_text import EquationWriter, NotWholeError, Text
from detente.dynamics.model import Model
from detente.dynamics.names import canonical
from detente.dynamics.problems import ModelError
from detente.dynamics.rewrite import Equation, Numbers, Rewriter
from detente.dynamics.scope import Scope, Variable, subscript_names

_SPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
_RESERVED = frozenset({"and", "or", "not", "mod", "if", "then", "else", "time", "dt", "pi"})
_CURVES = {"interpolate": "continuous", "extrapolate": "continuous", "hold_backward": "discrete"}
_FAR = 1e4  # lengths of a table


def xmile_bytes(model: Model, changed: Numbers) -> bytes:
    """Write a model as XMILE.

    Args:
        changed: canonical name → slot → number that replaces its equation.

    Raises:
        InputError: all that XMILE cannot say, by name.
    """
    return _XmileWriter(model, changed).document()


class _XmileWriter:
    def __init__(self, model: Model, changed: Numbers) -> None:
        self.model = model
        self.parts = Rewriter(model, XMILE, changed)
        step = repr(self.parts.clock.step)
        # PySD knows neither DT nor STARTTIME, so the steps of a run are written as numbers.
        clock = {
            "time": "TIME",
            "time_step": step,
            "initial_time": repr(self.parts.clock.start),
            "final_time": repr(self.parts.clock.stop),
            "saveper": repr(self.parts.clock.save),
        }
        clock = {word: f"({text})" if text.startswith("-") else text
                 for word, text in clock.items()}  # fmt: skip
        self.equations = EquationWriter(model, XMILE, clock, _name, _identifier, self._table)
        self.root = etree.Element(f"{{{_SPACE}}}xmile", nsmap={None: _SPACE}, version="1.0")
        self._head()
        body = self._add(self._add(self.root, "model"), "variables")
        self.body = body
        self.flows = self._find_flows()
        self._taken = set(model.variables)

    def _add(self, parent: Any, tag: str, text: str | None = None, **keys: str) -> Any:
        node = etree.SubElement(parent, f"{{{_SPACE}}}{tag}", **keys)
        node.text = text
        return node

    def _head(self) -> None:
        header = self._add(self.root, "header")
        self._add(header, "vendor", "detente")
        self._add(header, "product", "detente", version="1.0")
        specs = self._add(self.root, "sim_specs", method=self.model.source.method.upper()
                          if self.model.source.method != "euler" else "Euler")  # fmt: skip
        unit = self.model.source.time_unit or self.model.variables["time_step"].units
        if unit:
            specs.set("time_units", unit)
        clock = self.parts.clock
        for tag, number in (("start", clock.start), ("stop", clock.stop), ("dt", clock.step)):
            self._add(specs, tag, repr(number))
        if clock.save != clock.step:
            self._add(specs, "savestep", repr(clock.save))
        used = [axis for variable in self.parts.variables() for axis in variable.axes]
        subscripts = self.model.subscripts
        if used:
            box = self._add(self.root, "dimensions")
            for axis in dict.fromkeys(used):
                dim = self._add(box, "dim", name=_label(subscripts.spelling.get(axis, axis)))
                for item in subscripts.ranges.get(axis, ()):
                    self._add(dim, "elem", name=_label(subscripts.spelling.get(item, item)))

    def document(self) -> bytes:
        """Write all variables."""
        for variable in self.parts.variables():
            if variable.slots:
                self._variable(variable)
        self.parts.raise_problems()
        etree.indent(self.root, "\t")
        return bytes(etree.tostring(self.root, xml_declaration=True, encoding="utf-8"))

    def _variable(self, variable: Variable) -> None:
        tag = "flow" if variable.name in self.flows else "aux"
        element = self.parts.elements[variable.name]
        if any(_is_stock(part.ast) for part in element.components):
            tag = "stock"
        node = self._node(tag, variable.shown, variable.axes)
        if variable.documentation:
            self._add(node, "doc", variable.documentation)
        before = list(self.body)

        def undo() -> None:
            for extra in [part for part in self.body if part not in before]:
                self.body.remove(extra)
            for child in node.findall(f"{{{_SPACE}}}eqn"):
                node.remove(child)

        if tag == "stock":
            self._stock(variable, node, undo)
        else:
            self.parts.equations(variable, lambda eq: self._equation(node, eq), undo)
        if variable.units:
            self._add(node, "units", variable.units)
        self._range(node, variable)

    def _node(self, tag: str, name: str, axes: tuple[str, ...]) -> Any:
        node = self._add(self.body, tag, name=_label(name))
        if axes:
            box = self._add(node, "dimensions")
            for axis in axes:
                self._add(box, "dim", name=_label(self.model.subscripts.spelling.get(axis, axis)))
        return node

    def _range(self, node: Any, variable: Variable) -> None:
        bounds = dict(zip(("min", "max"), variable.limits, strict=True))
        limits = {key: repr(float(n)) for key, n in bounds.items() if n is not None}
        if limits:
            self._add(node, "range", **limits)

    def _place(self, node: Any, equation: Equation) -> Any:
        """Find where an equation goes: the variable itself, or one element of it."""
        if equation.whole or not equation.places:
            return node
        inside = ",".join(_label(p) for p in self.model.label(equation.places))
        return self._add(node, "element", subscript=inside)

    def _equation(self, node: Any, equation: Equation, tree: Any = None) -> None:
        tree = equation.tree if tree is None else tree
        table = (
            None if equation.places and not equation.whole else self._outer_table(tree, equation)
        )
        if table is not None:
            lookup, argument = table
            text = self.equations.written(argument, equation.scope, equation.whole)
            self._add(node, "eqn", text)
            self._points(node, lookup, "")
            return
        text = self.equations.written(tree, equation.scope, equation.whole)
        self._add(self._place(node, equation), "eqn", text)

    def _outer_table(self, tree: Any, equation: Equation) -> tuple[Any, Any] | None:
        """Find the table and its argument where an equation is a lookup and nothing else."""
        if hasattr(tree, "lookups") and hasattr(tree, "argument"):
            return tree.lookups, tree.argument
        name = canonical(getattr(getattr(tree, "function", None), "reference", ""))
        variable = self.model.variables.get(name)
        if variable is None or not variable.lookups or variable.axes:
            return None
        return self.parts.table(variable, ()), tree.arguments[0]

    def _points(self, node: Any, lookup: Any, kind: str) -> None:
        curve = _CURVES.get(kind or lookup.type)
        if curve is None:
            raise ModelError("XMILE has no LOOKUP FORWARD", "write the steps with IF THEN ELSE")
        graph = self._add(node, "gf", type=curve)
        x, y = _extended(lookup) if (kind or lookup.type) == "extrapolate" else (lookup.x, lookup.y)
        for tag, points in (("xpts", x), ("ypts", y)):
            self._add(graph, tag, ",".join(repr(float(x)) for x in points))

    def _table(self, lookup: Any, argument: str, kind: str, scope: Scope) -> Text:
        """Give a lookup inside an equation a variable of its own, which every program reads."""
        whole = self.equations._whole
        what = "table"
        if hasattr(lookup, "reference"):
            variable = self.model.variables[canonical(lookup.reference)]
            what = variable.shown
            places = self.equations.places(variable, subscript_names(lookup), scope)
            lookup = self.parts.table(variable, places)
        owner = re.sub(r"[\[\],]+", " ", scope.owner).strip()
        name = self._free(f"{what} of {owner}")
        axes = tuple(axis for axis in scope.binding if axis in whole)
        if any(key.endswith("!") for key in scope.binding) and axes:
            raise NotWholeError
        node = self._node("aux", name, axes)
        self._add(node, "eqn", argument)
        self._points(node, lookup, kind)
        return self._across(name, axes), 5

    def _free(self, name: str) -> str:
        found, number = name, 1
        while canonical(found) in self._taken:
            number += 1
            found = f"{name} {number}"
        self._taken.add(canonical(found))
        return found

    def _find_flows(self) -> dict[str, None]:
        """List the variables that may be flows: what one stock gains or another loses, whole."""
        self.stock_flows: dict[str, tuple[list[str], list[str]]] = {}
        used: dict[str, set[str]] = {"in": set(), "out": set()}
        for variable in self.parts.variables():
            components = self.parts.elements[variable.name].components
            terms = _terms(components[0].ast.flow) if (
                len(components) == 1 and _is_stock(components[0].ast)) else None  # fmt: skip
            if terms is None or not all(self._is_flow(t, variable) for _, t in terms):
                continue
            names = {way: [canonical(t.reference) for sign, t in terms if sign == way]
                     for way in ("in", "out")}  # fmt: skip
            if any(len(set(names[way])) < len(names[way]) or used[way] & set(names[way])
                   for way in names):  # fmt: skip
                continue
            if components[0].ast.non_negative:
                continue
            for way in names:
                used[way] |= set(names[way])
            self.stock_flows[variable.name] = (names["in"], names["out"])
        return dict.fromkeys(sorted(used["in"] | used["out"]))

    def _is_flow(self, tree: Any, stock: Variable) -> bool:
        flow = self.model.variables.get(canonical(tree.reference))
        if flow is None or flow.lookups or flow.axes != stock.axes:
            return False
        if flow.name not in self.parts.elements or subscript_names(tree) not in (stock.axes, ()):
            return False
        return not any(_is_stock(part.ast) for part in self.parts.elements[flow.name].components)

    def _stock(self, variable: Variable, node: Any, undo: Any) -> None:
        def initial(equation: Equation) -> None:
            tree = equation.tree.initial if _is_stock(equation.tree) else equation.tree
            self._equation(node, equation, tree)

        self.parts.equations(variable, initial, undo)
        if node.find(f"{{{_SPACE}}}element") is not None:
            self._initial_array(variable, node)
        ways = self.stock_flows.get(variable.name)
        if ways is None:
            name = self._free(f"net flow of {variable.shown}")
            flow = self._node("flow", name, variable.axes)

            def undo_flow() -> None:
                for child in flow.findall(f"{{{_SPACE}}}eqn"):
                    flow.remove(child)

            def gain(equation: Equation) -> None:
                if _is_stock(equation.tree):
                    self._equation(flow, equation, equation.tree.flow)

            self.parts.equations(variable, gain, undo_flow)
            ways = ([name], [])
        for way, names in zip(("inflow", "outflow"), ways, strict=True):
            for flow_name in names:
                known = self.model.variables.get(flow_name)
                self._add(node, way, _name(known.shown if known else flow_name))
        if any(getattr(part.ast, "non_negative", False)
               for part in self.parts.elements[variable.name].components):  # fmt: skip
            self._add(node, "non_negative")

    def _initial_array(self, variable: Variable, node: Any) -> None:
        """Move initial values that differ by element to an array of their own, for PySD."""
        name = self._free(f"initial {variable.shown}")
        array = self._node("aux", name, variable.axes)
        for element in node.findall(f"{{{_SPACE}}}element"):
            array.append(element)
        self._add(node, "eqn", self._across(name, variable.axes))

    def _across(self, name: str, axes: tuple[str, ...]) -> str:
        spelling = self.model.subscripts.spelling
        inside = ", ".join(_identifier(spelling.get(axis, axis)) for axis in axes)
        return _name(name) + (f"[{inside}]" if inside else "")


def _extended(lookup: Any) -> tuple[list[float], list[float]]:
    """Go on with the end slopes of a table for a long way.

    XMILE can ask for extrapolation, but PySD and Simlin then hold the ends all the same.
    """
    x, y = [float(value) for value in lookup.x], [float(value) for value in lookup.y]
    far = _FAR * (x[-1] - x[0])
    before = y[0] - far * (y[1] - y[0]) / (x[1] - x[0])
    after = y[-1] + far * (y[-1] - y[-2]) / (x[-1] - x[-2])
    return [x[0] - far, *x, x[-1] + far], [before, *y, after]


def _terms(tree: Any) -> list[tuple[str, Any]] | None:
    """Split a net flow into what goes in and what goes out; None where it is anything else."""
    kind = type(tree).__name__
    if kind == "ReferenceStructure":
        return [("in", tree)]
    if kind != "ArithmeticStructure":
        return None
    if tree.operators == ["negative"]:
        inner = tree.arguments[0]
        return [("out", inner)] if type(inner).__name__ == "ReferenceStructure" else None
    if not set(tree.operators) <= {"+", "-"}:
        return None
    first = _terms(tree.arguments[0])
    rest = tree.arguments[1:]
    if first is None or any(type(part).__name__ != "ReferenceStructure" for part in rest):
        return None
    ways = {"+": "in", "-": "out"}
    return first + [(ways[sign], part) for sign, part in zip(tree.operators, rest, strict=True)]


def _is_stock(tree: Any) -> bool:
    return type(tree).__name__ == "IntegStructure"


def _label(name: str) -> str:
    """Write a name as an attribute."""
    return name.replace("_", " ")


def _identifier(name: str) -> str:
    return re.sub(r"\s+", "_", name)


def _name(name: str) -> str:
    """Write a name inside an equation, in quotes where its characters or meaning need them."""
    plain = _identifier(name)
    if re.fullmatch(r"[^\W\d]\w*", plain) and plain.lower() not in _RESERVED:
        return plain
    return '"' + name.replace('"', '\\"') + '"'
