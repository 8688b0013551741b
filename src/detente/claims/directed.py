"""By whom and towards whom an act was: one towards somebody else is no evidence on two states."""

from collections.abc import Sequence

from detente.claims import words
from detente.claims.check import CheckSpec
from detente.evidence.counted import UNCOUNTED_SCOPES
from detente.terms.actors import dyad_between, state_of
from detente.terms.errors import shown
from detente.terms.events import Event


def is_between(spec: CheckSpec, event: Event) -> bool:
    """Return whether an act is by and towards whom a check asks, or their parts."""
    return is_of(event.source_actor, spec.text("by")) and is_of(
        event.target_actor, spec.text("towards")
    )


def is_of(actor: str, asked: str) -> bool:
    """Return whether an actor is the one asked for, or a part of it; where none is asked, it is."""
    return not asked or actor == asked or actor.startswith(f"{asked}.")


def is_elsewhere(event: Event) -> bool:
    """Return whether a row that stands on a side tells of no act between its two states."""
    if event.scope in UNCOUNTED_SCOPES or event.event_class is None:
        return False
    return dyad_between(event.source_actor, event.target_actor, (event.scope,)) is None


def directed_words(spec: CheckSpec, events: Sequence[Event]) -> str:
    """Say which of some acts are towards somebody else than the other state of their side."""
    aside = [event for event in events if is_elsewhere(event)]
    if not aside:
        return ""
    told = words.listed(
        [f"{event.id} is directed at {event.target_actor or 'nobody'}" for event in aside]
    )
    return f" {told[:1].upper()}{told[1:]}: at no state of its side."


def directed_problems(spec: CheckSpec, events: Sequence[Event]) -> list[tuple[str, str]]:
    """Return which acts that a check names are towards somebody else, without its saying so."""
    if spec.text("towards"):
        return []
    return [
        (
            f"event {shown(event.id)} stands on the side {event.scope} and is directed at "
            f"{event.target_actor or 'nobody'}: no act between its two states",
            f'where the sentence is about that, say towards = "{state_of(event.target_actor)}"; '
            "else name an act towards the state that it is about"
            if event.target_actor
            else "name an act between the two states",
        )
        for event in events
        if is_elsewhere(event)
    ]
