"""The commands. Each loads what it needs when it runs, so that `--help` stays quick."""

import io
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from detente.cli import about
from detente.cli import model as models
from detente.cli.errors import report
from detente.cli.model import ModelFile
from detente.cli.progress import progress_on_stderr
from detente.cli.show import print_json
from detente.study.settings import DEFAULT_SEED
from detente.terms.errors import EXIT_FINE, EXIT_PROBLEMS, InputError
from detente.terms.own_files import refuse_others
from detente.terms.progress import stage
from detente.terms.visible import visible

app = typer.Typer(
    name="detente",
    help="Measure cooperation between states, test what is said about it, and print a cited brief.",
    epilog="Exit codes: 0 fine, 1 found problems, 2 bad input.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

app.add_typer(models.app, name="model")

CaseName = Annotated[str, typer.Argument(help="A built-in case, or the folder of your own.")]
AsOf = Annotated[
    str | None,
    typer.Option(help="Use only what was known on this day, YYYY-MM-DD (default: all of it)."),
]
Seed = Annotated[int, typer.Option(help="Seed of the sampler.", min=0, max=2**31 - 1)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]

Quick = Annotated[
    bool,
    typer.Option(
        "--quick",
        help="Approximate the posterior of the case's model; marked as approximate.",
    ),
]
Rivals = Annotated[
    bool,
    typer.Option(
        "--rivals",
        help="Also score rival explanations on the months held out; minutes for each.",
    ),
]


def main() -> None:
    """Run the command line; bad input is one message and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal of another encoding shows what it lacks as \u2192, and goes on.
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except (InputError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            sys.stderr.close()
            sys.exit(EXIT_FINE)
        sys.exit(report(error))
    except MemoryError:
        problem = "this needs more memory than the machine gives"
        fix = "run fewer draws or samples, or close other programs"
        sys.exit(report(InputError.at("memory", 0, problem, fix)))


def day(text: str | None, option: str = "--as-of") -> date | None:
    """Read a day given on the command line."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError.at(option, 0, f"{text!r} is not a day", "write it as YYYY-MM-DD") from None


@app.command()
def brief(
    case: CaseName,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("brief"),
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    quick: Quick = False,
    rivals: Rivals = False,
    as_json: Json = False,
) -> None:
    """Write the brief: pages, findings and data.

    HTML and PDF, findings.json, and the data behind every figure as CSV. The model of the case is
    calibrated and its scenarios are run; the draws are kept for the next time.
    """
    from detente.brief.place import refuse_place
    from detente.case.check import checked_case

    loaded = checked_case(case)  # a bad case is told before what estimates is loaded
    from detente.study.settings import Settings
    from detente.study.study import Study

    refuse_place(out)
    settings = Settings(seed, quick, rivals)
    with progress_on_stderr() as progress:
        told = stage(progress, "", 0.0, 0.95)
        findings = Study(loaded, day(as_of), settings, told).findings()
        progress("writing the brief (pages and figures)", 0.95)
        from detente.brief.write import write_brief

        files = write_brief(findings, out)
    if as_json:
        from detente.findings import findings_to_json

        sys.stdout.write(findings_to_json(findings).decode())
        return
    from detente.cli.show import line

    for path in (files.html, files.pdf, files.findings, out / "data"):
        line(str(path))


@app.command()
def index(
    case: CaseName,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="Only this measure of the case; may be given again for another."),
    ] = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print tidy CSV, a row a month.")] = False,
    wide: Annotated[bool, typer.Option(help="With --csv: one row a month, medians only.")] = False,
    netcdf: Annotated[
        Path | None, typer.Option(help="Also write the draws of the balance as NetCDF.")
    ] = None,
) -> None:
    """Print the cooperation index of each side, for each measure of the case.

    The balance, that is how probable it is that an act on record is cooperative, with its credible
    intervals, beside the acts themselves: by half-year and for the last 12 months (JSON and CSV: by
    month).
    """
    from detente.case.check import checked_case

    loaded = checked_case(case)  # a bad case is told before what estimates is loaded
    from detente.cli import index_views
    from detente.cli.show import aside, tell
    from detente.study.settings import Settings
    from detente.study.study import Study

    if netcdf is not None:
        refuse_others([netcdf], made=False)
    with progress_on_stderr() as progress:
        study = Study(loaded, day(as_of), Settings(seed), progress)
        result = study.estimate(tuple(measure or ()))
    if netcdf is not None:
        names = [row.name for row in result.measures]
        index_views.write_netcdf([study.indices.of(name) for name in names], netcdf)
    if as_json:
        about = {"case": loaded.name, "as_of": study.day.isoformat()}
        print_json({**about, "seed": seed, **index_views.index_json(result)})
    elif as_csv:
        index_views.print_index_csv(result, wide=wide)
        tell(result.left_out, aside)
    else:
        index_views.print_index(result, loaded.title)
        tell(result.left_out)


