"""The commands about the program itself: what it keeps, and the form of what it writes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.show import line, print_json
from detente.terms.errors import InputError

if TYPE_CHECKING:
    from detente.sampling.draw_store import Entry


def store(
    clear: Annotated[bool, typer.Option("--clear", help="Remove all of it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")] = False,
) -> None:
    """Look at what was worked out and is kept for the next time.

    Whatever is removed is worked out again when it is asked for.
    """
    from detente.cli.views import as_plain
    from detente.sampling import draw_store
    from detente.terms.cache_folder import cache_folder

    if clear:
        draw_store.clear()
    found = draw_store.entries()
    if as_json:
        about = {"folder": str(cache_folder()), "most_bytes": draw_store.KEPT_MOST_BYTES}
        print_json({**about, "entries": as_plain(found)})
    else:
        _print_store(found, cache_folder(), draw_store.KEPT_MOST_BYTES)


def schema(
    what: Annotated[str, typer.Argument(help="findings")] = "findings",
) -> None:
    """Print the JSON Schema of findings.json."""
    from detente.findings import findings_schema

    if what != "findings":
        raise InputError.at("schema", 0, f"there is no schema {what!r}", "use findings")
    print_json(findings_schema())


def _print_store(entries: "Sequence[Entry]", folder: Path, most: int) -> None:
    """Print how much is stored where, and when it was last used."""
    held = sum(entry.size for entry in entries)
    line(f"{folder}: {len(entries)} entries, {held / 1e6:.1f} of at most {most / 1e6:.0f} MB.")
    if entries:
        days = [datetime.fromtimestamp(e.used, UTC).date() for e in (entries[-1], entries[0])]
        line(f"Last used between {days[0]} and {days[1]}; what was used longest ago gives way.")
