"""An order of ten lines over HTTP: quote, draft and submission, on a deployed MiniStack of its own.

Nearly all of the time is the emulator's own (a gateway, a function's process, tables in Python). The figures compare
one state of the code with another on the same machine; they do not say how fast AWS is.
"""

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from infra.deploy import Target, deploy
from infra.ministack import MiniStack, free_port
from infra.packaging import package
from tests.bench.figures import Figure, percentile
from tests.bench.shop import SKUS
from tests.e2e.system import PASSWORD, Reply, System

DEALER = "D00000BENCH"
EMAIL = "buyer@bench.example.com"
BODY = {"lines": [{"sku": sku, "quantity": 1} for sku in SKUS]}
ONE_BY_ONE, CLIENTS, AT_ONCE = 50, 8, 120
"""Orders of one client; clients at once, and the orders of all of them."""
_WARM_UP = 3
_GAVE_UP = {502, 503, 504}
_keys = count(1)


@dataclass(frozen=True)
class Buyer:
    """Somebody who is signed in and orders."""

    system: System
    token: str

    def order(self, _: int = 0) -> float:
        """Places one order; the seconds that it took."""
        began = time.perf_counter()
        quote = self._post("/api/quotes", BODY, 200).body
        draft = self._post("/api/orders", BODY, 201).body
        assert draft["total"] == quote["total"]
        self._post(f"/api/orders/{draft['order_id']}/submit", {"total": draft["total"]}, 200)
        return time.perf_counter() - began

    def _post(self, path: str, body: Any, wanted: int) -> Reply:
        """One POST, repeated under its key where the gateway gave up on it."""
        key = f"bench-{next(_keys)}"
        for _ in range(5):
            reply = self.system.ask("POST", path, body, token=self.token, key=key)
            if reply.status not in _GAVE_UP:
                break
        assert reply.status == wanted, reply
        return reply


@contextmanager
def buyer() -> Iterator[Buyer]:
    """A buyer of a shop that was just opened."""
    with tempfile.TemporaryDirectory() as folder:
        stack = MiniStack(free_port(), Path(folder))
        stack.start()
        try:
            system = System(stack, deploy(Target.local(stack.port, "bench"), package(), {}))
            system.run("-m", "tests.bench.shop", DEALER)
            _make_user(system)
            yield Buyer(system, system.sign_in(EMAIL))
        finally:
            stack.stop()


def _make_user(system: System) -> None:
    users, pool = system.aws("cognito-idp"), system.deployed.outputs["UserPoolId"]
    given = {"email": EMAIL, "email_verified": "true", "name": "测速", "custom:dealer_id": DEALER}
    attributes = [{"Name": name, "Value": value} for name, value in given.items()]
    users.admin_create_user(UserPoolId=pool, Username=EMAIL, MessageAction="SUPPRESS", UserAttributes=attributes)
    users.admin_set_user_password(UserPoolId=pool, Username=EMAIL, Password=PASSWORD, Permanent=True)
    users.admin_add_user_to_group(UserPoolId=pool, Username=EMAIL, GroupName="dealer_owner")


def figures() -> Iterator[Figure]:
    """The time of an order of one client, and the orders a second of several."""
    with buyer() as one:
        for _ in range(_WARM_UP):
            one.order()
        times = sorted(one.order() for _ in range(ONE_BY_ONE))
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(one.order, range(2 * CLIENTS)))
            began = time.perf_counter()
            list(pool.map(one.order, range(AT_ONCE)))
            seconds = time.perf_counter() - began
    for percent in (50, 95):
        what = f"one order of {len(SKUS)} lines over HTTP on MiniStack (3 requests), p{percent}"
        yield Figure(what, f"{percentile(times, percent) * 1000:.0f} ms")
    yield Figure(f"orders of {len(SKUS)} lines, {CLIENTS} clients at once", f"{AT_ONCE / seconds:.1f} orders/s")
