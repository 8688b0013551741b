"""Designs of the index beside each other, by how well they foretell the acts of the shipped case.

The table of docs/methods/cooperation.md: `python -m pytest -s -m study tests/cooperation`.
"""

import sys
from dataclasses import replace

import numpy as np
import pytest

from detente.case.load import load_case
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts
from detente.study.settings import Settings
from detente.study.study import Study
from tests.cooperation.predictive import (
    YEAR,
    every_sixth,
    last_year,
    log_evidence,
    seen_by,
    shares,
    year_ahead,
)

pytestmark = pytest.mark.study

SETTINGS = IndexSettings()
# No episode: three cells of it that all mean nothing, and a finer grid of the one parameter left.
WALK = replace(
    SETTINGS, episode_sd=1e-9, episode_sds=1, episode_memories=1, episode_reach=0.5, trend_steps=12
)
PRIORS = {
    "episodes half as large": replace(SETTINGS, episode_sd=0.5),
    "episodes twice as large": replace(SETTINGS, episode_sd=2.0),
    "steps half as large": replace(SETTINGS, trend_step=0.05),
    "steps twice as large": replace(SETTINGS, trend_step=0.2),
    "both half as large": replace(SETTINGS, episode_sd=0.5, trend_step=0.05),
}
LOOKS = {"every sixth": every_sixth, "last year": last_year, "year ahead": year_ahead}


def an_act(scores: np.ndarray, record: Acts, look: str) -> float:
    months = len(record.periods)
    first = {"every sixth": 0, "last year": months - YEAR, "year ahead": 2 * YEAR - 1}[look]
    return float(scores.sum() / record.total[first:].sum())


def apart(ours: np.ndarray, theirs: np.ndarray) -> str:
    """Write how far scores lead, in all, with the standard error over months."""
    by_month = (ours - theirs).sum(axis=1)
    error = np.sqrt(len(by_month)) * by_month.std()
    return f"{by_month.sum():+.1f} ({error:.1f})"


@pytest.mark.parametrize("measure", ["relations", "counternarcotics"])
def test_designs_by_prediction(measure: str) -> None:
    case = load_case("fentanyl")
    record = Study(case, settings=Settings(1)).indices.acts(measure)
    months = len(record.periods)
    found = {
        name: {look: score(record, settings) for look, score in LOOKS.items()}
        for name, settings in {"trend and episode": SETTINGS, "walk": WALK}.items()
    }
    for name, window in (("constant share", None), ("share of 12 months", YEAR)):
        found[name] = {look: shares(record, seen_by(months, look, window=window)) for look in LOOKS}
    ours = found["trend and episode"]
    for name, looks in found.items():
        scores = ", ".join(
            f"{look} {an_act(scores, record, look):.3f}, leads by {apart(ours[look], scores)}"
            for look, scores in looks.items()
        )
        sys.stdout.write(f"{measure}, {name}: {scores}\n")
    for name, settings in {"published": SETTINGS, "walk": WALK, **PRIORS}.items():
        looks = (
            f"{look} {an_act(score(record, settings), record, look):.3f}"
            for look, score in LOOKS.items()
        )
        sys.stdout.write(
            f"{measure}, {name}: {', '.join(looks)}, "
            f"log evidence {log_evidence(record, settings):.1f}\n"
        )
    sys.stdout.flush()
    for look in LOOKS:
        rivals = [scores[look].sum() for name, scores in found.items() if scores is not ours]
        if measure == "counternarcotics" or look != "last year":
            assert ours[look].sum() > max(rivals), look
