"""Names that tell one figure in several ways: as an estimate and its bounds, adjusted and not.

Such figures stand beside each other as items do, and are never parts of a whole.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from detente.terms.spelling import plain

_PER = r"per (?:\d+ )*(?:\d+|capita|million|thousand|cent)|por (?:\d+ )*(?:\d+|mil|millon)"
_BOUND = "(?:ci|confidence|credible|interval|bounds?|limits?|percent|cl)"
_WAYS = (
    # What says by itself that it is a way of telling; what may be another thing's name.
    (
        "(?:non |not |un)?seasonally (?:un)?adjusted(?: annual rate)?|unadjusted|nsa|saar|"
        "deseasonali[sz]ed|desestacionalizad[oa]s?|serie original",
        "adjusted|sa|trend cycle|original",
    ),
    (
        rf"(?:lower|upper) (?:\d\d|{_BOUND})(?: {_BOUND})*|\d\d(?: {_BOUND})* (?:lower|upper)|"
        r"ci (?:lower|upper|low|high)|[lu]cl|"
        r"limite (?:inferior|superior)|standard error|margin of error|point estimate|"
        r"(?:low|high|best|central|mid|minimum|maximum) estimate",
        "estimates?|lower|upper|mean|median|minimum|maximum|min|max|se|moe|estimad[oa]|estimacion",
    ),
    (
        "provisional|preliminary|revised|preliminar(?:es)?|revisad[oa]s?|definitiv[oa]s?|"
        "first release|advance estimate|second estimate|third estimate",
        "final(?:ized)?|original|initial|updated|advance|latest",
    ),
    (
        "predicted|modell?ed|imputed|forecast|projected|expected|nowcast|estimated|"
        "(?:not )?adjusted for (?:delays?|underreporting|incompleteness)|esperad[oa]s?|"
        "proyectad[oa]s?",
        "reported|observed|actual|recorded|reportad[oa]s?|observad[oa]s?",
    ),
    (
        rf"(?:(?:crude|adjusted|age adjusted) )?(?:rates?|tasa)(?: (?:{_PER}))?|{_PER}|"
        "percent(?:age)?(?: of total)?|porcentaje|pct",
        "numbers?|counts?|numero|n",
    ),
    ("constant prices|current prices|precios (?:constantes|corrientes)", "nominal|real"),
)
_PLURAL = re.compile(r"(\w{3,})s\b")


def _found(ways: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<= ))(?:{ways})(?= |$)")


_READ = tuple((_found(sure), _found(likely)) for sure, likely in _WAYS)
_SMALL = frozenset(["of", "the", "de", "value", "values", "figure", "figures"])
_SURE, _LIKELY, _NOT = 2, 1, 0
"""How far a name says that it is a way of telling: by itself, beside another such, not at all."""


def two_tellings(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of names that tell one figure in two ways; all of one figure with the same.

    `Provisional` and `Final`, `Deaths` and `Deaths (predicted)`, but not `Upper Austria` and
    `Lower Austria`: one of the two ways is no other thing's name, or they stand alone.
    """
    words = {name: plain(name) for name in names}
    for ways in _READ:
        of: dict[str, dict[str, int]] = defaultdict(dict)
        for name, spelled in words.items():
            rest, told = _without(spelled, ways)
            of[rest][name] = told
        for rest, told_by in of.items():
            yield from _pairs(rest, told_by)


def _without(words: str, ways: tuple[re.Pattern[str], re.Pattern[str]]) -> tuple[str, int]:
    """Return what remains of a name without the way of telling, and how far it is one."""
    for pattern, told in zip(ways, (_SURE, _LIKELY), strict=True):
        if match := pattern.search(words):
            return _bare(f"{words[: match.start()]} {words[match.end() :]}"), told
    return _bare(words), _NOT


def _bare(words: str) -> str:
    return _PLURAL.sub(r"\1", " ".join(word for word in words.split() if word not in _SMALL))


def _pairs(rest: str, told: dict[str, int]) -> Iterator[tuple[str, str]]:
    alone = not rest and sum(1 for how in told.values() if how) > 1
    if len(told) > 1 and (_SURE in told.values() or alone):
        first, *others = sorted(told, key=lambda name: (-told[name], name))
        yield from ((first, name) for name in others)
