"""Write a model again, with other constants such as posterior means, in its own or another format.

In its own format all else stays as it was, to the letter. Another format gets the equations, units
and notes, but no drawing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from detente.dynamics.compile import load
from detente.dynamics.model import Model
from detente.dynamics.names import canonical, full_name, shown_name
from detente.dynamics.nodes import Constant, Kind
from detente.dynamics.read import VENSIM, XMILE
from detente.dynamics.scope import Variable
from detente.dynamics.vensim_entries import split_entries
from detente.dynamics.vensim_text import decoded
from detente.dynamics.write_vensim import vensim_text
from detente.dynamics.write_xmile import xmile_bytes
from detente.dynamics.xmile_text import safe_root
from detente.terms.errors import InputError, Problem, shown
from detente.terms.own_files import refuse_others, written_as_ours


def export_model(path: Path | str, values: Mapping[str, float], out: Path | str) -> None:
    """Write a model with some of its constants changed.

    Args:
        path: the model file.
        values: constant (a variable, or one element `name[a]`) → its new number.
        out: where to write; its ending names the format.

    Raises:
        InputError: a name is unknown or not a constant, the ending is none of a model file, the
            other format cannot say what the model says (each thing by name), or `out` cannot be
            written, or is a file that detente did not write.
    """
    path, out = Path(path), Path(out)
    endings = {path.suffix.lower(), VENSIM[0], *XMILE}
    if out.suffix.lower() not in endings:
        raise InputError.at(
            str(out), 0, f"{shown(out.suffix)} is not the ending of a model file",
            f"use one of {', '.join(sorted(endings))}",
        )  # fmt: skip
    refuse_others([out], made=False)
    if out.exists() and out.samefile(path):
        # A copy of it that detente wrote would have its hash, and make the user's own look ours.
        problem = "is the model itself, which an export never replaces"
        raise InputError.at(str(out), 0, problem, "name another file with --out")
    model = load(path)
    changed = _changed(model, values)
    data = _written(path, model, changed, to_vensim=out.suffix.lower() in VENSIM)
    try:
        with written_as_ours(out) as part:
            part.write_bytes(data)
    except OSError as error:
        raise InputError.at(
            str(out), 0, f"cannot be written: {error.strerror}", "check the path"
        ) from None


def _written(
    path: Path, model: Model, changed: Mapping[str, Mapping[int, float]], *, to_vensim: bool
) -> bytes:
    if to_vensim != (path.suffix.lower() in VENSIM):
        text = vensim_text(model, changed).encode() if to_vensim else b""
        return text or xmile_bytes(model, changed)
    if to_vensim:
        return _vensim(decoded(path.read_bytes()), model, changed).encode()
    return _xmile(path.read_bytes(), model, changed)


def _changed(model: Model, values: Mapping[str, float]) -> dict[str, dict[int, float]]:
    """Give every element of each changed variable a number: canonical name → slot → number."""
    problems: list[Problem] = []
    found: dict[str, dict[int, float]] = {}
    for name, number in values.items():
        slots = set(model.slots_of(name, "constant").values())
        variable = next(v for v in model.variables.values() if slots & set(v.slots.values()))
        old = {slot: _constant(model, slot) for slot in variable.slots.values()}
        if None in old.values():
            problems.append(Problem(
                model.source.file, model.source.line_of(variable.shown),
                f"{shown(variable.shown)} is no constant", "name a variable that is a number",
            ))  # fmt: skip
            continue
        numbers = found.setdefault(variable.name, {s: n for s, n in old.items() if n is not None})
        numbers.update(dict.fromkeys(slots, float(number)))
    if problems:
        raise InputError(problems)
    return found


def _constant(model: Model, slot: int) -> float | None:
    part = model.definitions[slot]
    is_number = part.kind is Kind.AUXILIARY and isinstance(part.node, Constant)
    return part.node.value if is_number and isinstance(part.node, Constant) else None


def written_number(number: float) -> str:
    """Write a number so that every program reads it as a decimal, to the last digit."""
    return repr(float(number))


def _vensim(text: str, model: Model, changed: Mapping[str, Mapping[int, float]]) -> str:
    head, entries, tail = split_entries(text)
    written = []
    done: set[str] = set()
    for equation, rest in entries:
        left = equation.split("=")[0]
        name = canonical(left.split("[")[0].replace("\\\n", " ")) if "=" in equation else ""
        if name not in changed:
            written.append(equation + rest)
        elif name not in done:
            done.add(name)
            lines = _vensim_lines(model, model.variables[name], changed[name])
            written.append("\n" + "\n\t~~|\n".join(lines) + "\n\t" + rest)
    return head + "".join(written) + tail


def _vensim_lines(model: Model, variable: Variable, numbers: Mapping[int, float]) -> list[str]:
    plain = variable.shown.replace(" ", "").replace("_", "").isalnum()
    name = variable.shown if plain else f'"{variable.shown}"'
    return [
        f"{full_name(name, model.label(elements))}=\n\t{written_number(numbers[slot])}"
        for elements, slot in variable.slots.items()
    ]


def _xmile(data: bytes, model: Model, changed: Mapping[str, Mapping[int, float]]) -> bytes:
    root = safe_root(data, model.source.file)
    space = root.nsmap[None]
    for node in root.iter(f"{{{space}}}aux", f"{{{space}}}flow"):
        name = canonical(shown_name(node.get("name") or ""))
        if name not in changed or node.find(f".//{{{space}}}eqn") is None:
            continue
        for tag in ("eqn", "element", "init_eqn"):
            for old in node.findall(f"{{{space}}}{tag}"):
                node.remove(old)
        for elements, slot in model.variables[name].slots.items():
            owner = node
            if elements:
                places = ",".join(model.label(elements))
                owner = etree.SubElement(node, f"{{{space}}}element", subscript=places)
            number = etree.SubElement(owner, f"{{{space}}}eqn")
            number.text = written_number(changed[name][slot])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))
