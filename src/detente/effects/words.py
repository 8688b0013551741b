"""An effect in words: what exactly is estimated."""

from detente.effects.question import Question
from detente.effects.spec import SHAPES
from detente.terms.events import Event
from detente.terms.periods import spoken_month

_LABEL_MOST = 80


def event_label(event: Event, labels: dict[str, str]) -> str:
    """Return the case's short label of an event, or the start of its summary."""
    if label := labels.get(event.id):
        return label
    text = event.summary
    return text if len(text) <= _LABEL_MOST else f"{text[: _LABEL_MOST - 1].rsplit(' ', 1)[0]} …"


def estimand(question: Question, labels: dict[str, str]) -> str:
    """State in a sentence what is estimated, and against what."""
    spec, measured = question.spec, question.measured
    events = [f"“{event_label(term[0], labels)}” ({term[0].event_date})" for term in question.terms]
    sum_of = "together " if len(events) > 1 else ""
    against = ["the drift of the series itself"]
    if question.seasons.shape[1]:
        against.append("the seasons")
    if question.controls:
        against.append(f"what moved with it in {_joined([c.title for c in question.controls])}")
    when = spoken_month(question.terms[-1][0].month)
    unseen = (
        " The index is estimated without the events that any effect of the case on the index names."
        if spec.on_index
        else ""
    )
    return (
        f"The mean change, in {measured.scale}, of {measured.title} over the "
        f"{spec.horizon_months} months after {when} that came with {_joined(events)} {sum_of}as "
        f"{SHAPES[spec.shape]}, against {_joined(against)}.{unseen}"
    )


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
