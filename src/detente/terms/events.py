"""Event types of PLOVER and the four classes they fall into.

Reference: PLOVER: the Political Language Ontology for Verifying Event Records, codebook 2023.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class EventClass(StrEnum):
    """Verbal or material, cooperation or conflict: the quad class of CAMEO and PLOVER."""

    VERBAL_COOPERATION = "verbal cooperation"
    MATERIAL_COOPERATION = "material cooperation"
    VERBAL_CONFLICT = "verbal conflict"
    MATERIAL_CONFLICT = "material conflict"

    @property
    def is_cooperation(self) -> bool:
        """Whether the class counts as a cooperative act (else it is a conflictual one)."""
        return self in (EventClass.VERBAL_COOPERATION, EventClass.MATERIAL_COOPERATION)


EVENT_CLASSES = MappingProxyType(
    {
        "AGREE": EventClass.VERBAL_COOPERATION,
        "CONSULT": EventClass.VERBAL_COOPERATION,
        "SUPPORT": EventClass.VERBAL_COOPERATION,
        "CONCEDE": EventClass.VERBAL_COOPERATION,
        "COOPERATE": EventClass.MATERIAL_COOPERATION,
        "AID": EventClass.MATERIAL_COOPERATION,
        "RETREAT": EventClass.MATERIAL_COOPERATION,
        "REQUEST": EventClass.VERBAL_CONFLICT,
        "ACCUSE": EventClass.VERBAL_CONFLICT,
        "REJECT": EventClass.VERBAL_CONFLICT,
        "THREATEN": EventClass.VERBAL_CONFLICT,
        "PROTEST": EventClass.MATERIAL_CONFLICT,
        "SANCTION": EventClass.MATERIAL_CONFLICT,
        "MOBILIZE": EventClass.MATERIAL_CONFLICT,
        "COERCE": EventClass.MATERIAL_CONFLICT,
        "ASSAULT": EventClass.MATERIAL_CONFLICT,
    }
)
"""The 16 PLOVER event types and the class of each."""

DATE_PRECISIONS = ("day", "month", "year")
APPEALS = ("help", "demand", "other")
"""What a request asks for: help or cooperation, without blame or threat; that something be done,
under pressure; or anything else."""
DISTINCT = "-"
"""Stands in `same_as` of a row that was looked at and tells what no earlier row tells."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something one actor did to another on a day, with its source.

    Attributes:
        id: unique within the case.
        event_date: the day it happened (first day of the period where only that is known).
        date_end: the last day, where it lasted longer than a day; else None.
        known_date: the day it was public.
        date_precision: day, month or year.
        source_actor: who acted, e.g. `USA.JUD`.
        target_actor: towards whom; empty for domestic steps.
        scope: the dyad it belongs to in the chronicler's eyes, or `domestic`, `multilateral`.
        event_type: one of `EVENT_CLASSES`; empty for purely domestic steps.
        resource: name of the data resource the row was read from.
        line: 1-based line in that file.
        same_as: id of the first row of the same happening; `DISTINCT`, or empty where it is told
            by this row alone or this row is the first.
        on_subject: whether its page ties it to the subject of the case; None where nobody said.
        appeal: of a request, one of `APPEALS`; empty where nobody said.
        episode: name of what several acts of one side are parts or steps of; empty where it is
            an act by itself.
    """

    id: str
    event_date: date
    known_date: date
    date_precision: str
    source_actor: str
    target_actor: str
    scope: str
    event_type: str
    topic: str
    summary: str
    confidence: str
    source_title: str
    publisher: str
    source_url: str
    resource: str
    line: int
    same_as: str = ""
    date_end: date | None = None
    on_subject: bool | None = None
    appeal: str = ""
    episode: str = ""

    @property
    def happening(self) -> str:
        """Id of the row that stands first for what this row tells: its own, or another's."""
        return self.id if self.same_as in ("", DISTINCT) else self.same_as

    @property
    def event_class(self) -> EventClass | None:
        """Class of the event type, or None for a domestic step."""
        return EVENT_CLASSES.get(self.event_type)

    @property
    def month(self) -> str:
        """Calendar month of the event, as `2020-10`."""
        return f"{self.event_date:%Y-%m}"
