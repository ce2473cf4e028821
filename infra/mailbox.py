"""The mailbox of the local run: every mail that the system sends, on a page where a person reads and clicks it."""

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from infra.ministack import HOST, ends_with_us, free_port, is_taken
from infra.packaging import ROOT

MAILDEV = ROOT / "infra" / "tools" / "node_modules" / "maildev" / "bin" / "maildev"
_READY_SECONDS = 30


class MailboxFailed(Exception):
    """It did not start; the text says where its log is."""


@dataclass
class Mailbox:
    """One maildev: its page's port, and the folder in which the mails are kept."""

    port: int
    folder: Path
    smtp_port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def smtp(self) -> str:
        """Where mails are handed in, as `host:port`."""
        return f"{HOST}:{self.smtp_port}"

    def start(self) -> None:
        """Starts it and waits until it takes mails. In a session of its own, as MiniStack is."""
        node = shutil.which("node")
        if node is None:
            raise MailboxFailed("Node 20 or newer is needed, and there is no node here.")
        mails = self.folder / "mails"
        mails.mkdir(parents=True, exist_ok=True)
        self.smtp_port = free_port()
        ports = ["--smtp", str(self.smtp_port), "--web", str(self.port), "--ip", HOST, "--web-ip", HOST]
        log = self.folder / "mailbox.log"
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                [node, str(MAILDEV), *ports, "--mail-directory", str(mails)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=ends_with_us,  # noqa: PLW1509 - as MiniStack
            )
        for _ in range(_READY_SECONDS * 10):
            if self._process.poll() is not None:
                break
            if is_taken(self.smtp_port) and is_taken(self.port):
                return
            time.sleep(0.1)
        self.stop()
        raise MailboxFailed(f"The mailbox did not start; {log} says why.")

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
