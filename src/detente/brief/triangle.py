"""The picture of page one: the states, and how each side between them stands today."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from detente.brief.figures.index import subject_label
from detente.brief.figures.spec import Cell, Figure, Table
from detente.brief.figures.svg import SVG, finish
from detente.brief.figures.theme import CONFLICT, COOPERATION, INK, MARK, MUTED, PAPER, WIDTH
from detente.brief.words import (
    NO_ACT,
    acts_words,
    between,
    change_words,
    counted_acts,
    estimate,
    listed,
    month_name,
    short_change_words,
    signed,
    trend,
)
from detente.cooperation.results import SideNow
from detente.findings import Findings
from detente.terms.actors import states_of

HEIGHT = 372
TEXT, LINE = 14, 18
PLACES = {1: ((380, 170),), 2: ((180, 120), (580, 120)), 3: ((380, 30), (200, 262), (560, 262))}
"""Where the states stand, by how many there are: the first two sides run down from the top."""
MOST_STATES = max(PLACES)


@dataclass(frozen=True, slots=True)
class Look:
    """How a side is drawn: never by colour alone."""

    colour: str
    dashes: str
    words: str


COOPERATIVE = Look(COOPERATION, "", "solid blue, acts probably more often cooperative than not")
CONFLICTUAL = Look(
    CONFLICT, "12 6", "dashed red-brown, acts probably more often conflictual than not"
)
EVEN = Look(MARK, "2 5", "dotted grey, acts as often of either kind, or none on record")


def own_sides(findings: Findings) -> tuple[SideNow, ...]:
    """Return where each side stands in the measure of the case's subject."""
    return tuple(side for side in findings.sides if side.measure == findings.subject)


def triangle_figure(findings: Findings) -> Figure | None:
    """Draw the sides with their present balance; None where there are more than three states."""
    states = ordered_states(tuple(findings.dyads))
    if len(states) > MOST_STATES or not own_sides(findings):
        return None
    last = month_name(own_sides(findings)[0].last)
    alt = _alt_text(findings)
    return Figure(
        id="triangle",
        title=f"Where each side stands ({subject_label(findings)}): the 12 months to {last}",
        lead="Lines follow the counts of acts alone, not the balance, which leans on the months "
        "before too. Solid: acts are probably more often cooperative than not. Dashed: the "
        "reverse. Dotted: as often of either kind, or none on record. The wider the line, the more "
        "acts are on record. Change: of the balance, on the twelve months before.",
        alt=alt,
        svg=_drawing(findings, states, alt),
        source="Source: acts of the chronology and the index on them (see Methods). Balance is the "
        "log odds that an act is cooperative: 0 is as many of each, +0.7 two to one.",
        notes=(),
        key=(),
        table=sides_table(findings.sides),
    )


def sides_table(sides: Sequence[SideNow]) -> Table:
    """List the present state of each side and measure with all bounds."""
    bounds = ("median", "lo50", "hi50", "lo90", "hi90")
    measures = {"balance": "balance_log_odds", "change": "change_12m_log_odds"}
    counts = ("acts_cooperation", "acts_conflict", "before_cooperation", "before_conflict")
    chances = ("p_improved", "p_outnumber", "p_lowest")
    columns = ["measure", "dyad", "first_month", "last_month"]
    columns += [f"{words}_{bound}" for words in measures.values() for bound in bounds]
    rows: list[tuple[Cell, ...]] = [
        (
            *(s.measure, s.dyad, s.first, s.last),
            *(getattr(getattr(s, name), bound) for name in measures for bound in bounds),
            *(getattr(s, name) for name in (*counts, *chances)),
        )
        for s in sides
    ]
    return Table((*columns, *counts, *chances), tuple(rows))


def ordered_states(dyads: Sequence[str]) -> tuple[str, ...]:
    """Return the states so that the one that the first two dyads share comes first."""
    pairs = [states_of(dyad) for dyad in dyads]
    seen = [state for pair in pairs for state in pair]
    hub = [s for s in seen if all(s in pair for pair in pairs[:2])][:1]
    return tuple(dict.fromkeys([*hub, *seen]))


