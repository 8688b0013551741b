"""Other readings of an index: what each counts, and that one which counts the same is none."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from detente.cooperation import indices as indices_module
from detente.cooperation.composition import Composition, estimate_composition
from detente.cooperation.indices import Indices
from detente.cooperation.readings import readings_of
from detente.cooperation.results import IndexReading
from detente.cooperation.settings import IndexSettings
from detente.evidence.measures import Acts, acts_of
from detente.terms.events import Event
from detente.terms.measures import RELATIONS, MeasureSpec
from detente.terms.periods import months_between
from tests.claims.worlds import event

DYADS = ("USA-MEX",)
PERIODS = months_between("2018-01", "2020-12")
SMALL = IndexSettings(trend_steps=2, episode_sds=2, episode_memories=1, draws=200)
SUBJECT = MeasureSpec(
    "subject", "Subject", on_subject=True, appeals_cooperate=True, by_topic=("narcotics",)
)
EVENTS = (
    event("a", "2018-01-05", "CONSULT", on_subject=True, episode="visit"),
    event("b", "2018-02-05", "AGREE", on_subject=True, episode="visit"),
    event("c", "2018-02-06", "REJECT", on_subject=True, episode="visit"),
    event("d", "2018-03-06", "REJECT", on_subject=True, episode="visit"),
    event("e", "2020-03-06", "REQUEST", on_subject=True, appeal="help"),
    event("f", "2020-03-07", "SANCTION", on_subject=False, topic="narcotics"),
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    def fit(acts: Acts, *, seed: int) -> Composition:
        return estimate_composition(acts, seed=seed, settings=SMALL)

    monkeypatch.setattr(indices_module, "estimate_composition", fit)


def read(events: Iterable[Event], spec: MeasureSpec = SUBJECT) -> dict[str, IndexReading]:
    listed = tuple(events)
    held = Indices(
        lambda measure: acts_of(listed, measure, DYADS, PERIODS),
        {spec.name: spec},
        subject=spec.name,
        seed=1,
    )
    return {reading.name: reading for reading in readings_of(held, spec.name, 0.7)}


def test_each_reading_counts_by_its_own_rule() -> None:
    found = read(EVENTS)
    counts = {name: (one.acts_cooperation, one.acts_conflict) for name, one in found.items()}
    # of the visit one act each way is left; the request turns; of all acts one is on narcotics
    assert counts == {"episodes": (2, 1), "requests": (2, 3), "topics": (0, 1)}
    halves = {row.period: row for row in found["episodes"].half_years}
    assert (halves["2018-H1"].acts_cooperation, halves["2018-H1"].acts_conflict) == (1, 1)
    assert [side.dyad for side in found["topics"].sides] == ["USA-MEX"]


def test_acts_of_and_towards_private_actors_are_left_out_where_the_case_names_them() -> None:
    charged = replace(event("g", "2018-04-06", "ACCUSE", on_subject=True), target_actor="MEX.COM")
    sued = replace(event("h", "2018-05-06", "ACCUSE", on_subject=True), source_actor="USA.COM")
    private = ("USA.COM", "MEX.COM", "MEX.CRM")
    found = read((*EVENTS, charged, sued), replace(SUBJECT, private=private))
    own = found["states"]
    assert (own.acts_cooperation, own.acts_conflict) == (3, 2)
    every = found["requests"]
    assert (every.acts_cooperation, every.acts_conflict) == (2, 5)
    assert "states" not in read((*EVENTS, charged, sued))  # nobody said who is private
    assert "states" not in read(EVENTS, replace(SUBJECT, private=private))  # none acts
    spec = replace(SUBJECT, private=private, organs_only=True)
    assert spec.why_not(charged) == "of or towards a private actor"
    assert spec.rule.endswith("; acts of or towards private actors do not count.")


def test_what_counts_the_same_acts_is_no_reading() -> None:
    assert read(one for one in EVENTS if not one.episode and not one.appeal).keys() == {"topics"}
    assert read(EVENTS[:1], RELATIONS) == {}
    assert read(EVENTS, RELATIONS).keys() == {"episodes"}


def test_the_first_act_within_the_months_stands_for_an_episode() -> None:
    once = MeasureSpec("m", "M", episodes_once=True)
    before = event("z", "2017-12-05", "CONSULT", episode="visit")
    counted = acts_of((before, *EVENTS), once, DYADS, PERIODS)
    assert counted.ids("USA-MEX", PERIODS) == ("a", "c", "e", "f")
    several = (before, *EVENTS, event("m", "2018-01-06", "CONSULT", episode="other"))
    assert acts_of(several, once, DYADS, PERIODS).total.sum() == 5
    np.testing.assert_array_equal(
        acts_of(EVENTS, MeasureSpec("m", "M"), DYADS, PERIODS).total.sum(), len(EVENTS)
    )
