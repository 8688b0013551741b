"""What the brief does not show: what the run left out, and what no page has room for."""

from collections.abc import Iterator

from detente.brief.figures.build import undrawn
from detente.cooperation.results import Break
from detente.findings import Findings
from detente.terms.left_out import LeftOut, left_out

MOST_BREAKS = 3
"""Of a side: the most probable stand beside its figure, and all of them in the data."""


def shown_breaks(findings: Findings, dyad: str) -> list[Break]:
    """Return the most probable breaks of a side, the most probable first."""
    found = [b for b in findings.breaks if b.dyad == dyad and b.measure == findings.subject]
    return sorted(found, key=lambda b: -b.probability)[:MOST_BREAKS]


def everything_left_out(findings: Findings) -> tuple[LeftOut, ...]:
    """Return what is left out of the run's results, and then of the brief."""
    breaks = left_out("the breaks of the sides", "break", _further_breaks(findings))
    return (*findings.everything_left_out, *undrawn(findings), *breaks)


def _further_breaks(findings: Findings) -> Iterator[tuple[str, str]]:
    for dyad, name in findings.dyads.items():
        shown = shown_breaks(findings, dyad)
        for one in findings.breaks:
            if one.dyad != dyad or one in shown:
                continue
            less = f"less probable than the {MOST_BREAKS} of a side that are shown"
            other = "of another measure than the case's subject"
            why = less if one.measure == findings.subject else other
            yield f"{why}; in data/breaks.csv", f"{name} {one.period}"
