"""`python -m benchmarks [name …]`: run all benchmarks, or those named, and print one table."""

import sys
from importlib import import_module
from pkgutil import iter_modules

import benchmarks
from benchmarks.harness import Row, installation, say, show

HELPERS = {"__main__", "harness", "municipality", "population", "postgresql", "wsgi"}


def main(wanted: list[str]) -> None:
    """Each in its turn, on one fresh installation."""
    names = sorted(m.name for m in iter_modules(benchmarks.__path__) if m.name not in HELPERS)
    if unknown := set(wanted) - set(names):
        raise SystemExit(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(names)}")
    rows: list[Row] = []
    try:
        with installation():
            for name in wanted or names:
                say(f"{name} …")
                run = getattr(import_module(f"benchmarks.{name}"), "run", None)
                if run is None:
                    say(f"{name} has no run() and is left out")
                    continue
                rows.extend(run())
    finally:
        show(rows)  # also when one of them fails: minutes of measuring are not thrown away


if __name__ == "__main__":
    main(sys.argv[1:])
