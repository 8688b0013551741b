"""Priors and sampler settings of the cooperation index, with what each of them means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Settings of one fit. Scales of half-normal priors are named after what they bound.

    Attributes:
        level_step, balance_step: typical monthly step of level and balance, log points.
        step_df: degrees of freedom of the steps; 4 lets a five-sigma rupture come about once in
            ten years of months, where Gaussian steps would let it come never.
        attention_step: typical monthly change of the chronology's attention, log points.
        level_mean: mean and spread of a dyad's average log acts per month of either class.
        balance_mean: spread of a dyad's average balance around 0.
        overdispersion: coefficient of variation of the monthly rate beyond Poisson.
        score_mean, score_slope, score_noise: in units of the spread of the dyad's scores; the
            slope is per log point of balance.
        score_df: degrees of freedom of the score's noise.
        chains, warmup, draws: of the sampler; `draws` is per chain.
        target_accept, max_tree_depth: of NUTS.
    """

    level_step: float = 0.1
    balance_step: float = 0.15
    step_df: float = 4.0
    attention_step: float = 0.07
    level_mean: tuple[float, float] = (-1.5, 1.5)
    balance_mean: float = 1.0
    overdispersion: float = 1.0
    score_mean: float = 1.0
    score_slope: float = 1.0
    score_noise: float = 1.0
    score_df: float = 4.0
    chains: int = 4
    warmup: int = 500
    draws: int = 1200
    target_accept: float = 0.85
    max_tree_depth: int = 8
