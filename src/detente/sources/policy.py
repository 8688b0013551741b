"""Dates of precursor-control rules, one row a rule.

Source: compilation of github.com/ntimbs/cnx-fentanyl-repro-pipeline from the Federal Register,
INCB, UNODC and the Diario Oficial de la Federación. Dates mix publication and taking effect.
"""

import re
from collections.abc import Hashable, Iterator

from detente.sources.header import Layout
from detente.sources.row import Row, month_span
from detente.sources.table import read_observations
from detente.terms.tables import Observation, Resource, Rows

_LAYOUT = Layout(
    ("month_year", "jurisdiction", "rule_id", "rule_kind", "event", "source_title", "source_url")
)
_KINDS = ("Targeted", "Broad")
_RULE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


def read_policy_dates(data: bytes, resource: Resource) -> Rows:
    """Read rules as figures of value 1 in their month; a rule's id may not repeat."""
    return read_observations(data, resource, _LAYOUT, make=_rule, key=_rule_id)


def _rule(row: Row) -> Iterator[Observation]:
    span = month_span(row.month("month_year"))
    row.word("rule_id", _RULE_ID, "us_2020_norfentanyl")
    row.choice("rule_kind", _KINDS)
    row.text("source_title")
    row.url("source_url")
    yield row.observation(
        "policy.rule", span, 1.0, "rules",
        item=row.name("jurisdiction", limit=60), note=row.text("event", limit=500),
    )  # fmt: skip


def _rule_id(row: Row, figure: Observation) -> tuple[Hashable, ...]:
    return (row.cell("rule_id"),)
