"""The posterior of effects as a mixture, and draws from it: pure functions of arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 4000
"""Draws of each effect: the bounds of a 95% interval are then known to about 4% of its width."""


class Mixture(NamedTuple):
    """Posterior of the effects of one design after another: a mixture of multivariate t.

    Attributes:
        log_weight: (path, design, part), not normalised over the parts; paths weigh the same.
        mean: (path, design, part, term).
        scale: (path, design, part, term, term), Cholesky factor of the scale matrix.
        freedom: degrees of freedom, the same for all.
    """

    log_weight: Floats
    mean: Floats
    scale: Floats
    freedom: float


def sample(mixture: Mixture, rng: np.random.Generator) -> Floats:
    """Draw from the mixture: (design, DRAWS, term), path by path, the same share from each."""
    paths, designs, _, terms = mixture.mean.shape
    weight = np.exp(mixture.log_weight - mixture.log_weight.max(axis=2, keepdims=True))
    edges = np.cumsum(weight / weight.sum(axis=2, keepdims=True), axis=2)
    path = np.arange(DRAWS) * paths // DRAWS
    # Even places on the cumulated weights, in random order, leave less noise than random ones.
    within = np.empty(DRAWS)
    mine_of = [np.flatnonzero(path == number) for number in range(paths)]
    for mine in mine_of:
        within[mine] = rng.permutation((np.arange(len(mine)) + rng.random()) / max(len(mine), 1))
    normal = rng.standard_normal((DRAWS, terms))
    spread = np.sqrt(mixture.freedom / rng.chisquare(mixture.freedom, DRAWS))[:, None]
    drawn = np.empty((designs, DRAWS, terms))
    for design in range(designs):
        part = np.concatenate(
            [np.searchsorted(edges[n, design], within[mine]) for n, mine in enumerate(mine_of)]
        )
        part = np.minimum(part, edges.shape[2] - 1)
        root = mixture.scale[path, design, part]
        drawn[design] = mixture.mean[path, design, part]
        drawn[design] += spread * np.einsum("nij,nj->ni", root, normal)
    return drawn
