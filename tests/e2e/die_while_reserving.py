"""`python -m tests.e2e.die_while_reserving EMAIL ORDER TOTAL`: submits an order and dies behind its first batch.

Run with a deployed function's settings; it ends as a function does that is killed: at once, and nothing is tidied up.
"""

import os
import signal
import sys
from decimal import Decimal
from typing import Any

from chalicelib.aws.once import Once
from chalicelib.dealers.queries import users
from chalicelib.dealers.rules import dealer_of
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel.context import Caller, acting
from chalicelib.orders import job_commands
from chalicelib.orders.commands import Seen, submit_order

email, order_id, total = sys.argv[1:]
whole_step = job_commands._step


def step_and_die(*given: Any) -> None:
    whole_step(*given)
    os.kill(os.getpid(), signal.SIGKILL)


with acting(Caller("e2e", "local", "e2e")):
    dealer_id = dealer_of(order_id)
    user = next(one for one in users(dealer_id) if one.email == email)
    job_commands._step = step_and_die
    buyer = Principal(user.user_id, user.email, user.name, frozenset({Role.DEALER_OWNER}), dealer_id)
    submit_order(buyer, order_id, Seen(Decimal(total)), Once(user.user_id, f"die-{order_id}", "die", 200, str))
