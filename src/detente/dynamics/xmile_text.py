"""What XMILE files contain and PySD's reader ignores or misreads: mended, or refused by name."""

import re
from collections import Counter
from typing import Any

from lxml import etree

from detente.dynamics.limits import (
    DEEPEST,
    LONGEST_ENTRY,
    LONGEST_NAME,
    MOST_ELEMENTS,
    MOST_ENTRIES,
    MOST_OF_ONE,
    MOST_OWN_ELEMENTS,
    MOST_SPELLED_OUT,
    MOST_TEXT,
)
from detente.dynamics.problems import ModelError
from detente.dynamics.vensim_text import negative_powers_marked
from detente.dynamics.xmile_elements import complete_elements
from detente.dynamics.xmile_modules import KINDS, TOKEN, local_name, write_out_modules
from detente.terms.errors import InputError, Problem, shown
from detente.terms.plain_numbers import plain_number

WHOLE_AXIS = "wholeaxis"
# What the parser mends by itself without losing a part of the model.
_MENDED = ("NS_ERR_UNDEFINED_NAMESPACE", "ERR_HYPHEN_IN_COMMENT")
# A variable that is not closed, the one slip of this kind in public files: each tag above it
# then closes the one below.
_UNCLOSED = re.compile(
    rf"[^:]*: (?:{'|'.join(KINDS)}) line \d+ and variables\n"
    r"[^:]*: variables line \d+ and model\n[^:]*: model line \d+ and xmile"
)
_OF_THE_FILE = ("model", "macro", "dimensions", "sim_specs", "model_units")
_SPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
_EQUATIONS = ("eqn", "init_eqn", "inflow", "outflow", "ypts", "xpts", "start", "stop", "dt")
_LEFT_OUT = ("conveyor", "queue", "oven", "leak", "overflow")


def safe_root(data: bytes, file: str) -> etree._Element:
    """Parse XML that may be hostile: nothing is expanded, fetched or guessed.

    Raises:
        InputError: the file is broken, or declares a document type or entities.
    """
    # Encoded in ASCII or UTF-16 alike, a declaration is refused before the parser sees it.
    if b"<!DOCTYPE" in data.replace(b"\x00", b"").upper():
        raise _declares_type(file)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _broken(file, error.lineno, error.msg) from error
    # Files in use carry undeclared prefixes and a variable without its closing tag; both can be
    # mended. Anything else, an early end above all, means that part of the model is gone.
    errors = [
        entry
        for entry in parser.error_log
        if entry.level >= etree.ErrorLevels.ERROR and entry.type_name not in _MENDED
    ]
    if errors and not (root is not None and _only_unclosed(root, errors)):
        raise _broken(file, errors[0].line, errors[0].message)
    if root is None:
        raise _broken(file, 0, "the file is empty")
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declares_type(file)  # in an encoding that hides it from a search of the bytes
    return _in_space(root) if root.tag == "xmile" else root


def _only_unclosed(root: etree._Element, errors: list[Any]) -> bool:
    """Tell whether all that is wrong is one unclosed variable, and nothing is lost by it."""
    if not _UNCLOSED.fullmatch("\n".join(entry.message for entry in errors)):
        return False
    models = [node for node in root.iter(etree.Element) if local_name(node) == "model"]
    # What follows an unclosed model would be inside of it, where nobody looks.
    return not any(local_name(child) in _OF_THE_FILE for model in models for child in model)


def _in_space(root: etree._Element) -> etree._Element:
    """Give XMILE without a namespace the one of XMILE 1.0."""
    # A name with a prefix that the file never declares is another program's, and stays as it is.
    own = {name: value for name, value in root.attrib.items() if _has_namespace_or_none(name)}
    spaced = etree.Element(f"{{{_SPACE}}}xmile", own, {**root.nsmap, None: _SPACE})
    spaced.extend(list(root))
    for node in spaced.iter(etree.Element):
        if not node.tag.startswith("{") and _has_namespace_or_none(node.tag):
            node.tag = f"{{{_SPACE}}}{node.tag}"
    return spaced


def _has_namespace_or_none(name: str) -> bool:
    return name.startswith("{") or ":" not in name


def _declares_type(file: str) -> InputError:
    problem = "the file declares a document type, which could hide expanding entities"
    return InputError.at(file, 0, problem, "remove the <!DOCTYPE …> part; XMILE needs none")


