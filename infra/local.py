"""`make run`: the packaged system on this machine. State lies in .local/ and outlives a restart.

Starts the mailbox and MiniStack, deploys, seeds once, resumes open workflows, and waits for Ctrl-C.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.deploy import Deployed, DeploymentFailed, Target, deploy, find
from infra.mailbox import Mailbox, MailboxFailed
from infra.ministack import MiniStack, MiniStackFailed, is_taken
from infra.packaging import ROOT, PackagingFailed, package

STATE = ROOT / ".local"
SEEDED = "seeded.txt"
"""What the first seed said (it names the demo users); there is one seed for one state."""
RECONCILERS = (
    "RegistrationReconcileName",
    "SettlementReconcileName",
    "OrdersSweepName",
    "ApprovalsSweepName",
    "RegistrationSweepName",
)


class CannotRun(Exception):
    """One sentence that says what is in the way."""


def demand_free(port: int, what: str, option: str) -> None:
    """Refuses a port that somebody else has."""
    if is_taken(port):
        raise CannotRun(f"Port {port}, meant for {what}, is taken: free it, or choose another with make run {option}=.")


def seed(made: Deployed, state: Path) -> str:
    """Fills an empty system once, and returns what the seed said."""
    said = state / SEEDED
    if not said.exists():
        said.write_text(run_seed(made))
    return said.read_text()


def run_seed(made: Deployed) -> str:
    """Runs `python -m infra.seed` with the stack's settings."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.seed", "--endpoint", str(made.target.endpoint)],
        cwd=ROOT,
        env={**os.environ, **made.environment()},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotRun("The seed failed; `make reset` and `make run` begin again from nothing.")
    return done.stdout


def resume(made: Deployed) -> None:
    """Runs the reconcilers: they restart every open case and settlement run that has no live execution."""
    functions = made.target.client("lambda")
    for name in RECONCILERS:
        answer = functions.invoke(FunctionName=made.outputs[name], Payload=b"{}")
        if answer.get("FunctionError"):
            print(f"{name.removesuffix('Name')} failed: {answer['Payload'].read().decode()}", file=sys.stderr)


@contextmanager
def running(port: int, mail_port: int, state: Path = STATE) -> Iterator[tuple[Deployed, Mailbox, MiniStack]]:
    """The whole system while the block lasts; its state is saved at the end."""
    demand_free(port, "the system", "PORT")
    demand_free(mail_port, "the mailbox", "MAIL_PORT")
    mailbox = Mailbox(mail_port, state)
    stack = MiniStack(port, state / "aws")
    try:
        mailbox.start()
        stack.smtp = mailbox.smtp
        stack.start()
        _say("Deploying ...")
        yield deploy(Target.local(port), package(), {}), mailbox, stack
    finally:
        stack.stop()
        mailbox.stop()


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make run", description="Runs Qudao on this machine.")
    parser.add_argument("--port", type=int, default=4566, help="where the system listens")
    parser.add_argument("--mail-port", type=int, default=1080, help="where the mailbox is read")
    parser.add_argument("--state", type=Path, default=STATE, help="where data lies")
    parser.add_argument("--seed-only", action="store_true", help="only seed the system that runs on --port")
    asked = parser.parse_args(arguments)
    if asked.seed_only:
        return _seed_only(asked.port)
    stopped = threading.Event()
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, lambda *_: _stop(stopped))
    try:
        _say("Packaging ...")
        package()
        with running(asked.port, asked.mail_port, asked.state) as (made, mailbox, stack):
            users = seed(made, asked.state)
            resume(made)
            _say(_welcome(made, mailbox, users))
            _wait(stopped, stack.is_running)
            _say("Stopping and saving ...")
    except KeyboardInterrupt:
        _say("Stopped.")
    except (CannotRun, DeploymentFailed, MailboxFailed, MiniStackFailed, PackagingFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _seed_only(port: int) -> int:
    if not is_taken(port):
        print(f"Nothing runs on port {port}: start it with make run.", file=sys.stderr)
        return 1
    try:
        _say(run_seed(find(Target.local(port))))
    except (CannotRun, DeploymentFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _stop(stopped: threading.Event) -> None:
    """The first signal ends the run; while it still starts up, by an interrupt."""
    if not stopped.is_set():
        stopped.set()
        raise KeyboardInterrupt


def _wait(stopped: threading.Event, is_running: Callable[[], bool]) -> None:
    try:
        while not stopped.is_set():
            if not is_running():
                raise CannotRun("MiniStack ended by itself; .local/aws/ministack.log says why.")
            time.sleep(0.5)
    except KeyboardInterrupt:
        return


def _welcome(made: Deployed, mailbox: Mailbox, users: str) -> str:
    return f"""
{users.rstrip()}

Qudao runs.
  site     {made.site_url}
  mailbox  {mailbox.address}   (approvals, invitations and all other mails arrive here)

Ctrl-C stops it and keeps its data; make reset forgets them."""


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
