"""The commands about a stock-and-flow model: `detente model …`."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.terms.errors import EXIT_PROBLEMS

app = typer.Typer(
    help="Check a stock-and-flow model.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

ModelFile = Annotated[
    Path, typer.Argument(help="A Vensim .mdl, XMILE .xmile or Stella .stmx file.")
]


@app.callback()
def root() -> None:
    """Check a stock-and-flow model."""


@app.command()
def check(
    model: ModelFile,
    conserved: Annotated[
        list[str] | None, typer.Option(help="Names joined by +, whose sum must not change.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="CSV file of data variables.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")] = False,
) -> None:
    """Look for what is wrong with a model.

    Units that do not fit the equations, extreme conditions (each constant at 0 and times 10) and
    sums that should not change; exit code 1 where anything was found.
    """
    from detente.cli.show import line
    from detente.dynamics.check import check_model
    from detente.dynamics.compile import load
    from detente.dynamics.run_file import load_series

    groups = [[name.strip() for name in group.split("+")] for group in conserved or ()]
    found = check_model(load(model), groups, None if data is None else load_series(data))
    if as_json:
        json.dump(dataclasses.asdict(found), sys.stdout, indent=1, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        for finding in found.problems + found.notes:
            place = f"{model}:{finding.line}" if finding.line else str(model)
            line(f"{place}: {'note: ' if finding in found.notes else ''}{finding}")
        count = len(found.problems) or "no"
        line(f"{model}: {count} problem{'' if count == 1 else 's'}")
    if found.problems:
        raise typer.Exit(EXIT_PROBLEMS)
