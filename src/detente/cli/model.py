"""The commands about a stock-and-flow model: `detente model …`."""

import dataclasses
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detente.study.settings import DEFAULT_SEED
from detente.terms.errors import EXIT_PROBLEMS, InputError
from detente.terms.visible import json_text, visible

app = typer.Typer(
    help="Check a stock-and-flow model, see what drives it, calibrate it, or write it anew.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

ModelFile = Annotated[
    Path, typer.Argument(help="A Vensim .mdl, XMILE .xmile or Stella .stmx file.")
]


class Format(StrEnum):
    """A format that models are written in."""

    XMILE = "xmile"
    MDL = "mdl"


class Method(StrEnum):
    """A method of sensitivity analysis."""

    SOBOL = "sobol"
    MORRIS = "morris"


class Statistic(StrEnum):
    """What is taken of a trajectory."""

    FINAL = "final"
    MEAN = "mean"
    MAX = "max"


@app.callback()
def root() -> None:
    """Check a stock-and-flow model, see what drives it, calibrate it, or write it anew."""


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
    from detente.dynamics.read import load_model

    load_model(model)  # a bad file is told before anything heavy is loaded
    from detente.dynamics.check import check_model
    from detente.dynamics.compile import load
    from detente.dynamics.series_file import load_series

    groups = [[name.strip() for name in group.split("+")] for group in conserved or ()]
    loaded = load(model)
    inputs = None if data is None else load_series(data, loaded.data_names())
    found = check_model(loaded, groups, inputs)
    if as_json:
        sys.stdout.write(json_text(dataclasses.asdict(found)))
    else:
        for finding in found.problems + found.notes:
            place = f"{model}:{finding.line}" if finding.line else str(model)
            line(f"{place}: {'note: ' if finding in found.notes else ''}{finding}")
        count = len(found.problems) or "no"
        line(f"{model}: {count} problem{'' if count == 1 else 's'}")
    if found.problems:
        raise typer.Exit(EXIT_PROBLEMS)


@app.command()
def export(
    model: Annotated[
        Path,
        typer.Argument(help="A Vensim .mdl, XMILE .xmile or Stella .stmx file, or a case."),
    ],
    out: Annotated[Path, typer.Option(help="File to write; for a case, a folder.")],
    to: Annotated[Format | None, typer.Option(help="Format to write; a case gets both.")] = None,
    param: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE: another number for a constant.")
    ] = None,
    means: Annotated[
        Path | None, typer.Option(help="Summary (CSV) or draws (NetCDF) of a calibration.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of a case: seed of the sampler.", min=0)] = (
        DEFAULT_SEED
    ),
    quick: Annotated[
        bool, typer.Option("--quick", help="Of a case: approximate its posterior.")
    ] = False,
) -> None:
    """Write a model again, with other constants or in another format.

    What the other format cannot say is refused by name. Of a case, its model is written at the
    means of its posterior, which takes minutes where its draws are not kept.
    """
    from detente.case.load import built_in_cases
    from detente.cli.numbers import numbers_of
    from detente.cli.show import line
    from detente.dynamics.compile import load
    from detente.dynamics.export import export_model
    from detente.dynamics.means import fitting, load_means

    if model.is_dir() or str(model) in built_in_cases():
        _export_case(str(model), out, seed, quick)
        return
    if to is None:
        raise InputError.at("--to", 0, f"{model} is a file, and no format is named",
                            "add --to xmile or --to mdl")  # fmt: skip
    endings = (".mdl",) if to is Format.MDL else (".xmile", ".stmx", ".xml")
    if out.suffix.lower() not in endings:
        raise InputError.at("--out", 0, f"{out} is no name for a {to.value} file",
                            f"let it end in {endings[0]}")  # fmt: skip
    values = numbers_of(param or [])
    if means is not None:
        kept, others = fitting(load(model), load_means(means))
        values = kept | values
        if others:
            sys.stderr.write(f"not in the model: {visible(', '.join(others))}\n")
    export_model(model, values, out)
    line(str(out))


