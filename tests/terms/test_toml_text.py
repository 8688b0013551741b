"""Any text is read as the standard library reads it, or refused by name within bounds."""

import subprocess
import sys
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.terms.errors import InputError
from detente.terms.toml_lines import key_lines, line_of
from detente.terms.toml_text import parse_toml

PIECES = (
    "[a]", "[[a]]", "[a.b]", "[[a.b]]", '["a\\"]" . b]', "x = 1", 'x.y."z = [" = 2', "x = [1, # ]",
    '  "]", {y = 1}]', 'x = """', '"""', "x = '''", "'''", 'x = "a\\"b"', "x = 1e400", "x = nan",
    "\\",
    "x = 2023-09-01",
    'x = { y = "}", z.w = 1 }', "# [a]", "]", '"', "x = 9223372036854775808", "",
)  # fmt: skip
"""Lines on which a reader of TOML can lose its place."""
TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=12).map("\n".join)


@given(TEXTS)
def test_a_text_is_read_as_it_is_or_refused(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except ValueError:
        with pytest.raises(InputError) as refused:
            parse_toml(text, "f.toml")
        assert all(1 <= p.line <= text.count("\n") + 1 for p in refused.value.problems)
        return
    try:
        read = parse_toml(text, "f.toml")
    except InputError as error:
        said = str(error)
    else:
        assert read.table == expected
        assert {place[0] for place in read.lines} == set(expected)
        return
    assert "number" in said


def test_dotted_and_quoted_keys_have_their_lines() -> None:
    lines = key_lines('\na.b."c d" = 1\n["e\\"]"]\nf = 1\n')
    assert line_of(lines, "a", "b", "c d") == 2
    assert line_of(lines, 'e"]', "f") == 4


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("x = 1\ny = inf", 2, "no finite number"),
        ("x = 1\ny = [1, nan]", 2, "no finite number"),
        ("[t]\nz = { y = -1e999 }", 2, "no finite number"),
        ("x = 9223372036854775808", 1, "too large"),
        ("x = -9223372036854775809", 1, "too large"),
        ("\nx = " + "9" * 4301, 2, "4,301 characters"),
        ("\nx = 0x" + "f" * 900, 2, "too large"),
        ("\n[" + ".".join("a" * 17) + "]", 2, "too many parts"),
        ("\n" + " . ".join(["'a'"] * 17) + " = 1", 2, "too many parts"),
        ("\nx = " + "[" * 33 + "]" * 33, 2, "nested too deeply"),
        ("\nx = " + "{a=" * 33 + "1" + "}" * 33, 2, "nested too deeply"),
        ("x = 1\rx = 2", 1, "not valid TOML"),
        ("x = '\x00'", 1, "not valid TOML"),
        ('x = "\\ud800"', 1, "not valid TOML"),
        ("x = 1\nx = 2", 2, "not valid TOML"),
        ("x = 0000-01-01", 1, "not valid TOML"),
    ],
)
def test_what_is_refused(text: str, line: int, said: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_toml(text, "f.toml")
    (problem,) = refused.value.problems
    assert (problem.line, said in problem.problem) == (line, True), problem


@pytest.mark.parametrize(
    "text",
    [
        "x = 9223372036854775807", "x = -9223372036854775808",
        "x = 1.00000000000000000000000000001",
        "x = [" + "1.5, " * 5000 + "]", "x = '" + "a.b." * 1000 + "'",
        "# " + "a." * 1000, "x = \"\"\"\n" + "a.b.[[" * 500 + '"""',
        "[" + ".".join("abcdefgh") + "]",
    ],
)  # fmt: skip
def test_what_people_write_is_read(text: str) -> None:
    assert parse_toml(text, "f.toml").table == tomllib.loads(text)


BOMBS = (
    "'[' + '.'.join(['a'] * 50_000) + ']\\nb = 1'",
    "'.'.join(['a'] * 900_000) + ' = 1'",
    "'x = ' + '[' * 1_900_000",
    "'x = ' + '{a=' * 600_000",
    "'x = ' + '9' * 1_900_000",
    "'x = 0x' + 'f' * 1_900_000",
    '\'"""\' * 600_000',
    "'x = \"' + '\\\\n' * 900_000 + '\"'",
    "'x = \"\"\"' + '\\\\n' * 900_000 + '\"\"\"'",
    "'[' + ' ' * 1_900_000",
    "'[\"a\\\\\"' + ' ' * 1_900_000",
    "'\\n'.join(f'a{i} = 1' for i in range(190_000))",
    "'x = [' + '[],' * 600_000 + ']'",
    "'x = [' + '1e400,' * 300_000 + ']'",
    "'[[a]]\\n' * 300_000",
    "'[a]\\n' * 400_000",
    "'#' * 9_000_000",
)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_read_or_refused_within_bounds(bomb: str) -> None:
    # Seconds of the processor, not of the clock.
    program = f"""
import resource
resource.setrlimit(resource.RLIMIT_CPU, (8, 8))
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from detente.terms.errors import InputError
from detente.terms.toml_text import parse_toml
text = {bomb}
try:
    parse_toml(text, "f.toml")
except InputError:
    pass
"""

    run = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert run.returncode == 0, run.stderr.decode()[-500:]
