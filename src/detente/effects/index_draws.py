"""Posterior draws of the index that have not seen the events whose effects are asked for.

An event that counts as an act would be evidence of its own effect. Its rows are taken out of the
counts, and the machine-coded scores of its months (which report it too) out of its side, before
the index is estimated anew. The events of all effects of a case are taken out together, so that
one estimate, drawn with as much care as the index itself, serves them all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from detente.cooperation.index import CooperationIndex, estimate_index, index_data
from detente.cooperation.model import IndexData
from detente.effects.index_design import IndexDesign
from detente.effects.index_model import Reading, Record
from detente.evidence.counted import counted_dyad
from detente.evidence.panel import Panel
from detente.terms.events import Event

Floats = NDArray[np.float64]

USED = 192
"""Draws of the index that an effect is estimated with. They are weighed against one another, and a
few may carry the weight: with 96, one draw doubled a bound of the shipped case."""
WEIGHTS = MappingProxyType(
    {"balance": (0.0, 1.0), "cooperation": (1.0, 0.5), "conflict": (1.0, -0.5)}
)
"""Measure → what level and balance count in it; rates as natural logs."""

PARAMETERS = (
    "level_step", "balance_step", "overdispersion", "score_mean", "score_slope", "score_noise",
)  # fmt: skip
"""Of the index, that its record is read with."""


@dataclass(frozen=True)
class IndexDraws:
    """What the record of every side says, and draws of what it is read with.

    Attributes:
        periods: months of the index.
        records, readings: by dyad, over all months.
        warnings: of the sampler.
    """

    periods: tuple[str, ...]
    records: dict[str, Record]
    readings: dict[str, Reading]
    warnings: tuple[str, ...]

    def design(self, dyad: str, measure: str, months: list[int]) -> IndexDesign:
        """Return the design of a measure of a side over some months, without regressors."""
        record, reading = self.records[dyad], self.readings[dyad]
        return IndexDesign(
            Record(*(part[months] for part in record)),
            reading._replace(attention=reading.attention[:, months], path=reading.path[:, months]),
            np.zeros((len(reading.steps), len(months), 0)),
            np.array(WEIGHTS[measure]),
        )

    def paths(self, dyad: str, measure: str, months: list[int]) -> Floats:
        """Return draws of a measure over some months, (draw, month); rates as natural logs."""
        paths: Floats = np.asarray(self.readings[dyad].path)[:, months] @ np.array(WEIGHTS[measure])
        return paths


def index_draws(
    panel: Panel,
    dropped: Iterable[Event],
    *,
    seed: int,
    progress: Callable[[float, str], None] | None = None,
) -> IndexDraws:
    """Estimate the index without some events and thin it to `USED` draws.

    Args:
        dropped: events whose rows must not be counted, whether the panel counts them or not.
    """
    index = estimate_index(panel_without(panel, dropped), seed=seed, progress=progress)
    data, draws = index_data(index.panel), _thinned(index)
    records, readings = {}, {}
    for column, dyad in enumerate(panel.dyads):
        records[dyad] = record_of(data, column)
        readings[dyad] = reading_of(draws, column, records[dyad].weight)
    return IndexDraws(panel.periods, records, readings, index.diagnostics.warnings)


def _thinned(index: CooperationIndex) -> dict[str, Floats]:
    """Return `USED` draws as (draw, …), with months before dyads, named as the model names them."""

    def draws(name: str) -> Floats:
        values = np.asarray(index.posterior[name])
        pooled = values.reshape(-1, *values.shape[2:])
        return pooled[np.linspace(0, len(pooled) - 1, USED).round().astype(int)]

    cooperation, conflict = (np.log(draws(n).swapaxes(1, 2)) for n in ("cooperation", "conflict"))
    return {name: draws(name) for name in PARAMETERS} | {
        "log_attention": np.log(draws("attention")),
        "level": (cooperation + conflict) / 2,
        "balance": cooperation - conflict,
    }


def record_of(data: IndexData, column: int) -> Record:
    """Return what the model of the index sees of one dyad."""
    return Record(
        data.acts[:, column].astype(float),
        data.counted[:, column],
        data.score[:, column],
        data.score_weight[:, column],
    )


def reading_of(draws: Mapping[str, Floats], column: int, weight: Floats) -> Reading:
    """Return how draws of the index read one dyad's record.

    Args:
        draws: quantities of the model by name, each (draw, …) with months before dyads.
        weight: (month,), of the dyad's scores.
    """
    path = np.stack([draws["level"][..., column], draws["balance"][..., column]], axis=-1)
    slope = draws["score_slope"][:, column]
    # The index tells a score's intercept at the mean balance of the covered months.
    middle = path[..., 1] @ weight / max(weight.sum(), 1e-9)
    return Reading(
        attention=draws["log_attention"],
        path=path,
        steps=np.stack([draws["level_step"], draws["balance_step"]], axis=-1),
        overdispersion=draws["overdispersion"],
        intercept=draws["score_mean"][:, column] - slope * middle,
        slope=slope,
        noise=draws["score_noise"][:, column],
    )


def panel_without(panel: Panel, dropped: Iterable[Event]) -> Panel:
    """Return the panel as it were without some rows, and without the scores of their months.

    A panel that was built without those rows gives the same result.
    """
    counts = {True: panel.cooperation.copy(), False: panel.conflict.copy()}
    score, days = panel.score.copy(), panel.score_days.copy()
    ids = dict(panel.event_ids)
    for event in dropped:
        dyad = counted_dyad(event, panel.dyads)
        if dyad is None or event.month not in panel.periods or event.event_class is None:
            continue
        place = panel.periods.index(event.month), panel.dyads.index(dyad)
        score[place], days[place] = np.nan, 0
        counted = ids.get((dyad, event.month), ())
        if event.id in counted:
            counts[event.event_class.is_cooperation][place] -= 1
            left = tuple(other for other in counted if other != event.id)
            ids = {key: value for key, value in ids.items() if key != (dyad, event.month)}
            ids |= {(dyad, event.month): left} if left else {}
    return replace(
        panel,
        cooperation=counts[True],
        conflict=counts[False],
        score=score,
        score_days=days,
        event_ids=ids,
    )