@app.command()
def claims(
    case: CaseName,
    claims: Annotated[
        Path | None, typer.Option(help="Test this claims file about the case in place of its own.")
    ] = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    quick: Quick = False,
    as_json: Json = False,
    listed: Annotated[
        str | None,
        typer.Option(
            "--list",
            help="Test nothing; list what claims may name: series, events, scenarios or measures.",
        ),
    ] = None,
) -> None:
    """Test published claims, then and now.

    Each as the record stood when it was stated, and as it stands on the as-of day. Where one asks
    for a simulation, the model of the case is calibrated first; the draws are kept.
    """
    from detente.case.check import checked_case

    loaded = checked_case(case)  # a bad case is told before what estimates is loaded
    from detente.case.claim_files import with_claims
    from detente.cli.askable import print_askable
    from detente.cli.ledger import print_claims
    from detente.cli.show import aside, line, tell
    from detente.cli.views import as_plain
    from detente.study.settings import Settings
    from detente.study.study import Study
    from detente.study.verdicts import unstated

    if listed is not None:
        print_askable(loaded, listed, as_json=as_json)
        return
    if claims is not None:
        loaded = with_claims(loaded, claims)
    with progress_on_stderr() as progress:
        settings = Settings(seed, quick, held_out=False)
        found = Study(loaded, day(as_of), settings, progress).verdicts()
    dropped = unstated(loaded, day(as_of))
    if as_json:
        print_json(as_plain(found))
        tell(dropped, aside)
    else:
        print_claims(found)
        tell(dropped)
        if not loaded.claims:
            line("The case states no sentence: write claims.toml, or give --claims.")


@app.command()
def effects(
    case: CaseName,
    event: Annotated[
        str | None, typer.Option(help="Only effects of this event of the chronology, by id.")
    ] = None,
    series: Annotated[
        str | None, typer.Option(help="Only effects in this series, or on this dyad's balance.")
    ] = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    as_json: Json = False,
) -> None:
    """Estimate what events changed.

    The effects that the case asks about, each beside its doubts; with --event and --series, any
    other.
    """
    from detente.case.check import checked_case

    loaded = checked_case(case)  # a bad case is told before what estimates is loaded
    from detente.cli.ledger import print_effects
    from detente.cli.show import aside
    from detente.cli.views import as_plain
    from detente.study.settings import Settings
    from detente.study.study import Study

    with progress_on_stderr() as progress:
        study = Study(loaded, day(as_of), Settings(seed), progress)
        found, missing = study.effects_found(event, series)
    if as_json:
        print_json(as_plain(found))
        for label, reason in missing.items():
            aside(f"Not estimated: {label}: {reason}")
    else:
        print_effects(found, missing)


@app.command()
def scenarios(
    case: CaseName,
    quick: Quick = False,
    rivals: Rivals = False,
    out: Annotated[
        Path | None, typer.Option(help="Also write each figure as SVG, PNG and CSV here.")
    ] = None,
    as_of: AsOf = None,
    seed: Seed = DEFAULT_SEED,
    as_json: Json = False,
) -> None:
    """Run the scenarios of the case on its model.

    The model is calibrated on the record of the day first (minutes; the draws are kept). Exit code
    1 where the calibration did not meet its checks.
    """
    from detente.case.check import checked_case

    loaded = checked_case(case)  # a bad case is told before what estimates is loaded
    from detente.cli import views
    from detente.cli.scenarios import print_scenarios, write_figures
    from detente.study.settings import Settings
    from detente.study.study import Study

    if out is not None:
        from detente.brief.figures.alone import SCENARIO_FIGURES, refuse_before

        refuse_before(out, SCENARIO_FIGURES)
    with progress_on_stderr() as progress:
        found = Study(
            loaded, day(as_of), Settings(seed, quick, rivals), progress
        ).scenario_findings()
    if out is not None:
        write_figures(found, loaded, out)
    if as_json:
        print_json(views.as_plain(found))
    else:
        print_scenarios(found)
    if not found.believed:
        raise typer.Exit(EXIT_PROBLEMS)


