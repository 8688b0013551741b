"""What the brief says, in order and in words, ready for any page."""

from dataclasses import dataclass

from detente.brief.claim_views import ClaimView, QuestionView, VerdictGroup
from detente.brief.effect_views import EffectView
from detente.brief.figures.spec import Figure
from detente.brief.scenario_views import ScenarioView


@dataclass(frozen=True, slots=True)
class JudgementView:
    """A key judgement; `link` is a fragment of the brief, empty where it holds no such one."""

    likelihood: str
    confidence: str
    link: str
    link_words: str


@dataclass(frozen=True, slots=True)
class SideRow:
    """One side at a glance."""

    link: str
    name: str
    balance: str
    balance_words: str
    change: str
    change_words: str
    acts: str
    acts_words: str
    acts_before: str


@dataclass(frozen=True, slots=True)
class MeasureView:
    """Which acts an index counts, and how many they are."""

    label: str
    rule: str
    acts: str


@dataclass(frozen=True, slots=True)
class BreakView:
    """Two half-years whose balance very likely differs, with their acts, `9 : 3`."""

    before: str
    acts_before: str
    after: str
    acts_after: str
    change: str
    likelihood: str


@dataclass(frozen=True, slots=True)
class SideSection:
    """One side of the triangle: how it stands, its index and its probable breaks."""

    id: str
    name: str
    summary: str
    figure: Figure | None
    breaks: tuple[BreakView, ...]
    breaks_rule: str


@dataclass(frozen=True, slots=True)
class YearView:
    """One calendar year: a side's balance, its acts and P(highest balance)."""

    year: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TellerView:
    """A row that tells an event, by its source; `link` is a web page, or empty."""

    id: str
    fragment: str
    source: str
    publisher: str
    link: str


@dataclass(frozen=True, slots=True)
class EventView:
    """An entry of the chronology.

    Attributes:
        act: the event type in small letters, or "domestic step".
        kind: the act with its class.
        tellers: the row that stands for the event, then those that tell it too.
    """

    id: str
    fragment: str
    date: str
    when: str
    sign: str
    actors: str
    act: str
    kind: str
    tone: str
    summary: str
    tellers: tuple[TellerView, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class ChronologyView:
    """The events of one side."""

    id: str
    name: str
    counts: str
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A file that the run read."""

    id: str
    title: str
    publisher: str
    link: str
    address: str
    file: str
    licence: str
    vintage: str
    coverage: str
    rows: str
    size: str
    sha256: str
    traps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOutView:
    """Things that a result leaves out for one reason: how many, and the first of them by name."""

    of: str
    things: str
    reason: str
    named: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole brief.

    Attributes:
        measure: what the sides are compared in.
        measures: which acts each index counts.
        tally: how many claims have each verdict, then and now.
        groups: the claims by their verdict now, for the list of all of them.
        questions: those that answer one question, with how their verdicts fit.
        effects: what events changed, and whether that survives its doubts.
        survival: how many do, in a sentence.
        scenarios: what closer cooperation would buy; None for a case without a model.
        no_scenarios: why no scenario could be run; empty where they were, or there is no model.
        not_estimated: label of an effect that was asked for → why it could not be estimated.
        others: events that are counted in no side (domestic, multilateral, towards other actors).
        left_out: what no result holds, and why.
        terms: likelihood term → the probabilities that it covers.
    """

    case: str
    title: str
    as_of: str
    as_of_words: str
    summary: str
    version: str
    seed: int
    warnings: tuple[str, ...]
    judgements: tuple[JudgementView, ...]
    judgement_rule: str
    triangle: Figure | None
    glance: tuple[SideRow, ...]
    measure: str
    measures: tuple[MeasureView, ...]
    sides: tuple[SideSection, ...]
    index_note: str
    years: tuple[YearView, ...]
    year_names: tuple[str, ...]
    figures: tuple[Figure, ...]
    claims: tuple[ClaimView, ...]
    tally: Figure | None
    groups: tuple[VerdictGroup, ...]
    questions: tuple[QuestionView, ...]
    effects: tuple[EffectView, ...]
    survival: str
    not_estimated: tuple[tuple[str, str], ...]
    scenarios: ScenarioView | None
    no_scenarios: str
    chronology: tuple[ChronologyView, ...]
    methods: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    sources: tuple[SourceView, ...]
    left_out: tuple[LeftOutView, ...]

    @property
    def drawn(self) -> tuple[Figure, ...]:
        """Every figure, in the order of the brief."""
        sides = tuple(side.figure for side in self.sides if side.figure is not None)
        first = tuple(one for one in (self.triangle, self.tally) if one is not None)
        effects = tuple(f for one in self.effects for f in (one.figure, one.doubts_figure))
        scenarios = self.scenarios.figures if self.scenarios is not None else ()
        return first + sides + self.figures + scenarios + effects
