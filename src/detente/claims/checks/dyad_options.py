"""Options that the checks of a dyad's measures share, and what may not be combined."""

from types import MappingProxyType

from detente.claims.check import CheckSpec, Options

MEASURES = ("balance", "cooperation", "conflict")
SOURCES = ("index", "chronology", "scores")
_IN_WORDS = MappingProxyType(
    {
        "balance": "balance",
        "cooperation": "rate of cooperative acts",
        "conflict": "rate of conflictual acts",
    }
)


def measured(spec: CheckSpec, of: str = "") -> str:
    """Name what a check measures, in prose: `balance of US–China in raw counts`."""
    after = f" of {of}" if of else ""
    if spec.text("source") == "scores":
        return f"machine-coded score{after}"
    raw = " in raw counts" if spec.text("source") == "chronology" else ""
    return f"{_IN_WORDS[spec.text('measure')]}{after}{raw}"


def measure_problems(options: Options) -> list[tuple[str, str]]:
    """Return what is wrong with a combination of source, measure and topics."""
    problems = []
    source, measure = options.get("source", "index"), options.get("measure", "balance")
    if source == "scores" and measure != "balance":
        problems.append(
            (
                f'measure = "{measure}" cannot be read from the scores',
                'scores only tell the balance: use measure = "balance" or another source',
            )
        )
    if options.get("topics") and source != "chronology":
        problems.append(
            (
                f'topics cannot be given with source = "{source}"',
                'only the counts of the chronology know topics: use source = "chronology"',
            )
        )
    return problems
