"""Priors and grid of the composition of acts, with what each of them means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Priors and grid of one fit; docs/methods/cooperation.md gives the reasons.

    Attributes:
        trend_start: spread of the trend around 0 in the first month, log odds.
        trend_step: mean of the scale of the trend's monthly steps (gamma prior of shape 2).
        trend_df: degrees of freedom of the trend's Student-t steps.
        episode_sd: scale of the episode's spread (half-normal prior).
        episode_memory: the two shapes of the beta prior of the share of an episode that is left a
            month later.
        trend_reach, trend_spacing: the grid of the trend, log odds.
        episode_reach, episode_spacing: the grid of the episode, in units of its own spread.
        trend_steps, episode_sds, episode_memories: points of each parameter's grid.
        draws: of whole paths.
    """

    trend_start: float = 1.0
    trend_step: float = 0.1
    trend_df: float = 4.0
    episode_sd: float = 1.0
    episode_memory: tuple[float, float] = (3.0, 3.0)
    trend_reach: float = 6.0
    trend_spacing: float = 0.2
    episode_reach: float = 4.0
    episode_spacing: float = 0.5
    trend_steps: int = 4
    episode_sds: int = 5
    episode_memories: int = 4
    draws: int = 4000
