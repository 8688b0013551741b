"""`share`: one series' share of another, or a group's share of its series, over a window."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import (
    COUNTED,
    FIGURES,
    LEVEL,
    CheckSpec,
    CheckType,
    Option,
    Options,
    UncoveredError,
    found,
)
from detente.claims.checks.dyad_options import MEASURED, acts_read, both_words, tally
from detente.claims.verdict import CheckFinding
from detente.terms.errors import shown
from detente.terms.intervals import Interval

if TYPE_CHECKING:
    from detente.claims.bootstrap import Bools, Floats
    from detente.claims.record import Record

ACTS = ("cooperation", "conflict")
OPTIONS = MappingProxyType(
    {
        "series": Option("series"),
        "group": Option("texts"),
        "of": Option("series"),
        "of_group": Option("texts"),
        "dyad": Option("dyad"),
        "acts": Option("choice", choices=ACTS),
        # No measure by default: a share of a series has none.
        "measure": Option("measure"),
        "topics": MEASURED["topics"],
        "window": Option("window", required=True),
        "direction": Option("choice", required=True, choices=("below", "above")),
        "threshold": Option("positive", required=True),
        "unit": Option("choice", required=True, choices=("per cent",)),
        "about": Option("choice", choices=(FIGURES, LEVEL)),
        "error": Option("positive"),
    }
)
_SERIES_ONLY, _SIDE_ONLY = ("group", "of", "of_group", "error"), ("acts", "measure", "topics")


def check_share(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which the ratio of sums lies below (above) the threshold."""
    if spec.text("dyad"):
        return _of_acts(spec, record)
    reading = record.share(spec)
    share = reading.draws[:, 0]
    published = reading.published[0] if reading.published else None
    threshold, holds = spec.number("threshold"), _holds(spec, share)
    groups = f" ({words.listed(spec.texts('group'))})" if spec.texts("group") else ""
    part = record.title(spec.text("series"))
    whole = record.title(spec.text("of")) if spec.text("of") else "the whole"
    return found(
        spec,
        float(holds.mean()),
        f"Over {words.window(spec.text('window'))}, {part}{groups} came to "
        f"{words.measured(share, published, '%')} of {whole}, against a threshold of "
        f"{words.number(threshold)}%.",
        reading.values
        | {"share_per_cent": Interval.from_draws(share).median if published is None else published},
        reading.weighed(
            share * (-1 if spec.text("direction") == "below" else 1), negated=spec.negated
        ),
    )


def _of_acts(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the probability that so large a share of a side's acts are of one class.

    The acts on record are counted as they are, so that what is uncertain is whether their rows are
    right; `about = "level"` asks for the share behind so few acts (beta with Jeffreys' prior). The
    statement gives both.
    """
    dyad, window = spec.text("dyad"), spec.text("window")
    reading = record.dyad_level(spec, dyad, window)
    if not sum(reading.both):
        raise UncoveredError(
            f"As of {record.as_of}, no act of {record.name(dyad)} ({acts_read(spec)}) is on record "
            f"in {words.window(window)}."
        )
    place, is_level = ACTS.index(spec.text("acts")), spec.text("about") == LEVEL
    exact = 100 * reading.both[place] / sum(reading.both)
    share = _share_of(reading.draws, place)
    level = float(_holds(spec, share).mean())
    thinned = reading.draws if reading.counted is None else reading.counted
    counted = float(_holds(spec, _share_of(thinned, place)).mean())
    margin = share * (-1 if spec.text("direction") == "below" else 1)
    return found(
        spec,
        level if is_level else counted,
        f"{record.name(dyad)} has {tally(reading.both)} ({acts_read(spec)}) on record over "
        f"{words.window(window)}: {words.exact(exact)}% are acts of {spec.text('acts')}, against a "
        f"threshold of {words.number(spec.number('threshold'))}%. "
        f"{both_words(counted, level, is_level=is_level)}",
        reading.values | {COUNTED: 1, "share_per_cent": exact},
        reading.weighed(margin, negated=spec.negated),
    )


def _share_of(draws: "Floats", place: int) -> "Floats":
    """Return the share, in per cent, of one class in draws of acts of both."""
    # Where no row of any act is right there is no share: it is drawn as none.
    result: Floats = 100 * draws[:, place] / draws.sum(axis=1).clip(min=1e-300)
    return result


def _holds(spec: CheckSpec, share: "Floats") -> "Bools":
    threshold = spec.number("threshold")
    return share <= threshold if spec.text("direction") == "below" else share >= threshold


def share_problems(options: Options) -> list[tuple[str, str]]:
    """Return why the part of a share is no part of its whole."""
    own = options.get("series"), _groups(options.get("group"))
    whole = options.get("of"), _groups(options.get("of_group"))
    if whole[0] == own[0] and own[0] and (not own[1] or (whole[1] and whole[1] <= own[1])):
        return [("the part is the whole, or more than it", "name a part with group, or another of")]
    return []


def _groups(value: object) -> frozenset[str]:
    if isinstance(value, tuple):
        return frozenset(value)
    return frozenset((value,)) if isinstance(value, str) else frozenset()


def _problems(options: Options) -> list[tuple[str, str]]:
    if ("dyad" in options) == ("series" in options):
        return [
            ("a share needs either a series or a dyad", "give one of series and dyad, not both")
        ]
    wrong, kind = (_SERIES_ONLY, "a dyad") if "dyad" in options else (_SIDE_ONLY, "a series")
    problems = [
        (f"{name} cannot be given with {kind}", "leave it out") for name in wrong if name in options
    ]
    if "dyad" in options and "acts" not in options:
        fix = f"say acts = {' or '.join(shown(one) for one in ACTS)}"
        problems.append(("a share of a side's acts does not say of which class", fix))
    if "series" in options and not options.get("of") and not options.get("group"):
        fix = "name the whole with of, or the part with group"
        problems.append(("a share needs a part and a whole", fix))
    threshold, of = options.get("threshold"), options.get("of")
    if isinstance(threshold, int | float) and threshold >= 100 and not of:
        fix = "a part is never more than its whole: give less than 100"
        problems.append((f"threshold = {threshold} decides it, whatever the record is", fix))
    return problems + share_problems(options)


CHECK = CheckType("share", OPTIONS, check_share, _problems)
