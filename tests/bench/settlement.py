"""What a settlement does for a part of the dealers, by how many dealers the company has. On moto, through the tasks."""

import gc
import json
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.client import BaseClient

from chalicelib.aws import files
from chalicelib.company.commands import save_policy
from chalicelib.dealers.rules import Audience
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.rebates import queries
from chalicelib.rebates.commands import NewProgram, save_program
from chalicelib.rebates.run_commands import open_run
from chalicelib.rebates.settlement_commands import manifest_key
from tests.bench.figures import Figure
from tests.world.api import Context, ask
from tests.world.books import finance, instant, invoice, make_dealer
from tests.world.cloud import STACK, cloud
from tests.world.shop import counted_calls, done
from tests.world.streams import handler
from tests.world.table import everything

MONTH = Period.parse("2026-10")
PART = 10
"""How many dealers a part has where calls are counted."""
FEW, MANY = 10, 50
"""How many dealers the company has where calls are counted."""
CHUNK = 25
SMALL, LARGE = 50, 500
"""How many dealers the company has where memory is measured, in chunks of 25."""
MARGIN = 1.1
"""Python's own bookkeeping is not the same to the byte."""
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem", "PutObject"}


@dataclass(frozen=True)
class Work:
    """What one part of the dealers took: AWS calls by operation, and seconds."""

    compute: Counter[str]
    post: Counter[str]
    seconds: float


def work(dealers: int, size: int = PART) -> Work:
    """The work of the first part of a company of so many dealers, each with an invoice of the month."""
    with cloud(), clock.at(instant("2026-11-04")):
        for number in range(dealers):
            _dealer(number)
        parts = _manifest(size)
        compute, seconds = _counted("settlement_compute", parts[0])
        for part in parts[1:]:
            _do("settlement_compute", part)
        _approve(parts[0]["run_id"])
        post, more = _counted("settlement_post", parts[0])
        return Work(compute, post, seconds + more)


def memory(dealers: int, size: int = CHUNK) -> int:
    """The most bytes that the computation of a part holds at once in a company of so many dealers."""
    with cloud(), clock.at(instant("2026-11-04")):
        for number in range(size):
            _dealer(number)
        _many_more(dealers)
        part = _manifest(size)[0]
        with _no_collection():
            _do("settlement_compute", part)  # what is read once a process is there before it is measured
            with own_memory() as peak:
                _do("settlement_compute", part)
        return peak[0]


@contextmanager
def _no_collection() -> Iterator[None]:
    """A collection of garbage empties Python's stores of free objects, which would then be counted as new."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _dealer(number: int) -> None:
    """A dealer with an invoice of the month."""
    make_dealer(f"D{number:08}")
    invoice(f"D{number:08}", number, "6000.00", f"{MONTH}-15")


def _many_more(dealers: int) -> None:
    """Copies the first dealer until there are so many. They are only there: nobody computes them."""
    items = everything("dealers")
    there = sum(item["sk"] == items[0]["sk"] for item in items)
    model = json.dumps([item for item in items if "D00000000" in item["pk"]["S"]])
    table = boto3.client("dynamodb")
    for number in range(there, dealers):
        puts = [{"PutRequest": {"Item": item}} for item in json.loads(model.replace("D00000000", f"D{number:08}"))]
        table.batch_write_item(RequestItems={f"{STACK}-dealers": puts})


def _manifest(size: int) -> list[dict[str, Any]]:
    """Opens the run; the parts of the company's dealers, `size` in each."""
    save_policy(settlement_chunk_size=size)
    tiers = [{"from": "1000", "rate": "0.01"}, {"from": "5000", "rate": "0.02"}]
    terms = {"measure": "net_amount", "tier_method": "whole", "tiers": tiers}
    save_program(
        NewProgram(
            "月返",
            PeriodKind.MONTH,
            partial=False,
            audience=Audience(),
            first_day=date(2026, 1, 1),
            last_day=None,
            terms=terms,
        ),
        None,
    )
    run = open_run(MONTH, f"settlement-{MONTH}-r1-a1")
    assert run is not None
    _do("settlement_manifest", {"run_id": run.run_id})
    parts: list[dict[str, Any]] = files.read_json(manifest_key(run))
    return parts


def _do(task: str, given: dict[str, Any]) -> Any:
    return handler(task)(given, Context())


def _counted(task: str, part: dict[str, Any]) -> tuple[Counter[str], float]:
    with counted_calls(pytest.MonkeyPatch()) as calls:
        began = time.perf_counter()
        said = _do(task, part)
        seconds = time.perf_counter() - began
    assert said["dealers"] == part["dealers"], said
    return Counter(calls), seconds


def _approve(run_id: str) -> None:
    """All approvals that the run needs, by one person of finance after the other, in the console."""
    assert _do("settlement_summarise", {"run_id": run_id})["outcome"] == "summarised"
    run = queries.run(run_id)
    names = [f"finance-{level}" for level in range(1, run.approvals + 1)]
    for level, person in enumerate(finance(*names), 1):
        _do("settlement_ask", {"run_id": run_id, "level": level, "task_token": f"token-{level}"})
        decision_id = f"settlement-{run_id}-q{run.question}-{level}"
        verdict = {"choice": "approve", "answers": {}, "comment": None}
        done(ask("POST", f"/decisions/{decision_id}", verdict, person, key=decision_id))


@contextmanager
def own_memory() -> Iterator[list[int]]:
    """The most bytes that the code inside holds at once, beyond what it began with.

    moto runs in this process and keeps every table. So what is held for a moment while AWS answers is left out, and
    what is there for good after a write is moto's; what a read answers is ours.
    """
    peak, foreign = [0], 0
    really = BaseClient._make_api_call

    def seen() -> None:
        peak[0] = max(peak[0], tracemalloc.get_traced_memory()[1] - foreign)

    def answer(self: Any, operation: str, parameters: Any) -> Any:
        nonlocal foreign
        seen()
        before = tracemalloc.get_traced_memory()[0]
        found = really(self, operation, parameters)
        if operation in _WRITES:
            foreign += tracemalloc.get_traced_memory()[0] - before
        tracemalloc.reset_peak()
        return found

    tracemalloc.start()
    try:
        with patch.object(BaseClient, "_make_api_call", answer):
            yield peak
        seen()
    finally:
        tracemalloc.stop()


def figures() -> Iterator[Figure]:
    """Calls and time of a part, and memory of a chunk, in small companies and in larger ones."""
    for dealers in (FEW, MANY):
        one = work(dealers)
        for task, calls in (("compute", one.compute), ("post", one.post)):
            yield Figure(
                f"AWS calls to {task} {PART} of {dealers} dealers",
                f"{calls.total()} ({calls.total() / PART:.1f} a dealer)",
                "the same whatever the number",
            )
        took = f"{one.seconds / PART * 1000:.0f} ms a dealer"
        yield Figure(f"time to compute and post {PART} of {dealers} dealers, on moto", took)
    held = {dealers: memory(dealers) for dealers in (SMALL, LARGE)}
    for dealers, peak in held.items():
        allowed = f"at most {MARGIN} times that of {SMALL}" if dealers != SMALL else ""
        yield Figure(f"memory to compute {CHUNK} of {dealers} dealers", f"{peak / 1024:.0f} KB", allowed)
