"""What an HDF5 or NetCDF file of somebody else may lead to: nothing but itself."""

import io
from collections.abc import Iterator
from typing import Any

from detente.terms.errors import InputError, shown

_MOST_PARTS = 10_000
_REMEDY = "give a file that holds all of its own data, and nothing else"


def refuse_leading_away(data: bytes, file: str) -> None:
    """Refuse an HDF5 file that has its library read other files, or go astray within this one.

    Raises:
        InputError: a part is stored in another file, put together from others, or a link to one;
            or there are more parts than draws have.
        OSError, RuntimeError, ValueError, LookupError: the bytes are no such file.
    """
    import h5py  # type: ignore[import-untyped]

    with h5py.File(io.BytesIO(data), "r") as opened:
        for count, (name, problem) in enumerate(_parts(h5py, opened)):
            if problem:
                raise InputError.at(file, 0, f"the part {shown(name)} {problem}", _REMEDY)
            if count >= _MOST_PARTS:
                raise InputError.at(file, 0, f"has more than {_MOST_PARTS:,} parts", _REMEDY)


def _parts(h5py: Any, opened: Any) -> Iterator[tuple[str, str]]:
    """Yield every part with what is wrong with it; what leads away is never opened."""
    waiting = [opened]
    seen: set[int] = set()
    while waiting:
        group = waiting.pop()
        for name in group:
            full = f"{group.name.rstrip('/')}/{name}"
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                where = getattr(link, "filename", None)
                other = f" to another file, {shown(where)}" if where else ""
                yield full, f"is a link{other}"
                continue
            part = group[name]
            address = h5py.h5o.get_info(part.id).addr
            if address in seen:
                yield full, "is a part that stands in the file already"
                continue
            seen.add(address)
            if isinstance(part, h5py.Group):
                waiting.append(part)
            yield full, _fault(h5py, part)


def _fault(h5py: Any, part: Any) -> str:
    if not isinstance(part, h5py.Dataset):
        return ""
    if part.external:
        return f"is stored in another file, {shown(part.external[0][0])}"
    return "is put together from other files" if part.is_virtual else ""
