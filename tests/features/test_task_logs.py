"""edge/task.py: what a task, a feed or a reader logs names what it was about, and no secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from chalice.app import Blueprint

from chalicelib.edge.task import logger, reader, task
from chalicelib.edge.wire import TaskInput
from chalicelib.kernel.events import Event, OrderConfirmed
from tests.world.api import Context
from tests.world.books import instant

TOKEN = "token-of-an-execution"


class Given(TaskInput):
    """What a step is given."""

    case_id: str = ""
    task_token: str = ""


class Log:
    """What was logged, a mapping a line."""

    def __init__(self, text: io.StringIO) -> None:
        self._text = text

    def lines(self) -> list[dict[str, Any]]:
        names = {"level", "message", "task", "request_id", "outcome"}
        ids = {"execution", "period", "run_id", "part", "case_id", "dealer_id", "task_token"}
        told = [json.loads(line) for line in self._text.getvalue().splitlines()]
        return [{key: value for key, value in line.items() if key in names | ids} for line in told]


@pytest.fixture
def log() -> Iterator[Log]:
    """Catches what the logger writes, in the form in which CloudWatch gets it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logger.registered_formatter)
    logger.addHandler(handler)
    yield Log(text)
    logger.removeHandler(handler)


def declared(answer: Any) -> Any:
    def step(given: Given) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return task(Blueprint(__name__), "step")(step)


def test_a_task_says_what_it_was_about_and_what_came_of_it(log: Log) -> None:
    event = {"execution": "registration-C1-a1", "case_id": "C1", "task_token": TOKEN}
    declared({"outcome": "provisioned", "dealer_id": "D1"})(event, Context())
    assert log.lines() == [
        {"level": "INFO", "message": "done", "task": "step", "request_id": "test-request", "outcome": "provisioned",
         "execution": "registration-C1-a1", "case_id": "C1", "dealer_id": "D1"}
    ]  # fmt: skip


def test_the_next_call_of_the_same_function_forgets_it(log: Log) -> None:
    step = declared({"outcome": "done"})
    step({"execution": "registration-C1-a1", "case_id": "C1"}, Context())
    step({}, Context())
    assert log.lines()[1] == {
        "level": "INFO", "message": "done", "task": "step", "request_id": "test-request", "outcome": "done"
    }  # fmt: skip


def test_a_task_that_fails_says_of_what(log: Log) -> None:
    event = {"run_id": "2026-10-r1", "part": "runs/2026-10-r1/1.json", "task_token": TOKEN}
    with pytest.raises(ConnectionError):
        declared(ConnectionError("the line is down"))(event, Context())
    assert log.lines() == [
        {"level": "ERROR", "message": "failed", "task": "step", "request_id": "test-request",
         "run_id": "2026-10-r1", "part": "runs/2026-10-r1/1.json"}
    ]  # fmt: skip


def test_what_a_reader_logs_names_the_dealer_of_the_event(log: Log) -> None:
    known = OrderConfirmed("order:1:confirmed", instant("2026-11-03"), "D1", "D1-1", "5.00")

    def read(event: Event) -> None:
        logger.info("told")

    message = {"messageId": "1", "body": json.dumps(known.to_wire()), "eventSource": "aws:sqs"}
    reader(Blueprint(__name__), "inbox")(read)({"Records": [message]}, Context())
    assert [(line["task"], line["dealer_id"]) for line in log.lines()] == [("inbox", "D1")]
