"""The index of every measure of a case as of one day; each is worked out when first asked for."""

from collections.abc import Callable, Mapping
from typing import Protocol

from detente.cooperation.composition import Composition, estimate_composition
from detente.evidence.measures import Acts
from detente.terms.measures import MeasureSpec


class Estimate(Protocol):
    """Works out the index of some acts."""

    def __call__(self, acts: Acts, *, seed: int) -> Composition:
        """Return the index."""
        ...


class Indices:
    """Counts and index by measure, each made once.

    Attributes:
        measures: name → measure, as the case declares them.
        subject: name of the measure of the case's subject.
        dyads, periods: what every index is of.
    """

    def __init__(
        self,
        counted: Callable[[MeasureSpec], Acts],
        measures: Mapping[str, MeasureSpec],
        *,
        subject: str,
        seed: int,
        estimate: Estimate = estimate_composition,
    ) -> None:
        """Prepare indices.

        Args:
            counted: counts the acts of a measure, with what was known on the day.
            estimate: works out the index of some acts, or takes it from where it is stored.
        """
        self.measures, self.subject = measures, subject
        self._counted, self._seed, self._estimate = counted, seed, estimate
        self._acts: dict[MeasureSpec, Acts] = {}
        self._made: dict[MeasureSpec, Composition] = {}
        first = self.acts(subject)
        self.dyads, self.periods = first.dyads, first.periods

    def acts(self, measure: str, topics: tuple[str, ...] = ()) -> Acts:
        """Return the acts of a measure, or only those of it that are on some topics.

        Raises:
            KeyError: the case declares no such measure.
        """
        return self.acts_by(self.measures[measure].narrowed(topics))

    def acts_by(self, spec: MeasureSpec) -> Acts:
        """Return the acts that a rule counts, whether the case declares it or not."""
        if spec not in self._acts:
            self._acts[spec] = self._counted(spec)
        return self._acts[spec]

    def of(self, measure: str, topics: tuple[str, ...] = ()) -> Composition:
        """Return the index of a measure, or of those of its acts that are on some topics.

        Raises:
            KeyError: the case declares no such measure.
        """
        return self.by(self.measures[measure].narrowed(topics))

    def by(self, spec: MeasureSpec) -> Composition:
        """Return the index of the acts that a rule counts."""
        if spec not in self._made:
            self._made[spec] = self._estimate(self.acts_by(spec), seed=self._seed)
        return self._made[spec]
