"""Run every benchmark: `python -m benchmarks [name …]`."""

import importlib
import sys

NAMES = ("start", "index", "effects", "calibrate", "dynamics")


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        if name not in NAMES:
            sys.exit(f"no benchmark {name!r}; there are {', '.join(NAMES)}")
        print(f"# {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
