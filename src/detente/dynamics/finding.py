"""What a check of a model says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a check of a model found.

    Attributes:
        check: "units", "extremes" or "conservation".
        variable: the variable that shows it; empty where it is the model as a whole.
        line: where the file defines it; 0 where that is not known.
        problem: what is wrong.
        remedy: what the modeller can do.
    """

    check: str
    variable: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.variable or 'model'}: {self.problem}; {self.remedy}"