def _broken(file: str, line: int | None, message: str | None) -> InputError:
    return InputError.at(
        file,
        line or 0,
        f"not well-formed XML: {shown(message or '', 100)}",
        "save the model again; the file may be truncated",
    )


def prepared_root(root: etree._Element, file: str) -> etree._Element:
    """Mend an XMILE tree so that PySD's reader sees all of the model.

    Raises:
        InputError: all the parts of the model that are not supported or not there, at once.
    """
    space = root.nsmap.get(None)
    if problems := _too_long(root, file):
        raise InputError(problems)
    _gather_variables(root, space)
    if problems := _too_many_equations(root, file):
        raise InputError(problems)
    write_out_modules(root, space, file)
    complete_elements(root, space)
    problems = _missing(root, space, file) or _left_out(root, file)
    if problems:
        raise InputError(problems)
    _number_elements(root, space, file)
    for equation in root.iter(f"{{{space}}}eqn"):
        try:
            equation.text = equation_text(equation.text or "")
        except ModelError as error:
            owner = equation.getparent()
            name = shown(owner.get("name") or "") if owner is not None else ""
            problems.append(
                Problem(file, equation.sourceline or 0, f"{name}: {error.problem}", error.fix)
            )
    if problems:
        raise InputError(problems)
    for flow in root.iter(f"{{{space}}}inflow", f"{{{space}}}outflow"):
        # A flow is named, never computed, here: odd characters in it are part of the name.
        name = (flow.text or "").strip()
        flow.text = name if re.fullmatch(r'[^\W\d]\w*|".*"', name) else f'"{name}"'
    _initial_equations(root, space)
    return root


def _gather_variables(root: etree._Element, space: str | None) -> None:
    """Put every variable under model/variables.

    Old Stella files keep them directly under the model, where PySD finds none; and a forgotten
    closing tag leaves the variables that follow inside the one before.
    """
    kinds = [f"{{{space}}}{kind}" for kind in KINDS]
    for model in root.findall(f"{{{space}}}model"):
        variables = model.find(f"{{{space}}}variables")
        loose = [node for node in model if node.tag in (*kinds, f"{{{space}}}module")]
        if variables is None and loose:
            variables = etree.SubElement(model, f"{{{space}}}variables")
        if variables is None:
            continue
        nested = [
            node
            for node in variables.iter(*kinds)
            if node.getparent() is not variables and node.get("name")
        ]
        for node in loose + nested:
            variables.append(node)
    for graph in root.iter(f"{{{space}}}gf"):
        if graph.get("discrete", "").lower() == "true" and graph.get("type") is None:
            graph.set("type", "discrete")


def _too_long(root: etree._Element, file: str) -> list[Problem]:
    problems = []
    total = 0
    for node in root.iter():
        text, name = node.text or "", node.get("name") or ""
        kind = local_name(node)
        longest = LONGEST_ENTRY if kind in _EQUATIONS else None
        total += len(text) if longest else 0
        if longest and len(text) > longest:
            what = f"an equation or graph has {len(text):,} characters"
            problems.append(
                Problem(file, node.sourceline or 0, what, f"{longest:,} are the most; split it up")
            )
        if len(name) > LONGEST_NAME:
            what = f"a name has {len(name):,} characters: {shown(name, 30)}"
            problems.append(
                Problem(
                    file, node.sourceline or 0, what, f"{LONGEST_NAME:,} are the most; shorten it"
                )
            )
    if total > MOST_TEXT:
        what = f"the equations have {total / 1e6:.1f} million characters"
        problems.append(Problem(file, 0, what, f"{MOST_TEXT // 1_000_000} million are the most"))
    return problems


def _too_many_equations(root: etree._Element, file: str) -> list[Problem]:
    """Refuse more equations than any model has, before each is looked for among the others."""
    problems = []
    total = 0
    for node in root.iter(etree.Element):
        total += local_name(node) == "eqn"
        if local_name(node) not in (*KINDS, "element"):
            continue
        name, parts = shown(node.get("name") or ""), Counter(map(local_name, node))
        if parts["eqn"] > MOST_OF_ONE:
            what = f"{name} has {parts['eqn']:,} equations"
            problems.append(
                Problem(file, node.sourceline or 0, what, f"{MOST_OF_ONE} are the most")
            )
        if parts["element"] > MOST_OWN_ELEMENTS:
            what = f"{name} has {parts['element']:,} elements with equations of their own"
            fix = f"{MOST_OWN_ELEMENTS:,} are the most; write one equation for the array"
            problems.append(Problem(file, node.sourceline or 0, what, fix))
    if total > MOST_ENTRIES:
        what = f"the file has {total:,} equations"
        problems.append(Problem(file, 0, what, f"{MOST_ENTRIES:,} are the most"))
    return problems


