"""How a study is run: what may be chosen beside the case and the day."""

from dataclasses import dataclass

from detente.terms.errors import InputError, shown

DEFAULT_SEED = 20190501
"""A seed that nobody chose for its result: the day on which China's class control took effect."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a study is run.

    Attributes:
        seed: of everything that is drawn.
        quick: a normal approximation of the posterior of the case's model instead of the sampler;
            marked as such.
        rivals: also score each rival variant of the model on the held-out months (minutes each).
        held_out: score the last months by a fit of those before; a second fit.
    """

    seed: int = DEFAULT_SEED
    quick: bool = False
    rivals: bool = False
    held_out: bool = True

    def __post_init__(self) -> None:
        """Refuse a seed that is none; InputError."""
        seed = self.seed
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
            problem = f"{shown(str(seed))} is no seed"
            raise InputError.at("seed", 0, problem, "give a whole number from 0 to 2,147,483,647")
