"""The rows of a case in one store; what every question starts from."""

from collections.abc import Mapping
from dataclasses import dataclass

from detente.case.load import read_all
from detente.case.spec import Case
from detente.evidence.store import Store
from detente.terms.tables import Rows


@dataclass(frozen=True)
class Evidence:
    """A case with the rows of all its files, in one store."""

    case: Case
    rows: Mapping[str, Rows]
    store: Store


def load_evidence(case: Case) -> Evidence:
    """Read every file of a case into the store.

    Raises:
        InputError: with every problem of every file.
    """
    rows = read_all(case)
    return Evidence(case, rows, Store(case.resources, rows))
