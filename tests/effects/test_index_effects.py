"""Effects on the index: one turn, own rows, aftermath, controls, placebos, and what is refused."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from detente.cooperation import changes
from detente.cooperation.settings import IndexSettings
from detente.effects.assess import NotAssessableError, effect_of
from detente.effects.results import EffectFinding, Look
from tests.effects.index_cases import (
    AT,
    EVENT,
    PERIODS,
    SMALL,
    SPEC,
    act,
    acts,
    evidence,
)


@pytest.fixture(autouse=True)
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    assert IndexSettings() != SMALL
    monkeypatch.setattr(changes, "IndexSettings", lambda: SMALL)


def looks(finding: EffectFinding) -> dict[str, Look]:
    return {look.label: look for look in finding.agreement}


def test_a_large_turn_survives_and_answers_the_question() -> None:
    known = evidence([*acts(-3.5, rate=8.0), EVENT])
    found = effect_of(SPEC, known, seed=1)
    finding = found.finding
    assert finding.survives, finding.survives_why
    assert finding.answer == "yes"
    assert effect_of(replace(SPEC, asks="rise"), known, seed=1).finding.answer == "no"
    assert finding.low95 < -2.5 < finding.high95 + 1.5
    assert finding.placebo_rank == 1
    assert found.draws.shape == (4000,)
    assert found.terms.shape == (4000, 1)
    assert float(np.median(found.draws)) == pytest.approx(finding.median)
    assert effect_of(SPEC, known, seed=2).finding == finding  # Nothing is drawn.
    assert "no control is named" in finding.missing_doubts
    assert (finding.series, finding.measure, finding.scale) == (
        "USA-MEX/relations",
        "relations",
        "log points",
    )
    assert "US–Mexico (Relations overall)" in finding.estimand


def test_no_turn_does_not_survive_and_placebo_dates_are_of_the_side() -> None:
    finding = effect_of(SPEC, evidence([*acts(0.0), EVENT]), seed=1).finding
    assert not finding.survives
    assert finding.low95 < 0 < finding.high95
    assert finding.placebo_count > 40
    assert all(one.period != "2018-06" for one in finding.placebo_dates)
    near = {one.period for one in finding.placebo_dates if one.excluded}
    assert near == {p for p in PERIODS[AT - 6 : AT + 7] if p != "2018-06"}
    assert finding.smallest_detectable > 0.5


def test_a_finding_can_be_written_as_json() -> None:
    """What NumPy calls a number no writer of JSON knows."""
    finding = effect_of(SPEC, evidence([*acts(-2.0), EVENT]), seed=1).finding
    assert json.loads(json.dumps(asdict(finding)))["placebo_rank"] == finding.placebo_rank


def test_acts_are_what_was_observed_and_the_turn_is_taken_off() -> None:
    finding = effect_of(SPEC, evidence([*acts(-3.0, rate=6.0), EVENT]), seed=1).finding
    assert all(row.observed is None and row.index == 0 for row in finding.counterfactual)
    # Raw counts hold the event's own act.
    counted = dict(zip(PERIODS, finding.acts, strict=True))
    plain = evidence(acts(-3.0, rate=6.0))
    without = plain.indices.acts("relations")  # type: ignore[union-attr]
    assert counted["2018-06"].conflict == without.of("USA-MEX", ["2018-06"])[1] + 1
    after = [row.median for row in finding.counterfactual[AT + 3 :]]
    # About 0.2 before, and −2.8 after it; without it, 0.2 again.
    assert np.mean(after) == pytest.approx(0.2, abs=0.8)
    assert all(
        row.low90 < row.low50 < row.median < row.high50 < row.high90
        for row in finding.counterfactual
    )


def test_own_rows_change_nothing_whoever_names_them() -> None:
    rest = acts(-1.0)
    with_rows = evidence(
        [*rest, EVENT, act("e2", "2019-03-01", friendly=True)], left_out=frozenset({"e1", "e2"})
    )
    without = replace(evidence([*rest]), events=with_rows.events)
    one, other = (effect_of(SPEC, known, seed=1) for known in (with_rows, without))
    assert (one.draws == other.draws).all()
    kept = evidence([*rest, EVENT, act("e2", "2019-03-01", friendly=True)])
    assert (effect_of(SPEC, kept, seed=1).draws != one.draws).any()
    assert one.finding.own_events_dropped


def test_events_near_by_are_one_turn_and_each_alone_is_a_look() -> None:
    second = act("e2", "2018-09-10", friendly=False)
    spec = replace(SPEC, events=(("e1",), ("e2",)))
    between = [act(f"b{n}", f"2018-0{7 + n % 2}-20", friendly=True) for n in range(12)]
    plain = [e for e in acts(-1.0) if not "2018-06" <= e.month <= "2018-09"]
    one, other = (
        effect_of(spec, evidence([*plain, EVENT, second, *more]), seed=1) for more in ([], between)
    )
    # Months from the first event to the last are looked at neither as before nor as after. They
    # have a say in which points of the parameters are kept, no more: a hundredth of the posterior.
    assert one.finding.median == pytest.approx(other.finding.median, abs=0.01)
    found = looks(other.finding)
    assert {"2018-06-16 alone", "2018-09-10 alone"} <= set(found)
    assert found["2018-06-16 alone"].median > other.finding.median
    assert other.finding.terms == ()


def test_aftermath_is_found_shown_and_left_out() -> None:
    settling = [act(f"s{n}", "2018-07-20", friendly=True, topic="narcotics") for n in range(8)]
    later = act("late", "2018-09-30", friendly=True)
    known = evidence([*acts(0.0), EVENT, *settling, later])
    finding = effect_of(SPEC, known, seed=1).finding
    assert {row.id for row in finding.aftermath} == {f"s{n}" for n in range(8)}
    found = looks(finding)
    assert found["as asked"].aftermath == "kept"
    assert found["without aftermath"].aftermath == "left out"
    assert found["as asked"].median > found["without aftermath"].median + 0.1
    named = effect_of(replace(SPEC, aftermath=("late", "unknown")), known, seed=1).finding
    assert [row.id for row in named.aftermath] == ["late"]
    none = effect_of(replace(SPEC, aftermath=()), known, seed=1).finding
    assert none.aftermath == ()
    assert {look.aftermath for look in none.agreement} == {""}


def test_a_control_takes_up_what_moved_on_its_side_too() -> None:
    both = [*acts(-2.0, rate=5.0), *acts(-2.0, seed=2, rate=5.0, dyad="USA-CHN"), EVENT]
    path = np.where(np.arange(len(PERIODS)) > AT, -1.8, 0.2)
    spec = replace(SPEC, controls=("USA-CHN",))
    finding = effect_of(spec, evidence(both, index={"USA-CHN": path}), seed=1).finding
    found = looks(finding)
    assert found["as asked"].controls
    assert not found["without controls"].controls
    assert abs(found["as asked"].median) < abs(found["without controls"].median) - 0.2
    flat = effect_of(spec, evidence(both), seed=1).finding
    assert flat.median == pytest.approx(looks(flat)["without controls"].median, abs=1e-6)


def test_a_placebo_side_that_moves_as_much_speaks_against_and_a_silent_one_is_named() -> None:
    both = [*acts(-3.0, rate=8.0), *acts(-4.0, seed=2, rate=8.0, dyad="USA-CHN"), EVENT]
    spec = replace(SPEC, placebo_series=("USA-CHN",))
    finding = effect_of(spec, evidence(both), seed=1).finding
    assert "US–China shows as much" in finding.survives_why
    silent = effect_of(spec, evidence([*acts(-3.0, rate=8.0), EVENT]), seed=1).finding
    assert silent.placebo_series == ()
    assert silent.missing_doubts == (
        "no control is named",
        "the placebo side US–China has no act before the event and no act after it, too few to say "
        "anything",
    )
    assert "shows as much" not in silent.survives_why


@pytest.mark.parametrize(
    ("before", "after", "asked"), [(0, 40, False), (40, 4, False), (5, 5, True)]
)
def test_a_side_that_is_silent_before_or_after_is_not_compared_with(
    before: int, after: int, asked: bool
) -> None:
    other = [
        *(
            act(f"b{n}", f"2016-{1 + n % 12:02}-10", friendly=n % 2 == 0, dyad="USA-CHN")
            for n in range(before)
        ),
        *(
            act(f"a{n}", f"2019-{1 + n % 12:02}-10", friendly=True, dyad="USA-CHN")
            for n in range(after)
        ),
    ]
    spec = replace(SPEC, placebo_series=("USA-CHN",), controls=("USA-CHN",))
    finding = effect_of(spec, evidence([*acts(-2.0), EVENT, *other]), seed=1).finding
    assert len(finding.placebo_series) == asked
    said = [doubt for doubt in finding.missing_doubts if "too few to say anything" in doubt]
    assert [doubt.split(" US–China")[0] for doubt in said] == (
        [] if asked else ["the placebo side", "the control"]
    )


def test_what_came_before_the_day_that_dates_the_event_is_no_aftermath() -> None:
    announced = act("e0", "2018-05-10", friendly=True)
    thanks = act("thanks", "2018-05-20", friendly=True)
    later = act("later", "2018-07-02", friendly=True)
    known = evidence([*acts(0.0), announced, thanks, EVENT, later])
    dated = replace(SPEC, events=(("e1", "e0"),))  # the first dates it
    finding = effect_of(dated, known, seed=1).finding
    assert finding.event_dates[0] == "2018-06-16"
    assert [row.id for row in finding.aftermath] == ["later"]
    first = effect_of(replace(SPEC, events=(("e0", "e1"),)), known, seed=1).finding
    assert [row.id for row in first.aftermath] == ["thanks", "later"]


@pytest.mark.parametrize("shape", ["ramp", "decay"])
def test_other_shapes_can_be_asked(shape: str) -> None:
    spec = replace(SPEC, shape=shape)
    finding = effect_of(spec, evidence([*acts(-2.0, rate=5.0), EVENT]), seed=1).finding
    assert finding.agreement[0].shape == shape
    assert "step" in {look.shape for look in finding.agreement[1:]}
    assert any("those of a step" in text for text in finding.warnings)
    assert finding.placebo_count > 40


def test_a_trend_before_the_event_is_seen() -> None:
    rng, found = np.random.default_rng(3), [EVENT]
    for month, period in enumerate(PERIODS):
        p = 1 / (1 + np.exp(-(2.5 - 5 * np.clip((month - AT + 12) / 12, 0, 1))))
        found += [
            act(f"{period}-{n}", f"{period}-{n + 1:02}", friendly=rng.random() < p, topic="trade")
            for n in range(20)
        ]
    finding = effect_of(SPEC, evidence(found), seed=1).finding
    assert finding.pre_trend is not None
    assert finding.pre_trend.high95 < 0
    assert "a trend ran before the event" in finding.survives_why
    assert finding.anticipation is not None


def test_what_cannot_be_assessed_is_said() -> None:
    known = evidence([*acts(0.0), EVENT])
    ask = partial(effect_of, seed=1)
    with pytest.raises(NotAssessableError, match="has no measure nothing"):
        ask(replace(SPEC, measure="nothing"), known)
    with pytest.raises(NotAssessableError, match="No cooperation index"):
        ask(SPEC, replace(known, indices=None))
    with pytest.raises(NotAssessableError, match="3 after"):
        ask(replace(SPEC, last="2018-09"), known)
    with pytest.raises(NotAssessableError, match="does not cover 2018-06"):
        ask(replace(SPEC, last="2018-05"), known)
    with pytest.raises(NotAssessableError, match="Event e9 was not known"):
        ask(replace(SPEC, events=(("e9",),)), known)


def test_a_side_without_acts_and_a_month_of_five_hundred_are_told_as_they_are() -> None:
    silent = effect_of(SPEC, evidence([EVENT]), seed=1).finding
    assert not silent.survives
    assert silent.answer == "cannot tell"
    assert silent.placebo_count == 0
    assert any("Few acts tell of it: 0 in the 12 months" in text for text in silent.warnings)
    crowd = [act(f"c{n}", "2019-02-03", friendly=True, topic="trade") for n in range(500)]
    loud = effect_of(SPEC, evidence([*acts(0.0), EVENT, *crowd]), seed=1).finding
    assert np.isfinite([loud.median, loud.low95, loud.high95, loud.smallest_detectable]).all()


def test_no_sampler_is_loaded() -> None:
    code = "import sys, detente.effects.index_readings; sys.exit('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_warnings_of_the_index_are_passed_on() -> None:
    known = evidence([*acts(0.0), EVENT])
    loud = SimpleNamespace(**vars(known.indices))
    rows = known.indices.of("relations").rows  # type: ignore[union-attr]
    loud.of = lambda measure: SimpleNamespace(rows=rows, warnings=("Its grid ends.",))
    finding = effect_of(SPEC, replace(known, indices=loud), seed=1).finding
    assert "The index: Its grid ends." in finding.warnings
