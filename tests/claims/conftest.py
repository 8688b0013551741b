"""The shipped case as it stands, read once for all tests that judge claims on it."""

from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pytest

from detente.case.claim_files import with_claims
from detente.case.load import load_case, read_all
from detente.case.spec import Case
from detente.claims.judge import judge_on
from detente.claims.record import Record
from detente.claims.verdict import VerdictFinding
from detente.cooperation.indices import Indices
from detente.evidence.events import events_known
from detente.evidence.measures import count_acts
from detente.evidence.series import series_known
from detente.evidence.store import Store
from detente.terms.tables import Rows


class Shipped(NamedTuple):
    """The shipped case, its rows, and the record of its newest file without effects or scores."""

    case: Case
    rows: dict[str, Rows]
    record: Record

    def judged(self, file: Path) -> dict[str, VerdictFinding]:
        """Judge the claims of a file by their own checks alone."""
        claims = with_claims(self.case, file, self.rows).claims
        return {c.id: judge_on(replace(c, alternatives=()), self.record) for c in claims}


@pytest.fixture(scope="session")
def shipped() -> Shipped:
    case = load_case("fentanyl")
    rows = read_all(case)
    day, store = case.last_vintage, Store(case.resources, rows)
    counted = partial(
        count_acts,
        store,
        dyads=tuple(case.dyads),
        start=case.index.start,
        end=case.index.end,
        as_of=day,
    )
    indices = Indices(counted, case.measures, subject=case.index.subject, seed=1)
    series = cache(lambda name: series_known(store, case.series[name], day))
    record = Record(day, events_known(store, day), indices, None, series, tuple(case.dyads))
    return Shipped(case, rows, record)
