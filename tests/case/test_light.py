"""Checking a case needs none of the heavy libraries."""

import subprocess
import sys

import pytest

HEAVY = (
    "pandas", "pyarrow", "duckdb", "ibis", "jax", "numpyro", "xarray", "arviz", "scipy",
    "altair", "vl_convert", "typst", "jinja2",
)  # fmt: skip


@pytest.mark.parametrize("statement", ["pass", "check_case('fentanyl')"])
def test_a_check_loads_no_heavy_module(statement: str) -> None:
    program = f"""
import sys
from detente.case.check import check_case
from detente.case.load import load_case, read_all
from detente.case.package import refresh_package
from detente.case.template import new_case
{statement}
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
