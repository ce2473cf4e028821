"""Step Functions: starting an execution once, and waking one that waits."""

import json
from typing import Any

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.aws.clients import client

logger = Logger(service="qudao")

_GONE = {"InvalidToken", "TaskTimedOut", "TaskDoesNotExist"}
"""A token that nobody waits for any more: AWS and its emulators say it in different words."""
_NO_LONGER = {"FAILED", "TIMED_OUT", "ABORTED", "SUCCEEDED"}


def execution_arn(machine_arn: str, name: str) -> str:
    """The ARN that an execution of a machine has."""
    return f"{machine_arn.replace(':stateMachine:', ':execution:')}:{name}"


def start(machine_arn: str, name: str, given: dict[str, Any]) -> None:
    """Starts an execution; the name is its idempotency key, so the same again changes nothing."""
    try:
        client("stepfunctions").start_execution(stateMachineArn=machine_arn, name=name, input=json.dumps(given))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
            raise


def try_start(machine_arn: str, name: str, given: dict[str, Any]) -> bool:
    """Starts an execution where that works now; false where it does not, and a reconciler has to make up for it."""
    try:
        start(machine_arn, name, given)
    except (ClientError, BotoCoreError) as error:
        logger.warning("could not start", execution=name, error=type(error).__name__)
        return False
    return True


def is_live(machine_arn: str, name: str) -> bool:
    """Whether an execution of that name exists and still runs."""
    try:
        arn = execution_arn(machine_arn, name)
        status = client("stepfunctions").describe_execution(executionArn=arn)["status"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
            raise
        return False
    return status not in _NO_LONGER


def try_wake(task_token: str, output: dict[str, Any]) -> bool:
    """Ends a wait where that works now; false where it does not, and a reconciler has to make up for it."""
    try:
        return wake(task_token, output)
    except (ClientError, BotoCoreError) as error:
        logger.warning("could not wake", error=type(error).__name__)
        return False


def wake(task_token: str, output: dict[str, Any]) -> bool:
    """Ends the wait behind a task token; false where nobody waits any more (late, second, or after a restart)."""
    try:
        client("stepfunctions").send_task_success(taskToken=task_token, output=json.dumps(output))
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise
        return False
    return True
