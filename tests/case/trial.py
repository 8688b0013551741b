"""A case folder that a test breaks."""

from pathlib import Path

from detente.case.check import check_case
from detente.case.package import refresh_package
from detente.terms.errors import Problem


class Trial:
    """A case folder made by `detente new`, with the edits that a test makes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def edit(self, name: str, old: str, new: str, count: int = 1) -> None:
        """Replace a text in one of its files, and describe the file anew if it is a table."""
        path = self.folder / name
        text = path.read_bytes().decode()
        assert old in text, f"{name} holds no {old!r}, so that the test would break nothing"
        path.write_bytes(text.replace(old, new, count).encode())
        if name.endswith(".csv"):
            refresh_package(self.folder)

    def line(self, name: str, fragment: str) -> int:
        """Return the line of a file on which a text stands first."""
        text = (self.folder / name).read_bytes().decode()
        return text[: text.index(fragment)].count("\n") + 1

    def problems(self) -> tuple[Problem, ...]:
        """Check it."""
        return check_case(self.folder)

    def only(self) -> Problem:
        """Check it, and return the one problem that it has."""
        problems = self.problems()
        assert len(problems) == 1, "\n".join(map(str, problems)) or "no problem was found"
        return problems[0]
