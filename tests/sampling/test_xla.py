"""JAX is set up before it starts, wherever it is started from, beside a user's own options."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from detente.sampling import xla
from detente.sampling.xla import flags_with_ours

NO_YNN = "--xla_cpu_experimental_ynn_fusion_type="
LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000"
SOURCE = Path(xla.__file__).parents[1]


def asked(count: int = 4) -> list[str]:
    return [LOOPS, NO_YNN, f"--xla_force_host_platform_device_count={count}"]


@pytest.mark.parametrize(
    ("own", "result"),
    [
        ("", asked()),
        ("  ", asked()),
        ("--xla_cpu_enable_fast_math=false", ["--xla_cpu_enable_fast_math=false", *asked()]),
        (f"{NO_YNN}LIBRARY_FUSION_TYPE_DOT --xla_a=1", ["--xla_a=1", *asked()]),
        (f"--xla_a=1 {NO_YNN}-dot", ["--xla_a=1", *asked()]),
        (f"{NO_YNN}'a b' --xla_a=1", ["--xla_a=1", *asked()]),
        (f"{NO_YNN} {NO_YNN}-reduce", asked()),
        (f"{NO_YNN[:-1]}", asked()),
        (f"{NO_YNN[:-1]}_mode=x", [f"{NO_YNN[:-1]}_mode=x", *asked()]),
        ("--xla_force_host_platform_device_count=2", asked()),
        ("--xla_force_host_platform_device_count=7", asked(7)),
        (
            "--xla_backend_extra_options=xla_cpu_optimize_for_size",
            ["--xla_backend_extra_options=xla_cpu_optimize_for_size", *asked()],
        ),
        (
            "--xla_backend_extra_options=a,xla_cpu_small_while_loop_byte_threshold=5",
            ["--xla_backend_extra_options=a,xla_cpu_small_while_loop_byte_threshold=5",
             *asked()[1:]],
        ),
        ("/no/such/file", ["/no/such/file"]),
    ],
)  # fmt: skip
def test_ours_stand_beside_a_user_s_own_options(own: str, result: list[str]) -> None:
    once = flags_with_ours(own, 4)
    assert once.split() == result
    assert flags_with_ours(once, 4) == once  # a worker process inherits what is asked for


def test_options_that_a_user_keeps_in_a_file_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "flags"
    file.write_text(f"--xla_a=1\n{NO_YNN}-dot\n", encoding="utf-8")
    assert flags_with_ours(str(file), 4).split() == ["--xla_a=1", *asked()]
    assert flags_with_ours(str(tmp_path), 4) == str(tmp_path)


def run(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: text for name, text in os.environ.items() if name != "XLA_FLAGS"}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=own | environment,
        check=False,
    )  # fmt: skip


USERS = sorted(
    path.relative_to(SOURCE.parent).with_suffix("").as_posix().replace("/", ".")
    for path in SOURCE.rglob("*.py")
    if "import jax" in path.read_text(encoding="utf-8")
    or "import numpyro" in path.read_text(encoding="utf-8")
)


def test_importing_any_module_that_uses_jax_is_enough_and_starts_nothing() -> None:
    assert len(USERS) > 20
    found = run(f"""
import importlib, os
for name in {USERS!r}:
    importlib.import_module(name)
from detente.sampling.xla import running
print(running(), os.environ["XLA_FLAGS"])
import jax
print(jax.local_device_count())
""")
    assert found.stderr == ""
    first, second = found.stdout.splitlines()
    assert first == f"False {flags_with_ours('')}"
    assert int(second) == xla.DEVICES


def test_jax_takes_all_that_is_asked_for_beside_a_user_s_options() -> None:
    own = f"--xla_backend_extra_options=xla_cpu_optimize_for_size {NO_YNN}LIBRARY_FUSION_TYPE_DOT"
    found = run("import detente, jax; print(jax.jit(lambda x: x + 1)(1.0))", XLA_FLAGS=own)
    assert found.stdout == "2.0\n", found.stderr


@pytest.mark.parametrize("flags", ["", "--xla_cpu_enable_fast_math=true"])
def test_the_key_tells_how_jax_was_started(flags: str) -> None:
    """Draws of a process that somebody else started JAX in are kept apart."""
    program = "{}import detente; from detente.sampling.xla import key_part; print(key_part())"
    before = "import jax; jax.devices(); "
    parts = [run(program.format(text), XLA_FLAGS=flags).stdout for text in ("", before)]
    assert parts[0].startswith("set up here")
    assert NO_YNN in parts[0]
    assert parts[1].startswith("started otherwise")
    assert all(flags in part for part in parts)
    assert all(
        f"{name}=" in part for part in parts for name in ("jax", "jaxlib", "numpyro", "numpy")
    )


def test_the_key_hangs_on_what_changes_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {xla.key_part()}
    for name in ("JAX_PLATFORMS", "JAX_THREEFRY_PARTITIONABLE"):
        monkeypatch.setenv(name, "0")
        parts.add(xla.key_part())
    monkeypatch.setattr(
        "importlib.metadata.version", lambda name: "other" if name == "jaxlib" else "1"
    )
    parts.add(xla.key_part())
    assert len(parts) == 4


def test_there_is_one_way_into_jax() -> None:
    """So that nothing of ours computes before the known answers were asked for."""
    for path in SOURCE.rglob("*.py"):
        if path.parent.name != "sampling":
            text = path.read_text(encoding="utf-8")
            assert "enable_x64" not in text, path
            assert "XLA_FLAGS" not in text, path


@pytest.mark.parametrize(
    ("started", "asked"),
    [
        ("import detente, jax; jax.devices()", 0),
        ("import jax, detente; jax.devices()", 0),
        ("import jax; jax.devices(); import detente", 1),
        ("import detente, os, jax; os.environ['XLA_FLAGS'] = ''; jax.devices()", 1),
        ("import detente, os; os.environ['XLA_FLAGS'] = ''", 0),
    ],
)  # fmt: skip
def test_known_answers_are_asked_for_once_where_somebody_else_started_jax(
    started: str, asked: int
) -> None:
    found = run(f"""
{started}
from detente.sampling import known_answers, xla
known, times = known_answers.check_known_answers, []
known_answers.check_known_answers = lambda: (times.append(1), known())
for _ in range(2):
    with xla.double_precision():
        pass
print(len(times))
""")
    assert found.stdout == f"{asked}\n", found.stderr


def test_wrong_sums_end_the_program_with_what_to_set(tmp_path: Path) -> None:
    """As with jax 0.10.2, where somebody else started it: here one known answer is made wrong."""
    model = tmp_path / "m.mdl"
    model.write_text(
        "x = INTEG(1, 0) ~~|\nINITIAL TIME = 0 ~~|\nFINAL TIME = 1 ~~|\nTIME STEP = 1 ~~|\n"
        "SAVEPER = 1 ~~|\n", encoding="utf-8"
    )  # fmt: skip
    found = run(f"""
import sys
import jax
jax.devices()
from detente.sampling import known_answers
known_answers._last_square = lambda rows: rows[-2].sum()
from detente.cli.app import main
sys.argv = ["detente", "simulate", {str(model)!r}]
main()
""")
    assert found.returncode == 2
    assert found.stdout == ""
    assert "wrong sums" in found.stderr
    assert f"XLA_FLAGS={NO_YNN}" in found.stderr
    assert "Traceback" not in found.stderr
