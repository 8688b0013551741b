"""A run of the whole method, on the small case that `detente new` makes."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from detente.brief.write import write_brief
from detente.case.load import load_case
from detente.case.template import new_case
from detente.findings import findings_from_json, findings_schema, findings_to_json
from detente.study.settings import Settings
from detente.study.study import Study, open_study

AS_OF = date(2023, 6, 30)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory):
    return load_case(new_case("trial", tmp_path_factory.mktemp("cases")))


@pytest.fixture(scope="module")
def found(case):
    stages: list[tuple[str, float]] = []
    study = Study(case, None, Settings(1), lambda text, at: stages.append((text, at)))
    return study.findings(), stages


def test_the_findings_validate_against_their_schema(found) -> None:
    data = findings_to_json(found[0])
    Draft202012Validator(findings_schema()).validate(json.loads(data))
    assert findings_from_json(data) == found[0]


def test_every_dyad_and_month_has_an_interval(found, case) -> None:
    findings, _ = found
    assert len(findings.index) == 3 * 19  # three sides, July 2022 to January 2024
    for row in findings.index:
        for estimate in (row.balance, row.trend, row.known):
            assert estimate.lo90 <= estimate.lo50 <= estimate.median
            assert estimate.median <= estimate.hi50 <= estimate.hi90
    counted = sum(row.acts_cooperation + row.acts_conflict for row in findings.index)
    assert counted == sum(event.dyad is not None for event in findings.events)


def test_progress_goes_forward(found) -> None:
    fractions = [at for _, at in found[1]]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] <= fractions[-1] <= 1


def test_the_same_run_finds_the_same(found, case) -> None:
    assert Study(case, settings=Settings(1)).findings() == found[0]


def test_nothing_known_later_is_used(case) -> None:
    findings = Study(case, AS_OF, Settings(1)).findings()
    assert findings.as_of == AS_OF.isoformat()
    assert max(event.known_date for event in findings.events) <= AS_OF.isoformat()
    assert max(row.period for row in findings.index) == "2023-06"
    assert all(p.end <= AS_OF.isoformat() for series in findings.series for p in series.points)


def test_the_brief_is_written_from_it(found, tmp_path) -> None:
    files = write_brief(found[0], tmp_path / "brief")
    assert files.pdf.read_bytes().startswith(b"%PDF-")
    assert found[0].title in files.html.read_text(encoding="utf-8")
    assert findings_from_json(files.findings.read_bytes()) == found[0]
    assert list(files.data)


@pytest.mark.timeout(2400)
@pytest.mark.parametrize(
    "as_of",
    [
        pytest.param(None, marks=pytest.mark.slow),
        pytest.param(date(2023, 9, 1), marks=pytest.mark.study),
    ],
)
def test_the_shipped_case_meets_its_promises(as_of) -> None:
    findings = open_study("fentanyl", as_of, settings=Settings(quick=True)).findings()
    assert [measure.name for measure in findings.measures] == ["counternarcotics", "relations"]
    assert [measure.warnings for measure in findings.measures] == [(), ()]
    assert {row.measure for row in findings.index} == {"counternarcotics", "relations"}
    assert 5 <= len(findings.judgements) <= 7
    assert all(claim.then.as_of == "2023-09-01" for claim in findings.claims)
    assert len(findings.claims) == len(load_case("fentanyl").claims)
    assert {s.name for s in findings.sources} == {r.name for r in load_case("fentanyl").resources}
