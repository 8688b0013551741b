"""What was estimated of one effect, whatever it is on: the matter of its finding."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.effects.mixture import Floats
from detente.effects.results import (
    ActsRow,
    CounterfactualRow,
    EffectVariant,
    Look,
    Placebo,
    PlaceboSeries,
    TermEffect,
)
from detente.terms.events import Event

SHARES = (0.025, 0.05, 0.5, 0.95, 0.975)
"""Shares of the draws below the bounds and the median of a summary."""


def look(label: str, draws: Floats, shape: str, *, controls: bool, aftermath: str = "") -> Look:
    """Summarise draws as one look."""
    low95, low90, median, high90, high95 = np.quantile(draws, SHARES).tolist()
    return Look(label, shape, controls, aftermath, median, low90, high90, low95, high95)


def variant(label: str, draws: Floats) -> EffectVariant:
    """Summarise draws of an effect that was estimated in another way."""
    low95, low90, median, high90, high95 = np.quantile(draws, SHARES).tolist()
    return EffectVariant(label, median, low90, high90, low95, high95)


@dataclass(frozen=True)
class Looks:
    """Every look at an effect.

    Attributes:
        main: as the effect is asked.
        agreeing: those that must all agree with it: without controls, without aftermath, or both.
        shapes: the effect in each other shape, of which one at least must agree.
        others: shown and not counted: each event alone, no outliers.
    """

    main: Look
    agreeing: tuple[Look, ...]
    shapes: tuple[Look, ...]
    others: tuple[Look, ...]

    def __iter__(self) -> Iterator[Look]:
        yield self.main
        yield from (*self.agreeing, *self.shapes, *self.others)


@dataclass(frozen=True)
class Dates:
    """The effect among placebo dates.

    Attributes:
        placebos: every date that was tried.
        rank: place of the effect among those that count; 1 = most extreme.
        smallest: size that would have been seen at the events, four times in five.
    """

    placebos: tuple[Placebo, ...]
    rank: int
    smallest: float


@dataclass(frozen=True)
class Readings:
    """Estimates of one effect and its doubts.

    Attributes:
        name, unit, scale: of the series or the side, as the finding gives them.
        estimand: what is estimated, as a sentence.
        periods: months used.
        terms: the events of each term, in order of their dates.
        draws, lasting, term_draws: as `Effect` gives them.
        by_record: the effect as the record alone shows it: on the index the size that is read, with
            its prior, as the estimate.
        large: size of a change that nobody would overlook: a doubling or halving.
        aftermath: acts that report or settle the events.
        unasked: doubts that the record is too thin to ask, a phrase each.
    """

    name: str
    unit: str
    scale: str
    estimand: str
    periods: tuple[str, ...]
    terms: tuple[tuple[Event, ...], ...]
    draws: Floats
    lasting: Floats | None
    term_draws: Floats
    looks: Looks
    term_effects: tuple[TermEffect, ...]
    total: EffectVariant | None
    term_correlation: float | None
    dates: Dates
    placebo_series: tuple[PlaceboSeries, ...]
    onset: EffectVariant | None
    pre_trend: EffectVariant | None
    anticipation: EffectVariant | None
    by_record: float
    large: float
    counterfactual: tuple[CounterfactualRow, ...]
    aftermath: tuple[Event, ...] = ()
    unasked: tuple[str, ...] = ()
    acts: tuple[ActsRow, ...] = ()
    warnings: tuple[str, ...] = ()
