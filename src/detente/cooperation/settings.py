"""Priors and sampler settings of the cooperation index, with what each of them means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Priors and sampler settings of one fit; docs/methods/cooperation.md gives the reasons.

    Attributes:
        level_step, balance_step, attention_step: mean of the typical monthly step (gamma prior of
            shape 2), log points.
        step_df: degrees of freedom of the steps of level and balance. With 4, steps above five
            sigma come about once in eleven years of months; with Gaussian steps, never.
        level_mean: mean and spread of a dyad's average log acts per month of either class.
        balance_mean: spread of a dyad's average balance around 0.
        overdispersion: scale of the variation of monthly rates beyond Poisson, as a share of the
            rate (half-normal prior).
        score_mean, score_slope: in units of the spread of the dyad's scores; the slope (half-normal
            prior) is per log point of balance.
        score_noise: median and log spread (log-normal prior), in the same units.
        score_df: degrees of freedom of the score's noise.
        chains, warmup, draws: of the sampler; `warmup` and `draws` are per chain.
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
    score_noise: tuple[float, float] = (0.5, 0.5)
    score_df: float = 4.0
    chains: int = 4
    warmup: int = 500
    draws: int = 1500
    target_accept: float = 0.9
    max_tree_depth: int = 8
