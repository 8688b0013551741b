"""What later months do to readings of closed windows, on the same acts of the shipped case.

Every check that reads a side from the index, of windows that were over when the sentences were
published, is run twice: on an index that ends there, and on one with all months. The table of
docs/methods/cooperation.md: `python -m pytest -s -m study tests/claims -k closed`.
"""

import sys
from dataclasses import dataclass, replace

import numpy as np
import pytest

from detente.case.load import load_case
from detente.claims import readings
from detente.claims.check import CheckSpec
from detente.claims.checks import CHECKS
from detente.claims.judge import verdict_of
from detente.claims.readings import WindowDraws
from detente.claims.record import Record
from detente.cooperation.indices import Indices
from detente.evidence.events import events_known
from detente.evidence.measures import Acts
from detente.study.evidence import Evidence
from detente.study.settings import Settings
from detente.study.study import Study
from detente.terms.measures import MeasureSpec

pytestmark = pytest.mark.study
END = "2023-08"
SEED = 1


@dataclass(frozen=True)
class Read:
    """A window as a check read it: draws of its mean balance."""

    check: str
    dyad: str
    window: str
    draws: np.ndarray


def cut(acts: Acts, end: str) -> Acts:
    months = acts.periods.index(end) + 1
    kept = {place: ids for place, ids in acts.event_ids.items() if place[1] <= end}
    return replace(
        acts,
        periods=acts.periods[:months],
        cooperative=acts.cooperative[:months],
        total=acts.total[:months],
        event_ids=kept,
    )


def shortened(evidence: Evidence, whole: Indices) -> Indices:
    def counted(measure: MeasureSpec) -> Acts:
        return cut(whole.acts(measure.name, measure.topics if measure.topics else ()), END)

    case = evidence.case
    return Indices(counted, case.measures, subject=case.index.subject, seed=SEED)


def closed(spec: CheckSpec) -> bool:
    """Whether a check reads the index of a side, and no month after the end."""
    windows = [spec.text(name) for name in ("before", "after", "window", "at", "since")]
    over = all(window.split("/")[-1].split("-q")[0][:7] <= END for window in windows)
    return bool(spec.text("dyad")) and spec.text("source") == "index" and over


def test_later_months_move_closed_windows_as_smoothing_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mean as it is known later lies in the band of 90% that was given before."""
    case = load_case("fentanyl")
    study = Study(case, settings=Settings(SEED))
    evidence, day, whole = study.evidence, study.day, study.indices
    events = events_known(evidence.store, day)
    found: list[Read] = []
    read = readings.dyad_windows

    def noted(record: Record, spec: CheckSpec, dyad: str, windows: tuple[str, ...]) -> WindowDraws:
        result = read(record, spec, dyad, windows)
        found.extend(
            Read(spec.id, dyad, window, result.draws[:, place])
            for place, window in enumerate(windows)
        )
        return result

    monkeypatch.setattr(readings, "dyad_windows", noted)
    runs = []
    for indices in (shortened(evidence, whole), whole):
        found.clear()
        record = Record(day, events, indices, None, dyads=tuple(case.dyads), names=case.dyads)
        specs = [spec for claim in case.claims for spec in claim.specs if closed(spec)]
        shares = {spec.id: CHECKS[spec.type](spec, record) for spec in specs}
        runs.append((shares, list(found)))
    (early, windows_early), (late, windows_late) = runs
    for name, finding in early.items():
        p, q = finding.probability, late[name].probability
        if p is None or q is None:
            sys.stdout.write(f"{name}: {p} {q}: {finding.statement}\n")
            continue
        sys.stdout.write(
            f"{name}: {finding.values.get('measure')}: {p:.2f} to {q:.2f}, "
            f"{verdict_of([finding], p).value} to {verdict_of([late[name]], q).value}: "
            f"{finding.label}\n"
        )
    moved = []
    for before in windows_early:
        after = next(
            r for r in windows_late if (r.check, r.window) == (before.check, before.window)
        )
        low, middle, high = np.quantile(before.draws, (0.05, 0.5, 0.95))
        now = float(np.median(after.draws))
        moved.append(low <= now <= high)
        sys.stdout.write(
            f"  {before.check} {before.dyad} {before.window}: {middle:+.2f} ({low:+.2f} to "
            f"{high:+.2f}), then {now:+.2f}\n"
        )
    assert moved
    assert all(moved)
