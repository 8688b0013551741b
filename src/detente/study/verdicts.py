"""Verdicts as nodes: each sentence on the record of its own day, and on that of now."""

from collections.abc import Callable
from datetime import date

from detente.case.spec import Case
from detente.claims.judge import judge_claim
from detente.claims.record import NO_SCENARIOS, Record
from detente.claims.spec import Claim
from detente.claims.verdict import ClaimFinding
from detente.study.codec import json_codec
from detente.study.keys import key_of, sources_of, versions
from detente.study.known import Known
from detente.study.node import Node
from detente.study.simulations import NOT_ANEW, Simulations, has_model
from detente.terms.left_out import LeftOut, left_out

_COST = 0.5
_SOURCES = ("claims", "effects", "cooperation", "evidence", "study", "terms")
_CODEC = json_codec(ClaimFinding)


def stated(case: Case, as_of: date | None) -> tuple[Claim, ...]:
    """Return the sentences that are judged.

    Args:
        as_of: the day asked for, which leaves later sentences out; None for all that is known,
            which later sentences are judged on too.
    """
    return tuple(claim for claim in case.claims if as_of is None or claim.stated_on <= as_of)


def unstated(case: Case, as_of: date | None) -> tuple[LeftOut, ...]:
    """Say which sentences had not been published by a day that was asked for."""
    later = (claim.id for claim in case.claims if as_of and claim.stated_on > as_of)
    return left_out("the ledger", "sentence", ((f"published after {as_of}", id_) for id_ in later))


def verdict_node(
    claim: Claim, then: Known, now: Known, simulations: Callable[[], Simulations], simulated: str
) -> Node[ClaimFinding]:
    """Return a sentence with its verdicts then and now.

    Args:
        then, now: may be one.
        simulations: what checks may read of now.
        simulated: key of the simulations; empty where the sentence asks for none.
    """
    method = versions(), sources_of(*_SOURCES)
    return Node(
        name=f"testing the claims ({claim.id})",
        key=key_of("verdict", method, claim, then.key, now.key, simulated),
        make=lambda progress: judge_claim(
            claim, _then(then, now, simulations), _now(now, simulations)
        ),
        codec=_CODEC,
        cost=_COST,
    )


def asks_for_simulation(claim: Claim) -> bool:
    """Return whether any of a claim's checks reads a simulation."""
    return any(check.type == "simulation" for check in claim.specs)


def _then(then: Known, now: Known, simulations: Callable[[], Simulations]) -> Record:
    if then is now:
        return _now(now, simulations)
    reason = NOT_ANEW if has_model(now.case) else NO_SCENARIOS
    return then.record_with(None, reason)


def _now(now: Known, simulations: Callable[[], Simulations]) -> Record:
    found = simulations()
    usable = found.found if found.found and not found.reason else None
    return now.record_with(usable.scenarios if usable else None, found.reason)
