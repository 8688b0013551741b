"""What the brief does not show: what the run left out, and what no page has room for."""

from collections.abc import Iterator

from detente.brief.figures.build import undrawn
from detente.cooperation.results import Break
from detente.findings import Findings
from detente.terms.left_out import LeftOut, left_out

LEAST_PROBABLE_BREAK, MOST_BREAKS = 0.2, 6


def shown_breaks(findings: Findings, dyad: str) -> list[Break]:
    """Return the most probable breaks of a side, oldest first."""
    found = [b for b in findings.breaks if b.dyad == dyad and b.probability >= LEAST_PROBABLE_BREAK]
    likely = sorted(found, key=lambda b: -b.probability)[:MOST_BREAKS]
    return sorted(likely, key=lambda b: b.period)


def everything_left_out(findings: Findings) -> tuple[LeftOut, ...]:
    """Return what is left out of the run's results, and then of the brief."""
    breaks = left_out("the breaks of the sides", "break", _further_breaks(findings))
    return (*findings.everything_left_out, *undrawn(findings), *breaks)


def _further_breaks(findings: Findings) -> Iterator[tuple[str, str]]:
    for dyad, name in findings.dyads.items():
        shown = shown_breaks(findings, dyad)
        for one in findings.breaks:
            if one.dyad == dyad and one not in shown:
                yield (
                    f"less probable than the {MOST_BREAKS} of a side that are shown",
                    (f"{name} {one.period}"),
                )
