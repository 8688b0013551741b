"""`effect`: what the estimate of an effect, and its doubts, leave of a claim."""

from types import SimpleNamespace

import numpy as np
import pytest

from detente.claims.checks import CHECKS
from detente.claims.checks.effect import written_out
from detente.claims.confidence import doubts
from detente.effects.assess import NotAssessableError
from tests.claims.worlds import record, spec

CHECK, LASTING = CHECKS["effect"], CHECKS["lasting"]
DECLARED = SimpleNamespace(series="", dyad="USA-MEX")


def world(
    effect: float,
    *,
    survives: bool = True,
    lasting: float | None = None,
    missing: tuple[str, ...] = (),
):
    """Make a record in which each effect has normal draws of spread 0.1 about a known size."""
    draws = np.random.default_rng(1).normal(effect, 0.1, 4000)
    later = None if lasting is None else draws - effect + lasting
    bounds = {"median": effect, "low90": effect - 0.16, "high90": effect + 0.16}
    finding = SimpleNamespace(
        **bounds, id="e", estimand="The mean change", scale="log points", survives=survives,
        survives_why="It survives." if survives else "It does not survive: so do placebos.",
        counterfactual=(None,) * 90, measure="relations", missing_doubts=missing, warnings=(),
        smallest_detectable=0.3, placebo_rank=1, placebo_count=90, rows=(),
        lasting=None if lasting is None else SimpleNamespace(**bounds, label="24 months later"),
    )  # fmt: skip
    estimated = SimpleNamespace(finding=finding, draws=draws, lasting=later)
    return record(effects={"e": DECLARED}, effect=lambda wanted: estimated)


def asked(**more: object):
    given = {"direction": "down", "at_least": 0.3, "unit": "log points"}
    return spec("effect", effect="e", **(given | more))


def test_yes_where_it_is_large_and_survives() -> None:
    finding = CHECK(asked(), world(-1.0))
    assert finding.probability == 0.99
    assert "It survives. An effect of 0.30 would" in finding.statement


def test_no_where_it_is_not_so_large_or_the_other_way() -> None:
    assert CHECK(asked(), world(0.0)).probability == 0.01
    assert CHECK(asked(), world(1.0)).probability == 0.01


def test_undecided_at_the_threshold() -> None:
    """Tolerance: four standard errors of 4,000 draws, 0.032."""
    assert CHECK(asked(), world(-0.3)).probability == pytest.approx(0.5, abs=0.032)


def test_what_does_not_survive_supports_nothing() -> None:
    finding = CHECK(asked(), world(-1.0, survives=False))
    assert finding.probability == 0.5
    assert "99% go so far, which does not count" in finding.statement


def test_what_does_not_survive_is_a_doubt_of_its_own() -> None:
    finding = CHECK(asked(), world(-1.0, survives=False))
    found = doubts(0.5, [(asked(), finding)], [(asked(), finding)])
    assert found == ("an effect is not told from those of dates on which nothing happened",)


def test_a_doubt_that_was_not_asked_is_one_of_the_verdict() -> None:
    finding = CHECK(asked(), world(-1.0, missing=("no placebo series is named",)))
    found = doubts(0.99, [(asked(), finding)], [(asked(), finding)])
    assert found == ("doubts about an effect were not asked: no placebo series is named",)


def test_what_does_not_survive_contradicts_a_size_and_no_more() -> None:
    assert CHECK(asked(), world(0.5, survives=False)).probability == 0.01
    anything = spec("effect", effect="e", direction="down")
    assert CHECK(anything, world(0.5, survives=False)).probability == 0.2
    assert CHECK(anything, world(0.5)).probability == 0.01


def test_that_there_was_no_effect_of_a_size_can_be_shown() -> None:
    """Even where it does not survive: no effect is what does not survive."""
    assert CHECK(asked(negate=True), world(0.0, survives=False)).probability == 0.99


def test_per_cent_of_an_effect_in_log_points() -> None:
    """A fall by half is ln ½ = −0.693, a rise by half ln 1½ = 0.405."""
    half = {"at_least": 50, "unit": "per cent"}
    assert CHECK(asked(**half), world(-0.693)).probability == pytest.approx(0.5, abs=0.032)
    up = asked(**half, direction="up")
    assert CHECK(up, world(0.405)).probability == pytest.approx(0.5, abs=0.032)
    other = CHECK(asked(at_least=5, unit="lb"), world(-1.0))
    assert other.probability is None
    assert "in log points" in other.statement


def test_an_effect_that_cannot_be_estimated_is_left_open() -> None:
    def refuse(wanted: object):
        raise NotAssessableError("The event was not known.")

    finding = CHECK(asked(), record(effects={"e": DECLARED}, effect=refuse))
    assert (finding.probability, finding.statement) == (None, "The event was not known.")
    assert CHECK(asked(), record()).probability is None


@pytest.mark.parametrize(
    ("left", "survives", "expected"),
    [(-1.0, True, 0.99), (0.0, True, 0.01), (-1.0, False, 0.5), (None, True, None)],
)
def test_an_effect_may_have_lasted_or_not(left, survives: bool, expected: float | None) -> None:
    check = spec("lasting", effect="e", direction="down", at_least=0.3, unit="log points")
    assert LASTING(check, world(-1.0, survives=survives, lasting=left)).probability == expected


def test_one_that_the_case_does_not_declare_is_written_out() -> None:
    check = spec("effect", events=("a", ("b", "c")), dyad="USA-MEX", measure="conflict",
                 window="2014/2020", why="It is.", direction="up", controls="USA-CHN")  # fmt: skip
    made = written_out(check)
    assert made.events == (("a",), ("b", "c"))
    assert (made.first, made.last, made.measure) == ("2014-01", "2020-12", "conflict")
    assert (made.controls, made.shape) == (("USA-CHN",), "step")
    assert check.parts == ("events",)


def test_the_evidence_of_a_declared_effect_is_known() -> None:
    resolved = world(0.0).resolved(asked())
    assert (resolved.parts, resolved.evidence) == (("events",), "events")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"effect": "e", "dyad": "USA-MEX"}, "dyad cannot be given with effect"),
        ({"events": ("a",), "dyad": "USA-MEX", "window": "2019"}, "needs why"),
        ({"events": ("a",), "window": "2019", "why": "x"}, "either a dyad or a series"),
        ({"effect": "e", "at_least": 3}, "at_least = 3 has no unit"),
        ({"effect": "e", "at_least": 3, "unit": "bananas"}, "'bananas' is not known"),
    ],
)
def test_mistakes(options: dict[str, object], problem: str) -> None:
    assert problem in str(CHECK.problems(options)).replace("\\'", "'")
    assert "needs since" in str(LASTING.problems({"dyad": "USA-MEX"}))
    assert "months cannot be given" in str(LASTING.problems({"effect": "e", "months": 3}))
