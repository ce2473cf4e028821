"""End-to-end tests run against the packaged system: one MiniStack, one deployment, one browser for the whole run."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, sync_playwright

from infra.deploy import SITE, Target, deploy
from infra.ministack import MiniStack, free_port
from infra.packaging import ROOT, package
from tests.e2e.company import Company
from tests.e2e.system import System, until

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
IN_CI = os.environ.get("CI") == "true"
_LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks the tests that want a browser; without a Chromium they are left out, which in CI is an error."""
    wanted = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    for item in wanted:
        item.add_marker("browser")
    if CHROMIUM or not wanted:
        return
    if IN_CI:
        raise pytest.UsageError("There is no Chromium, and CI must run the browser tests: apt-get install chromium.")
    config.hook.pytest_deselected(items=wanted)
    items[:] = [item for item in items if item not in wanted]
    config.stash[_LEFT_OUT] = len(wanted)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says what was left out."""
    left_out = config.stash.get(_LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(f"There is no Chromium here, so {left_out} browser tests did not run.", yellow=True)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The packaged system, deployed on a MiniStack of its own, with the site that is built."""
    if not (SITE / "index.html").exists():
        _run(["make", "--silent", "web/dist/index.html"])
    stack = MiniStack(free_port(), tmp_path_factory.mktemp("ministack"))
    stack.start()
    try:
        yield System(stack, deploy(Target.local(stack.port, "test"), package(), {}))
    finally:
        stack.stop()
        stack.clear_up()


@pytest.fixture(scope="session")
def company(system: System) -> Company:
    """The company of the first seed, on the deployed system, when all that it tells has been told."""
    return _seeded(system)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The same company once more, for those who come by the browser: they settle the month that others settle, too."""
    stack = MiniStack(free_port(), tmp_path_factory.mktemp("shop"))
    stack.start()
    try:
        yield _seeded(System(stack, deploy(Target.local(stack.port, "test"), package(), {})))
    finally:
        stack.stop()
        stack.clear_up()


def _seeded(system: System) -> Company:
    system.run("-m", "infra.seed")
    made = Company(system)
    until(made.has_been_told, 180)
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by playwright."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True)
