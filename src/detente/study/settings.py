"""How a study is run: what may be chosen beside the case and the day."""

from dataclasses import dataclass

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
