"""The means of a calibration: read from a summary or from draws, refused where they are neither."""

import os
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from detente.dynamics.compile import load
from detente.dynamics.means import fitting, load_means
from detente.terms.errors import InputError
from tests.dynamics.texts import vensim, written
from tests.fuzz.limits import within


def refused(path: Path) -> str:
    with within(20.0, 700), pytest.raises(InputError) as caught:
        load_means(path)
    return str(caught.value)


def test_means_of_draws_are_those_of_chains_and_draws(tmp_path: Path) -> None:
    draws = np.arange(12.0).reshape(2, 3, 2)
    xr.Dataset(
        {"a": (("chain", "draw"), draws[..., 0]), "b": (("chain", "draw", "side"), draws)},
        coords={"side": ["x", "y"]},
    ).to_netcdf(tmp_path / "draws.nc", group="posterior", engine="h5netcdf")
    # 0, 2, … 10 and 1, 3, … 11.
    assert load_means(tmp_path / "draws.nc") == {"a": 5.0, "b[x]": 5.0, "b[y]": 6.0}


@pytest.mark.parametrize("ending", [".csv", ".nc"])
def test_what_is_no_plain_file_is_refused(tmp_path: Path, ending: str) -> None:
    os.mkfifo(tmp_path / f"pipe{ending}")
    (tmp_path / f"endless{ending}").symlink_to("/dev/zero")
    with (tmp_path / f"holes{ending}").open("wb") as file:
        file.truncate(1 << 33)
    assert "no plain file" in refused(tmp_path / f"pipe{ending}")
    assert "no plain file" in refused(tmp_path / f"endless{ending}")
    (tmp_path / f"folder{ending}").mkdir()
    assert "cannot be read" in refused(tmp_path / f"folder{ending}")
    assert "more than" in refused(tmp_path / f"holes{ending}")
    assert "missing" in refused(tmp_path / f"none{ending}")


