"""The public Python API: what a notebook user types, and what comes back."""

import copy
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import detente
from detente.brief.write import write_brief
from detente.case.template import new_case
from detente.study.study import Study
from detente.study.tables import Table


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return detente.open_study(new_case("trial", tmp_path_factory.mktemp("cases")))


def test_the_index_is_a_row_a_side_and_month(study: Study) -> None:
    frame = study.index(measure="relations").to_frame()
    assert len(frame) == 3 * 19
    assert not frame.duplicated(["dyad", "period"]).any()
    assert (frame.lo90 <= frame.lo50).all()
    assert (frame.lo50 <= frame["median"]).all()
    assert (frame["median"] <= frame.hi90).all()
    assert {"trend_median", "known_hi90", "acts_cooperation", "acts_conflict"} <= set(frame)
    draws = study.index("relations").to_xarray()["relations"]
    middle = draws.median("draw").sel(dyad="USA-CHN", period="2023-06").item()
    row = frame[(frame.dyad == "USA-CHN") & (frame.period == "2023-06")].iloc[0]
    # 4,000 draws of a spread of about 1 know their middle to about 0.02.
    assert middle == pytest.approx(row["median"], abs=0.1)


def test_events_and_series_are_tables_too(study: Study) -> None:
    events = study.events().to_frame()
    assert set(events.id) == {row.id for row in study.events()}
    name = next(iter(study.case.series))
    series = study.series(name).to_frame()
    assert list(series.columns) == ["period", "start", "end", "group", "value"]
    assert series.value.notna().all()
    with pytest.raises(detente.InputError, match="no series"):
        study.series("nothing")


def test_claims_are_a_frame_of_verdicts_even_where_there_are_none(study: Study) -> None:
    assert list(study.claims()) == list(study.findings().claims)
    assert len(study.claims().to_frame()) == len(study.case.claims)


def test_a_table_prints_what_it_is_and_escapes_what_it_holds(study: Study) -> None:
    assert repr(study) == f"<Study of trial as of {study.case.last_vintage}>"
    assert repr(study.index()).startswith("<the cooperation index, log odds: ")
    page = study.events()._repr_html_()
    assert page.startswith("<table><caption>events</caption>")
    assert "more rows" in page
    hostile = Table("<b>", Hostile, [Hostile("<script>")])._repr_html_()
    assert "<script>" not in hostile
    assert "<b>" not in hostile


@dataclass(frozen=True)
class Hostile:
    a: str


def test_tables_pickle_and_keep_their_columns_without_rows(study: Study) -> None:
    for table in (study.index(), study.events(), study.claims()):
        again = pickle.loads(pickle.dumps(table))
        assert again == table
        assert again.columns == table.columns
        assert copy.deepcopy(table).to_frame().equals(table.to_frame())
    early = detente.open_study(study.case, as_of="1900-01-01")
    assert list(early.events().to_frame()) == list(study.events().to_frame())
    claims = early.claims().to_frame()
    assert claims.empty
    assert {"verdict", "probability", "confidence"} <= set(claims)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda s: detente.open_study(s.case, as_of="2023-09"), "as_of: '2023-09' is no day"),
        (lambda s: detente.open_study(s.case, as_of="2023-W35-1"), "is no day"),
        (lambda s: detente.open_study(s.case, as_of=20230901), "is no day"),
        (lambda s: detente.open_study(s.case, settings={"seed": 1}), "these are no settings"),
        (lambda s: detente.Settings(seed=None), "'None' is no seed"),
        (lambda s: detente.Settings(seed=-1), "is no seed"),
        (lambda s: s.index("relation"), "measure: the case has no measure"),
        (lambda s: s.index(3), "'3' is no name"),
        (lambda s: s.index(""), "the case has no measure ''"),
        (lambda s: s.series(None), "'None' is no name"),
        (lambda s: s.effects(event="us-cn-59"), "event: 'us-cn-59' is the id of no event"),
    ],
)
def test_a_wrong_argument_is_named_as_python_has_it(study: Study, ask, said: str) -> None:
    with pytest.raises(detente.InputError) as refused:
        ask(study)
    assert said in str(refused.value)
    assert "--" not in str(refused.value)


def test_two_measures_of_equal_acts_keep_their_names(tmp_path: Path) -> None:
    folder = new_case("same", tmp_path)
    text = (folder / "case.toml").read_text(encoding="utf-8")
    more = '\n[measure.drugs]\nlabel = "Drug acts"\ntopics = ["narcotics"]\n'
    (folder / "case.toml").write_text(text + more, encoding="utf-8")
    found = detente.open_study(folder).findings()
    assert {row.name for row in found.measures} == {"relations", "drugs"}
    assert {row.measure for row in found.index} == {"relations", "drugs"}


def test_a_file_that_changes_while_a_study_is_open_is_refused(tmp_path: Path) -> None:
    opened = detente.open_study(new_case("open", tmp_path))
    path = tmp_path / "open" / "events" / "chronology.csv"
    path.write_bytes(path.read_bytes().replace(b"SANCTION", b"COOPERATE"))
    with pytest.raises(detente.InputError, match="changed while the case was open"):
        opened.index()


def test_progress_ends_and_never_goes_back(study: Study) -> None:
    told: list[float] = []
    again = detente.open_study(study.case, progress=lambda text, at: told.append(at))
    again.claims()
    assert told == sorted(told)
    assert told[-1] == 1.0
    told.clear()
    again.index()
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_findings_are_read_back_from_a_brief(study: Study, tmp_path: Path) -> None:
    detente.write_brief(study.findings(), tmp_path / "brief")
    assert detente.read_findings(tmp_path / "brief") == study.findings()
    with pytest.raises(detente.InputError, match="cannot be read"):
        detente.read_findings(tmp_path / "nothing.json")
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(detente.InputError, match="no findings"):
        detente.read_findings(tmp_path / "other.json")


def test_a_second_brief_is_taken_from_the_store(study: Study, tmp_path: Path, monkeypatch) -> None:
    first = write_brief(study.findings(), tmp_path / "first")
    monkeypatch.setattr("detente.brief.write.brief_content", lambda found: pytest.fail("rendered"))
    second = write_brief(detente.open_study(study.case).findings(), tmp_path / "second")
    assert second.html.read_bytes() == first.html.read_bytes()
    assert second.pdf.read_bytes() == first.pdf.read_bytes()


def test_import_is_light_and_names_are_loaded_when_used() -> None:
    program = """
import sys, detente
heavy = {"jax", "ibis", "altair", "pandas", "xarray", "numpyro", "typst"} & set(sys.modules)
assert not heavy, heavy
assert set(detente.__all__) <= {*dir(detente)}
for name in detente.__all__:
    assert getattr(detente, name) is not None
try:
    detente.nothing
except AttributeError:
    pass
else:
    raise SystemExit(1)
"""
    subprocess.run([sys.executable, "-c", program], check=True)
