"""`make web`: Vite's server on the pages as they are being written, against the local system that runs."""

import argparse
import os
import subprocess
import sys

from infra.deploy import DeploymentFailed, Target, find
from infra.ministack import is_taken
from infra.packaging import ROOT


def main(arguments: list[str] | None = None) -> int:
    """The command line: serves until Ctrl-C, or says in one sentence what is missing."""
    parser = argparse.ArgumentParser(prog="make web", description="Serves the pages as they are being written.")
    parser.add_argument("--port", type=int, default=4566, help="where the local system listens")
    parser.add_argument("--web-port", type=int, default=5173, help="where the pages are served")
    asked = parser.parse_args(arguments)
    if not is_taken(asked.port):
        print(f"Nothing runs on port {asked.port}: start it with make run.", file=sys.stderr)
        return 1
    try:
        site = find(Target.local(asked.port)).site_url
    except DeploymentFailed as error:
        print(error, file=sys.stderr)
        return 1
    command = ["npm", "run", "--silent", "dev", "--", "--port", str(asked.web_port), "--strictPort"]
    try:
        return subprocess.run(command, cwd=ROOT / "web", env={**os.environ, "QUDAO_SITE": site}, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
