"""How Lambda comes in otherwise: tasks of state machines and schedules, feeds of streams, readers of queues.

Each function carries its own decorator, because AWS imports its module alone and never app.py.
"""

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from aws_lambda_powertools import Logger
from chalice.app import Blueprint
from pydantic import BaseModel

from chalicelib.aws import topics
from chalicelib.aws.streams import StreamRecord
from chalicelib.aws.tables import Record, from_image
from chalicelib.kernel.context import Caller, acting
from chalicelib.kernel.events import Event, from_wire

logger = Logger(service="qudao")
_IDS = ("execution", "period", "run_id", "part", "case_id", "dealer_id")
"""What a log tells of that with which a task was called, or which it came to: no token, no secret, no text."""

# Real ARNs come in by infra/resources.yaml when the template is merged.
_STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/merged/stream/1"
_QUEUE = "arn:aws:sqs:us-east-1:000000000000:merged"

Handler = Callable[..., Any]


def task(tasks: Blueprint, name: str) -> Callable[[Handler], Handler]:
    """Declares a function as a Lambda of its own, called by a state machine or a schedule.

    It takes one model (the annotation of its parameter) and returns one, or a plain mapping, or None.
    """

    def declare(do: Handler) -> Handler:
        takes = next(hint for parameter, hint in get_type_hints(do).items() if parameter != "return")

        @functools.wraps(do)
        def handle(event: Any, context: Any) -> Any:
            with _acting(name, context, event):
                given = takes.model_validate(event)
                try:
                    made = do(given)
                except Exception:
                    logger.exception("failed")
                    raise
                answer = made.model_dump(mode="json") if isinstance(made, BaseModel) else (made or {})
                logger.append_keys(**{key: value for key, value in _ids(answer).items() if value})
                logger.info("done", outcome=answer.get("outcome"))
                return answer

        return tasks.lambda_function(name=name)(handle)  # type: ignore[no-any-return]

    return declare


@dataclass(frozen=True)
class Change:
    """One change of one item: what it was, what it is. None where it was made or is gone."""

    old: Record | None
    new: Record | None


def feed(tasks: Blueprint, name: str) -> Callable[[Handler], Handler]:
    """Declares a function as the feed of its feature's table: it turns one `Change` into the events to be told.

    Told at least once: each event's cause lets its readers see what they know already. A failure fails the batch, and
    the stream brings it again.
    """

    def declare(tell: Callable[[Change], Iterable[Event]]) -> Handler:
        @functools.wraps(tell)
        def handle(event: Any) -> None:
            with _acting(name, getattr(event, "context", None)):
                changes = [_change(record) for record in event.to_dict()["Records"]]
                topics.publish([told for change in changes for told in tell(change)])

        return tasks.on_dynamodb_record(stream_arn=_STREAM, batch_size=25, name=name)(handle)  # type: ignore[no-any-return]

    return declare


def _change(record: dict[str, Any]) -> Change:
    images = record["dynamodb"]
    old, new = images.get("OldImage"), images.get("NewImage")
    return Change(from_image(old) if old else None, from_image(new) if new else None)


def trail(tasks: Blueprint, name: str) -> Callable[[Handler], Handler]:
    """Declares a function as the reader of several tables' streams, a whole batch at a time.

    A failure fails the batch, and the stream brings it again.
    """

    def declare(read: Callable[[Sequence[StreamRecord]], None]) -> Handler:
        @functools.wraps(read)
        def handle(event: Any) -> None:
            with _acting(name, getattr(event, "context", None)):
                read([StreamRecord.of(record) for record in event.to_dict()["Records"]])

        return tasks.on_dynamodb_record(stream_arn=_STREAM, batch_size=100, name=name)(handle)  # type: ignore[no-any-return]

    return declare


def reader(tasks: Blueprint, name: str) -> Callable[[Handler], Handler]:
    """Declares a function as the reader of a queue of events. It may be told the same thing twice, and late.

    A message that fails is brought again, and at last put into the dead-letter queue; its batch's others are done.
    """

    def declare(read: Callable[[Event], None]) -> Handler:
        def read_one(record: Any) -> None:
            known = from_wire(json.loads(record.body))
            if known:
                logger.append_keys(**_ids(vars(known)))
                read(known)

        @functools.wraps(read)
        def handle(event: Any) -> Any:
            from aws_lambda_powertools.utilities.batch import (  # noqa: PLC0415 - too heavy for every start
                BatchProcessor,
                EventType,
                process_partial_response,
            )

            with _acting(name, getattr(event, "context", None)):
                return process_partial_response(
                    event=event.to_dict(),
                    record_handler=read_one,
                    processor=BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False),
                )

        return tasks.on_sqs_message(queue_arn=_QUEUE, batch_size=10, name=name)(handle)  # type: ignore[no-any-return]

    return declare


def _acting(name: str, context: Any, event: Any = None) -> Any:
    request_id = str(getattr(context, "aws_request_id", "local"))
    logger.append_keys(task=name, request_id=request_id, **_ids(event if isinstance(event, dict) else {}))
    return acting(Caller(f"task:{name}", "lambda", request_id))


def _ids(said: Mapping[str, Any]) -> dict[str, str | None]:
    """Each id that is said; None for one that is not, so that a function that lives on forgets the last call's."""
    return {key: str(said[key]) if said.get(key) else None for key in _IDS}
