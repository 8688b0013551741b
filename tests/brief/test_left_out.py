"""What no page of the brief has room for is told with what the run left out."""

from dataclasses import replace

from detente.brief.figures.build import MOST_CHOSEN, undrawn
from detente.brief.figures.lines import MOST_LINES
from detente.brief.left_out import MOST_BREAKS, everything_left_out, shown_breaks
from detente.findings import Findings, SeriesFinding, SeriesPoint
from detente.terms.figures import FigureSpec
from detente.terms.left_out import LeftOut
from tests.brief import samples


def series(name: str, *groups: str) -> SeriesFinding:
    points = tuple(
        SeriesPoint(month, f"{month}-01", f"{month}-28", group, 5.0)
        for group in groups
        for month in ("2023-01", "2023-02")
    )
    return SeriesFinding(name, name, "percent", "", (), False, points)


def drawing(figures: tuple[FigureSpec, ...], *held: SeriesFinding) -> Findings:
    return replace(samples.findings(), series=held, figures=figures)


def test_a_figure_that_has_nothing_to_draw_is_told() -> None:
    spec = FigureSpec("purity", "lines", ("empty", "full"))
    findings = drawing((spec,), series("empty"), series("full", ""))
    why = f"nothing was known of it on {findings.as_of}"
    assert undrawn(findings) == (LeftOut("the figures", "curve", why, 1, ("empty",)),)


def test_lines_beyond_those_that_a_figure_holds_are_told() -> None:
    spec = FigureSpec("purity", "lines", ("many",))
    groups = [f"G{n}" for n in range(MOST_LINES + 2)]
    (one,) = undrawn(drawing((spec,), series("many", *groups)))
    assert (one.count, one.named) == (2, ("purity: G8", "purity: G9"))


def test_series_beyond_the_one_that_a_form_shows_are_told() -> None:
    held = replace(series("first", "a", "b"), unit="lb"), replace(series("other", "a"), unit="lb")
    (one,) = undrawn(drawing((FigureSpec("both", "stacked", ("first", "other")),), *held))
    assert (one.count, one.named) == (1, ("other",))


def test_series_beyond_those_chosen_are_told() -> None:
    held = [series(f"s{n}", "") for n in range(MOST_CHOSEN + 3)]
    (one,) = undrawn(drawing((), *held))
    assert (one.count, one.named) == (3, ("s6", "s7", "s8"))


def test_breaks_that_are_not_shown_are_told() -> None:
    findings = samples.findings()
    dyad = next(iter(findings.dyads))
    first = replace(findings.breaks[0], dyad=dyad)
    breaks = tuple(replace(first, period=f"2023-{n:02d}", probability=n / 20) for n in range(1, 12))
    many = replace(findings, breaks=breaks)
    assert [one.period for one in shown_breaks(many, dyad)] == [
        f"2023-{n:02d}" for n in range(11, 11 - MOST_BREAKS, -1)
    ]
    (told,) = [one for one in everything_left_out(many) if one.what == "break"]
    assert told.count == len(breaks) - MOST_BREAKS
    assert told.named[0].endswith("2023-01")
