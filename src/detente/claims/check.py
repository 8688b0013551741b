"""What a check is: the options it takes, the spec that asks for it, and the function that runs it.

Nothing here or in `checks/` loads a numerical library, so that a case can be checked quickly; the
numbers come from the `Record` a check is given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims.verdict import UNKEPT, CheckFinding, RowRef
from detente.terms.errors import shown
from detente.terms.likelihood import bounded
from detente.terms.periods import period_bounds

if TYPE_CHECKING:
    from detente.claims.record import Record

EVENTS = "events"
"""The part of the record with the chronology, its index and the scores."""
MISSING = "missing"
"""Key of a finding's values: months or figures asked for that the record of that day has not."""
WARNING = "warning"
"""Key of a finding's values: why the index that it rests on cannot be believed."""
RESTATED = "restated"
"""Key of a finding's values: by how much its publisher may still restate what it is about."""
COUNTED = "counted"
"""Key of a finding's values: it compares counts of acts, which measure documentation too."""
SCENARIOS = "scenarios"
"""The part of the record with what simulations of the case's model found."""

FIGURES, LEVEL = "figures", "level"
"""What a check of a series is about: its figures as they are, or the level of their time."""

Happenings = tuple[tuple[str, ...], ...]
"""Things that happened, each told by one row of the chronology or more: a tuple of ids each."""


class UncoveredError(Exception):
    """The record of that day cannot say; the message tells why, as a sentence.

    Args:
        unkept: whether that is because no past state of some figures was kept, so that what was
            known on the day is not known.
    """

    def __init__(self, message: str, *, unkept: bool = False) -> None:
        super().__init__(message)
        self.unkept = unkept


