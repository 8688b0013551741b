"""Small made-up cases with acts on two sides, for effects on the index."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np

from detente.cooperation.settings import IndexSettings
from detente.effects.evidence import EffectEvidence
from detente.effects.spec import EffectSpec
from detente.evidence.measures import acts_of
from detente.terms.events import Event
from detente.terms.measures import RELATIONS
from detente.terms.periods import months_between

PERIODS = months_between("2014-01", "2021-12")
AT = PERIODS.index("2018-06")
DYADS = ("USA-CHN", "USA-MEX")
SMALL = IndexSettings(
    trend_steps=2, episode_sds=2, episode_memories=1, trend_spacing=0.3, episode_spacing=1.0
)
"""A coarse grid: tests ask what is done with the evidence, and not how exact it is."""
SPEC = EffectSpec(
    "one", "One?", (("e1",),), "because", "2014-01", "2021-12", dyad="USA-MEX", asks="fall"
)


def act(
    name: str, day: str, *, friendly: bool, dyad: str = "USA-MEX", topic: str = "narcotics"
) -> Event:
    source, target = (f"{state}.GOV" for state in dyad.split("-"))
    when = date.fromisoformat(day)
    return Event(
        name,
        when,
        when,
        "day",
        source,
        target,
        dyad,
        "AGREE" if friendly else "ACCUSE",
        topic,
        f"Act {name}.",
        "high",
        "",
        "",
        "",
        "chronology",
        7,
    )


def acts(
    size: float, *, seed: int = 1, rate: float = 3.0, dyad: str = "USA-MEX", topic: str = "trade"
) -> list[Event]:
    """Return acts whose log odds move by a size from July 2018 on."""
    rng = np.random.default_rng(seed)
    found = []
    for month, period in enumerate(PERIODS):
        p = 1 / (1 + np.exp(-(0.2 + size * (month > AT))))
        for number in range(rng.poisson(rate)):
            name = f"{dyad}-{period}-{number}"
            day = f"{period}-{1 + number:02}"
            found.append(act(name, day, friendly=rng.random() < p, dyad=dyad, topic=topic))
    return found


EVENT = act("e1", "2018-06-16", friendly=False)


def evidence(events: Sequence[Event], **more: Any) -> EffectEvidence:
    """Return what is known of some events, with an index that is 0 wherever it is not given."""
    index = more.pop("index", {})
    counted = acts_of(events, RELATIONS, DYADS, PERIODS)
    rows = tuple(
        SimpleNamespace(
            dyad=dyad, period=period, balance=SimpleNamespace(median=index.get(dyad, zero)[at])
        )
        for dyad in DYADS
        for at, period in enumerate(PERIODS)
        for zero in [np.zeros(len(PERIODS))]
    )
    indices = SimpleNamespace(
        measures={RELATIONS.name: RELATIONS},
        acts=lambda measure: counted,
        of=lambda measure: SimpleNamespace(rows=rows, warnings=()),
    )
    return EffectEvidence(
        date(2022, 1, 1),
        tuple(events),
        {}.__getitem__,
        indices,  # type: ignore[arg-type]
        names={"USA-MEX": "US–Mexico", "USA-CHN": "US–China"},
        **more,
    )