def _missing(root: etree._Element, space: str | None, file: str) -> list[Problem]:
    name = local_name(root).lower()
    if name != "xmile" or space is None:
        return [
            Problem(
                file,
                root.sourceline or 0,
                f"the root element is <{name}>, not <xmile>",
                "save the model as XMILE 1.0",
            )
        ]
    inside = {"s": space}
    problems = [
        Problem(
            file,
            root.sourceline or 0,
            f"the file has no <{part.split(':')[-1]}>",
            "save the model as XMILE 1.0 with its simulation specs",
        )
        for part in ("s:sim_specs", "s:sim_specs/s:start", "s:sim_specs/s:stop", "s:sim_specs/s:dt")
        if not root.xpath(part, namespaces=inside)
    ]
    if not root.xpath("s:model/s:variables/*", namespaces=inside):
        problems.append(
            Problem(
                file,
                root.sourceline or 0,
                "the file has no variable under <model>",
                "open it in a current Stella and save it as .stmx or .xmile",
            )
        )
    return problems


def _left_out(root: etree._Element, file: str) -> list[Problem]:
    space = root.nsmap[None]
    problems = []
    for tag in _LEFT_OUT:
        for node in root.xpath(f"s:model//s:variables//s:{tag}", namespaces={"s": space}):
            owner = node.getparent().get("name")
            problems.append(
                Problem(
                    file,
                    node.sourceline or 0,
                    f"<{tag}> {owner or ''}".strip() + " is not supported",
                    "supported are stocks, flows, auxiliaries, graphical functions, arrays, "
                    "modules and macros",
                )
            )
    for node in root.xpath("s:model/s:variables/*[not(s:gf)]", namespaces={"s": space}):
        tag = local_name(node)
        equations = node.xpath(".//s:eqn", namespaces={"s": space})
        blank = not equations or any(not (part.text or "").strip(" ?\n\t") for part in equations)
        if tag in ("aux", "flow", "stock") and blank:
            problems.append(
                Problem(
                    file,
                    node.sourceline or 0,
                    f"{tag} {shown(node.get('name'))} has no equation",
                    "write its equation; the file is a sketch without it",
                )
            )
    return problems


def _number_elements(root: etree._Element, space: str | None, file: str) -> None:
    """Give dimensions that only have a size the elements 1 … size."""
    problems = []
    sized = root.xpath("s:dimensions/s:dim[@size]", namespaces={"s": space})
    bare = [dimension for dimension in sized if dimension.find(f"{{{space}}}elem") is None]
    total = 0
    for dimension in bare:
        text = dimension.get("size").strip()
        size = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
        total += size
        if total > MOST_SPELLED_OUT:
            what = f"the dimensions have more than {MOST_SPELLED_OUT:,} elements in all"
            fix = "leave out dimensions that nothing needs"
            raise InputError.at(file, dimension.sourceline or 0, what, fix)
        if 1 <= size <= MOST_ELEMENTS:
            for number in range(1, size + 1):
                etree.SubElement(dimension, f"{{{space}}}elem", name=str(number))
            continue
        name = shown(dimension.get("name") or "")
        problems.append(
            Problem(
                file,
                dimension.sourceline or 0,
                f"the dimension {name} has the size {shown(text)}",
                f"give it a whole number from 1 to {MOST_ELEMENTS:,}",
            )
        )
    if problems:
        raise InputError(problems)


def _initial_equations(root: etree._Element, space: str | None) -> None:
    """Turn `<init_eqn>`, which PySD ignores, into ACTIVE INITIAL."""
    for initial in list(root.iter(f"{{{space}}}init_eqn")):
        owner = initial.getparent()
        equation = owner.find(f"{{{space}}}eqn") if owner is not None else None
        text = equation_text(initial.text or "")
        if equation is not None and text:
            equation.text = f"active_initial({equation.text}, {text})"
            owner.remove(initial)