def happenings_in(value: object) -> Happenings:
    """Return the events that an option names, in the order of the claims file."""
    if not isinstance(value, tuple):
        return ()
    return tuple((item,) if isinstance(item, str) else item for item in value)


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """A check that a claim asks for.

    Attributes:
        id: claim and place, e.g. `peak-2019/check-1`; random draws are seeded with it.
        label: what must hold for the claim to hold, in words.
        options: as declared by the check, defaults filled in; read them with the methods below.
        line: 1-based line of the claims file.
        partial: whether some of what was written could not be read; such a check is not run, and
            only what it names is looked for in the case.
        general: whether it is of a sentence about how things are, of which single events are
            instances: an assessment, a comparison and the like, but no fact, order or forecast.
    """

    type: str
    label: str
    options: Mapping[str, object]
    line: int
    id: str = ""
    partial: bool = False
    general: bool = False

    def text(self, name: str) -> str:
        """Return a text option; empty where it is not given and has no default."""
        value = self.options.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str, default: float = 0.0) -> float:
        """Return a number option."""
        value = self.options.get(name)
        return float(value) if isinstance(value, int | float) else default

    def flag(self, name: str) -> bool:
        """Return a yes-or-no option; no where it is not given."""
        return self.options.get(name) is True

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        value = self.options.get(name)
        if isinstance(value, str):
            return (value,)
        return tuple(value) if isinstance(value, tuple) else ()

    @property
    def happenings(self) -> Happenings:
        """Return the events asked for, in the order of the claims file."""
        return happenings_in(self.options.get("events"))

    @property
    def negated(self) -> bool:
        """Whether the claim holds when the reading does not."""
        return self.flag("negate")

    @property
    def parts(self) -> tuple[str, ...]:
        """Name the parts of the record that it rests on: events, scenarios, names of series."""
        if self.text("scenario"):
            return (SCENARIOS,)
        series = [name for key in ("series", "of", "with_series") if (name := self.text(key))]
        dyads = self.text("dyad") or self.text("with_dyad") or not series
        return (*((EVENTS,) if dyads or self.happenings else ()), *series)

    @property
    def evidence(self) -> str:
        """Name what the check rests on; two checks with the same name share their errors."""
        if self.text("scenario"):
            return SCENARIOS
        series = self.text("series")
        return f"series {series}" if series else EVENTS


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a check: the kind of value it takes.

    Attributes:
        kind: a key of `OPTION_KINDS`.
        required: must be given.
        default: value where it is not given.
        choices: for kind `choice`, the values admitted.
    """

    kind: str
    required: bool = False
    default: object = None
    choices: tuple[str, ...] = ()


Options = Mapping[str, object]
Windows = tuple[tuple[str, str, bool], ...]
"""Name of the option (or options) a window comes from, the window, and whether it may end later
than the record does."""


def _own_windows(spec: CheckSpec) -> Windows | None:
    return None


@dataclass(frozen=True, slots=True)
class CheckType:
    """A row of `CHECKS`.

    Attributes:
        options: its own options; `COMMON_OPTIONS` are always taken besides.
        run: the test itself; raises `UncoveredError` where the record cannot say.
        problems: what is wrong with options as given (no defaults filled in), each of which is of
            the right kind; as (problem, fix).
        windows: the windows that the record must cover; None stands for every option that is one.
    """

    name: str
    options: Mapping[str, Option]
    run: Callable[[CheckSpec, "Record"], CheckFinding]
    problems: Callable[[Options], list[tuple[str, str]]] = lambda options: []
    windows: Callable[[CheckSpec], Windows | None] = _own_windows

    def __call__(self, spec: CheckSpec, record: "Record") -> CheckFinding:
        """Run the check; a finding without a probability says why the record cannot say."""
        try:
            return self.run(spec, record)
        except UncoveredError as reason:
            finding = CheckFinding(spec.type, spec.label, None, str(reason), {}, ())
            return replace(finding, values={UNKEPT: 1}) if reason.unkept else finding


def found(
    spec: CheckSpec,
    probability: float,
    statement: str,
    values: Mapping[str, float | int | str | None],
    rows: tuple[RowRef, ...],
    *,
    even: float = 0.5,
) -> CheckFinding:
    """Build a finding from the probability that the reading holds, turned round where negated.

    Args:
        even: the probability that the reading would have if the record told nothing: one half, or
            1/k where it picks one of k.
    """
    numbers = dict(values)
    if missing := numbers.get(MISSING):
        statement += f" {missing} of the months or figures asked for are not in the record."
    if even != 0.5:
        numbers["even"] = 1 - even if spec.negated else even
    if spec.negated:
        numbers["reading_probability"] = bounded(probability)
        statement += " The claim needs the opposite of this reading."
        probability = 1 - probability
    return CheckFinding(spec.type, spec.label, bounded(probability), statement, numbers, rows)


COMMON_OPTIONS: Mapping[str, Option] = MappingProxyType({"negate": Option("flag", default=False)})
"""Options that every check takes."""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and _is_number(value) and value > 0


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000


def _is_window(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(period_bounds(value))
    except ValueError:
        return False


def _turned(window: str) -> str:
    """Return a range with its ends the other way round."""
    first, _, last = window.partition("/")
    return f"{last}/{first}"


def meant(option: Option, value: object) -> object:
    """Return what a wrong value of an option can only have meant, or None: a range turned round."""
    if option.kind == "window" and isinstance(value, str) and _is_window(_turned(value)):
        return _turned(value)
    return None


def _is_texts(value: object) -> bool:
    return _is_text(value) or (
        isinstance(value, tuple) and bool(value) and all(_is_text(item) for item in value)
    )


def _is_happenings(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(_is_texts(item) for item in value)


FILTERS = ("by", "towards", "side", "topics", "class", "types")
"""What the events of a kind may be drawn by; the window is that of the check."""
_A_FILTER = (
    f"a filter ({', '.join(FILTERS)}), "
    'e.g. { by = "MEX", side = "domestic", topics = ["security"] }'
)


def _is_filter(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and value.keys() <= set(FILTERS)
        and all(map(_is_texts, value.values()))
    )


OPTION_KINDS: Mapping[str, tuple[Callable[[object], bool], str]] = MappingProxyType(
    {
        "text": (_is_text, "a text in quotes"),
        "choice": (_is_text, "a text in quotes"),
        "measure": (_is_text, 'the name of a measure of the case, e.g. "relations"'),
        "dyad": (_is_text, 'the name of a dyad, e.g. "USA-CHN"'),
        "series": (_is_text, 'the name of a series of the case, e.g. "border_fentanyl_lb"'),
        "effect": (_is_text, "the id of an [[effect]] of case.toml"),
        "dyads": (_is_texts, 'a dyad or a list of dyads, e.g. ["USA-CHN", "USA-MEX"]'),
        "texts": (_is_texts, 'a text or a list of texts, e.g. ["California", "Arizona"]'),
        "events": (_is_happenings, 'a list of event ids, e.g. ["us-cn-059", "us-cn-075"]'),
        "filter": (_is_filter, _A_FILTER),
        "whole of": (
            lambda value: _is_text(value) or _is_filter(value),
            f"the name of a series or, of events, {_A_FILTER}",
        ),
        "window": (
            _is_window,
            'a month, a year or a range in quotes: "2020-10", "2019" or "2020-01/2023-08"',
        ),
        "number": (_is_number, "a number"),
        "positive": (_is_positive, "a number above 0"),
        "whole": (_is_whole, "a whole number, 0 to 100000"),
        "flag": (lambda value: isinstance(value, bool), "true or false"),
    }
)
"""Kind of option → whether a value is of it, and what a value of it looks like."""


def _thawed(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _thawed(own) for name, own in value.items()}
    return list(value) if isinstance(value, tuple) else value


def option_problem(name: str, option: Option, value: object) -> tuple[str, str] | None:
    """Return what is wrong with an option's value and how to write it, or None."""
    is_right, looks_like = OPTION_KINDS[option.kind]
    if not is_right(value):
        given = shown(_thawed(value))
        if turned := meant(option, value):
            return f"{name} = {given} ends before it starts", f'write "{turned}"'
        if option.kind in ("filter", "whole of") and isinstance(value, tuple):
            problem = f"{name} = {given} lists what is counted against, and so chooses the answer"
            return problem, f"draw every event of the kind: write {name} as {_A_FILTER}"
        return f"{name} = {given} is not {looks_like}", f"write {name} as {looks_like}"
    if option.choices and value not in option.choices:
        return (
            f"{name} = {shown(value)} is not one of {', '.join(option.choices)}",
            "use one of these",
        )
    return None
