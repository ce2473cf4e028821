"""State machines on moto's interpreter, calling the project's own handlers in this process."""

import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.stepfunctions.models import stepfunctions_backends

from tests.world.api import Context
from tests.world.cloud import ACCOUNT, STACK
from tests.world.streams import handler
from tests.world.template import ROOT


class _Calls:
    """The calls of state machines that are under way, and whether further ones may begin."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.under_way = 0
        self.allowed = True

    @contextmanager
    def one(self, name: str) -> Iterator[None]:
        """Counts a call while it lasts."""
        with self.changed:
            assert self.allowed, f"{name} is called after its world has ended"
            self.under_way += 1
        try:
            yield
        finally:
            with self.changed:
                self.under_way -= 1
                self.changed.notify_all()


_calls = _Calls()


def _invoke(self: Any, function_name: str, qualifier: Any, body: Any, headers: Any, response_headers: Any) -> bytes:
    name = self.get_function(function_name, qualifier).function_name.removeprefix(f"{STACK}-")
    try:
        with _calls.one(name):
            return json.dumps(handler(name)(json.loads(body or "{}"), Context())).encode()
    except Exception as error:
        response_headers["x-amz-function-error"] = "Unhandled"
        return json.dumps({"errorMessage": str(error), "errorType": type(error).__name__}).encode()


def stop_all(seconds: float = 30) -> None:
    """Stops every execution and waits for the calls that are under way, so that none reaches into the next world.

    An execution that was stopped begins no further state; one that waits for a token or a time only ends later.
    """
    for kept in stepfunctions_backends[ACCOUNT]["us-east-1"].state_machines:
        for execution in kept.executions:
            if execution.status == "RUNNING" and execution.exec_worker.env is not None:
                execution.stop(stop_date=datetime.now(UTC), error=None, cause=None)
    with _calls.changed:
        _calls.allowed = False
        assert _calls.changed.wait_for(lambda: not _calls.under_way, seconds), "a call of a state machine does not end"


def machine(name: str, monkeypatch: Any, more: dict[str, str] | None = None) -> str:
    """Makes a state machine of step_functions/NAME.asl.json; `${FooBarArn}` is the function `foo_bar`."""
    monkeypatch.setattr(LambdaSimpleBackend, "invoke", _invoke)
    _calls.allowed = True
    definition = (ROOT / f"step_functions/{name}.asl.json").read_text()
    for place in set(re.findall(r"\$\{(\w+)Arn\}", definition)):
        function = re.sub(r"(?<!^)(?=[A-Z])", "_", place).lower()
        definition = definition.replace(f"${{{place}Arn}}", _function(function))
    for place, value in (more or {}).items():
        definition = definition.replace(f"${{{place}}}", value)
    states = boto3.client("stepfunctions")
    role = f"arn:aws:iam::{ACCOUNT}:role/{STACK}-states"
    return str(
        states.create_state_machine(name=f"{STACK}-{name}", definition=definition, roleArn=role)["stateMachineArn"]
    )


def _function(name: str) -> str:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", "")
    roles = boto3.client("iam")
    try:
        role = roles.get_role(RoleName="lambda")["Role"]["Arn"]
    except roles.exceptions.NoSuchEntityException:
        role = roles.create_role(RoleName="lambda", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    return str(
        boto3.client("lambda").create_function(
            FunctionName=f"{STACK}-{name}",
            Runtime="python3.11",
            Role=role,
            Handler="app.app",
            Code={"ZipFile": package.getvalue()},
        )["FunctionArn"]
    )


def finished(execution_arn: str, seconds: float = 60) -> dict[str, Any]:
    """Waits until an execution has ended, and describes it."""
    states = boto3.client("stepfunctions")
    for _ in range(int(seconds * 50)):
        seen: dict[str, Any] = states.describe_execution(executionArn=execution_arn)
        if seen["status"] != "RUNNING":
            return seen
        time.sleep(0.02)
    raise AssertionError(f"still running after {seconds} s: {execution_arn}")


def abort(execution_arn: str, task_token: str) -> None:
    """Ends an execution that waits for a token, as a restart does. moto sees the stop only when the wait is over."""
    states = boto3.client("stepfunctions")
    states.stop_execution(executionArn=execution_arn)
    states.send_task_success(taskToken=task_token, output="{}")
    assert finished(execution_arn)["status"] == "ABORTED"


def until(true: Any, seconds: float = 60) -> Any:
    """Waits until `true()` is, and returns what it gave."""
    for _ in range(int(seconds * 50)):
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not so after {seconds} s")
