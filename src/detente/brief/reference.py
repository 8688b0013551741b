"""References: the rows that something rests on, and where in this brief they stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detente.brief.safe import slug
from detente.brief.words import counted, number
from detente.claims.verdict import RowRef
from detente.findings import Findings

MOST_CITED = 12


@dataclass(frozen=True, slots=True)
class Reference:
    """A row that something rests on; `link` is a fragment of the brief, or empty."""

    id: str
    text: str
    link: str


Refer = Callable[[RowRef], Reference]


def event_fragment(event_id: str) -> str:
    """Return the fragment at which an event stands in the chronology."""
    return f"event-{slug(event_id)}"


def claim_fragment(claim_id: str) -> str:
    """Return the fragment at which a claim stands in the ledger."""
    return f"claim-{slug(claim_id)}"


def effect_fragment(effect_id: str) -> str:
    """Return the fragment at which an effect stands."""
    return f"effect-{slug(effect_id)}"


def referrer(findings: Findings) -> Refer:
    """Return the function that turns a row into a reference to its place in this brief."""
    events = {event.id for event in findings.events}
    sources = {source.name for source in findings.sources}

    def refer(row: RowRef) -> Reference:
        place = f"{row.resource}, line {row.line}" if row.line else row.resource
        link = f"source-{slug(row.resource)}" if row.resource in sources else ""
        link = event_fragment(row.id) if row.id in events else link
        return Reference(row.id or row.resource, f"{row.label} ({place})", link)

    return refer


def cited(rows: Sequence[RowRef], refer: Refer) -> tuple[Reference, ...]:
    """Cite the first events by id, and count what is left by the file it is in."""
    events = [row for row in rows if refer(row).link == event_fragment(row.id)]
    named, left = events[:MOST_CITED], events[MOST_CITED:]
    found = [Reference(row.id, row.label, event_fragment(row.id)) for row in named]
    if left:
        found.append(Reference(f"{number(len(left))} more events", "", ""))
    files = [row.resource for row in rows if row not in events]
    for name in dict.fromkeys(files):
        link = refer(RowRef(name, 0, "", "")).link
        found.append(Reference(f"{counted(files.count(name), 'row')} of {name}", "", link))
    return tuple(found)
