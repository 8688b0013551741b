"""What a series may not add is told, among thousands of names too, and what it may is not."""

import subprocess
import sys

import pytest

MANY = {
    "codes": 'f"{n:05d}"',
    "totals": 'f"All Saints {n}"',
    "counties": 'f"San {n} County, CA"',
    "of a code": 'f"T{n // 100}.{n % 100}"',
    "with others": 'f"Heroin {n // 100} with cocaine {n % 100}"',
    "and others": 'f"Heroin {n // 100} and cocaine {n % 100}"',
}


@pytest.mark.parametrize("name", MANY.values(), ids=MANY)
def test_thousands_of_names_are_compared_without_all_their_pairs(name: str) -> None:
    # Seconds of the processor, not of the clock: it takes one or two, and all pairs a minute.
    program = f"""
import resource
resource.setrlimit(resource.RLIMIT_CPU, (12, 12))
from tests.evidence.rows import SEIZED, monthly, resource as file
from detente.evidence.added import mixed_figures
rows = [
    monthly("a", month, 1 + (n * 7919) % 997, item={name})
    for month in ("2020-01", "2020-02", "2020-03") for n in range(6_000)
]
print([mixed.problem for mixed in mixed_figures(SEIZED, rows, {{"a": file("a", "2021-01-01")}})])
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert run.returncode == 0, run.stderr.decode()[-500:]
    assert run.stdout.decode() == "[]\n"
