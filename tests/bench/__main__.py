"""`python -m tests.bench [NAME]`: measures, and prints one table."""

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
    found: list[Figure] = []
    for name in [asked] if asked else NAMES:
        print(f"{name} ...", file=sys.stderr)  # noqa: T201 - a command line
        figures: Callable[[], Iterable[Figure]] = import_module(f"tests.bench.{name}").figures
        found += figures()
    print("\n".join([machine(), *table(found)]))  # noqa: T201 - a command line
    return 0


if __name__ == "__main__":
    sys.exit(main())
