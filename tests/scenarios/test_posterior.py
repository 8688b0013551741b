"""A small case from its folder to a calibrated model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from detente.scenarios.posterior import System, calibrate_system, load_system
from detente.terms.errors import InputError
from tests.scenarios.conftest import EFFECT


def test_the_truth_is_found(system: System) -> None:
    effect = calibrate_system(system, 1, quick=True).params()["effect"]
    # 48 months with a noise of 0.1 know the effect to about 0.02.
    assert abs(np.median(effect) - EFFECT) < 0.08


def test_a_variant_leaves_a_parameter_at_the_number_of_the_file(system: System) -> None:
    found = calibrate_system(system, 1, quick=True, without=("other",))
    assert set(found.params()) == {"effect", "score"}


def test_a_run_follows_the_index_that_it_is_given(system: System) -> None:
    run = system.simulate({"effect": EFFECT}, ["market"])
    assert run["market"][0, 1:] == pytest.approx(
        20 * np.exp(-EFFECT * np.sin(np.arange(47) / 7)), rel=0.02
    )


def test_a_series_without_numbers_on_a_past_day_is_left_out(system: System) -> None:
    empty = (np.zeros(0), np.zeros(0))
    later = replace(system.spec.observed[0], name="later", column="later")
    spec = replace(system.spec, observed=(*system.spec.observed, later))
    problem = replace(system, spec=spec, columns={**system.columns, "later": empty}).problem()
    assert [link.spec.name for link in problem.links] == ["seen"]


def test_a_case_without_its_files_says_which(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"observations\.toml"):
        load_system(tmp_path, {}, xr.DataArray(np.zeros((1, 1, 1, 1))))
