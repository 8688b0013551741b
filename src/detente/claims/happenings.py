"""Events that a claim names, as the record of a day tells them."""

from typing import TYPE_CHECKING

from detente.claims.check import Happenings
from detente.terms.happenings import Happening as Happening

if TYPE_CHECKING:
    from detente.claims.record import Record


def known_happenings(record: "Record", wanted: Happenings) -> list[Happening]:
    """Return those happenings of which a row was public, with all rows that were.

    A claim may put rows together that the chronology keeps apart, and it may name any row of a
    happening: the rows that the chronology calls the same (`same_as`) come with it. The first row
    that was public dates it. What is asked for twice is returned once.
    """
    found: dict[str, Happening] = {}
    for ids in wanted:
        told = filter(None, map(record.happening, ids))
        rows = tuple(dict.fromkeys(row for happening in told for row in happening.rows))
        if rows:
            found.setdefault(rows[0].id, Happening(rows))
    return list(found.values())
