"""Each function that the program compiles is compared with itself uncompiled; none is forgotten."""

import ast
from collections.abc import Iterator

from tests.compiled.both import SOURCE

COMPARED = {
    "dynamics/calibration/mode.py survey": "test_calibration: the quick fit, density and gradient",
    "dynamics/calibration/quick.py approximate": "test_calibration: the quick fit",
    "dynamics/calibration/sample.py expectations": "test_calibration: expected and predicted",
    "dynamics/calibration/sample.py prior_scales": "test_calibration: the quick fit",
    "dynamics/driven.py _run": "test_dynamics: runs with inputs of their own",
    "dynamics/ensemble.py BlockRun._compiled": "test_dynamics: blocks, ensembles, variance",
    "dynamics/gradient.py gradients": "test_dynamics: gradients",
    "effects/model.py _fit": "test_effects: designs of a series",
}
ELSEWHERE = {
    "sampling/known_answers.py check_known_answers": "answers known beforehand",
    "sampling/told.py _in_groups": "runs NUTS on a density that is compared: test_calibration, "
    "tests/sampling/test_told.py draws a known distribution by it",
    "dynamics/calibration/nuts.py sample_posterior": "JAX runs chains over devices compiled alone; "
    "density and quantities are compared: test_calibration, and what is drawn is held to known "
    "truths: tests/dynamics/calibration/test_recovery.py",
    "dynamics/calibration/ranks.py rank_study": "the same density, in studies of known truth",
    "dynamics/calibration/ranks.py _over_devices": "the same sampler, in studies of known truth",
}
"""What is compiled and has its answers checked in another way."""
_COMPILE = {"jit", "pmap", "shard_map", "checkify", "xmap"}


def compiled(node: ast.AST, names: tuple[str, ...] = ()) -> Iterator[str]:
    """Name the functions in which something is compiled, or which are."""
    for child in ast.iter_child_nodes(node):
        inner = names
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = (*names, child.name)
        if isinstance(child, ast.Attribute) and child.attr in _COMPILE:
            yield ".".join(names)
        if isinstance(child, ast.ImportFrom) and (child.module or "").startswith("jax"):
            taken = {alias.name for alias in child.names} & _COMPILE
            assert not taken, f"write jax.{taken}, so that it is found here"
        yield from compiled(child, inner)


def test_each_compiled_function_is_compared() -> None:
    found = {
        f"{path.relative_to(SOURCE).as_posix()} {name}"
        for path in SOURCE.rglob("*.py")
        for name in compiled(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set(COMPARED) | set(ELSEWHERE)
