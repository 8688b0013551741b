"""Estimate the cooperation index: panel in, posterior draws with their diagnostics out."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from detente.cooperation.cache import cache_key
from detente.cooperation.settings import IndexSettings
from detente.evidence.panel import Panel
from detente.sampling.diagnostics import Diagnostics, diagnose, load_arviz
from detente.sampling.kept import Arrays, keep_arrays, load_arrays
from detente.terms.periods import month_end

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.cooperation.model import IndexData

Progress = Callable[[float, str], None]
"""Called with how far the fit is, from 0 to 1, and what it is doing."""

_BY_DYAD = ("level_mean", "balance_mean", "score_mean", "score_slope", "score_noise")
_PARAMETERS = ("attention_step", "level_step", "balance_step", "overdispersion", *_BY_DYAD)
_STATISTIC, _DIAGNOSTIC = "statistic.", "diagnostic."
_NUMBERS = tuple(field.name for field in fields(Diagnostics) if field.name != "warnings")


@dataclass(frozen=True)
class CooperationIndex:
    """The posterior of the cooperation index.

    Attributes:
        posterior: `cooperation` and `conflict` (acts a month at average attention), `balance`
            (log of their ratio), with dimensions chain, draw, dyad, period; `attention` (a factor
            with geometric mean 1 over the months) with chain, draw, period; and the model's
            parameters, those of the scores in units of each dyad's own spread.
        statistics: of the sampler, by chain and draw.
        cached: whether the draws were kept from an earlier run.
    """

    posterior: xr.Dataset
    statistics: xr.Dataset
    diagnostics: Diagnostics
    panel: Panel
    settings: IndexSettings
    seed: int
    cached: bool


def estimate_index(
    panel: Panel,
    *,
    seed: int,
    settings: IndexSettings | None = None,
    progress: Progress | None = None,
) -> CooperationIndex:
    """Draw from the posterior of the index by NUTS, or take the draws of an equal earlier run.

    Args:
        panel: counts and scores by month and dyad, of two months or more.
        seed: of the sampler; equal panel, settings, seed and versions give equal draws, on one kind
            of processor and wherever nothing else in the process started JAX first; see
            `sampling.xla`.
        progress: told how far the fit is, from threads of the sampler's own too.

    Raises:
        ValueError: the panel has fewer than two months, or no dyad.
    """
    if len(panel.periods) < 2 or not panel.dyads:
        raise ValueError("an index needs two months and one dyad at least")
    settings = settings or IndexSettings()
    report = progress or (lambda fraction, text: None)
    key = cache_key(panel, settings, seed)
    kept = load_arrays(key)
    read = _read(kept, panel, settings) if kept else None
    if read is None:
        fitted = _fit(panel, settings, seed, report)
        keep_arrays(key, fitted)
        fresh = _read(fitted, panel, settings)
        assert fresh is not None
        report(1.0, "the index is estimated")
        return CooperationIndex(*fresh, panel, settings, seed, cached=False)
    report(1.0, "the index was estimated before")
    return CooperationIndex(*read, panel, settings, seed, cached=True)


def index_data(panel: Panel, counted: "NDArray[np.float64] | None" = None) -> "IndexData":
    """Prepare a panel for the model.

    Scores are centred and scaled by dyad, so that one prior fits sources of any unit; a month's
    weight is the share of its days that the score covers.

    Args:
        counted: (T, D), 0 where the counts are to be held out; all are seen if not given.
    """
    from detente.cooperation.model import IndexData

    seen = np.isfinite(panel.score) & (panel.score_days > 0)
    centre, spread = score_units(panel)
    days = np.array([month_end(period).day for period in panel.periods])
    weight = np.where(seen, np.minimum(panel.score_days / days[:, None], 1.0), 0.0)
    acts = np.stack([panel.cooperation, panel.conflict], axis=-1)
    return IndexData(
        acts=acts,
        counted=np.ones(panel.score.shape) if counted is None else counted,
        score=np.where(seen, (np.where(seen, panel.score, 0.0) - centre) / spread, 0.0),
        score_weight=weight,
        most=int(acts.max(initial=1)),
    )


def score_units(panel: Panel) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return mean and standard deviation of each dyad's scores; 0 and 1 where there are none."""
    seen = np.isfinite(panel.score) & (panel.score_days > 0)
    count = np.maximum(seen.sum(axis=0), 1)
    centre = np.where(seen, panel.score, 0.0).sum(axis=0) / count
    variance = (np.where(seen, panel.score - centre, 0.0) ** 2).sum(axis=0) / count
    return centre, np.where(variance > 0, np.sqrt(variance), 1.0)


