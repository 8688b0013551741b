"""Options that the checks of a side share: which measure is read, and from what."""

from collections.abc import Sequence
from types import MappingProxyType

from detente.claims import words
from detente.claims.check import CheckSpec, Option, Options
from detente.terms.likelihood import bounded, percent
from detente.terms.measures import RELATIONS
from detente.terms.periods import month_of, months_between, period_bounds

SOURCES = ("index", "chronology", "scores")
MEASURED = MappingProxyType(
    {
        "measure": Option("measure", default=RELATIONS.name),
        "topics": Option("texts"),
    }
)
"""What says which acts of a side are read."""
LEAST_MONTHS = 6
"""A balance over fewer months than this is judged on the acts: the index blurs what is so short."""


def measured(spec: CheckSpec, of: str = "", measure: str = "measure") -> str:
    """Name what a check reads of a side: `balance of US–China, counternarcotics, in raw counts`."""
    after = f" of {of}" if of else ""
    if spec.text("source") == "scores":
        return f"machine-coded score{after}"
    raw = ", in raw counts" if spec.text("source") == "chronology" else ""
    return f"balance{after} ({acts_read(spec, measure)}){raw}"


def acts_read(spec: CheckSpec, measure: str = "measure") -> str:
    """Name the acts that a check reads: `measure relations; topics security and legal`."""
    topics = spec.texts("topics")
    on = f"; topics {words.listed(topics)}" if topics else ""
    return f"measure {spec.text(measure) or RELATIONS.name}{on}"


def both_words(counted: float, level: float, *, is_level: bool) -> str:
    """Say with what probability acts bear a reading out: as counted, and as a level behind them."""
    return (
        f"As counted it holds with {percent(bounded(counted))}, by how far the rows are to be "
        f"relied on; of the level behind so few acts, with {percent(bounded(level))}. Asked for is "
        f"the {'level' if is_level else 'count'}."
    )


def tally(counts: tuple[int, int]) -> str:
    """Write counts of acts: `17 cooperative to 3 conflictual acts`."""
    friendly, other = counts
    return f"{friendly} cooperative to {words.counted(other, 'conflictual act')}"


def measure_problems(options: Options) -> list[tuple[str, str]]:
    """Return what is wrong with a combination of source, measure and topics."""
    if options.get("source", "index") != "scores":
        return []
    picked = [
        f"measure = {options[name]}"
        for name in ("measure", "with_measure")
        if options.get(name, RELATIONS.name) != RELATIONS.name
    ]
    return [
        (
            f"{what} cannot be read from the scores",
            "scores are of relations overall: leave it out, or use another source",
        )
        for what in (*picked, *(["topics"] if options.get("topics") else []))
    ]


def short_windows(spec: CheckSpec, windows: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names of those windows over which the balance is not read from the index."""
    if spec.text("source") != "index" or not spec.text("dyad"):
        return []
    return [name for name, window in windows if _months(window) < LEAST_MONTHS]


def _months(window: str) -> int:
    start, end = period_bounds(window)
    return len(months_between(month_of(start), month_of(end)))
