"""What the case's events changed: each effect estimated once a day, for claims and brief alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from detente.case.spec import Case
from detente.effects.assess import EffectEvidence, NotAssessableError, effect_of
from detente.effects.results import Effect, EffectFinding
from detente.effects.spec import EffectSpec
from detente.terms.errors import InputError, nearest, shown

Progress = Callable[[str, float], None]


class Estimates:
    """Effects on what was known on one day; each is estimated when first asked for, and kept.

    Attributes:
        left_out: label → why an effect that was asked for could not be estimated.
    """

    def __init__(self, known: EffectEvidence, seed: int) -> None:
        self._known, self._seed = known, seed
        self._made: dict[EffectSpec, Effect | NotAssessableError] = {}
        self.left_out: dict[str, str] = {}

    def __call__(
        self, spec: EffectSpec, progress: Callable[[float, str], None] | None = None
    ) -> Effect:
        """Return the effect with its draws.

        Args:
            progress: told how far it is, from 0 to 1, and what it is doing.

        Raises:
            NotAssessableError: what was known that day cannot carry it.
        """
        if spec not in self._made:
            try:
                self._made[spec] = effect_of(spec, self._known, seed=self._seed, progress=progress)
            except NotAssessableError as reason:
                self._made[spec] = reason
                self.left_out[spec.label] = str(reason)
        made = self._made[spec]
        if isinstance(made, NotAssessableError):
            raise made
        return made

    def all_of(self, specs: Sequence[EffectSpec], progress: Progress) -> None:
        """Estimate several effects, and say which one is at work."""
        for place, spec in enumerate(specs):
            progress(spec.label, place / len(specs))

            def report(at: float, text: str, place: int = place, label: str = spec.label) -> None:
                progress(f"{label} ({text})", (place + at) / len(specs))

            try:
                self(spec, report)
            except NotAssessableError:
                continue

    @property
    def findings(self) -> tuple[EffectFinding, ...]:
        """Every effect estimated so far, in the order asked for."""
        return tuple(m.finding for m in self._made.values() if isinstance(m, Effect))


def named_on_index(specs: Iterable[EffectSpec]) -> frozenset[str]:
    """Return ids of the events that any effect on the index names."""
    return frozenset(name for spec in specs if spec.on_index for name in spec.named_events)


def asked_for(
    case: Case, firsts: Mapping[str, str], event: str | None, series: str | None
) -> tuple[EffectSpec, ...]:
    """Choose among the effects of a case, or make one that it does not ask about.

    Args:
        firsts: id of each event of the chronology → id of the first row of its happening.
        event: id of an event; only effects of what it tells.
        series: name of a series or of a dyad; only effects in it. Where both are given and the
            case has no such effect, one is made with the usual settings.

    Raises:
        InputError: there is no such event or series, or no effect of it to choose.
    """
    if event and event not in firsts:
        problem = f"{shown(event)} is the id of no event"
        raise InputError.at("--event", 0, problem, nearest(event, firsts))
    known = {*case.series, *case.dyads}
    if series and series not in known:
        problem = f"{shown(series)} is no series and no dyad of the case"
        raise InputError.at("--series", 0, problem, nearest(series, known))
    chosen = tuple(
        spec
        for spec in case.effects
        if (not event or firsts[event] in {firsts[name] for name in spec.named_events})
        and (not series or series in (spec.series, spec.dyad))
    )
    if chosen or not (event or series):
        return chosen
    if event and series:
        return (_made_up(case, event, series),)
    given, other = ("--event", "--series") if event else ("--series", "--event")
    problem = f"the case asks for no effect of {shown(event or series)}"
    raise InputError.at(given, 0, problem, f"give {other} too, and one is made for you")


def _made_up(case: Case, event: str, series: str) -> EffectSpec:
    on_index = series in case.dyads
    measure = case.measures[case.index.subject]
    place = f"{case.dyads[series]}: {measure.label}" if on_index else case.series[series].title
    return EffectSpec(
        id="asked",
        label=f"{event} in {place}",
        events=((event,),),
        why="Asked for at the command line: the case does not say why this series measures it.",
        first=case.index.start,
        last=case.index.end,
        series="" if on_index else series,
        dyad=series if on_index else "",
        measure=measure.name if on_index else "",
    )
