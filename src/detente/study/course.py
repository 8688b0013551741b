"""The course of a run: nodes worked out one after another, with one stream of progress."""

from collections.abc import Iterable
from typing import Any, TypeVar

from detente.study.node import Node, Worked
from detente.terms.progress import Progress

T = TypeVar("T")


class Course:
    """Works out nodes and tells what is being done, and how far the whole is.

    How far is by cost: what is stored already costs nothing, and what was not expected only shows
    what it is doing. The fraction never goes back.
    """

    def __init__(self, worked: Worked, progress: Progress) -> None:
        self._worked, self._progress = worked, progress
        self._costs: dict[str, float] = {}
        self._finished: set[str] = set()
        self._done = self._told = 0.0
        self._text = ""

    def tell(self, text: str, fraction: float = 0.0) -> None:
        """Tell what is being done."""
        self._told = min(max(self._told, fraction), 1.0)
        self._text = text
        self._progress(text, self._told)

    def end(self) -> None:
        """Tell that all that was asked for is there; what is asked for next begins anew."""
        self._progress(self._text, 1.0)
        self._costs.clear()
        self._finished.clear()
        self._done = self._told = 0.0

    def expect(self, nodes: Iterable[Node[Any]]) -> None:
        """Count nodes that will be asked for and have to be worked out."""
        for node in nodes:
            if not self._worked.is_known(node):
                self._costs.setdefault(node.key, node.cost)

    def run(self, node: Node[T]) -> T:
        """Return the value of a node, and tell how far its making is."""
        # Asked for again, it costs nothing.
        cost = 0.0 if node.key in self._finished else self._costs.get(node.key, 0.0)
        total = sum(self._costs.values()) or 1.0
        before = self._done

        def report(text: str, fraction: float) -> None:
            told = text if text.startswith(node.name) else f"{node.name} ({text})"
            self.tell(told, (before + cost * fraction) / total)

        found = self._worked.value(node, report)
        if cost:
            self._finished.add(node.key)
            self._done += cost
        return found
