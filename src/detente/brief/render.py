"""The brief as one HTML page that asks for nothing: style, type and drawings are inside it."""

import base64
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from detente.brief.content import Brief
from detente.brief.figures.spec import numeric_columns
from detente.brief.figures.theme import DARK, FONT
from detente.brief.reference import event_fragment
from detente.brief.words import number

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""No script, no frame, no request: only what the page itself holds."""

FACES = (("normal", 400, "Regular"), ("normal", 700, "Bold"), ("italic", 400, "Italic"))


def render_html(brief: Brief) -> str:
    """Write the brief as a page; every text from outside is escaped by the template engine."""
    template = _environment().get_template("brief.html.j2")
    return template.render(brief=brief, policy=POLICY, style=_style())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("detente.brief", "templates/html"),
        # suffixes are `.html.j2`, so nothing is left to guess: all is escaped
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["along"] = _along
    environment.filters["drawing"] = _drawing
    environment.filters["event"] = event_fragment
    environment.filters["figure"] = number
    environment.filters["numeric"] = numeric_columns
    return environment


def _along(probability: float) -> str:
    """Place a probability on the line of a dot, which runs from 6 to 126."""
    return f"{6 + 120 * probability:.1f}"


def _drawing(svg: str) -> Markup:
    """Trust a drawing: `figures.svg.finish` serialised it and kept drawing elements only."""
    return Markup(svg)  # noqa: S704 - see docstring


def _style() -> Markup:
    """Return the style sheet; it holds nothing from outside, so it is not escaped."""
    template = _environment().get_template("style.css.j2")
    faces = [(style, weight, _font(face)) for style, weight, face in FACES]
    css = template.render(font=FONT, faces=faces, repaint=DARK.items())
    return Markup(css)  # noqa: S704 - our own file and constants


@cache
def _font(face: str) -> Markup:
    data = files("detente.brief").joinpath(f"fonts/DetenteSans-{face}.woff2").read_bytes()
    return Markup(base64.b64encode(data).decode("ascii"))  # noqa: S704 - base64 of our own file
