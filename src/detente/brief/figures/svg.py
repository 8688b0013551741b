"""Charts → inert SVG: drawn offline in the shipped typeface, with nothing left that could act."""

import json
import re
from functools import cache
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from detente.brief.figures.theme import FONT, PAPER, TEXT_SIZE, config
from detente.brief.words import MINUS, THIN_SPACE
from detente.study.codec import bytes_codec
from detente.study.keys import key_of, sources_of
from detente.study.node import Node, value_of

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)

_DRAWN = {
    "svg",
    "g",
    "path",
    "line",
    "rect",
    "circle",
    "text",
    "tspan",
    "title",
    "defs",
    "clipPath",
}
_ATTRIBUTES = {
    "viewBox", "class", "id", "d", "transform", "x", "y", "x1", "x2", "y1", "y2", "r", "cx", "cy",
    "width", "height", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "stroke-opacity", "fill-opacity", "opacity", "clip-path", "font-family",
    "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "dy", "dx",
    "stroke-miterlimit", "role", "aria-label",
}  # fmt: skip
_LOCALE = {"decimal": ".", "thousands": THIN_SPACE, "grouping": [3], "currency": ["", ""],
           "minus": MINUS}  # fmt: skip


@cache
def _fonts_registered() -> Path:
    """Make the shipped typeface known to the chart renderer, once a process."""
    import vl_convert

    with as_file(files("detente.brief").joinpath("fonts")) as folder:
        vl_convert.register_font_directory(str(folder))
        return folder


def draw(chart: Any, name: str, alt: str) -> str:
    """Draw an Altair chart as SVG; `name` keeps its ids apart from other figures on the page."""
    spec = chart.to_dict(validate=False)
    text = json.dumps(spec, sort_keys=True, default=str)
    how = version("vl-convert-python"), config(), _LOCALE, sources_of("brief/figures")
    node = Node(
        name="drawing",
        key=key_of("drawing", text, how, name, alt),
        make=lambda progress: {"svg": _drawn(spec, name, alt).encode()},
        codec=bytes_codec(),
    )
    return value_of(node)["svg"].decode()


def _drawn(spec: dict[str, Any], name: str, alt: str) -> str:
    import vl_convert

    _fonts_registered()
    svg = vl_convert.vegalite_to_svg(
        spec,
        config=config(),
        # Charts carry their data; an address in a specification must fail, not fetch.
        allowed_base_urls=[],
        format_locale=_LOCALE,
    )
    return finish(ElementTree.fromstring(svg), name, alt)  # noqa: S314 - our own renderer's output


def png(chart: Any, title: str, scale: float = 2.0) -> bytes:
    """Draw an Altair chart under its title as PNG on white, `scale` pixels to each of the page."""
    import vl_convert

    _fonts_registered()
    return bytes(vl_convert.vegalite_to_png(
        chart.properties(title=title).to_dict(validate=False), scale=scale, allowed_base_urls=[],
        config=config() | {"background": PAPER, "padding": 12}, format_locale=_LOCALE,
    ))  # fmt: skip


def png_of(drawing: str, scale: float = 2.0) -> bytes:
    """Turn a finished drawing into a PNG on white."""
    import vl_convert

    _fonts_registered()
    ground = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    start = drawing.index(">") + 1
    return bytes(vl_convert.svg_to_png(drawing[:start] + ground + drawing[start:], scale=scale))


def finish(root: ElementTree.Element, name: str, alt: str) -> str:
    """Keep drawing elements only, name the picture for screen readers and make its ids unique."""
    _keep_drawing_only(root)
    _own_ids(root, name)
    _tips_from_labels(root)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("class", "drawing")
    root.set("role", "img")
    root.set("aria-label", alt)
    root.set("font-family", f"{FONT}, sans-serif")
    root.set("font-size", str(TEXT_SIZE))
    _round_coordinates(root)
    return ElementTree.tostring(root, encoding="unicode")


def _keep_drawing_only(element: ElementTree.Element) -> None:
    for name in [a for a in element.attrib if a not in _ATTRIBUTES]:
        del element.attrib[name]
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(f"{{{SVG}}}") not in _DRAWN:
            element.remove(child)
        else:
            _keep_drawing_only(child)


def _own_ids(root: ElementTree.Element, name: str) -> None:
    """Number the ids of a drawing anew: the renderer counts on from one drawing to the next."""
    own: dict[str, str] = {}
    for element in root.iter():
        if "id" in element.attrib:
            own[element.attrib["id"]] = element.attrib["id"] = f"{name}-{len(own)}"
    for element in root.iter():
        clip = re.fullmatch(r"url\(#([\w-]+)\)", element.attrib.pop("clip-path", ""))
        if clip and clip[1] in own:
            element.set("clip-path", f"url(#{own[clip[1]]})")


def _tips_from_labels(root: ElementTree.Element) -> None:
    """Turn the spoken label of each mark into its tooltip; axes and groups keep none."""
    for element in root.iter():
        label = element.attrib.pop("aria-label", None)
        element.attrib.pop("role", None)
        # vega's words for its own axes and groups; only labels of our writing end in a full stop
        if label and label.endswith(".") and element.tag in (f"{{{SVG}}}path", f"{{{SVG}}}rect"):
            ElementTree.SubElement(element, f"{{{SVG}}}title").text = label


def _round_coordinates(root: ElementTree.Element) -> None:
    """Cut coordinates to a tenth of a pixel: a third of the bytes, and nothing to see."""
    for element in root.iter():
        for name in ("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height"):
            if name in element.attrib:
                element.set(name, re.sub(r"\d+\.\d{2,}", _tenth, element.attrib[name]))


def _tenth(match: re.Match[str]) -> str:
    return f"{float(match[0]):.1f}".removesuffix(".0")
