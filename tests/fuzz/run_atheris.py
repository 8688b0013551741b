"""Fuzzes one reader, led by the code that it reaches: `run_atheris TARGET SECONDS FOLDER`.

What it found stays in the folder as `crash-…`, `timeout-…` or `oom-…`; exit code 0 where nothing.
"""

import sys
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["detente", "tomllib", "csv", "json"]):
    from detente.terms.errors import InputError
    from tests.fuzz.limits import within
    from tests.fuzz.targets import TARGETS

    TARGET = TARGETS[sys.argv[1]]
    # What a reader imports late is instrumented too.
    with suppress(InputError):
        TARGET.read(TARGET.seeds()[0], Path(sys.argv[3]) / "input")


def main(seconds: str, folder: str) -> None:
    """Fuzz for a while; does not return."""
    seeds = Path(folder) / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGET.seeds()):
        (seeds / f"{number:04}").write_bytes(seed)

    def one(data: bytes) -> None:
        try:
            with within(TARGET.seconds, TARGET.megabytes):
                TARGET.read(data, Path(folder) / "input")
        except InputError as error:
            if not all(problem.problem and problem.fix for problem in error.problems):
                raise RuntimeError("a refusal without a reason") from error

    flags = [
        f"-max_total_time={seconds}",
        "-rss_limit_mb=0",
        "-max_len=30000",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *flags, str(seeds)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[2:])
