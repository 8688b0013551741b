"""What is wrong inside a model, before it is known at which line of which file."""


class ModelError(Exception):
    """A problem of one equation; the compiler adds the file and the line of the variable."""

    def __init__(self, problem: str, fix: str) -> None:
        self.problem, self.fix = problem, fix
        super().__init__(problem)
