"""`make run`: the packaged system on this machine. State lies in .local/ and outlives a restart.

Starts the mailbox and MiniStack, deploys, seeds once, resumes open workflows, and waits for Ctrl-C. A first start or a
seed is done whole or not at all: what an interrupted one has left is thrown away by the next start.
"""

import argparse
import fcntl
import os
import shutil
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
from infra.ministack import MiniStack, MiniStackFailed, ends_with_us, is_taken
from infra.packaging import ROOT, PackagingFailed, package

STATE = ROOT / ".local"
SEEDED = "seeded.txt"
"""What the first seed said (it names the demo users); there is one seed for one state."""
UNFINISHED = "unfinished"
"""Lies there while a first start or a seed is under way."""
_SAVED_SECONDS = 30
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


@contextmanager
def alone(state: Path) -> Iterator[int]:
    """Holds a state for one run. MiniStack holds it too: while one whose run was killed still saves, the next waits."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as lock:
        for _ in range(_SAVED_SECONDS * 10):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.1)
            else:
                break
        else:
            raise CannotRun(f"Another run has the data in {state}: stop it first.")
        yield lock.fileno()


def begin(state: Path) -> None:
    """Throws away what an interrupted first start or seed has left; a state that begins is unfinished."""
    if (state / UNFINISHED).exists():
        _say("The first start was interrupted: what it left half done is thrown away.")
        for folder in ("aws", "mails"):
            shutil.rmtree(state / folder, ignore_errors=True)
        (state / SEEDED).unlink(missing_ok=True)
    if not (state / "aws").exists():
        (state / UNFINISHED).touch()


def finish(state: Path) -> None:
    """From now on the state is kept, whatever happens."""
    (state / UNFINISHED).unlink(missing_ok=True)


def is_empty(made: Deployed) -> bool:
    """Whether the system has no company yet: no region, nobody of staff, no settings."""
    found = made.target.client("dynamodb").scan(TableName=f"{made.target.stack}-company", Limit=1)
    return not found["Items"]


def seed(made: Deployed, state: Path) -> None:
    """Fills an empty system, and keeps what the seed said."""
    if is_empty(made):
        (state / UNFINISHED).touch()
        (state / SEEDED).write_text(run_seed(made))
    finish(state)


def run_seed(made: Deployed) -> str:
    """Runs `python -m infra.seed` with the stack's settings. In a session of its own, as MiniStack is."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.seed", "--endpoint", str(made.target.endpoint)],
        cwd=ROOT,
        env={**os.environ, **made.environment()},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        start_new_session=True,
        preexec_fn=ends_with_us,
    )
    if done.returncode:
        raise CannotRun("The seed failed; stop what still runs, and make run begins again from nothing.")
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
    with alone(state) as lock:
        begin(state)
        mailbox = Mailbox(mail_port, state)
        stack = MiniStack(port, state / "aws", keeps=(lock,))
        try:
            mailbox.start()
            stack.smtp = mailbox.smtp
            stack.clear_up()
            stack.start()
            _say("Deploying ...")
            yield deploy(Target.local(port), package(), {}), mailbox, stack
        finally:
            stack.stop()
            stack.clear_up()
            mailbox.stop()


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make run", description="Runs Qudao on this machine.")
    parser.add_argument("--port", type=int, default=4566, help="where the system listens")
    parser.add_argument("--mail-port", type=int, default=1080, help="where the mailbox is read")
    parser.add_argument("--state", type=Path, default=STATE, help="where data lies")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--empty", action="store_true", help="do not seed an empty system")
    what.add_argument("--seed-only", action="store_true", help="only seed the system that runs on --port")
    asked = parser.parse_args(arguments)
    if asked.seed_only:
        return _seed_only(asked.port, asked.state)
    stopped = threading.Event()
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, lambda *_: _stop(stopped))
    try:
        demand_free(asked.port, "the system", "PORT")
        demand_free(asked.mail_port, "the mailbox", "MAIL_PORT")
        _say("Packaging ...")
        package()
        with running(asked.port, asked.mail_port, asked.state) as (made, mailbox, stack):
            if asked.empty:
                finish(asked.state)
            else:
                seed(made, asked.state)
            resume(made)
            _say(_welcome(made, mailbox, asked.state / SEEDED))
            _wait(stopped, stack.is_running)
            _say("Stopping and saving ...")
    except KeyboardInterrupt:
        _say("Stopped.")
    except (CannotRun, DeploymentFailed, MailboxFailed, MiniStackFailed, PackagingFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _seed_only(port: int, state: Path) -> int:
    if not is_taken(port):
        print(f"Nothing runs on port {port}: start it with make run SEED=no.", file=sys.stderr)
        return 1
    if (state / UNFINISHED).exists():
        print("A seed is under way or was interrupted; make run begins an interrupted one again.", file=sys.stderr)
        return 1
    try:
        made = find(Target.local(port))
        if not is_empty(made):
            _say("This system is not empty, so it is not seeded.")
            return 0
        seed(made, state)
    except KeyboardInterrupt:
        print("Stopped half way: stop the system too, and make run begins it again from nothing.", file=sys.stderr)
        return 1
    except (CannotRun, DeploymentFailed) as error:
        print(error, file=sys.stderr)
        return 1
    _say((state / SEEDED).read_text())
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


def _welcome(made: Deployed, mailbox: Mailbox, seeded: Path) -> str:
    users = seeded.read_text() if seeded.exists() else "Nobody was seeded here; make seed fills an empty system."
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
