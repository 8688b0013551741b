"""What does not fit in a calibration file is said, with its line, all of it at once."""

import numpy as np
import pytest

from detente.dynamics.calibration.build import build_problem
from detente.dynamics.calibration.read import load_calibration, read_calibration
from detente.terms.errors import InputError
from tests.dynamics.calibration.worlds import CASES, PRIORS, calibration, cases, epidemic


def problems_of(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_calibration(text, "c.toml")
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[parameter.a]\ndistribution = "gausian"\n', 1, "distribution 'gausian'"),
        ("[parameter.a]\nmean = 1\n", 1, "no distribution"),
        ('[parameter.a]\ndistribution = "normal"\nmean = 1\nsd = -1\n', 1, "sd > 0"),
        ('[parameter.a]\ndistribution = "normal"\nmean = 1\n', 1, "mean, sd"),
        ('\n[parameter."a[x]"]\ndistribution = "beta"\na = 1\nb = "2"\n', 2, "a > 0, b > 0"),
        ('[parameter.a]\ndistribution = "uniform"\nlow = [1, 5]\nhigh = [2, 4]\n', 1, "low < high"),
        ("[path.a]\nknots = 1\n", 1, "knots = 1"),
        ("[path.a]\nknots = [3, 2]\n", 1, "rising times"),
        ("[input.a]\ncomponents = 0\n", 2, "components = 0"),
        ("[run]\nchains = 1\n", 2, "chains = 1"),
        ("[run]\nchain = 4\n", 2, "did you mean 'chains'"),
        ("[runs]\nchains = 4\n", 1, "did you mean 'run'"),
        ('[[observe]]\nlikelihood = "poison"\n', 2, "'poison' is unknown"),
        ('[[observe]]\nlikelihood = "log_normal"\n', 2, "did you mean 'lognormal'"),
        ("[[observe]]\nwindow = 0\n", 2, "window = 0"),
        ("[[observe]]\nlag = [0.5, 0.4]\n", 2, "add up to 1"),
        ("[[observe]]\ncomplete = [1.2]\n", 2, "complete"),
        ("[[observe]]\nspread = -1\n", 2, "above zero"),
        ('[[observe]]\nvariable = "a"\nhow = "total"\n', 3, "'total' is unknown"),
        ('[[observe]]\nvariable = "a"\n', 1, "no spread"),
        ("", 1, "nothing is observed"),
    ],
)
def test_a_problem_has_its_line_and_a_remedy(text: str, line: int, said: str) -> None:
    assert any(p.startswith(f"c.toml:{line}: ") and said in p for p in problems_of(text))


def test_all_problems_are_told_at_once() -> None:
    text = '[parameter.a]\ndistribution = "gausian"\n[run]\nchains = 0\n[[observe]]\nwindow = 0\n'
    assert len(problems_of(text)) >= 5


def test_a_file_that_cannot_be_read_is_said(tmp_path) -> None:
    (tmp_path / "broken.toml").write_text("[run\n", encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes("# é\n".encode("latin-1"))
    for name, said in (("none.toml", "is missing"), ("broken.toml", "not valid TOML"),
                       ("latin.toml", "UTF-8")):  # fmt: skip
        with pytest.raises(InputError, match=said):
            load_calibration(tmp_path / name)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return epidemic(tmp_path_factory.mktemp("model"))


def seen(values, times=None) -> dict:
    times = np.arange(len(values)) if times is None else times
    return {"cases": (np.asarray(times, float), np.asarray(values, float))}


@pytest.mark.parametrize(
    ("extra", "observe", "said"),
    [
        ('[parameter.contact]\ndistribution = "beta"\na = 1\nb = 1\n', CASES,
         "did you mean 'contacts'"),
        ('[parameter."TIME STEP"]\ndistribution = "beta"\na = 1\nb = 1\n', CASES, "time grid"),
        ("", CASES.replace('"infection"', '"infections"'), "did you mean 'infection'"),
        ("", CASES.replace('"cases"', '"case"'), "did you mean 'cases'"),
        ("", CASES.replace('"noise"', '"noize"'), "'noize' has no prior"),
        ("", CASES + 'unit = "lb"\n', "'persons/month' in the model, not in 'lb'"),
        ("", CASES + "window = 4\n", "before the run begins at 0"),
        ("", CASES + "lag = 2\n", "before the run begins at 0"),
        ("", CASES + 'name = "noise"\n', "a parameter and an observation"),
        ("[path.contacts]\nknots = 3\n"
         'start = { distribution = "lognormal", median = 1, sigma = 1 }\n'
         'step = { distribution = "halfnormal", sd = 1 }\n', CASES, "is given by [parameter"),
        ("[path.S]\nknots = 3\n"
         'start = { distribution = "lognormal", median = 1, sigma = 1 }\n'
         'step = { distribution = "halfnormal", sd = 1 }\n', CASES, "is a stock"),
        ("[input.R]\n", CASES, "no draws of 'R'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_model_is_said(model, extra: str, observe: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        build_problem(model, calibration(extra, observe=observe), seen([5, 6, 7]))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("likelihood", "data", "said"),
    [
        ("negative_binomial", seen([1, 2.5]), "holds 2.5"),
        ("negative_binomial", seen([1, -2]), "whole numbers"),
        ("lognormal", seen([1, 0]), "numbers above 0"),
        ("normal", seen([1, np.inf]), "finite numbers"),
        ("student_t", seen([np.nan, np.nan]), "no value at all"),
        ("normal", seen([1, 2], [0, 0.5]), "no save time"),
        ("normal", seen([1, 2], [0, 99]), "no save time"),
        ("normal", seen([1, 2], [3, 3]), "two values at 3"),
    ],
)
def test_numbers_that_a_likelihood_cannot_produce_are_said(model, likelihood, data, said) -> None:
    observe = CASES.replace("negative_binomial", likelihood)
    with pytest.raises(InputError, match=said):
        build_problem(model, calibration(observe=observe), data)


def test_units_in_other_spellings_are_the_same(model) -> None:
    for unit in ("Persons / Month", "person/months", "persons"):
        spec = calibration(observe=CASES + f'unit = "{unit}"\n')
        assert build_problem(model, spec, cases(model)).links


def test_priors_and_lines_are_kept() -> None:
    spec = calibration()
    assert [item.name for item in spec.parameters] == ["contacts", "duration", "noise"]
    assert spec.parameters[0].prior.source == "made up for a test"
    assert (
        spec.line("parameter", "contacts") == PRIORS[: PRIORS.index("[parameter.c")].count("\n") + 1
    )
