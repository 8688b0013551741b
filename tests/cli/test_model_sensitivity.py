"""`detente model sensitivity` writes indices with intervals, and a chart of them."""

import csv
from xml.etree import ElementTree

import pytest

from tests.cli.test_simulate import DECAY

VARY = """
[rate]
distribution = "uniform"
low = 0.05
high = 0.2

[level]
distribution = "uniform"
low = 90
high = 110
"""


@pytest.fixture
def files(tmp_path):
    model, vary = tmp_path / "decay.mdl", tmp_path / "vary.toml"
    model.write_text(DECAY, encoding="utf-8")
    vary.write_text(VARY, encoding="utf-8")
    return model, vary


def test_indices_with_intervals_and_a_chart(files, detente, tmp_path) -> None:
    model, vary = files
    out = tmp_path / "sensitivity"
    ran = detente("model", "sensitivity", model, "--vary", vary, "--outcome", "level", "--at", 10,
                  "--count", 64, "--out", out)  # fmt: skip
    assert ran.code == 0, ran.err
    assert ran.out.split() == [str(out / f"sensitivity-level.{e}") for e in ("csv", "svg", "png")]
    lines = (out / "sensitivity-level.csv").read_text().splitlines()
    rows = {row["input"]: row for row in csv.DictReader(lines)}
    # After ten months rates of 0.05 to 0.2 leave 61 to 13 of 100; the start moves that by a tenth.
    assert float(rows["rate"]["total_lo95"]) > float(rows["level"]["total_hi95"])
    for row in rows.values():
        assert float(row["first_lo95"]) <= float(row["first"]) <= float(row["first_hi95"])
        assert (row["output"], row["of"], row["runs"]) == ("level", "at time 10", "256")
    drawing = ElementTree.parse(out / "sensitivity-level.svg").getroot()
    assert "rate" in drawing.get("aria-label", "")
    assert {"rate", "level"} <= {text.text for text in drawing.iter() if text.text}
    assert (out / "sensitivity-level.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--outcome", "levl"], "did you mean 'level'"),
        (["--outcome", "level", "--at", 0.3], "no save time"),
        (["--outcome", "level", "--count", 100], "not a power of two"),
        (["--outcome", "INITIAL TIME"], "no varied input changes"),
    ],
)
def test_bad_input_leaves_nothing_behind(files, detente, tmp_path, words, said) -> None:
    model, vary = files
    out = tmp_path / "sensitivity"
    ran = detente("model", "sensitivity", model, "--vary", vary, "--out", out, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not out.exists()
