"""Reading the keys of a TOML table, with a problem for each that is not what it should be."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from detente.terms.errors import Problem, nearest, shown
from detente.terms.toml_lines import line_of
from detente.terms.toml_text import Toml

Table = Mapping[str, object]
Where = tuple[str | int, ...]


class Reader:
    """Reads keys of one file and collects what is wrong with them."""

    def __init__(self, read: Toml) -> None:
        self.file = read.file
        self.problems: list[Problem] = []
        self._lines = read.lines

    def line(self, *where: str | int) -> int:
        """Return the line of a key, or of the nearest table above it."""
        return line_of(self._lines, *where)

    def report(self, problem: str, fix: str, *where: str | int) -> None:
        """Note a problem with the key at a place."""
        self.problems.append(Problem(self.file, self.line(*where), problem, fix))

    def unknown_keys(self, table: Table, known: Iterable[str], where: Where) -> None:
        """Report every key that is not among those known, with the nearest one."""
        for key in table.keys() - set(known):
            self.report(f"key {shown(key)} is not known", nearest(key, known), *where, key)

    def tables(self, table: Table, key: str, where: Where) -> tuple[Table, ...]:
        """Return a list of tables; none where the key is missing or something else."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return tuple(value)
        header = ".".join([str(part) for part in where if isinstance(part, str)] + [key])
        self.report(f"{key} is not a list of tables", f"begin each with [[{header}]]", *where, key)
        return ()

    def text(self, table: Table, key: str, where: Where, hint: str = "") -> str:
        """Return a text that must be given, with its white space evened out."""
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        problem = f"{key} is missing" if value is None else f"{key} = {shown(value)} is not a text"
        self.report(problem, f'write {key} = "…"{hint}', *where, key)
        return ""

    def optional_text(self, table: Table, key: str, where: Where) -> str:
        """Return a text that may be left out."""
        return self.text(table, key, where) if key in table else ""

    def texts(self, table: Table, key: str, where: Where) -> tuple[str, ...]:
        """Return a list of texts that may be left out."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(" ".join(item.split()) for item in value)
        self.report(f"{key} is not a list of texts", f'write {key} = ["…", "…"]', *where, key)
        return ()

    def day(self, table: Table, key: str, where: Where, hint: str = "") -> date:
        """Return a day that must be given."""
        value = table.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        problem = f"{key} is missing" if value is None else f"{key} = {shown(value)} is not a day"
        fix = f"write it without quotes, e.g. {key} = 2023-09-01{hint}"
        self.report(problem, fix, *where, key)
        return date.min

    def choice(self, table: Table, key: str, choices: Sequence[str], where: Where) -> str:
        """Return one of some texts."""
        value = table.get(key)
        if isinstance(value, str) and value in choices:
            return value
        problem = f"{key} is missing" if value is None else f"{key} = {shown(value)} is not known"
        self.report(problem, f"use one of {', '.join(choices)}", *where, key)
        return ""
