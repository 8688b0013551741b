"""Verdicts for other programs: a table, and ClaimReview (schema.org) for fact-check readers."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from detente.claims.verdict import ClaimFinding, Verdict, VerdictFinding

Cell = str | float | int | None

CSV_COLUMNS = (
    *("id", "text", "stated_by", "stated_on", "kind", "source"),
    *("then_as_of", "then_verdict", "then_probability", "then_likelihood", "then_confidence"),
    *("now_as_of", "now_verdict", "now_probability", "now_likelihood", "now_confidence"),
    *("now_reason", "now_doubts", "changed_by", "readings", "readings_agreeing"),
    *("lowest_probability", "highest_probability", "best_explanation", "most_diagnostic"),
    *("untested", "missing", "hash", "operationalised_on", "earlier_hashes", "late"),
    *("rival", "question"),
)
RATINGS: Mapping[Verdict, int | None] = MappingProxyType(
    {
        Verdict.SUPPORTED: 5,
        Verdict.SUPPORTED_IN_PART: 4,
        Verdict.MIXED: 3,
        Verdict.UNDECIDED: 3,
        Verdict.CONTRADICTED: 1,
        Verdict.NOT_TESTABLE: None,
    }
)
"""Verdict → rating from 1 (contradicted) to 5 (supported); None where nothing could be tested."""
BEST, WORST = 5, 1


def claims_csv(
    claims: Sequence[ClaimFinding],
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Return the columns and rows of the ledger as a table; lists are joined by `; `."""
    return CSV_COLUMNS, tuple(map(_row, claims))


def claim_review(
    claims: Sequence[ClaimFinding], *, name: str, publisher: str = "", page: str = ""
) -> dict[str, object]:
    """Return the verdicts of now as ClaimReview in JSON-LD, one review a claim.

    The rating is numeric as schema.org asks for it; `alternateName` carries the verdict itself,
    which is what a reader should see. A claim that cannot be tested has no rating value. Addresses
    are never made up: without `page` the reviews have none.

    Args:
        name: of the case.
        publisher: who publishes the reviews.
        page: address of the HTML brief; each review is at its fragment `#claim-ID`.
    """
    return {
        "@context": "https://schema.org",
        "@graph": [_review(claim, name, publisher, page) for claim in claims],
    }


def _row(claim: ClaimFinding) -> tuple[Cell, ...]:
    curve, rivals = claim.curve, claim.rivals
    best = ""
    if rivals:
        best = rivals.explanations[rivals.weights.index(max(rivals.weights))]
    return (
        *(claim.id, claim.text, claim.stated_by, claim.stated_on, claim.kind, claim.source),
        *_verdict(claim.then),
        *_verdict(claim.now),
        claim.now.reason,
        "; ".join(claim.now.doubts),
        " ".join(change.statement for change in claim.changed_by),
        curve.ran if curve else None,
        curve.agreeing if curve else None,
        curve.lowest if curve else None,
        curve.highest if curve else None,
        best,
        rivals.most_diagnostic if rivals else "",
        *(claim.untested, claim.missing, claim.hash, claim.operationalised_on),
        "; ".join(claim.earlier_hashes),
        claim.late,
        *(claim.rival, claim.question),
    )


def _verdict(found: VerdictFinding) -> tuple[Cell, ...]:
    confidence = str(found.confidence or "")
    return (found.as_of, str(found.verdict), found.probability, found.likelihood, confidence)


def _review(claim: ClaimFinding, name: str, publisher: str, page: str) -> dict[str, object]:
    rating: dict[str, object] = {"@type": "Rating", "alternateName": str(claim.now.verdict)}
    value = RATINGS[claim.now.verdict]
    if value is not None:
        rating |= {"ratingValue": value, "bestRating": BEST, "worstRating": WORST}
    untested = f"Not tested: {claim.untested}." if claim.untested else ""
    said_why = filter(None, (claim.now.reason, untested, claim.late))
    rating["ratingExplanation"] = " ".join(said_why)
    said: dict[str, object] = {
        "@type": "Claim",
        "text": claim.text,
        "datePublished": claim.stated_on,
        # Whether a person or an institution said it, the claims file does not state.
        "author": {"@type": "Thing", "name": claim.stated_by},
        "appearance": {"@type": "CreativeWork", "name": claim.source},
    }
    review: dict[str, object] = {
        "@type": "ClaimReview",
        "identifier": f"claim-{claim.id}",
        "name": f"{name}: {claim.id}",
        "claimReviewed": claim.text,
        # No review is older than the sentence that it reviews.
        "datePublished": max(claim.now.as_of, claim.stated_on),
        "itemReviewed": said,
        "reviewRating": rating,
    }
    if publisher:
        review["author"] = {"@type": "Organization", "name": publisher}
    if page:
        review["url"] = f"{page}#claim-{claim.id}"
    return review