def look_of(side: SideNow | None) -> Look:
    """Choose how a side is drawn from the probability that cooperative acts outnumber."""
    if side is None or 0.45 <= side.p_outnumber < 0.55:
        return EVEN
    return COOPERATIVE if side.p_outnumber >= 0.55 else CONFLICTUAL


def card(name: str, side: SideNow | None) -> list[str]:
    """Return the words beside a side: its name, its balance, and how it changed."""
    if side is None:
        return [name, "no estimate"]
    if not _acts(side):
        return [name, NO_ACT]
    arrow = trend(side.p_improved)
    return [
        name,
        f"{side.acts_cooperation} cooperative : {side.acts_conflict} conflictual acts",
        f"balance {signed(side.balance.median)} (90%: {between(side.balance)})",
        f"{arrow} {short_change_words(side.p_improved)}",
        f"change {signed(side.change.median)} (90%: {between(side.change)})",
    ]


def _alt_text(findings: Findings) -> str:
    names = [findings.actors.get(s, s) for s in ordered_states(tuple(findings.dyads))]
    said = [
        f"{findings.dyads.get(side.dyad, side.dyad)}: {_said(side)}."
        for side in own_sides(findings)
    ]
    return f"Diagram of {listed(names)}, joined by a line for each pair. {' '.join(said)}"


def _said(side: SideNow) -> str:
    counted = counted_acts(side.acts_cooperation, side.acts_conflict)
    if not _acts(side):
        return counted
    return (
        f"{counted}, {acts_words(side.p_outnumber)}; balance {estimate(side.balance)}; "
        f"{change_words(side.p_improved)}, change {estimate(side.change)}"
    )


def _drawing(findings: Findings, states: Sequence[str], alt: str) -> str:
    root = ElementTree.Element(f"{{{SVG}}}svg", {"viewBox": f"0 0 {WIDTH} {HEIGHT}"})
    place = dict(zip(states, PLACES[len(states)], strict=True))
    sides = {side.dyad: side for side in own_sides(findings)}
    busiest = max(1, *(_acts(side) for side in sides.values()))
    for dyad, name in findings.dyads.items():
        ends = [place[state] for state in states_of(dyad)]
        side = sides.get(dyad)
        _add_side(root, ends, look_of(side), 3 + 9 * (_acts(side) / busiest if side else 0))
        _add_card(root, ends, card(name, side))
    for state, (x, y) in place.items():
        _add_state(root, findings.actors.get(state, state), x, y)
    return finish(root, "triangle", alt)


def _acts(side: SideNow) -> int:
    return side.acts_cooperation + side.acts_conflict


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str | float) -> None:
    named = {
        name.replace("_", "-"): str(value) for name, value in attributes.items() if value != ""
    }
    ElementTree.SubElement(parent, f"{{{SVG}}}{tag}", named).text = text or None


def _add_side(
    root: ElementTree.Element, ends: Sequence[tuple[int, int]], look: Look, width: float
) -> None:
    (x1, y1), (x2, y2) = ends
    _add(root, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=look.colour,
         stroke_width=round(width, 1), stroke_dasharray=look.dashes)  # fmt: skip


def _add_state(root: ElementTree.Element, name: str, x: int, y: int) -> None:
    # a little wider than the widest text of that many letters
    width, height = 26 + 9.2 * len(name), 36
    _add(root, "rect", x=x - width / 2, y=y - height / 2, width=width, height=height, fill=INK)
    _add(root, "text", name, x=x, y=y + 5, text_anchor="middle", font_size=TEXT + 2,
         font_weight="bold", fill=PAPER)  # fmt: skip


def _add_card(
    root: ElementTree.Element, ends: Sequence[tuple[int, int]], lines: Sequence[str]
) -> None:
    x, y = ((ends[0][i] + ends[1][i]) / 2 for i in (0, 1))
    centre = WIDTH / 2
    if abs(x - centre) < 1:
        anchor, top = "middle", y + 30
    else:
        anchor, top = ("end", y - 58) if x < centre else ("start", y - 58)
        x += -26 if x < centre else 26
    for i, line in enumerate(lines):
        _add(
            root,
            "text",
            line,
            x=x,
            y=top + i * LINE,
            text_anchor=anchor,
            font_size=TEXT,
            font_weight="normal" if i else "bold",
            fill=INK if i < 4 else MUTED,
        )
