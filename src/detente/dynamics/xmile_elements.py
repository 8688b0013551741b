"""XMILE arrays whose elements have equations and graphs of their own.

PySD reads the graph of an array, and the initial value of a stock, from the array as a whole.
"""

import copy
from functools import partial
from typing import Any

from lxml import etree

from detente.dynamics.xmile_modules import local_name


def complete_elements(root: etree._Element, space: str | None) -> None:
    """Give every element the equation of its array where it has none of its own, in place.

    An array of graphs without any equation becomes a lookup, which is only called.
    """
    for node in root.findall(f"{{{space}}}model/{{{space}}}variables/*"):
        elements = node.findall(f"{{{space}}}element")
        shared = node.find(f"{{{space}}}eqn")
        graphs = [part for part in elements if part.find(f"{{{space}}}gf") is not None]
        own = [part for part in elements if part.find(f"{{{space}}}eqn") is not None]
        if graphs and not own and shared is None:
            node.tag = f"{{{space}}}gf"
        for part in elements:
            if shared is not None and part.find(f"{{{space}}}eqn") is None:
                part.append(copy.deepcopy(shared))
    for graph in root.iter(f"{{{space}}}gf"):
        scale, points = graph.find(f"{{{space}}}xscale"), graph.find(f"{{{space}}}xpts")
        # Points that are written out count for more than a scale to spread them over.
        if scale is not None and points is not None and (points.text or "").strip():
            graph.remove(scale)


def parse_each_element(component: Any) -> None:
    """Let PySD's parser of one component see the parts of the element that it is at."""
    whole = getattr(component, "node", None)
    if whole is not None:
        component._parse_component = partial(_parsed, component, component._parse_component)


def _parsed(component: Any, parse: Any, node: etree._Element, behaviors: Any) -> Any:
    if node is component.node:
        return parse(node, behaviors)
    own = [copy.deepcopy(part) for part in node
           if local_name(part) in ("eqn", "gf")]  # fmt: skip
    if local_name(component.node) == "gf":
        return [component._parse_lookup_xml_node(part) for part in own]
    for part in reversed(own):
        component.node.insert(0, part)
    try:
        return parse(node, behaviors)
    finally:
        for part in own:
            component.node.remove(part)
