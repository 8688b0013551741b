"""How verdicts and effects look on a terminal."""

from collections.abc import Mapping, Sequence

from detente.case.notes import late_words
from detente.claims.questions import question_groups
from detente.claims.verdict import ClaimFinding
from detente.cli.show import line, table
from detente.effects.results import EffectFinding
from detente.terms.intervals import Interval


def print_claims(found: Sequence[ClaimFinding]) -> None:
    """Print the ledger: each claim with its verdict then and now, and how its readings agree."""
    table(
        "Claims",
        ("id", "claim", "kind", "then", "P", "now", "P", "confidence", "others agree"),
        [
            (
                claim.id,
                claim.text,
                claim.kind,
                str(claim.then.verdict),
                claim.then.probability,
                str(claim.now.verdict),
                claim.now.probability,
                claim.now.confidence and str(claim.now.confidence),
                f"{claim.curve.agreeing} of {claim.curve.ran}"
                if claim.curve and claim.curve.ran
                else None,
            )
            for claim in found
        ],
    )
    late = [claim.id for claim in found if claim.late]
    if late:
        newest = next(claim.then.as_of for claim in found if claim.late)
        line(f"{late_words(late, newest)}.")
    for claim in found:
        if claim.untested:
            line(f"{claim.id}: not tested: {claim.untested}")
        for label in claim.now.unrun:
            line(f"{claim.id}: could not be run: {label}")
        if claim.rival:
            line(f"{claim.id}: {claim.rival}")
        for change in claim.changed_by:
            line(f"{claim.id}: {change.statement}")
    for group in question_groups(found):
        line(f"{group.question} {group.statement}")


def print_effects(found: Sequence[EffectFinding], left_out: Mapping[str, str]) -> None:
    """Print each effect with its interval, its placebo rank, and whether it survives its doubts."""
    if not found and not left_out:
        line("The case asks for no effect: add an [[effect]], or give --event and --series.")
        return
    table(
        "Effects",
        ("id", "effect", "answer", "scale", "median [90%]", "P(fall)", "placebo rank",
         "smallest seen", "survives"),
        [
            (
                effect.id,
                effect.label,
                effect.answer,
                effect.scale,
                Interval(effect.median, effect.low50, effect.high50, effect.low90, effect.high90),
                effect.p_negative,
                f"{effect.placebo_rank} of {effect.placebo_count}",
                effect.smallest_detectable,
                "yes" if effect.survives else "no",
            )
            for effect in found
        ],
    )  # fmt: skip
    for effect in found:
        line(f"{effect.id}: {effect.estimand}")
        line(f"{effect.id}: {effect.survives_why}")
        for look in effect.agreement[1:]:
            bounds = f"{look.low95:+.2f} to {look.high95:+.2f}"
            line(f"{effect.id}: {look.label}: {look.median:+.2f} (95%: {bounds})")
        for row in effect.aftermath:
            line(f"{effect.id}: aftermath: {row.id}, {row.label}")
        if effect.missing_doubts:
            line(f"{effect.id}: not asked: {'; '.join(effect.missing_doubts)}")
        for warning in effect.warnings:
            line(f"{effect.id}: {warning}")
    for label, reason in left_out.items():
        line(f"Not estimated: {label}: {reason}")
