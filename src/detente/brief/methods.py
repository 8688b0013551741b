"""The method on one page, kept as text beside the templates."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def method_parts(*, modelled: bool) -> tuple[tuple[str, str], ...]:
    """Return heading and paragraph of each part of the methods page.

    Args:
        modelled: whether the case has a model; else what only concerns models is left out.
    """
    text = files("detente.brief").joinpath("templates/methods.toml").read_text("utf-8")
    return tuple(
        (part["heading"], part["text"])
        for part in tomllib.loads(text)["part"]
        if modelled or not part.get("model")
    )
