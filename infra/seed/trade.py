"""Some months of orders, shipments, receipts and payments: the same for the same day, every time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.commands import NewPayment, record_payment
from chalicelib.ledger.queries import invoice
from chalicelib.orders import queries
from chalicelib.orders.commands import close_order, confirm_order, draft_order, submit_order
from chalicelib.orders.delivery_commands import receive_order, ship_order
from chalicelib.stock.rules import Pieces
from infra.seed.goods import bring_in, once, rows

Act = Callable[[], None]


@dataclass(frozen=True)
class Step:
    """Something that happened at an instant. `name` keeps steps of one instant in a fixed order."""

    at: datetime
    name: str
    act: Act


@dataclass
class Order:
    """One order on its way; its id is known once it is placed."""

    name: str
    buyer: Principal
    lines: list[Pieces]
    order_id: str = ""


@dataclass(frozen=True)
class Habit:
    """How a dealer buys: orders a month, SKUs an order, cases a SKU, and days until it pays an invoice."""

    orders: int
    skus: int
    cases: int
    pays_after: int


HABITS = {"tiancheng": Habit(4, 6, 14, 22), "hengda": Habit(3, 5, 9, 28), "northstar": Habit(3, 4, 8, 41)}


RECENT = (30, 5, 2)
"""Hours ago at which each dealer placed the latest order: one is on its way, one confirmed, one submitted."""


class Trade:
    """All that happens between the maker and its dealers from a first month until now."""

    def __init__(self, staff: dict[str, Principal], dealers: dict[str, Principal]) -> None:
        self._staff = staff
        self._dealers = dealers
        self._random = Random(20261124)  # noqa: S311 - figures of a demo, the same every time
        self._goods = [(row["sku"], int(row["case_size"])) for row in rows()]

    def steps(self, first: Period, until: datetime) -> Iterator[Step]:
        """Every step that lies before `until`, in no order."""
        month = first
        while (begins := month.starts_at(settings().zone)) < until:
            yield Step(begins + timedelta(hours=8, minutes=30), f"{month}-goods", partial(bring_in, month))
            for key, buyer in self._dealers.items():
                for number in range(HABITS[key].orders):
                    steps = self._order(key, buyer, month, number)
                    yield from (step for step in steps if step.at < until)
            month = month.next()
        for (key, buyer), hours in zip(self._dealers.items(), RECENT, strict=True):
            recent = self._steps(key, buyer, f"recent-{key}", until - timedelta(hours=hours))
            yield from (step for step in recent if step.at < until)

    def _order(self, key: str, buyer: Principal, month: Period, number: int) -> list[Step]:
        day = 2 + number * (26 // HABITS[key].orders) + self._random.randrange(4)
        placed = month.starts_at(settings().zone) + timedelta(days=day, hours=9 + number, minutes=7)
        return self._steps(key, buyer, f"{month}-{key}-{number}", placed)

    def _steps(self, key: str, buyer: Principal, name: str, placed: datetime) -> list[Step]:
        habit = HABITS[key]
        order = Order(name, buyer, self._basket(habit))
        hours = {"submit": 0, "confirm": 3, "ship": 26, "receive": 74, "close": 98, "pay": habit.pays_after * 24}
        acts = (self._submit, self._confirm, self._ship, self._receive, self._close, self._pay)
        return [
            Step(placed + timedelta(hours=after), f"{name}-{what}", partial(act, order))
            for (what, after), act in zip(hours.items(), acts, strict=True)
        ]

    def _basket(self, habit: Habit) -> list[Pieces]:
        chosen = self._random.sample(self._goods, habit.skus)
        return [
            Pieces(sku, case_size * self._random.randint(habit.cases // 2, habit.cases)) for sku, case_size in chosen
        ]

    def _submit(self, order: Order) -> None:
        draft = draft_order(order.buyer, order.lines, once(f"{order.name}-draft"))
        order.order_id = draft.order_id
        submit_order(order.buyer, draft.order_id, draft.total, once(f"{order.name}-submit"))

    def _confirm(self, order: Order) -> None:
        confirm_order(self._staff["sales"], order.order_id, once(f"{order.name}-confirm"))

    def _ship(self, order: Order) -> None:
        ship_order(self._staff["warehouse"], order.order_id, None, once(f"{order.name}-ship"))

    def _receive(self, order: Order) -> None:
        receive_order(order.buyer, order.order_id, self._shipment(order), None, once(f"{order.name}-receive"))

    def _close(self, order: Order) -> None:
        close_order(self._staff["sales"], order.order_id, once(f"{order.name}-close"))

    def _pay(self, order: Order) -> None:
        dealer_id = str(order.buyer.dealer_id)
        shipment_id = self._shipment(order)
        billed = invoice(dealer_id, shipment_id)
        amount = billed.amount if billed else Decimal(0)
        payment = NewPayment(dealer_id, amount, self._today(), f"网银转账 {order.name}", shipment_id)
        record_payment(payment, once(f"{order.name}-pay"))

    def _shipment(self, order: Order) -> str:
        found = queries.order(order.order_id, order.buyer.reach)
        return str(found.shipments[0]["shipment_id"])

    def _today(self) -> date:
        return business_day(clock.now(), settings().zone)
