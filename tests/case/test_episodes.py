"""`episode`: acts of one side are linked; two sides are refused, and what links nothing is told."""

from collections.abc import Sequence

import pytest

from detente.case.episodes import MOST_TOLD, check_episodes, lone_episodes
from detente.terms.events import Event
from tests.case.trial import Trial
from tests.evidence.rows import event

DYADS = ("USA-CHN", "USA-MEX", "CHN-MEX")
PATHS = {"chronology": "events/chronology.csv"}
SIDES = {"USA-CHN": "CHN.GOV", "USA-MEX": "MEX.GOV"}


def act(id_: str, episode: str, side: str = "USA-CHN", line: int = 2, **more: str) -> Event:
    scope = more.pop("scope", side)
    kind = more.pop("kind", "SANCTION")
    return event(
        id_,
        "2025-02-01",
        "USA.GOV",
        SIDES[side],
        kind,
        scope=scope,
        episode=episode,
        line=line,
        **more,
    )


def faults(events: Sequence[Event]) -> list[str]:
    return [f"{p.line}: {p.problem}; {p.fix}" for p in check_episodes(events, DYADS, PATHS)]


def notes(events: Sequence[Event]) -> list[str]:
    return list(lone_episodes(events, DYADS, PATHS))


def test_acts_of_one_side_may_be_linked() -> None:
    rows = [act("a", "tariffs"), act("b", "tariffs", kind="RETREAT"), act("c", "")]
    assert (faults(rows), notes(rows)) == ([], [])


def test_an_episode_across_sides_is_one_fault_however_many_rows_it_has() -> None:
    rows = [
        act("a", "tariffs", line=2),
        act("b", "tariffs", "USA-MEX", line=3),
        act("c", "tariffs", "USA-MEX", line=4),
    ]
    (told,) = faults(rows)
    assert told == (
        "3: episode 'tariffs' holds acts of two sides, 'a' of USA-CHN and 'b' of USA-MEX; "
        "give the acts of each side an episode of their own"
    )


@pytest.mark.parametrize("other", [{"scope": "domestic"}, {"kind": "", "scope": "domestic"}])
def test_what_is_of_no_side_is_of_no_other_side(other: dict[str, str]) -> None:
    rows = [act("a", "tariffs"), act("b", "tariffs"), act("c", "tariffs", "USA-MEX", **other)]
    assert faults(rows) == []


def test_rows_of_one_happening_are_of_one_episode() -> None:
    rows = [act("a", "tariffs"), act("b", "", line=3, same_as="a")]
    (told,) = faults(rows)
    assert told.startswith("3: 'b' and 'a' tell one happening, and their episodes are 'none' and")
    assert faults([rows[0], act("b", "tariffs", same_as="a")]) == []


@pytest.mark.parametrize(
    "lone",
    [
        [act("c", "tarifs", line=9)],
        [act("c", "tarifs", line=9), act("d", "tarifs", same_as="c")],
        [act("c", "tarifs", line=9), act("d", "tarifs", scope="domestic")],
    ],
)
def test_an_episode_that_links_nothing_is_pointed_at(lone: list[Event]) -> None:
    rows = [act("a", "tariffs"), act("b", "tariffs"), *lone]
    (told,) = notes(rows)
    assert told.startswith("events/chronology.csv:9: episode 'tarifs' holds fewer than two acts")
    assert "did you mean 'tariffs'" in told
    assert faults(rows) == []


def test_any_number_of_faults_is_told_briefly() -> None:
    sides = tuple(SIDES)
    rows = [act(f"x{n}", f"e{n // 2}", sides[n % 2], n) for n in range(5_000)]
    assert len(faults(rows)) == MOST_TOLD + 1
    alone = [act(f"x{n}", f"e{n}", line=n) for n in range(300)]
    assert len(notes(alone)) == MOST_TOLD + 1


def test_a_case_says_where_an_episode_crosses_sides(trial: Trial) -> None:
    path = trial.folder / "events/chronology.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    text = [f"{lines[0]},episode", *(f"{line},one-for-all" for line in lines[1:])]
    path.write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")
    trial.edit("events/chronology.csv", "one-for-all", "one-for-all")
    found = trial.only()
    assert found.file == "events/chronology.csv"
    assert "episode 'one-for-all' holds acts of two sides" in found.problem
