"""What a simulation returns: named numbers by draw and save time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.dynamics.model import Model

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Results:
    """Trajectories of the outputs asked for.

    Attributes:
        model: the model that ran.
        times: save times, in the model's time unit.
        slots: the outputs, as slots of the model.
        values: (draw, time, output).
        state: the state at the last save time, with which a run can be continued; None unless
            it was asked for.
    """

    model: Model
    times: NDArray[np.float64]
    slots: tuple[int, ...]
    values: NDArray[np.float64]
    state: Any = None

    @property
    def names(self) -> tuple[str, ...]:
        """List the full names of the outputs, `name[a,b]`, in the order of `values`."""
        return tuple(self.model.names[slot] for slot in self.slots)

    @property
    def draws(self) -> int:
        """Count the draws."""
        return len(self.values)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Return one scalar output by name: (draw, time)."""
        (slot,) = self.model.slots_of(name).values()
        return self.values[:, :, self.slots.index(slot)]

    def rows(self, draw: int = 0) -> Iterator[tuple[float, ...]]:
        """Yield one row a save time: the time, then every output."""
        for time, row in zip(self.times, self.values[draw], strict=True):
            yield (float(time), *map(float, row))

    def dataset(self) -> xr.Dataset:
        """Return the outputs with named dimensions: draw, time, and each variable's subscripts."""
        import xarray as xr

        place = {slot: column for column, slot in enumerate(self.slots)}
        arrays: dict[str, Any] = {}
        for variable in self.model.variables.values():
            chosen = {e: place[s] for e, s in variable.slots.items() if s in place}
            if not chosen:
                continue
            dims = _dimensions(variable.axes)
            labels = [
                list(dict.fromkeys(elements[axis] for elements in chosen))
                for axis in range(len(dims))
            ]
            block = np.full((self.draws, len(self.times), *map(len, labels)), np.nan)
            for elements, column in chosen.items():
                where: list[Any] = [labels[axis].index(name) for axis, name in enumerate(elements)]
                block[(..., *where)] = self.values[:, :, column]
            # Arrays over part of a range keep their own coordinate beside the whole range.
            coords = {dim: list(self.model.label(tuple(names)))
                      for dim, names in zip(dims, labels, strict=True)}  # fmt: skip
            arrays[variable.shown] = xr.DataArray(block, coords, ("draw", "time", *dims))
        return _aligned(arrays, self.times, self.draws)


def _dimensions(axes: tuple[str, ...]) -> tuple[str, ...]:
    """Name dimensions after ranges; a range that occurs again gets a number."""
    found: list[str] = []
    for axis in axes:
        again = found.count(axis)
        found.append(f"{axis}_{again + 1}" if again else axis)
    return tuple(found)


def _aligned(arrays: Mapping[str, Any], times: NDArray[np.float64], draws: int) -> xr.Dataset:
    import xarray as xr

    own = {name: array.assign_coords(time=times, draw=np.arange(draws))
           for name, array in arrays.items()}  # fmt: skip
    return xr.merge(
        [array.rename(name) for name, array in own.items()], join="outer", compat="no_conflicts"
    )