@pytest.mark.parametrize(
    "text", [b'parameter,mean\n"a,1\n' + b"a" * 200_000, b"\x00\x00", b"", b"\xff", b"mean\n1\n"]
)
def test_what_is_no_summary_is_refused(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "means.csv"
    path.write_bytes(text)
    assert "means.csv" in refused(path)


@pytest.mark.parametrize(
    "data", [b"", b"junk" * 999, b"\x89HDF\r\n\x1a\n", b"CDF\x01" + b"\0" * 99]
)
def test_junk_is_no_draws(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "draws.nc"
    path.write_bytes(data)
    assert "draws.nc: cannot be read" in refused(path)


# Where opening fails midway, h5netcdf's half-made file complains as it is thrown away.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_damaged_draws_are_refused_or_read(tmp_path: Path) -> None:
    path = tmp_path / "draws.nc"
    xr.Dataset({"a": (("chain", "draw"), np.ones((2, 3)))}).to_netcdf(
        path, group="posterior", engine="h5netcdf"
    )
    sound = path.read_bytes()
    generator = np.random.default_rng(1)
    refusals = 0
    for _ in range(60):
        damaged = bytearray(sound)
        for place in generator.integers(0, len(sound), 20):
            damaged[place] = generator.integers(0, 256)
        path.write_bytes(damaged)
        try:
            load_means(path)
        except InputError:
            refusals += 1
    assert refusals > 0


@pytest.mark.parametrize("what", ["a", "draw"])
def test_draws_that_unpack_into_terabytes_are_refused(tmp_path: Path, what: str) -> None:
    with h5py.File(tmp_path / "draws.nc", "w") as file:
        group = file.create_group("posterior")
        packed = {"dtype": "f8", "chunks": (1 << 20,), "compression": "gzip", "fillvalue": 0.0}
        scale = group.create_dataset("draw", (1 << 40,), **packed)
        scale.make_scale("draw")
        if what == "a":
            group.create_dataset("a", (1 << 40,), **packed).dims[0].attach_scale(scale)
    assert "more than" in refused(tmp_path / "draws.nc")


@pytest.mark.parametrize("what", ["external", "virtual", "link", "soft", "group", "circle", "many"])
def test_draws_that_lead_to_other_files_are_refused(tmp_path: Path, what: str) -> None:
    (tmp_path / "secret.bin").write_bytes(np.arange(8.0).tobytes())
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["a"] = np.ones(8)
    with h5py.File(tmp_path / "draws.nc", "w") as file:
        group = file.create_group("posterior")
        scale = group.create_dataset("draw", (8,), "f8")
        scale.make_scale("draw")
        match what:
            case "external":
                stored = [(str(tmp_path / "secret.bin"), 0, 64)]
                array = group.create_dataset("a", (8,), "f8", external=stored)
                array.dims[0].attach_scale(scale)
            case "virtual":
                layout = h5py.VirtualLayout((8,), "f8")
                layout[:] = h5py.VirtualSource(str(tmp_path / "other.h5"), "a", (8,))
                group.create_virtual_dataset("a", layout)
            case "link":
                group["a"] = h5py.ExternalLink(str(tmp_path / "other.h5"), "/a")
            case "soft":
                group["a"] = h5py.SoftLink("/posterior/draw")
            case "group":
                file["elsewhere"] = h5py.ExternalLink("/etc/passwd", "/")
            case "circle":
                group["again"] = group
            case "many":
                for place in range(10_001):
                    group.create_group(str(place))
    said = refused(tmp_path / "draws.nc")
    problem = {
        "external": "stored in another file",
        "virtual": "put together from other files",
        "link": "is a link to another file",
        "soft": "is a link",
        "group": "'/elsewhere' is a link to another file",
        "circle": "stands in the file already",
        "many": "more than 10,000 parts",
    }
    assert problem[what] in said


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("parameter,mean\na,1_0\n", "means.csv:2: the mean in 'a,1_0' is no number"),
        ("parameter,mean\na,١\n", "is no number"),
        ("parameter,mean\na,1e999\n", "is no number"),
        ("parameter,mean\na\n", "is no number"),
        ("parameter,mean\na,1\na,2\n", "means.csv:3: the parameter 'a' stands twice"),
        ("parameter,mean\n,1\n", "a mean has no name"),
        ("parameter,mean,mean\na,1,2\n", "two columns called mean"),
    ],
)
def test_a_summary_with_odd_numbers_or_names_is_refused(
    tmp_path: Path, text: str, problem: str
) -> None:
    path = tmp_path / "means.csv"
    path.write_text(text)
    assert problem in refused(path)


def test_more_parameters_than_a_model_holds_are_refused(tmp_path: Path) -> None:
    wide = xr.Dataset({"a": (("chain", "draw", "side", "edge"), np.ones((1, 1, 700, 700)))})
    wide.to_netcdf(tmp_path / "draws.nc", group="posterior", engine="h5netcdf")
    assert "490,000 parameters" in refused(tmp_path / "draws.nc")
    (tmp_path / "means.csv").write_text("parameter,mean\n" + "a,1\n" * 900_000)
    assert "900,001 parameters" in refused(tmp_path / "means.csv")


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_draws_whose_mean_is_no_number_are_refused(tmp_path: Path, number: float) -> None:
    drawn = xr.Dataset(
        {"a": (("chain", "draw"), [[1.0, number]]), "b": (("chain", "draw"), [[1, 1]])}
    )
    drawn.to_netcdf(tmp_path / "draws.nc", group="posterior", engine="h5netcdf")
    if np.isinf(number):
        assert "the mean of 'a' is not a number" in refused(tmp_path / "draws.nc")
    else:
        assert load_means(tmp_path / "draws.nc")["a"] == 1.0  # xarray leaves out what is missing


def test_many_names_that_the_model_has_not_are_told_at_once(tmp_path: Path) -> None:
    model = load(written(tmp_path, vensim("".join(f"rate{i} = 1 ~~|\n" for i in range(500)))))
    means = {"rate7": 2.0} | {f"rat{i}": 1.0 for i in range(100_000)}
    # To look for the name that each may have been meant to be would take minutes.
    with within(5.0, 300):
        kept, others = fitting(model, means)
    assert kept == {"rate7": 2.0}
    assert len(others) == 100_000
