"""What an app answers to which nothing was asked yet. Here everything is loaded, and Chalice registers a blueprint only
once, so such an app needs a process of its own: one is started, and forks for each of many questions.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chalice.app import Response
from chalice.test import Client

from app import app
from chalicelib.edge import endpoint
from chalicelib.edge.endpoint import EndpointSpec
from infra.packaging import ROOT
from tests.world.api import Context


@dataclass(frozen=True)
class Seen:
    """Of one question: what its steps came to, and which modules the app loaded for them, in order."""

    steps: list[Any]
    loaded: list[str]


def fresh(*questions: Sequence[Sequence[str]]) -> list[Seen]:
    """Asks each question of an app of its own. A question is steps: `METHOD /path` (as Lambda hands it over: status and
    body), `client METHOD /path` (by Chalice's own test client, likewise) and `look NAME` (how many are there).
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.infra.fresh"],
        cwd=ROOT,
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    return [Seen(**json.loads(line)) for line in done.stdout.splitlines()]


def main() -> None:
    """Answers the questions of the input, a line each. A view only says which route it is."""
    endpoint._handle = _say
    for question in json.load(sys.stdin):
        child = os.fork()
        if not child:
            seen = Seen([_step(step) for step in question], sorted(app.loaded))
            sys.stdout.write(json.dumps(asdict(seen)) + "\n")
            sys.stdout.flush()
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            sys.exit(f"failed: {question}")


def _say(spec: EndpointSpec, *_: Any) -> Response:
    return Response(f"{spec.method} {spec.path}")


def _step(step: str) -> Any:
    what, *more = step.split(" ")
    if what == "look":
        return len(getattr(app, more[0]))
    if what == "client":
        with Client(app, project_dir=str(ROOT)) as client:
            answer = client.http.request(*more)
            return [answer.status_code, answer.body.decode()]
    answer = app(_event(what, more[0]), Context())
    return [answer["statusCode"], answer["body"]]


def _event(method: str, path: str) -> dict[str, Any]:
    parts = {part[1:-1]: "X" for part in path.split("/") if part.startswith("{")}
    about = {"resourcePath": path, "httpMethod": method, "identity": {"sourceIp": "203.0.113.7"}}
    return {"requestContext": about, "headers": {}, "pathParameters": parts, "body": None, "isBase64Encoded": False} | {
        "multiValueQueryStringParameters": None,
        "stageVariables": {},
    }


if __name__ == "__main__":
    main()
