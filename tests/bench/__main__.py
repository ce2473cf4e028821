"""`python -m tests.bench [NAME]`: measures, and prints a table of each measurement as soon as it is done."""

import argparse
import logging
import sys
from collections.abc import Callable, Iterable
from importlib import import_module

from tests.bench.figures import Figure, machine, table

NAMES = ("imports", "round_trips", "rebates", "settlement", "orders")
"""The modules, each with its `figures()`."""


def main() -> int:
    """Everything, or one module's figures."""
    parser = argparse.ArgumentParser(prog="make bench BENCH=name", description="Measures how fast it is.")
    parser.add_argument("name", nargs="?", choices=NAMES, help="one measurement (default: all)")
    asked = parser.parse_args().name
    logging.disable(logging.CRITICAL)
    print(machine())  # noqa: T201 - a command line
    for name in [asked] if asked else NAMES:
        figures: Callable[[], Iterable[Figure]] = import_module(f"tests.bench.{name}").figures
        print("\n".join(["", f"# {name}", *table(list(figures()))]), flush=True)  # noqa: T201 - a command line
    return 0


if __name__ == "__main__":
    sys.exit(main())
