"""The command-line reference is what the program prints of itself.

Rewrite it with `python -m tests.docs.test_cli_reference`.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from detente.cli.app import app

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


def commands_of(group: Any, *above: str) -> list[str]:
    """List the commands of a group and of the groups inside it, as they are typed."""
    found = []
    for name, command in sorted(group.commands.items()):
        found.append(" ".join([*above, name]))
        if hasattr(command, "commands"):
            found += commands_of(command, *above, name)
    return found


COMMANDS = commands_of(get_command(app))
HEAD = """# Command line

What each command prints with `--help`. Exit codes: 0 fine, 1 found problems, 2 bad input.
Results go to standard output, progress and errors to standard error.
"""


def help_of(*words: str) -> str:
    # A fixed width, so that the reader's terminal does not decide what the reference says.
    result = CliRunner(env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}).invoke(
        app, [*words, "--help"], prog_name="detente"
    )
    assert result.exit_code == 0, result.output
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def reference() -> str:
    parts = [HEAD, f"```\n{help_of()}\n```\n"]
    for command in COMMANDS:
        parts.append(f"## detente {command}\n\n```\n{help_of(*command.split())}\n```\n")
    return "\n".join(parts)


def test_the_reference_is_what_the_program_says() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("page", ["README.md", "docs/claims.md"])
def test_commands_named_in_the_documentation_exist(page: str) -> None:
    text = (REFERENCE.parents[1] / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:\.venv/bin/)?detente ((?:model )?[a-z]+)", text))
    assert named
    assert named <= set(COMMANDS)


def test_the_readme_names_every_command() -> None:
    text = (REFERENCE.parents[1] / "README.md").read_text(encoding="utf-8")
    assert {c for c in COMMANDS if f"detente {c}" not in text} == set()


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
