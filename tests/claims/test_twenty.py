"""A second document about the same case: twenty public assertions, supported and wrong ones."""

from pathlib import Path

import pytest

from detente.case.claim_files import with_claims
from detente.claims.verdict import Verdict, VerdictFinding
from detente.terms.errors import InputError
from tests.claims.conftest import Shipped

FILE = Path(__file__).with_name("twenty.toml")
CERTAIN = {
    "border-seizures-fell-2024": Verdict.SUPPORTED,
    "border-seizures-fell-a-third-2025": Verdict.SUPPORTED,
    "border-seizures-rose-2025": Verdict.CONTRADICTED,
    "seized-at-ports": Verdict.SUPPORTED,
    "seized-between-ports": Verdict.CONTRADICTED,
    "deaths-fell-a-quarter-2024": Verdict.SUPPORTED,
    "deaths-record-2024": Verdict.CONTRADICTED,
    "purity-fell-2024": Verdict.SUPPORTED,
    "homicide-fell-sheinbaum": Verdict.SUPPORTED,
    "sheinbaum-said-42-per-cent": Verdict.SUPPORTED,
    "woodside-to-working-group": Verdict.SUPPORTED,
    "working-group-within-a-month": Verdict.CONTRADICTED,
    "three-handovers": Verdict.SUPPORTED,
    "no-licences-for-mexico": Verdict.CONTRADICTED,
    "fentanyl-tariff-halved": Verdict.SUPPORTED,
    "mexico-army-seized-more-2024": Verdict.CONTRADICTED,
    "deaths-will-fall": Verdict.SUPPORTED,
    "seizures-will-recover": Verdict.NOT_TESTABLE,
}
"""What the record leaves no doubt about; the other two rest on the index and on an effect."""


@pytest.fixture(scope="module")
def verdicts(shipped: Shipped) -> dict[str, VerdictFinding]:
    """Judge on the record of the newest file, without effects, which take minutes."""
    return shipped.judged(FILE)


def test_each_comes_out_as_the_record_has_it(verdicts: dict[str, VerdictFinding]) -> None:
    assert len(verdicts) == 20
    wrong = {
        name: (verdicts[name].verdict, verdicts[name].probability, verdicts[name].reason)
        for name, expected in CERTAIN.items()
        if verdicts[name].verdict is not expected
    }
    assert wrong == {}


def test_what_cannot_be_run_says_why(verdicts: dict[str, VerdictFinding]) -> None:
    assert set(verdicts) - set(CERTAIN) == {"us-china-warmed-after-woodside", "woodside-cut-deaths"}
    assert "No effect can be estimated" in verdicts["woodside-cut-deaths"].reason
    assert "30 September 2028" in verdicts["seizures-will-recover"].reason


def test_a_forecast_is_scored(verdicts: dict[str, VerdictFinding]) -> None:
    values = verdicts["deaths-will-fall"].checks[0].values
    stated = values["brier_stated"]
    assert isinstance(stated, float)
    # Very likely is 0.875; with a probability of at most 0.99, 0.99·0.125² + 0.01·0.875² = 0.0231.
    assert stated == pytest.approx(0.0231, abs=0.001)


MISTAKES = """\
[document]
stated_by = "A ministry"
stated_on = 2026-01-01
source = "A report"

[[claim]]
id = "wrong"
text = "It fell."
kind = "fact"
[[claim.check]]
type = "shift"
label = "It fell"
series = "border_fentanil_lb"
before = "FY2023"
after = "FY2024"
direction = "down"
[[claim.check]]
type = "shift"
label = "It fell early"
series = "border_fentanyl_lb"
before = "2012"
after = "FY2024"
direction = "down"
[[claim.check]]
type = "shift"
label = "It fell by 10"
series = "border_fentanyl_lb"
before = "FY2023"
after = "FY2024"
direction = "down"
at_least = 10
[[claim.check]]
type = "lasting"
label = "It stayed down"
series = "border_fentanyl_lb"
before = "FY2023"
since = "2025-10"
months = 24
direction = "down"
[[claim.check]]
type = "reciprocity"
label = "China answers"
dyad = "USA-CHN"
by = "CHI"
acts = "conflict"
answers = "conflict"
window = "2019/2020"
[[claim.check]]
type = "source_says"
label = "The army says so"
series = "mx_fentanyl_seized"
period = "2019"
group = "SEDENA (army)"
value = 144
[[claim.check]]
type = "effect"
label = "It did it"
effect = "no_such_effect"
direction = "down"
[[claim.check]]
type = "association"
label = "They go together"
series = "deaths_12m_reported"
with_dyad = "USA-MEX"
window = "2012/2020"
direction = "together"
"""


def test_every_mistake_is_one_clear_error_and_all_come_at_once(
    shipped: Shipped, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(MISTAKES, "utf-8")
    with pytest.raises(InputError) as caught:
        with_claims(shipped.case, file, shipped.rows)
    found = [str(problem).replace(str(file), "") for problem in caught.value.problems]
    wanted = [
        (":10:", "no series 'border_fentanil_lb'"),
        (":17:", "before = '2012' lies mostly outside series border_fentanyl_lb"),
        (":24:", "at_least = 10 has no unit"),
        (":32:", "'2027-10/2028-09' lies mostly outside series border_fentanyl_lb"),
        (":40:", "by = 'CHI' is no state of USA-CHN"),
        (":48:", "no group 'SEDENA (army)'"),
        (":55:", "no effect 'no_such_effect'"),
        (":60:", "no figures of single months"),
    ]
    for line, words in wanted:
        assert any(line in text and words in text for text in found), (line, words, found)


def test_a_file_that_is_not_there_or_empty_is_one_error(shipped: Shipped, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        with_claims(shipped.case, tmp_path / "none.toml", {})
    (tmp_path / "empty.toml").write_text("", "utf-8")
    with pytest.raises(InputError, match="holds no claim"):
        with_claims(shipped.case, tmp_path / "empty.toml", {})