def equation_text(text: str) -> str:
    """Write an XMILE equation as PySD's grammar reads it.

    Comments go, white space becomes single spaces, IF … THEN … ELSE (in any case, nested) becomes
    a call, `x[*]` names its axis, `x[*:range]` its range, and a negative literal keeps its place
    under a power.
    """
    # Past the last "}" no comment can end; to search there takes the square of its length.
    end = text.rfind("}") + 1
    text = re.sub(r"\{[^}]*\}", " ", text[:end]) + text[end:]
    parts = TOKEN.findall(re.sub(r"\s+", " ", text.strip()))
    written, end = _written(parts, 0, frozenset())
    written += "".join(parts[end:])
    pieces = re.split(r'("(?:\\"|[^"])*")', written)
    return "".join(
        piece if index % 2 else _plain(piece) for index, piece in enumerate(pieces)
    ).strip()


def _plain(text: str) -> str:
    text = re.sub(r"(?<=[\[,])\s*\*\s*(?=[\],])", f"{WHOLE_AXIS}!", text)
    text = re.sub(r"(?<=[\[,])\s*\*\s*:\s*(\w+)", r"\1!", text)
    return negative_powers_marked(text)


def _written(
    parts: list[str], start: int, stops: frozenset[str], depth: int = 0
) -> tuple[str, int]:
    """Copy tokens up to a closing bracket, comma or stop word, rewriting IF on the way."""
    if depth > DEEPEST:
        raise ModelError(
            f"an equation has more than {DEEPEST} levels", "split it up into several variables"
        )
    written = ""
    position = start
    while position < len(parts):
        token = parts[position]
        word = token.lower()
        if word in stops or (stops and token in (")", ",", "]")):
            break
        if word == "if":
            condition, position = _written(parts, position + 1, stops | {"then"}, depth + 1)
            chosen, position = _written(parts, position + 1, stops | {"else"}, depth + 1)
            other, position = _written(parts, position + 1, stops | {""}, depth + 1)
            written += f"if_then_else({condition.strip()}, {chosen.strip()}, {other.strip()})"
            continue
        if token in ("(", "["):
            inner, position = _written(parts, position + 1, frozenset({""}), depth + 1)
            written += token + inner
            while position < len(parts) and parts[position] == ",":
                inner, position = _written(parts, position + 1, frozenset({""}), depth + 1)
                written += "," + inner
            if position < len(parts):
                written += parts[position]
                position += 1
            continue
        # PySD's reader takes LOOKUP for a definition.
        written += {"mod": "mod", "lookup": "lookup_of"}.get(word, token)
        position += 1
    return written, position


def integration_method(root: etree._Element) -> str:
    """Read the integration method of the simulation specs; XMILE's default is Euler."""
    space = root.nsmap[None]
    specs = root.find(f"{{{space}}}sim_specs")
    # "a, b" names a fallback; the first is the one meant.
    method = (specs.get("method") or "euler") if specs is not None else "euler"
    return method.split(",")[0].strip().lower()


def time_unit(root: etree._Element) -> str:
    """Read the unit of time of the simulation specs; empty where they have none."""
    specs = root.find(f"{{{root.nsmap[None]}}}sim_specs")
    return (specs.get("time_units") or "") if specs is not None else ""


def unit_synonyms(root: etree._Element) -> dict[str, str]:
    """Read the aliases of the model's units: word → the unit that it stands for."""
    space = root.nsmap[None]
    return {
        (alias.text or "").strip(): unit.get("name") or ""
        for unit in root.iter(f"{{{space}}}unit")
        for alias in unit.findall(f"{{{space}}}alias")
        if unit.get("name")
    }


def save_step(root: etree._Element, file: str) -> float | None:
    """Read the save step of the simulation specs, or None where they have none."""
    space = root.nsmap[None]
    specs = root.find(f"{{{space}}}sim_specs")
    if specs is None:
        return None
    found = specs.find(f"{{{space}}}savestep")
    values = [found.text] if found is not None else []
    values += [
        value for key, value in specs.attrib.items() if re.split("[:}]", key)[-1] == "save_interval"
    ]
    for value in values:
        number = plain_number(value or "")
        if number is None:
            raise InputError.at(
                file,
                specs.sourceline or 0,
                f"the save step {shown(value)} is not a number",
                "write it as a number of time units",
            )
        return number
    return None
