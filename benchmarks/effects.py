"""Fits of effects: a thousand single ones, and a thousand placebo dates at once."""

import time

import numpy as np

from detente.effects.estimate import SeriesDesign, draw_effect, draw_effects, generator
from detente.effects.shapes import Onset, season_columns, shape_column

FITS, MONTHS = 1000, 150


def main() -> None:
    rng = np.random.default_rng(1)
    steps = 0.1 * rng.standard_normal((FITS, MONTHS))
    paths = np.cumsum(steps, axis=1) + 0.3 * rng.standard_normal((FITS, MONTHS))
    z = season_columns(1, MONTHS)[None]
    column = shape_column("step", Onset(90, 0.5), MONTHS, 12, 6)
    began = time.perf_counter()
    for number in range(FITS):
        draw_effect(SeriesDesign(paths[[number]], z), column[:, None], generator(number))
    print(f"{FITS} fits one by one, compilation included: {time.perf_counter() - began:.1f} s")
    months = rng.integers(12, MONTHS - 12, FITS)
    columns = np.stack([shape_column("step", Onset(m, 0.5), MONTHS, 12, 6) for m in months])
    began = time.perf_counter()
    draw_effects(SeriesDesign(paths[[0]], z), columns[..., None], rng)
    print(f"{FITS} placebo dates of one series: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
