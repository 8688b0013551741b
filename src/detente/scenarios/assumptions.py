"""How far the answer hangs on what was assumed, and when closer cooperation fails to help."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.scenarios.results import AssumptionRow, FailureRule

Floats = NDArray[np.float64]

_LEAF_SHARE = 0.05
_DEPTH = 3
_MOST_RULES = 3


def parameter_matters(
    params: Mapping[str, Floats],
    percent: Floats,
    parts: Mapping[str, Floats],
    *,
    outcome: str,
    horizon: int,
    better: str,
) -> tuple[AssumptionRow, ...]:
    """Split the draws at the terciles of each parameter and compare what they say.

    Args:
        params: posterior draws, name → (draw,).
        percent: joint change in per cent of the baseline (draw,).
        parts: dyad → its part of the joint change (draw,).

    Returns:
        One row a parameter, those that move the joint change most first.
    """
    rows = []
    for name, values in params.items():
        low, high = np.quantile(values, [1 / 3, 2 / 3])
        if not low < high:
            continue
        thirds = values <= low, values >= high
        best = [_largest(parts, third, better) for third in thirds]
        rows.append(AssumptionRow(
            parameter=name, outcome=outcome, horizon_months=horizon,
            low=float(np.median(percent[thirds[0]])), high=float(np.median(percent[thirds[1]])),
            best_low=best[0], best_high=best[1], rank_moves=best[0] != best[1],
        ))  # fmt: skip
    return tuple(sorted(rows, key=lambda row: -abs(row.high - row.low)))


def _largest(parts: Mapping[str, Floats], rows: NDArray[np.bool_], better: str) -> str:
    if better == "neither":
        return ""
    sign = -1.0 if better == "lower" else 1.0
    return max(parts, key=lambda dyad: sign * float(np.median(parts[dyad][rows])))


def failure_rules(
    params: Mapping[str, Floats],
    fails: NDArray[np.bool_],
    *,
    name: str,
    outcome: str,
    horizon: int,
    threshold_percent: float,
) -> tuple[FailureRule, ...]:
    """Find conditions on the parameters under which a scenario fails, by a small tree.

    The tree (CART: Breiman et al. 1984) plays the part of scenario discovery (Bryant & Lempert
    2010, *Technological Forecasting and Social Change* 77): its leaves are boxes with a density
    of failures and a coverage of all of them.

    Args:
        params: posterior draws, name → (draw,).
        fails: by draw.

    Returns:
        Leaves where failure is likelier than overall, those that cover most first; none where
        (almost) all draws fail or none does, since then no condition separates them.
    """
    overall = float(fails.mean())
    count = len(fails)
    least = max(20, int(_LEAF_SHARE * count))
    if not least <= int(fails.sum()) <= count - least:
        return ()
    from sklearn.tree import DecisionTreeClassifier

    names = sorted(params)
    table = np.column_stack([params[key] for key in names])
    tree = DecisionTreeClassifier(max_depth=_DEPTH, min_samples_leaf=least, random_state=0)
    tree.fit(table, fails)
    leaves = tree.apply(table)
    rules = []
    for leaf, conditions in _paths(tree.tree_, names).items():
        inside = leaves == leaf
        density = float(fails[inside].mean())
        if density <= overall:
            continue
        coverage = float(fails[inside].sum() / fails.sum())
        rules.append(FailureRule(
            name, outcome, horizon, threshold_percent, conditions, density, coverage, overall,
            int(inside.sum()),
        ))  # fmt: skip
    return tuple(sorted(rules, key=lambda rule: -rule.coverage)[:_MOST_RULES])


def _paths(tree: "object", names: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return the conditions that lead to each leaf, each parameter's tightest alone."""
    left, right = tree.children_left, tree.children_right  # type: ignore[attr-defined]
    feature, threshold = tree.feature, tree.threshold  # type: ignore[attr-defined]
    found: dict[int, tuple[str, ...]] = {}
    waiting: list[tuple[int, dict[tuple[str, str], float]]] = [(0, {})]
    while waiting:
        node, bounds = waiting.pop()
        if left[node] == right[node]:
            found[node] = tuple(f"{name} {sign} {number:.3g}"
                                for (name, sign), number in sorted(bounds.items()))  # fmt: skip
            continue
        name, number = names[feature[node]], float(threshold[node])
        waiting.append((int(left[node]), {**bounds, (name, "≤"): number}))
        waiting.append((int(right[node]), {**bounds, (name, ">"): number}))
    return found
