"""What is in the way of a first start is said in one clear sentence, by the very scripts that `make` runs."""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.packaging import ROOT

NO_PYTHON = (
    "Python 3.11, 3.12 or 3.13 with its venv module is needed, and there is none here"
    " (on Debian: apt-get install python3-venv).\n"
)


class Machine:
    """A machine on which nothing can be called but what is put there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()

    def has(self, *names: str) -> None:
        """Real programs of this machine."""
        for name in names:
            found = shutil.which(name)
            assert found, name
            (self.bin / name).symlink_to(found)

    def pretends(self, name: str, does: str) -> None:
        """A program that does only this."""
        program = self.bin / name
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)

    def runs(self, *command: str | Path) -> tuple[int, str, str]:
        """Its status, what it said, and what it complained of."""
        done = subprocess.run(
            command, cwd=self.folder, env={"PATH": str(self.bin)}, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """A machine without anything."""
    return Machine(tmp_path)


class TestNode:
    SCRIPT = ROOT / "infra/check_node"

    def test_none(self, bare: Machine) -> None:
        assert bare.runs(self.SCRIPT) == (1, "", "Node 20 or newer is needed, and there is no node here.\n")

    def test_an_old_one(self, bare: Machine) -> None:
        bare.pretends("node", 'test "$1" = --version && echo v18.20.4')
        assert bare.runs(self.SCRIPT) == (1, "", "Node 20 or newer is needed, and this is v18.20.4.\n")

    def test_one_without_npm(self, bare: Machine) -> None:
        bare.has("node")
        assert bare.runs(self.SCRIPT) == (1, "", "npm is needed, and there is none here beside node.\n")

    def test_all_that_is_needed(self, bare: Machine) -> None:
        bare.has("node", "npm")
        assert bare.runs(self.SCRIPT) == (0, "", "")


class TestPython:
    SCRIPT = ROOT / "infra/set_up_python"

    def test_none(self, bare: Machine) -> None:
        assert bare.runs(self.SCRIPT) == (1, "", NO_PYTHON)

    def test_one_of_a_wrong_version_or_without_venv(self, bare: Machine) -> None:
        bare.pretends("python3", "exit 1")
        assert bare.runs(self.SCRIPT) == (1, "", NO_PYTHON)
        assert not (bare.folder / ".venv").exists()

    def test_the_first_that_can_makes_the_environment_and_a_broken_one_is_made_anew(self, bare: Machine) -> None:
        bare.has("rm")
        bare.pretends("python3.13", "exit 1")
        (bare.bin / "python3.12").symlink_to(Path(sys.executable).resolve())
        (bare.folder / "requirements-dev.txt").write_text("")
        (bare.folder / ".venv").mkdir()
        assert bare.runs(self.SCRIPT)[0] == 0
        made = bare.runs(bare.folder / ".venv/bin/python", "-c", "import sys; print(sys.prefix)")
        assert made == (0, f"{bare.folder / '.venv'}\n", "")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield int(somebody.getsockname()[1])


@pytest.mark.parametrize(
    ("option", "what", "variable"), [("--port", "the system", "PORT"), ("--mail-port", "the mailbox", "MAIL_PORT")]
)
def test_a_port_that_is_taken(taken: int, tmp_path: Path, option: str, what: str, variable: str) -> None:
    other = {"--port": "--mail-port", "--mail-port": "--port"}[option]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        ports = [option, str(taken), other, str(free.getsockname()[1])]
        command = [sys.executable, "-m", "infra.local", *ports, "--state", str(tmp_path / "state")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    sentence = f"Port {taken}, meant for {what}, is taken: free it, or choose another with make run {variable}=.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)
    assert not (tmp_path / "state").exists()


class TestCi:
    """`.ci/run` on a Debian; its `apt-get` and `make` only note that they were called."""

    @pytest.fixture
    def debian(self, bare: Machine) -> Machine:
        bare.has("env", "bash", "dirname")
        for name in ("apt-get", "sudo", "make"):
            bare.pretends(name, f'echo {name} "$@"' + (' && exec "$@"' if name == "sudo" else ""))
        return bare

    def installed(self, said: str) -> list[str]:
        found = re.search(r"apt-get install -y -qq --no-install-recommends (.+)", said)
        return [name for name in found[1].split() if name != "fonts-noto-cjk"] if found else []

    def test_a_fresh_one_gets_all_that_it_lacks(self, debian: Machine) -> None:
        (debian.bin / "make").unlink()
        status, said, complained = debian.runs(ROOT / ".ci/run")
        assert self.installed(said) == ["make", "python3", "python3-venv", "nodejs", "npm", "chromium"]
        assert (status, complained) == (1, "Node 20 or newer is needed, and there is no node here.\n")

    def test_one_that_has_all_goes_on_at_once(self, debian: Machine) -> None:
        debian.has("node", "npm")
        (debian.bin / "python3").symlink_to(Path(sys.executable).resolve())
        debian.pretends("chromium", "exit 0")
        status, said, complained = debian.runs(ROOT / ".ci/run")
        assert self.installed(said) == []
        assert (status, said.splitlines()[-1], complained) == (0, "make check test", "")

    def test_one_whose_python_makes_no_environments_gets_venv(self, debian: Machine) -> None:
        debian.has("node", "npm")
        debian.pretends("python3", "exit 1")
        debian.pretends("chromium", "exit 0")
        assert self.installed(debian.runs(ROOT / ".ci/run")[1]) == ["python3", "python3-venv"]
