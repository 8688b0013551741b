"""What claims of a case may ask for by name, on a terminal or for a machine."""

import sys

from detente.case.askable import ASKABLE
from detente.case.spec import Case
from detente.cli.show import line, table
from detente.terms.errors import InputError, nearest, shown
from detente.terms.visible import json_text


def print_askable(case: Case, what: str, *, as_json: bool) -> None:
    """Print what a case has of a kind.

    Raises:
        InputError: nothing of that kind can be listed, or a file of the case is at fault.
    """
    if what not in ASKABLE:
        problem = f"{shown(what)} cannot be listed"
        fix = f"{nearest(what, ASKABLE)} (series, events, scenarios or measures)"
        raise InputError.at("--list", 0, problem, fix)
    columns, rows = ASKABLE[what](case)
    if as_json:
        sys.stdout.write(json_text([dict(zip(columns, row, strict=True)) for row in rows]))
    elif rows:
        table(f"{case.title}: {what}", columns, rows)
    else:
        line(f"The case has no {what}.")
