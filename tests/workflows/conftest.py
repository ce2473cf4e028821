"""Workflow tests run both state machines on moto's interpreter with the real handlers."""

from collections.abc import Iterator

import pytest

from tests.world.cloud import Cloud, cloud
from tests.world.machines import stop_all
from tests.world.streams import Streams


@pytest.fixture
def aws() -> Iterator[Cloud]:
    """An empty AWS whose state machines run."""
    with cloud(workflows=True) as made:
        yield made
        stop_all()


@pytest.fixture
def streams(aws: Cloud) -> Streams:
    """Plays the tables' streams when asked to `drain()`."""
    return Streams(aws)
