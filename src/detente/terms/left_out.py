"""What a result leaves out, counted and named: nothing that is read is dropped in silence."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_NAMED = 5
"""Things named for one reason; more are counted."""
MOST_REASONS = 12
"""Reasons told apart in one result; what is left out for others is counted together."""
OTHER_REASONS = "for other reasons"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Things of one kind that one result leaves out for one reason.

    Attributes:
        of: what they are left out of, as prose names it: `the index`, `series deaths`.
        what: one of them, as a noun: `row`, `event`, `sentence`.
        reason: why, as a clause: `domestic steps`, `published after 2023-09-01`.
        count: how many, 1 or more.
        named: the first `MOST_NAMED` of them, by id, line or period.
    """

    of: str
    what: str
    reason: str
    count: int
    named: tuple[str, ...] = ()

    def __str__(self) -> str:
        things = f"{self.count:,} {self.what}{'' if self.count == 1 else 's'}"
        return f"{things} left out of {self.of}: {self.reason}{self._named()}"

    def _named(self) -> str:
        if not self.named:
            return ""
        more = self.count - len(self.named)
        return f" ({', '.join(self.named)}{f' and {more:,} more' if more else ''})"


def left_out(of: str, what: str, dropped: Iterable[tuple[str, str]]) -> tuple[LeftOut, ...]:
    """Count what a result leaves out by reason, in the order in which the reasons first come.

    Args:
        of, what: as `LeftOut` has them.
        dropped: (reason, name) of each thing left out; one without a name has an empty one.
    """
    counts: dict[str, int] = {}
    named: dict[str, list[str]] = {}
    for given, name in dropped:
        reason = given if given in counts or len(counts) < MOST_REASONS else OTHER_REASONS
        counts[reason] = counts.get(reason, 0) + 1
        known = named.setdefault(reason, [])
        if name and len(known) < MOST_NAMED:
            known.append(name)
    return tuple(
        LeftOut(of, what, reason, count, tuple(named[reason])) for reason, count in counts.items()
    )