def to_inference_data(index: CooperationIndex) -> Any:
    """Return the draws as ArviZ InferenceData, with sampler statistics and what was observed."""
    panel = index.panel
    observed = xr.Dataset(
        {
            "events_cooperation": (("period", "dyad"), panel.cooperation),
            "events_conflict": (("period", "dyad"), panel.conflict),
            "score": (("period", "dyad"), panel.score),
            "score_days": (("period", "dyad"), panel.score_days),
        },
        coords={"period": list(panel.periods), "dyad": list(panel.dyads)},
    )
    return load_arviz().InferenceData(
        posterior=index.posterior, sample_stats=index.statistics, observed_data=observed
    )


def _fit(panel: Panel, settings: IndexSettings, seed: int, report: Progress) -> "Arrays":
    from detente.cooperation.sampler import sample_posterior

    report(0.0, "compiling the model")
    draws, statistics, seconds = sample_posterior(
        index_data(panel), settings, seed, lambda at: report(0.05 + 0.85 * at, "sampling")
    )
    report(0.9, "checking the draws")
    divergences = int(statistics["diverging"].sum())
    checked = asdict(diagnose(_labelled(draws, panel), divergences, seconds))
    return (
        draws
        | {_STATISTIC + name: values for name, values in statistics.items()}
        | {_DIAGNOSTIC + name: np.array(checked[name], np.float64) for name in _NUMBERS}
        | {_DIAGNOSTIC + "warnings": np.array(checked["warnings"], np.str_)}
    )


def _read(
    arrays: "Arrays", panel: Panel, settings: IndexSettings
) -> tuple[xr.Dataset, xr.Dataset, Diagnostics] | None:
    """Label kept arrays; None where any is missing or has another shape than it must have."""
    try:
        posterior = _labelled(arrays, panel)
        statistics = xr.Dataset(
            {
                name.removeprefix(_STATISTIC): (("chain", "draw"), values)
                for name, values in arrays.items()
                if name.startswith(_STATISTIC)
            },
            coords={name: posterior[name] for name in ("chain", "draw")},
        )
        numbers = {name: float(arrays[_DIAGNOSTIC + name]) for name in _NUMBERS}
        warnings = tuple(str(text) for text in arrays[_DIAGNOSTIC + "warnings"])
    except (KeyError, ValueError, TypeError):
        return None
    if (posterior.sizes["chain"], posterior.sizes["draw"]) != (settings.chains, settings.draws):
        return None
    diagnostics = Diagnostics(
        rhat_max=numbers["rhat_max"],
        ess_bulk_min=numbers["ess_bulk_min"],
        ess_tail_min=numbers["ess_tail_min"],
        divergences=int(numbers["divergences"]),
        seconds=numbers["seconds"],
        chains=int(numbers["chains"]),
        draws=int(numbers["draws"]),
        warnings=warnings,
    )
    return posterior, statistics, diagnostics


def _labelled(arrays: "Arrays", panel: Panel) -> xr.Dataset:
    paths = {name: np.moveaxis(arrays[name], -1, 2) for name in ("level", "balance")}
    half = paths["balance"] / 2
    by_month = ("chain", "draw", "dyad", "period")
    variables: dict[str, Any] = {
        "cooperation": (by_month, np.exp(paths["level"] + half)),
        "conflict": (by_month, np.exp(paths["level"] - half)),
        "balance": (by_month, paths["balance"]),
        "attention": (("chain", "draw", "period"), np.exp(arrays["log_attention"])),
    }
    for name in _PARAMETERS:
        dims = ("chain", "draw", "dyad") if name in _BY_DYAD else ("chain", "draw")
        variables[name] = (dims, arrays[name])
    chains, draws = arrays["overdispersion"].shape
    return xr.Dataset(
        variables,
        coords={
            "chain": np.arange(chains),
            "draw": np.arange(draws),
            "dyad": list(panel.dyads),
            "period": list(panel.periods),
        },
    )
