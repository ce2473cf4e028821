"""What is measured, and how it is printed."""

import os
import platform
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Figure:
    """One line of the table; `allowed` says what the figure must keep to, where it must."""

    what: str
    value: str
    allowed: str = ""


def machine() -> str:
    """Where it was measured."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def table(figures: Iterable[Figure]) -> Iterator[str]:
    """The lines of a plain table of three columns."""
    rows = [(figure.what, figure.value, figure.allowed) for figure in figures]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    """How many columns a text takes in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def percentile(sorted_times: Sequence[float], percent: int) -> float:
    """The nearest rank: the least of the times that so many percent of all do not exceed."""
    return sorted_times[ceil(len(sorted_times) * percent / 100) - 1]
