"""A node: one thing that can be asked of a case on a day, and how it is come by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from detente.sampling.draw_store import is_kept, keep_arrays, load_arrays
from detente.study.codec import Codec
from detente.terms.progress import Progress, quiet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node(Generic[T]):
    """A named value with everything that it depends on.

    Attributes:
        name: what it is, in words for a reader who waits.
        key: hash of all that it depends on: its inputs, settings, seed, versions and method.
        make: works the value out; told how far it is.
        codec: how it is stored.
        about: hash of what a value carries beside what was worked out, as the acts of an index do;
            values that differ in it share what is stored, and are not one another.
        cost: processor seconds that it takes, roughly; what progress is weighed by.
    """

    name: str
    key: str
    make: Callable[[Progress], T] = field(compare=False)
    codec: Codec[T] = field(compare=False)
    cost: float = field(default=1.0, compare=False)
    about: str = ""


def value_of(node: Node[T], progress: Progress = quiet) -> T:
    """Return the value of a node: loaded where it is stored, else worked out and stored."""
    found = _stored(node)
    return _made(node, progress) if found is None else found


class Worked:
    """Values of nodes: each is loaded where it is stored, else worked out and stored, and held."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Any] = {}

    def value(self, node: Node[T], progress: Progress) -> T:
        """Return the value of a node."""
        place = node.key, node.about
        if place not in self._held:
            self._held[place] = value_of(node, progress)
        held: T = self._held[place]
        return held

    def is_known(self, node: Node[Any]) -> bool:
        """Return whether a value is at hand, held or stored."""
        return (node.key, node.about) in self._held or is_kept(node.key)


def _stored(node: Node[T]) -> T | None:
    arrays = load_arrays(node.key)
    if arrays is None:
        return None
    try:
        return node.codec.unpack(arrays)
    except Exception:
        # Arrays of another form than this method's are of no use: they are written anew.
        return None


def _made(node: Node[T], progress: Progress) -> T:
    progress(node.name, 0.0)
    arrays = node.codec.pack(node.make(progress))
    keep_arrays(node.key, arrays)
    # As it will be read the next time, so that no run differs from the one that it repeats.
    return node.codec.unpack(arrays)
