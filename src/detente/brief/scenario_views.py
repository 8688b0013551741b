"""What the brief says of scenarios, in words, ready for any page."""

from dataclasses import dataclass

from detente.brief.figures.spec import Figure, Table


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """The section on what closer cooperation would buy.

    Attributes:
        banner: why nothing of it may be relied upon; empty where it may.
        caution: what else limits it; empty where nothing does.
        answers: question, the answer in a few words, and what stands behind it.
        main: the figures of the scenarios themselves; the later ones ask how far to trust them.
        trust: the figures of what was learned, how it fits and what it hangs on.
        facts: name → value of each check of the calibration.
        held_out: scores of the months held out, model beside baselines; None where there are none.
        held_out_words: what they come to, in a sentence or two.
        rivals: scores of rival variants; None where not asked for.
        rivals_words: what they come to, or how to get them.
        beliefs: the joint change under other beliefs about cooperation; None where none was tried.
        failures: where closer cooperation fails to help.
        failures_lead: what those conditions are.
        not_the_model: what the model is not.
    """

    banner: str
    caution: str
    answers: tuple[tuple[str, str, str], ...]
    main: tuple[Figure, ...]
    trust: tuple[Figure, ...]
    facts: tuple[tuple[str, str], ...]
    held_out: Table | None
    held_out_words: str
    rivals: Table | None
    rivals_words: str
    beliefs: Table | None
    failures: tuple[str, ...]
    failures_lead: str
    not_the_model: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the section, in its order."""
        return self.main + self.trust
