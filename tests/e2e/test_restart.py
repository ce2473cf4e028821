"""`make run`, Ctrl-C, `make run`: everything goes on where it stopped, and what was only half made begins again."""

import json
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy import DeploymentFailed, Target, find
from infra.local import SEEDED, is_empty
from infra.ministack import MiniStack, free_port, is_taken
from infra.packaging import ROOT
from infra.seed.dealers import WAITING
from tests.e2e.company import Company
from tests.e2e.system import System, until

Said = dict[str, tuple[int, str]]
"""How each of several commands ended, and what it said."""
THROWN_AWAY = "The first start was interrupted: what it left half done is thrown away.\n"


class Local:
    """One state folder that is run, stopped, and run again."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self.port, self.mail_port = free_port(), free_port()

    @contextmanager
    def started(self, *options: str) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
        """`make run`, and the lines that it says; it has ended when the block is left."""
        command = [sys.executable, "-u", "-m", "infra.local", *self._where(), *options]
        said: list[str] = []
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        reader = threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
        reader.start()
        try:
            yield process, said
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(90)
            reader.join(10)
            assert process.stdout
            process.stdout.close()

    @contextmanager
    def running(self, *options: str) -> Iterator[System]:
        """`make run` until it says that it runs; then Ctrl-C, and it ends well."""
        with self.started(*options) as (process, said):
            until(lambda: "Ctrl-C stops it" in "".join(said) or process.poll() is not None, 420)
            assert process.poll() is None, "".join(said)
            yield System(MiniStack(self.port, self._state / "aws"), find(Target.local(self.port)))
        assert process.returncode == 0, "".join(said)

    def interrupted(self, by: signal.Signals) -> tuple[int, str]:
        """`make run` until its first seed is at work; how it ends, and what it said, after that signal."""
        with self.started() as (process, said):
            until(lambda: self._is_being_seeded() or process.poll() is not None, 120)
            assert process.poll() is None, "".join(said)
            process.send_signal(by)
            process.wait(90)
        until(lambda: not is_taken(self.port) and not is_taken(self.mail_port), 90)
        return process.returncode, "".join(said)

    def seed(self) -> tuple[int, str]:
        """`make seed`: how it ends, and what it says."""
        command = [sys.executable, "-m", "infra.local", *self._where(), "--seed-only"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout + done.stderr).strip()

    @property
    def seeded(self) -> str | None:
        """What is kept of what the seed said."""
        kept = self._state / SEEDED
        return kept.read_text() if kept.exists() else None

    def _where(self) -> list[str]:
        return ["--port", str(self.port), "--mail-port", str(self.mail_port), "--state", str(self._state)]

    def _is_being_seeded(self) -> bool:
        """Whether the seed has begun; it is far from its end then."""
        try:
            return is_taken(self.port) and not is_empty(find(Target.local(self.port)))
        except (DeploymentFailed, BotoCoreError, ClientError):
            return False

    def mails(self, to: str, containing: str) -> list[str]:
        """The texts of the mails in the mailbox, as a person finds them there."""
        texts = [mail["text"] for mail in self._mailbox() if any(one["address"] == to for one in mail["to"])]
        return [text for text in texts if containing in text]

    def addressed(self) -> set[str]:
        """Everybody to whom a mail lies in the mailbox."""
        return {one["address"] for mail in self._mailbox() for one in mail["to"]}

    def _mailbox(self) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.mail_port}/email", timeout=10) as answer:
            return json.load(answer)


def secret(text: str) -> str:
    found = re.search(r"/#/\w+/(\S+)", text)
    assert found, text
    return found[1]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Local:
    """Both tests' one state: the first makes it, in vain at first, and the second finds it."""
    return Local(tmp_path_factory.mktemp("local"))


@pytest.fixture(scope="module")
def said(local: Local) -> Said:
    """How each start and seed of a new state ended, and what it said: killed twice, then seeded by `make seed`."""
    told = {"Ctrl-C": local.interrupted(signal.SIGINT)}
    assert local.seeded is None
    told["kill"] = local.interrupted(signal.SIGKILL)
    assert local.seeded is None
    with local.running("--empty"):
        told["seed"] = local.seed()
        told["seed again"] = local.seed()
    return told


def test_what_is_half_made_begins_again_and_what_is_made_is_left(local: Local, said: Said) -> None:
    status, text = said["Ctrl-C"]
    assert (status, text.splitlines()[-1]) == (0, "Stopped.")
    status, text = said["kill"]
    assert (status, THROWN_AWAY in text) == (-signal.SIGKILL, True)
    assert said["seed"] == (0, (local.seeded or "").strip())
    assert "finance2@qudao.example.com" in said["seed"][1]
    assert said["seed again"] == (0, "This system is not empty, so it is not seeded.")
    with local.started() as (process, lines):
        until(lambda: "Ctrl-C stops it" in "".join(lines) or process.poll() is not None, 120)
        assert said["seed"][1] in "".join(lines)
        assert THROWN_AWAY not in "".join(lines)
    assert local.seed() == (1, f"Nothing runs on port {local.port}: start it with make run SEED=no.")


def test_a_restart_loses_nothing(local: Local, said: Said) -> None:
    assert said["seed"][0] == 0
    verdict: dict[str, Any] = {"choice": "approve", "answers": {}, "comment": None}
    with local.running() as system:
        company = Company(system)
        period = company.ready_period()
        orders = system.ask("GET", "/api/orders", token=company.sign_in("tiancheng")).body
        link = until(lambda: local.mails("east@qudao.example.com", WAITING.company_name), 60)[0]
        assert local.addressed() == {WAITING.email, "east@qudao.example.com"}
        finance = company.token("finance")
        run = system.ask("POST", "/api/settlement-runs", {"period": period}, token=finance, key="before").body
        asked = until(lambda: local.mails("finance2@qudao.example.com", f"({period}-r1) are computed"), 90)[0]
    assert len(orders["items"]) > 5

    with local.running() as system:
        company = Company(system)
        assert system.ask("GET", "/api/orders", token=company.sign_in("tiancheng")).body == orders
        headers = {"X-Approval-Secret": secret(link)}
        assert system.ask("GET", "/api/approval", headers=headers).body["state"] == "open"
        terms = {"grade": "B", "credit_limit": "100000.00", "payment_days": 30}
        decided = system.ask("POST", "/api/approval", verdict | {"answers": terms}, headers=headers)
        assert decided.status == 200, decided
        until(lambda: local.mails(WAITING.email, "/#/welcome/"), 90)

        shown = system.ask("GET", "/api/approval", headers={"X-Approval-Secret": secret(asked)}).body
        path = f"/api/decisions/{shown['decision_id']}"
        assert system.ask("POST", path, verdict, token=company.token("finance2"), key="after").status == 200
        settled = f"/api/settlement-runs/{run['run_id']}"
        until(lambda: system.ask("GET", settled, token=company.token("finance")).body["state"] == "closed", 120)
        assert len(local.mails("east@qudao.example.com", WAITING.company_name)) == 1
        assert len(local.mails("finance2@qudao.example.com", f"({period}-r1) are computed")) == 1
