"""Feature tests run against AWS on moto, through the real handlers."""

from collections.abc import Iterator

import pytest

from tests.world.cloud import Cloud, cloud
from tests.world.streams import Streams


@pytest.fixture
def aws() -> Iterator[Cloud]:
    """An empty AWS."""
    with cloud() as made:
        yield made


@pytest.fixture
def streams(aws: Cloud) -> Streams:
    """Plays the tables' streams when asked to `drain()`."""
    return Streams(aws)
