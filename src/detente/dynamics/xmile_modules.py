"""XMILE modules and macros: parts of a model with names of their own.

A `<module>` runs the `<model>` of its name, under names such as `hares.births`; its `<connect>`
tags say which of its variables stand for variables outside.
"""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from detente.dynamics.limits import DEEPEST_MODULE, MOST_MODULES, MOST_VARIABLES
from detente.dynamics.names import canonical, shown_name
from detente.terms.errors import InputError, Problem, shown

TOKEN = re.compile(r'"(?:\\"|[^"])*"|[^\W\d][\w$.]*|\s+|.', re.DOTALL)
KINDS = ("stock", "flow", "aux", "gf")
_TEXTS = ("eqn", "init_eqn", "inflow", "outflow")


def local_name(node: etree._Element) -> str:
    """Return an element's name without its namespace, also where the prefix is not declared."""
    return str(node.tag).rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its name, its parameters, and a tree that holds its variables like a model."""

    name: str
    params: tuple[str, ...]
    root: etree._Element


@dataclass(slots=True)
class _Parts:
    """What is found while modules are written out; names are canonical and in full."""

    models: Mapping[str, etree._Element]
    space: str | None
    file: str
    nodes: dict[str, tuple[etree._Element, str]] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    modules: int = 0

    def note(self, node: etree._Element, problem: str, fix: str) -> None:
        self.problems.append(Problem(self.file, node.sourceline or 0, problem, fix))


def write_out_modules(root: etree._Element, space: str | None, file: str) -> None:
    """Put the variables of every module into the model itself, in place.

    Raises:
        InputError: a module without a model, in another file, within itself, or with a time step
            of its own; a connection to a variable that is not there.
    """
    models = root.findall(f"{{{space}}}model")
    main = next((model for model in models if not model.get("name")), models[0] if models else None)
    if main is None:
        return
    named = {canonical(model.get("name", "")): model for model in models if model is not main}
    parts = _Parts(named, space, file)
    _collect(parts, main, "", ())
    _link(parts)
    if parts.problems:
        raise InputError(parts.problems)
    for model in named.values():
        root.remove(model)
    variables = main.find(f"{{{space}}}variables")
    if variables is None or not any(prefix for _, prefix in parts.nodes.values()):
        return
    for module in variables.findall(f"{{{space}}}module"):
        variables.remove(module)
    for name, (node, prefix) in parts.nodes.items():
        _rename(parts, node, name, prefix)
        if prefix:
            variables.append(node)


def _collect(parts: _Parts, model: etree._Element, prefix: str, above: tuple[str, ...]) -> None:
    space = parts.space
    if prefix and model.find(f"{{{space}}}sim_specs") is not None:
        parts.note(model, f"module {shown(prefix[:-1])} has simulation specs of its own",
                   "let it run with those of the model")  # fmt: skip
    variables = model.find(f"{{{space}}}variables")
    for node in () if variables is None else tuple(variables):
        kind = local_name(node)
        name = node.get("name")
        if kind in KINDS and name:
            full = prefix + shown_name(name)
            parts.full[canonical(full)] = full
            parts.nodes[canonical(full)] = (copy.deepcopy(node) if prefix else node, prefix)
        elif kind == "module" and name:
            _enter(parts, node, prefix, above)
        if len(parts.nodes) > MOST_VARIABLES:
            raise InputError.at(
                parts.file, node.sourceline or 0,
                f"the modules hold more than {MOST_VARIABLES:,} variables", "use fewer modules",
            )  # fmt: skip


def _enter(parts: _Parts, node: etree._Element, prefix: str, above: tuple[str, ...]) -> None:
    name = shown_name(node.get("name", ""))
    model = parts.models.get(canonical(name))
    if node.get("resource") is not None or model is None:
        parts.note(node, f"<module> {shown(name)} has no <model> in this file",
                   "save the model with all of its modules in one file")  # fmt: skip
        return
    parts.modules += 1
    if parts.modules > MOST_MODULES or len(above) >= DEEPEST_MODULE:
        raise InputError.at(
            parts.file,
            node.sourceline or 0,
            f"the model has more than {MOST_MODULES:,} modules, each counted wherever it is used, "
            f"or more than {DEEPEST_MODULE} within one another",
            "use fewer modules",
        )
    if canonical(name) in above:
        parts.note(node, f"<module> {shown(name)} lies within itself", "break the circle")
        return
    own = f"{prefix}{name}."
    for link in node.findall(f"{{{parts.space}}}connect"):
        target, source = (link.get(key, "").strip() for key in ("to", "from"))
        # A target is a variable of this module, or names its module (by a dot, the root) as well.
        to = _outside(target, prefix) if "." in target else own + target
        parts.links[_key(to)] = _key(_outside(source, prefix))
    _collect(parts, model, own, (*above, canonical(name)))


def _key(name: str) -> str:
    return canonical(name.replace('"', ""))


def _outside(source: str, prefix: str) -> str:
    """Spell out where a connection comes from: a leading dot is the model as a whole."""
    return source[1:] if source.startswith(".") else prefix + source


def _link(parts: _Parts) -> None:
    for target, source in parts.links.items():
        for name in (target, source):
            if name not in parts.nodes:
                known = next(iter(parts.nodes.values()))[0]
                parts.note(known.getroottree().getroot(), f"a module connects {shown(name)}, "
                           "which is no variable", "connect variables that are there")  # fmt: skip
        if target in parts.nodes and source in parts.nodes and target != source:
            node, prefix = parts.nodes[target]
            for child in list(node):
                if local_name(child) not in ("dimensions", "units", "doc"):
                    node.remove(child)
            node.tag = f"{{{parts.space}}}aux"
            etree.SubElement(node, f"{{{parts.space}}}eqn").text = f'"{parts.full[source]}"'
            parts.nodes[target] = (node, prefix)


def _rename(parts: _Parts, node: etree._Element, name: str, prefix: str) -> None:
    linked = name in parts.links
    for part in node.iter(*(f"{{{parts.space}}}{kind}" for kind in _TEXTS)):
        if not linked:
            tokens = TOKEN.findall(part.text or "")
            part.text = "".join(_in_full(parts, token, prefix) for token in tokens)
    node.set("name", parts.full[name])


def _in_full(parts: _Parts, token: str, prefix: str) -> str:
    if not (token[0] == '"' or token[0].isalpha() or token[0] == "_"):
        return token
    full = parts.full.get(canonical(prefix) + canonical(token))
    return f'"{full}"' if full is not None and (prefix or "." in token) else token


def take_macros(root: etree._Element, file: str) -> tuple[Macro, ...]:
    """Cut the macros out of a tree, each with its variables in a tree of its own.

    Raises:
        InputError: a macro without a name or result, with default arguments, or with simulation
            specs of its own.
    """
    space = root.nsmap.get(None)
    found = []
    for node in root.findall(f"{{{space}}}macro"):
        root.remove(node)
        found.append(_macro(root, node, space, file))
    return tuple(found)


def _macro(root: etree._Element, node: etree._Element, space: str | None, file: str) -> Macro:
    name = shown_name(node.get("name", ""))
    equation = node.find(f"{{{space}}}eqn")
    given = node.findall(f"{{{space}}}parm")
    for wrong, problem in (
        (not name or equation is None or not (equation.text or "").strip(), "has no result"),
        (node.find(f"{{{space}}}sim_specs") is not None, "has simulation specs of its own"),
        (any(item.get("default") is not None for item in given), "has default arguments"),
    ):
        if wrong:
            raise InputError.at(file, node.sourceline or 0, f"<macro> {shown(name)} {problem}",
                                "give it a name, an <eqn> and plain <parm>s only")  # fmt: skip
    params = tuple(shown_name(item.text or "") for item in given)
    own = etree.Element(root.tag, nsmap=root.nsmap)
    own.sourceline = node.sourceline
    for part in ("sim_specs", "dimensions", "behavior"):
        own.extend(copy.deepcopy(item) for item in root.findall(f"{{{space}}}{part}"))
    model = etree.SubElement(own, f"{{{space}}}model")
    variables = etree.SubElement(model, f"{{{space}}}variables")
    hidden = {canonical(param) for param in params}
    for item in node.findall(f"{{{space}}}variables/*"):
        if canonical(item.get("name", "")) not in hidden:
            variables.append(item)
    if canonical(name) not in {canonical(item.get("name", "")) for item in variables}:
        result = etree.SubElement(variables, f"{{{space}}}aux", name=name)
        result.append(equation)
    return Macro(name, params, own)
