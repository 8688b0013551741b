"""Measures of cooperation: which acts each counts, as a case declares them."""

from dataclasses import dataclass, replace

from detente.terms.events import Event

HELP = "help"
"""A request for help or cooperation, without blame or threat."""


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """Which acts a cooperation index counts.

    Attributes:
        name: what commands and claims call it.
        label: what figures and prose call it.
        on_subject: whether only acts count whose page ties them to the case's subject.
        topics: topics that count; empty where all do.
        appeals_cooperate: whether a request for help counts as a cooperative act, as CAMEO's
            appeals do. PLOVER holds every request to be verbal conflict.
        by_topic: topics by which the measure is read too: all acts on them, tied to the subject
            or not, instead of the acts that it counts.
        episodes_once: whether the acts of one episode count once; those that go both ways count
            once for each.
        private: actors of the case that are no organ of their state: firms, persons, groups.
        organs_only: whether acts of or towards such actors do not count.
    """

    name: str
    label: str
    on_subject: bool = False
    topics: tuple[str, ...] = ()
    appeals_cooperate: bool = False
    by_topic: tuple[str, ...] = ()
    episodes_once: bool = False
    private: tuple[str, ...] = ()
    organs_only: bool = False

    def counts(self, event: Event) -> bool:
        """Return whether the measure counts an act; one of which nobody said counts as no."""
        return not self.why_not(event)

    def why_not(self, event: Event) -> str:
        """Return why the measure does not count an act; empty where it does."""
        if self.on_subject and not event.on_subject:
            return "not on the subject"
        if self.organs_only and not {event.source_actor, event.target_actor}.isdisjoint(
            self.private
        ):
            return "of or towards a private actor"
        return "" if not self.topics or event.topic in self.topics else "of another topic"

    def narrowed(self, topics: tuple[str, ...]) -> "MeasureSpec":
        """Return the measure with only those of its acts that are on some topics."""
        if not topics:
            return self
        kept = tuple(t for t in topics if not self.topics or t in self.topics)
        label = f"{self.label} ({', '.join(topics)})"
        return replace(self, topics=kept or ("",), label=label)

    @property
    def rule(self) -> str:
        """What the measure counts, in words."""
        which = " on the case's subject" if self.on_subject else ""
        topics = f", of the topics {', '.join(self.topics)}" if self.topics else ""
        appeals = "; a request for help counts as cooperative" if self.appeals_cooperate else ""
        once = "; the acts of one episode count once" if self.episodes_once else ""
        organs = "; acts of or towards private actors do not count" if self.organs_only else ""
        return f"All acts between the two states of a side{which}{topics}{appeals}{once}{organs}."

    def is_cooperative(self, event: Event) -> bool:
        """Return whether an act counts as cooperative."""
        if self.appeals_cooperate and event.appeal == HELP:
            return True
        return event.event_class is not None and event.event_class.is_cooperation


RELATIONS = MeasureSpec("relations", "Relations overall")
"""The measure of a case that declares none: all acts."""
