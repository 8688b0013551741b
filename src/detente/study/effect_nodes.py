"""What the case's events changed: an effect as a node, and the choice among the effects."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from detente.case.spec import Case
from detente.effects.assess import EffectEvidence, NotAssessableError, effect_of
from detente.effects.results import Effect, EffectFinding
from detente.effects.spec import EffectSpec
from detente.sampling.draw_store import Arrays
from detente.study.codec import Codec, from_json_array, json_array
from detente.study.keys import key_of, sources_of, versions
from detente.study.node import Node
from detente.terms.errors import InputError, nearest, shown
from detente.terms.progress import Progress

_COST = 10.0
_SOURCES = ("effects", "cooperation", "evidence", "terms")


def effect_node(
    spec: EffectSpec,
    known: EffectEvidence,
    *,
    seed: int,
    events_key: str,
    series_keys: Mapping[str, str],
    index_keys: Mapping[str, str],
) -> Node[Effect | str]:
    """Return what the events of a spec changed as a node: an effect, or why there is none.

    Args:
        events_key: of every event known, among which an effect on the index looks for aftermath.
        series_keys, index_keys: by name of the series, and of the measure.
    """
    read: Any
    if spec.on_index:
        measure = known.indices.measures.get(spec.measure) if known.indices else None
        read = events_key, measure, index_keys.get(spec.measure), sorted(known.left_out)
    else:
        names = (spec.series, *spec.controls, *spec.placebo_series)
        told = known.rows_of([*spec.named_events, *known.labels])
        read = told, [series_keys.get(name) for name in names]
    parts = (spec, known.as_of, seed, known.names, known.labels, read)

    def make(progress: Progress) -> Effect | str:
        try:
            return effect_of(spec, known, seed=seed)
        except NotAssessableError as reason:
            return str(reason)

    return Node(
        name=spec.label,
        key=key_of("effect", versions(), sources_of(*_SOURCES), parts),
        make=make,
        codec=Codec(_arrays, _read),
        cost=_COST,
    )


def _arrays(found: Effect | str) -> Arrays:
    if isinstance(found, str):
        return {"reason": np.array(found, np.str_)}
    drawn = {"draws": found.draws, "lasting": found.lasting, "terms": found.terms}
    return {
        "finding": json_array(EffectFinding, found.finding),
        **{name: values for name, values in drawn.items() if values is not None},
    }


def _read(arrays: Arrays) -> Effect | str:
    if "reason" in arrays:
        return str(arrays["reason"])
    return Effect(
        from_json_array(EffectFinding, arrays["finding"]),
        arrays["draws"],
        arrays.get("lasting"),
        arrays["terms"],
    )


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
        raise InputError.at("event", 0, problem, nearest(event, firsts))
    known = {*case.series, *case.dyads}
    if series and series not in known:
        problem = f"{shown(series)} is no series and no dyad of the case"
        raise InputError.at("series", 0, problem, nearest(series, known))
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
    given, other = ("event", "series") if event else ("series", "event")
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
        why="Asked for by the user: the case does not say why this series measures it.",
        first=case.index.start,
        last=case.index.end,
        series="" if on_index else series,
        dyad=series if on_index else "",
        measure=measure.name if on_index else "",
    )
