"""The table of turns in docs/methods/cooperation.md has the figures of the shipped case."""

import sys
from pathlib import Path

import numpy as np
import pytest

from detente.case.load import load_case
from detente.cooperation.composition import Composition
from detente.study.settings import Settings
from detente.study.study import Study
from detente.terms.periods import months_between
from tests.cooperation.test_real_case import TURNS

pytestmark = pytest.mark.study

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "cooperation.md"
MIXED = ("USA-MEX", ("2024-01", "2024-12"), ("2025-01", "2025-12"), 0)
SEED = 1


def row(index: Composition, dyad: str, before: tuple[str, str], after: tuple[str, str]) -> str:
    """Write the cells of a turn: change, its probability of a rise, acts before and after."""
    first, then = months_between(*before), months_between(*after)
    change = index.mean(dyad, then) - index.mean(dyad, first)
    acts = (f"{one} to {other}" for one, other in (index.acts.of(dyad, m) for m in (first, then)))
    middle = f"{np.median(change):+.2f}".replace("-", "\N{MINUS SIGN}")
    return f"| {middle} ({(change > 0).mean():.2f}) | {' | '.join(acts)} |"


@pytest.mark.parametrize("measure", ["relations", "counternarcotics"])
def test_the_page_has_the_turns_of_the_shipped_case(measure: str) -> None:
    case = load_case("fentanyl")
    index = Study(case, settings=Settings(SEED)).indices.of(measure)
    rows = [row(index, dyad, before, after) for dyad, before, after, _ in (*TURNS, MIXED)]
    for (dyad, before, after, _), cells in zip((*TURNS, MIXED), rows, strict=True):
        sys.stdout.write(f"{measure} {dyad} {before} {after} {cells}\n")
    page = PAGE.read_text(encoding="utf-8")
    assert [cells for cells in rows if cells not in page] == []
