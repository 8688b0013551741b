"""Odd runs still give a brief: no shape of the findings keeps one from being printed."""

import dataclasses
from collections.abc import Callable

import pytest

from detente.brief.write import brief_content
from detente.findings import Findings, SeriesFinding, SeriesPoint
from tests.brief import samples

Change = Callable[[Findings], Findings]


def points(change: Callable[[SeriesPoint], SeriesPoint]) -> Change:
    def apply(made: Findings) -> Findings:
        series = tuple(
            dataclasses.replace(s, points=tuple(map(change, s.points))) for s in made.series
        )
        return dataclasses.replace(made, series=series)

    return apply


def series(change: Callable[[SeriesFinding], SeriesFinding]) -> Change:
    return lambda made: dataclasses.replace(made, series=tuple(map(change, made.series)))


def parts(**changes: object) -> Change:
    return lambda made: dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def one_day(point: SeriesPoint) -> SeriesPoint:
    return dataclasses.replace(point, period="2023-05-01", start="2023-05-01", end="2023-05-01")


def one_span(point: SeriesPoint) -> SeriesPoint:
    span = "2018-12/2023-01"
    return dataclasses.replace(point, period=span, start="2018-12-01", end="2023-01-31")


MADE = samples.findings()
CROWD = tuple(
    dataclasses.replace(
        samples.event(i, "USA-CHN", "CONSULT", marked=True), event_date="2023-05-01"
    )
    for i in range(40)
)
ODD: dict[str, Change] = {
    "index of one month": parts(index=tuple(r for r in MADE.index if r.period == "2023-05")),
    "index of one dyad": parts(index=tuple(r for r in MADE.index if r.dyad == "USA-CHN")),
    "one point a series": series(lambda s: dataclasses.replace(s, points=s.points[:1])),
    "empty series": series(lambda s: dataclasses.replace(s, points=())),
    "nothing seized": points(lambda p: dataclasses.replace(p, value=0.0)),
    "negative values": points(lambda p: dataclasses.replace(p, value=-p.value)),
    "daily values": points(one_day),
    "spans": points(one_span),
    "no groups": points(lambda p: dataclasses.replace(p, group="")),
    "a unit nobody knows": series(lambda s: dataclasses.replace(s, unit="furlongs")),
    "no dyads": parts(dyads={}, sides=(), index=(), years=()),
    "a side of no dyad": parts(
        sides=tuple(dataclasses.replace(s, dyad="ZZZ-YYY") for s in MADE.sides)
    ),
    "forty events on a day": parts(events=CROWD),
    "a word longer than the page": parts(title="x" * 3000),
    "a figure asked for twice": parts(figures=MADE.figures + MADE.figures),
    "sources without address or licence": parts(
        sources=tuple(dataclasses.replace(s, url="", licence="", traps=()) for s in MADE.sources)
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_run_gives_a_brief(name: str) -> None:
    content = brief_content(ODD[name](MADE))
    assert content["brief.pdf"].startswith(b"%PDF-")
    assert b"</html>" in content["brief.html"]
