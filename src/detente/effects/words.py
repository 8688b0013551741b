"""An effect in words: what exactly is estimated."""

from typing import TYPE_CHECKING

from detente.effects.spec import SHAPES
from detente.terms.events import Event
from detente.terms.periods import spoken_month

if TYPE_CHECKING:
    from detente.effects.index_question import IndexQuestion
    from detente.effects.question import Question

_LABEL_MOST = 80


def event_label(event: Event, labels: dict[str, str]) -> str:
    """Return the case's short label of an event, or the start of its summary."""
    if label := labels.get(event.id):
        return label
    text = event.summary
    return text if len(text) <= _LABEL_MOST else f"{text[: _LABEL_MOST - 1].rsplit(' ', 1)[0]} …"


def series_estimand(question: "Question", labels: dict[str, str]) -> str:
    """State in a sentence what is estimated of a series, and against what."""
    spec, measured = question.spec, question.measured
    events = _events(question.terms, labels)
    sum_of = "together " if len(events) > 1 else ""
    against = ["the drift of the series itself"]
    if question.seasons.shape[1]:
        against.append("the seasons")
    if question.controls:
        against.append(f"what moved with it in {_joined([c.title for c in question.controls])}")
    when = spoken_month(question.terms[-1][0].month)
    return (
        f"The mean change, in {measured.scale}, of {measured.title} over the "
        f"{spec.horizon_months} months after {when} that came with {_joined(events)} {sum_of}as "
        f"{SHAPES[spec.shape]}, against {_joined(against)}."
    )


def index_estimand(question: "IndexQuestion", labels: dict[str, str]) -> str:
    """State in a sentence what is estimated of a side of the index, and against what."""
    spec = question.spec
    events = _events(question.terms, labels)
    together = "together, as one turn, " if len(events) > 1 else ""
    against = ["the trend and the episodes of the side itself"]
    if spec.controls:
        sides = [question.names.get(dyad, dyad) for dyad in spec.controls]
        against.append(f"what moved with it in {_joined(sides)}")
    over = "" if spec.shape == "step" else f" over the {spec.horizon_months} months"
    when = spoken_month(question.terms[-1][0].month)
    return (
        f"The change, in log points, of {question.title}"
        f"{over} after {when} that came with {_joined(events)} {together}as "
        f"{SHAPES[spec.shape]}, against {_joined(against)}. Acts that effects of the case on the "
        "index name are not counted."
    )


def _events(terms: tuple[tuple[Event, ...], ...], labels: dict[str, str]) -> list[str]:
    return [f"“{event_label(term[0], labels)}” ({term[0].event_date})" for term in terms]


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
