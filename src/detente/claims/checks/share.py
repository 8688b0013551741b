"""`share`: one series' share of another, or a group's share of its series, over a window."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims import words
from detente.claims.check import FIGURES, LEVEL, CheckSpec, CheckType, Option, Options, found
from detente.claims.verdict import CheckFinding
from detente.terms.intervals import Interval

if TYPE_CHECKING:
    from detente.claims.record import Record

OPTIONS = MappingProxyType(
    {
        "series": Option("series", required=True),
        "group": Option("texts"),
        "of": Option("series"),
        "of_group": Option("texts"),
        "window": Option("window", required=True),
        "direction": Option("choice", required=True, choices=("below", "above")),
        "threshold": Option("positive", required=True),
        "unit": Option("choice", required=True, choices=("per cent",)),
        "about": Option("choice", choices=(FIGURES, LEVEL)),
        "error": Option("positive"),
    }
)


def check_share(spec: CheckSpec, record: "Record") -> CheckFinding:
    """Return the share of draws in which the ratio of sums lies below (above) the threshold."""
    reading = record.share(spec)
    share = reading.draws[:, 0]
    published = reading.published[0] if reading.published else None
    threshold = spec.number("threshold")
    holds = share <= threshold if spec.text("direction") == "below" else share >= threshold
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


def _problems(options: Options) -> list[tuple[str, str]]:
    if not options.get("of") and not options.get("group"):
        return [
            (
                "a share needs a part and a whole",
                "name the whole with of, or the part with group",
            )
        ]
    return []


CHECK = CheckType("share", OPTIONS, check_share, _problems)
