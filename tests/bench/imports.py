"""What it costs to import app.py, and the features that a request needs, beside importing the libraries that they are
built on, in the same run.

A machine that does other work makes wall time useless here, and a single run is a matter of luck. So every import has a
process of its own that says how much processor time (user and system) the import took, all sides take turns, and the
least of each side counts: other work only ever adds to it. Compiled code lies in a folder of this measurement, so
that the setting PYTHONDONTWRITEBYTECODE makes no difference; what is deployed is compiled too.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

from infra.packaging import ROOT
from tests.bench.figures import Figure

APP = "import app"
HEAVIEST = ("orders", "rebates")
"""The features that take longest; each is loaded with the first request for one of its routes."""
BARE = "; ".join(
    (
        "import chalice.app",
        "import pynamodb.connection, pynamodb.indexes, pynamodb.models, pynamodb.transactions",
        "from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints",
        "import aws_lambda_powertools",
    )
)
"""The four libraries, by the modules of them that app.py cannot do without."""
LARGEST_RATIO = 1.5
LARGEST_WITH_A_FEATURE = 1.7
ROUNDS = 5
_TIMED = "import time; began = time.process_time(); {}; print(time.process_time() - began)"


@dataclass(frozen=True)
class Imports:
    """Seconds of processor time; with a feature: app.py and that feature's routes."""

    app: float
    bare: float
    with_a_feature: dict[str, float]

    @property
    def ratio(self) -> float:
        return self.app / self.bare

    @property
    def ratios_with_a_feature(self) -> dict[str, float]:
        return {feature: seconds / self.bare for feature, seconds in self.with_a_feature.items()}


def measure(rounds: int = ROUNDS) -> Imports:
    """The least that each side took, all taking turns; a first round that compiles does not count."""
    sides = [APP, BARE, *(_with(feature) for feature in HEAVIEST)]
    with tempfile.TemporaryDirectory() as compiled:
        for statement in sides:
            _seconds(statement, compiled)
        turns = [[_seconds(statement, compiled) for statement in sides] for _ in range(rounds)]
    app, bare, *features = map(min, zip(*turns, strict=True))
    return Imports(app, bare, dict(zip(HEAVIEST, features, strict=True)))


def _with(feature: str) -> str:
    return f"{APP}, chalicelib.{feature}.routes"


def _seconds(statement: str, compiled: str) -> float:
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", _TIMED.format(statement)],
        cwd=ROOT,
        env=own | {"PYTHONPYCACHEPREFIX": compiled},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def figures() -> Iterator[Figure]:
    """Milliseconds of both sides, and their ratio."""
    made = measure()
    yield Figure("import app.py", f"{made.app * 1000:.0f} ms")
    yield Figure("import bare chalice, pynamodb, pydantic, powertools", f"{made.bare * 1000:.0f} ms")
    yield Figure("import ratio", f"{made.ratio:.2f}", f"at most {LARGEST_RATIO}")
    for feature, ratio in made.ratios_with_a_feature.items():
        yield Figure(f"import ratio with {feature}", f"{ratio:.2f}", f"at most {LARGEST_WITH_A_FEATURE}")
