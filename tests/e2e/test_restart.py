"""`make run`, Ctrl-C, `make run`: everything goes on where it stopped."""

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

from infra.deploy import Target, find
from infra.ministack import MiniStack, free_port
from infra.packaging import ROOT
from infra.seed.dealers import WAITING
from tests.e2e.company import Company
from tests.e2e.system import System, until


class Local:
    """One state folder that is run, stopped, and run again."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self.port, self.mail_port = free_port(), free_port()

    @contextmanager
    def running(self) -> Iterator[System]:
        """`make run` until it says that it runs; then Ctrl-C, and it ends well."""
        ports = ["--port", str(self.port), "--mail-port", str(self.mail_port), "--state", str(self._state)]
        command = [sys.executable, "-u", "-m", "infra.local", *ports]
        said: list[str] = []
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        reader = threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
        reader.start()
        try:
            until(lambda: "Ctrl-C stops it" in "".join(said) or process.poll() is not None, 420)
            assert process.poll() is None, "".join(said)
            yield System(MiniStack(self.port, self._state / "aws"), find(Target.local(self.port)))
        finally:
            process.send_signal(signal.SIGINT)
            ended = process.wait(90)
            reader.join(10)
            assert process.stdout
            process.stdout.close()
        assert ended == 0, "".join(said)

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


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    local = Local(tmp_path)
    verdict: dict[str, Any] = {"choice": "approve", "answers": {}, "comment": None}
    with local.running() as system:
        company = Company(system)
        period = company.ready_period()
        orders = system.ask("GET", "/api/orders", token=company.sign_in("tiancheng")).body
        link = until(lambda: local.mails("east@qudao.example.com", WAITING.company_name), 60)[0]
        assert local.addressed() == {WAITING.email, "east@qudao.example.com"}
        finance = company.token("finance")
        run = system.ask("POST", "/api/settlement-runs", {"period": period}, token=finance, key="before").body
        asked = until(lambda: local.mails("finance2@qudao.example.com", f"{period}-r1"), 90)[0]
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
        assert len(local.mails("finance2@qudao.example.com", f"{period}-r1")) == 1
