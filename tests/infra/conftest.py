"""Tests of what is deployed: the packaged template, the roles, the workflows' definitions."""

from typing import Any

import pytest

from infra.packaging import package
from tests.infra.template import Template


@pytest.fixture(scope="session")
def template() -> Template:
    """The packaged template, built when its sources changed."""
    made: dict[str, Any] = package().template
    return Template(made)
