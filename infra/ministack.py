"""MiniStack, the AWS that runs on this machine: started on one port of 127.0.0.1, with IAM enforced."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

HOST = "127.0.0.1"
REGION = "us-east-1"
ROOT_KEY, ROOT_SECRET = "000000000000", "test"
_PASSED_ON = ("HOME", "LANG", "LC_ALL", "PATH", "SSL_CERT_FILE")
_PR_SET_PDEATHSIG = 1
_READY_SECONDS = 60
_SAVED_SECONDS = 60


class MiniStackFailed(Exception):
    """It did not start, or did not stop; the text says where its log is."""


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def is_taken(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as asked:
        asked.settimeout(1)
        return asked.connect_ex((HOST, port)) == 0


def ends_with_us() -> None:
    """For `preexec_fn`: Linux ends a child in an orderly way where its parent was killed and could not."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def session() -> boto3.Session:
    """boto3 with the root key of MiniStack."""
    return boto3.Session(aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_SECRET, region_name=REGION)


@dataclass
class MiniStack:
    """One MiniStack: where it listens, where its state lies, to whom it hands mails, and what files it keeps open."""

    port: int
    folder: Path
    smtp: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    keeps: tuple[int, ...] = ()
    _process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "ministack.log"

    @property
    def unpacked(self) -> Path:
        """Where it unpacks the package for every worker; it never clears up itself."""
        return self.folder.with_name(f"{self.folder.name}-unpacked")

    def start(self) -> None:
        """Starts it and waits until it answers. In a session of its own: a Ctrl-C reaches it through `stop` alone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.unpacked.mkdir(exist_ok=True)
        _forget_stream_positions(self.folder / "state" / "lambda.json")
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ministack"],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.keeps,
                preexec_fn=ends_with_us,  # noqa: PLW1509 - nothing here has threads that could hold a lock
            )
        for _ in range(_READY_SECONDS * 10):
            if self._process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.1)
        self.stop()
        raise MiniStackFailed(f"MiniStack did not start; {self.log} says why.")

    def stop(self) -> None:
        """Asks it to end and waits until its state is saved."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_SAVED_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
                raise MiniStackFailed(f"MiniStack did not stop in {_SAVED_SECONDS} s; its state may be lost.") from None
        self._process = None

    def clear_up(self) -> None:
        """Throws away what it unpacked, while it does not run; in the background, since some disks take minutes for it.
        What is left where the machine goes down meanwhile goes the next time."""
        if self.unpacked.exists():
            self.unpacked.rename(f"{self.unpacked}-{time.time_ns()}")
        left = [str(folder) for folder in self.folder.parent.glob(f"{self.unpacked.name}-*")]
        if left:
            subprocess.run(["sh", "-c", 'nice -n 19 rm -rf "$@" >/dev/null 2>&1 &', "sh", *left], check=True)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def client(self, service: str) -> Any:
        """A boto3 client with the root key."""
        config = Config(connect_timeout=5, read_timeout=120, retries={"mode": "standard", "max_attempts": 3})
        return session().client(service, endpoint_url=self.endpoint, config=config)  # type: ignore[call-overload]

    def ask(self, path: str) -> Any:
        """What one of MiniStack's own addresses answers, such as `/_ministack/ses/messages`."""
        with urllib.request.urlopen(f"{self.endpoint}{path}", timeout=10) as answer:  # noqa: S310 - this machine
            return json.loads(answer.read())

    def _answers(self) -> bool:
        try:
            self.ask("/_ministack/health")
        except OSError:
            return False
        return True

    def _environment(self) -> dict[str, str]:
        """What it is given. Nothing of the caller's own AWS settings: the functions' workers inherit this."""
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        given = {
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": HOST,
            "AUTH": "true",
            "IOT_MTLS_ENABLED": "0",
            "PERSIST_STATE": "1",
            "TMPDIR": str(self.unpacked),
            "STATE_DIR": str(self.folder / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.folder / "s3"),
            "PYTHONUNBUFFERED": "1",
        }
        return passed | given | ({"SMTP_HOST": self.smtp} if self.smtp else {}) | self.settings


def _forget_stream_positions(saved: Path) -> None:
    """Streams begin again at zero with every start, saved positions do not: readers would skip the first records."""
    if saved.exists():
        state = json.loads(saved.read_text())
        state.get("payload", state).pop("dynamodb_stream_positions", None)
        saved.write_text(json.dumps(state))
