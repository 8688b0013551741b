"""Posterior paths of the index that have not seen the events whose effects are asked for.

An event that counts as an act would be evidence of its own effect. Its rows are taken out of the
counts, and the machine-coded scores of its months (which report it too) out of its side, before
the index is estimated anew. The events of all effects of a case are taken out together, so that
one estimate, drawn with as much care as the index itself, serves them all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.cooperation.index import CooperationIndex, estimate_index
from detente.evidence.events import counted_dyad
from detente.evidence.panel import Panel
from detente.terms.events import Event

Floats = NDArray[np.float64]

PATHS = 50
"""Posterior paths of the index that an effect is estimated on."""


@dataclass(frozen=True)
class Paths:
    """Draws of the index by month, (path, month), of every dyad.

    Attributes:
        periods: months of the index.
        values: (dyad, measure) → paths; rates as natural logs.
        warnings: of the sampler.
    """

    periods: tuple[str, ...]
    values: dict[tuple[str, str], Floats]
    warnings: tuple[str, ...]


def index_paths(
    panel: Panel,
    dropped: Iterable[Event],
    *,
    seed: int,
    progress: Callable[[float, str], None] | None = None,
) -> Paths:
    """Estimate the index without some events and thin its draws to `PATHS` paths.

    Args:
        dropped: events whose rows must not be counted, whether the panel counts them or not.
    """
    index = estimate_index(panel_without(panel, dropped), seed=seed, progress=progress)
    return Paths(panel.periods, _values(index), index.diagnostics.warnings)


def _values(index: CooperationIndex) -> dict[tuple[str, str], Floats]:
    values = {}
    for measure in ("balance", "cooperation", "conflict"):
        draws = np.asarray(index.posterior[measure])
        pooled = draws.reshape(-1, *draws.shape[2:])
        chosen = pooled[np.linspace(0, len(pooled) - 1, PATHS).round().astype(int)]
        for column, dyad in enumerate(index.panel.dyads):
            paths = chosen[:, column]
            values[dyad, measure] = paths if measure == "balance" else np.log(paths)
    return values


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