@app.command()
def check(
    case: CaseName,
    refresh: Annotated[
        bool,
        typer.Option(
            help="First write down the hashes of changed files and of how claims are tested."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Report every problem of a case folder.

    Each with file, line, problem and remedy; exit code 2 where there are any. Notes on standard
    error, on what is left out and on likely slips, are no problems.
    """
    from detente.case.check import examine_case
    from detente.cli.show import aside

    if refresh:
        from detente.case.claim_files import refresh_hashes
        from detente.case.load import case_folder
        from detente.case.package import refresh_package

        refresh_package(case_folder(case))
        refresh_hashes(case_folder(case), date.today())
    found = examine_case(case)
    problems = found.problems
    for note in found.notes:
        aside(f"note: {note}")
    if as_json:
        print_json([{f: getattr(p, f) for f in p.__slots__} for p in problems])
    else:
        for problem in problems:
            sys.stdout.write(f"{visible(str(problem))}\n")
        count = len(problems) or "no"
        counted = f"{count} problem{'' if count == 1 else 's'}"
        sys.stdout.write(f"{visible(case)}: {counted}\n")
    if problems:
        raise typer.Exit(2)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the case: a-z, 0-9 and hyphens.")],
    folder: Annotated[Path, typer.Option(help="Where to make it.")] = Path(),
) -> None:
    """Make a small valid case of your own."""
    from detente.case.template import new_case

    made = new_case(name, folder)
    sys.stdout.write(f"{visible(str(made))}\n")


@app.command()
def revisions(
    case: CaseName,
    add: Annotated[
        Path | None, typer.Option(help="Compare this file of the publisher with the case's own.")
    ] = None,
    vintage: Annotated[
        str | None,
        typer.Option(
            help="Day the added file was issued, YYYY-MM-DD (default: as it or its name says)."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="File of the case that the added one is the next state of (default: as "
            "its name or figures say).",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what publishers restated.

    Compares vintages of one table, figure by figure; exit code 1 where figures changed, or could
    not be compared.
    """
    from detente.case.check import checked_case
    from detente.cli import views
    from detente.study.revise import case_revisions

    issued = day(vintage, "--vintage")
    if issued is not None and add is None:
        raise InputError.at("--vintage", 0, "is of a file that --add names", "add --add FILE")
    if name is not None and add is None:
        raise InputError.at("--as", 0, "is of a file that --add names", "add --add FILE")
    found = case_revisions(checked_case(case), add, issued, name or "", today=date.today())
    if as_json:
        print_json(views.revisions_json(found))
    else:
        views.print_revisions(found)
    if not all(revision.unchanged for revision in found):
        raise typer.Exit(EXIT_PROBLEMS)


@app.command()
def sources(case: CaseName, as_json: Json = False) -> None:
    """List the files of the case and their traps."""
    from detente.case.check import checked_case
    from detente.cli import views
    from detente.study.sources import read_sources

    rows = read_sources(checked_case(case))
    if as_json:
        print_json(views.as_plain(rows))
    else:
        views.print_sources(rows)


app.command()(about.store)


@app.command()
def simulate(
    model: ModelFile,
    param: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE: a number in place of an equation.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write to .csv, .parquet or .nc (default: print CSV).")
    ] = None,
    draws: Annotated[int | None, typer.Option(help="How many draws of --vary to run.")] = None,
    vary: Annotated[Path | None, typer.Option(help="TOML file of distributions.")] = None,
    data: Annotated[Path | None, typer.Option(help="CSV file of data variables.")] = None,
    output: Annotated[
        list[str] | None, typer.Option(help="A variable to report (default: all); repeat it.")
    ] = None,
    seed: Seed = 0,
    single: Annotated[
        bool, typer.Option("--single", help="Compute in 32-bit numbers: for large ensembles.")
    ] = False,
    workers: Annotated[int, typer.Option(help="Processes of this machine to spread over.")] = 1,
    cluster: Annotated[
        str | None, typer.Option(help="Address of your own Dask scheduler, tcp://HOST:PORT.")
    ] = None,
) -> None:
    """Run a stock-and-flow model file, once or many times."""
    from detente.cli.numbers import numbers_of
    from detente.dynamics.read import load_model

    if draws is not None and out is None:
        raise InputError.at(
            "--draws", 0, "many draws do not fit on standard output",
            "give --out FILE.parquet or --out FILE.nc",
        )  # fmt: skip
    params = numbers_of(param or [])
    load_model(model)  # a bad file is told before what runs models is loaded
    from detente.dynamics.run_file import run_file, write_csv

    with progress_on_stderr() as progress:
        results = run_file(
            model, params, out, draws=draws, vary=vary, data=data, seed=seed,
            outputs=output, double=not single, workers=workers, cluster=cluster,
            progress=lambda done, wanted: progress("simulating", done / wanted),
        )  # fmt: skip
    if results is None or out is not None:
        sys.stdout.write(visible(f"{out}") + "\n")
    else:
        write_csv(results, sys.stdout)


app.command()(about.schema)


def version(show: bool) -> None:
    """Print the version and leave."""
    if show:
        from detente.terms.version import __version__

        sys.stdout.write(f"detente {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=version, is_eager=True)
    ] = False,
) -> None:
    """Measure cooperation between states, test what is said about it, and print a cited brief."""