def _export_case(name: str, out: Path, seed: int, quick: bool) -> None:
    from detente.case.check import checked_case
    from detente.cli.progress import progress_on_stderr
    from detente.cli.show import line
    from detente.study.export import export_calibrated
    from detente.study.settings import Settings
    from detente.study.study import Study

    case = checked_case(name)
    with progress_on_stderr() as progress:
        study = Study(case, settings=Settings(seed, quick), progress=progress)
        paths, warnings = export_calibrated(study, out)
    for warning in warnings:
        sys.stderr.write(f"Warning: {visible(warning)}\n")
    for path in paths:
        line(str(path))


@app.command()
def sensitivity(
    model: ModelFile,
    vary: Annotated[Path, typer.Option(help="TOML file of distributions.")],
    outcome: Annotated[str, typer.Option(help="The variable to explain: name or name[a].")],
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    method: Annotated[
        Method, typer.Option(help="Shares of variance (sobol) or a cheap ranking (morris).")
    ] = Method.SOBOL,
    at: Annotated[float | None, typer.Option(help="Save time to look at.")] = None,
    statistic: Annotated[
        Statistic, typer.Option(help="What to look at where no time is given.")
    ] = Statistic.FINAL,
    count: Annotated[
        int | None, typer.Option(help="Base sample (sobol: 1024) or paths (morris: 64).", min=2)
    ] = None,
    data: Annotated[Path | None, typer.Option(help="CSV file of data variables.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the sample.", min=0, max=2**31 - 1)] = 0,
) -> None:
    """See which uncertain inputs drive an outcome.

    Writes the indices with 95% intervals as CSV, and a chart as SVG and PNG.
    """
    from detente.brief.figures.alone import refuse_before, write_figure
    from detente.brief.figures.sensitivity import (
        sensitivity_chart,
        sensitivity_figure,
        sensitivity_name,
    )
    from detente.cli.show import line
    from detente.dynamics.read import load_model

    load_model(model)
    from detente.dynamics import sensitivity as analysis
    from detente.dynamics.compile import load
    from detente.dynamics.series_file import load_series
    from detente.dynamics.vary import load_vary

    refuse_before(out, [sensitivity_name(outcome)])
    loaded, varied = load(model), load_vary(vary)
    inputs = None if data is None else load_series(data, loaded.data_names())
    sampled = count or (1024 if method is Method.SOBOL else 64)
    run = analysis.sobol if method is Method.SOBOL else analysis.morris
    found = run(loaded, varied, outcome, count=sampled, time=at, statistic=statistic.value,
                inputs=inputs, seed=seed)  # fmt: skip
    for path in write_figure(sensitivity_figure(found), sensitivity_chart(found), out):
        line(str(path))
    for warning in found.warnings:
        sys.stderr.write(f"note: {visible(warning)}\n")


@app.command()
def calibrate(
    model: ModelFile,
    calibration: Annotated[
        Path, typer.Argument(help="TOML file of priors and of what each series observes.")
    ],
    data: Annotated[
        Path, typer.Option(help="CSV file: times, then a column for each observed series.")
    ],
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    quick: Annotated[
        bool, typer.Option(help="Approximate: a normal distribution at the posterior's mode.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the sampler.", min=0, max=2**31 - 1)] = 0,
) -> None:
    """Learn a model's parameters from observed series.

    Writes posterior.nc (ArviZ), summary.csv and calibration.json; exit code 1 where the draws
    may not be believed.
    """
    from detente.cli.progress import progress_on_stderr, with_time_left
    from detente.cli.show import line
    from detente.dynamics.calibration.files import FILES, calibrate_file

    with progress_on_stderr() as progress:
        found = calibrate_file(
            model, calibration, data, out, seed=seed, quick=quick,
            progress=with_time_left(progress),
        )  # fmt: skip
    for name in FILES:
        line(str(out / name))
    for warning in found.warnings:
        line(f"warning: {warning}")
    if not found.believed:
        raise typer.Exit(EXIT_PROBLEMS)
