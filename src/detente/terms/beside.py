"""Names that stand beside each other in a column, read once for what is asked of each of them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from detente.terms.spelling import plain


class Beside:
    """The names of a column.

    Attributes:
        names: all of them.
        words: name → its words, as `plain` writes them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self.words = {name: plain(name) for name in self.names}
        self._called: dict[str, list[str]] = defaultdict(list)
        for name, words in self.words.items():
            self._called[words].append(name)
        self._sorted = sorted(self._called)

    def called(self, words: str) -> Iterator[str]:
        """Yield the names that have just these words."""
        yield from self._called.get(words, ())

    def beginning(self, words: str) -> Iterator[str]:
        """Yield the names that have these words, or begin with them."""
        yield from self.called(words)
        for at in range(bisect_left(self._sorted, f"{words} "), len(self._sorted)):
            if not self._sorted[at].startswith(f"{words} "):
                return
            yield from self.called(self._sorted[at])

    def without(self, name: str) -> frozenset[str]:
        """Return the words of all names but one."""
        words = self.words.get(name, plain(name))
        alone = len(self._called.get(words, ())) == (name in self.names)
        return frozenset(self._called) - {words} if alone else frozenset(self._called)

    def has_others(self, name: str) -> bool:
        """Whether there is any other name."""
        return len(self.names) > (name in self.names)


NO_OTHERS = Beside(())
"""No name at all."""
