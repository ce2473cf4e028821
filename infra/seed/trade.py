"""Some months of orders, shipments, receipts and payments: the same for the same day, every time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from functools import partial

from chalicelib.company.queries import policy
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.money import ZERO, round_down, round_money
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.queries import account_as_is, invoice
from chalicelib.ledger.wallet_rules import redeemable
from chalicelib.orders import queries
from chalicelib.orders.commands import (
    Seen,
    cancel_order,
    close_order,
    confirm_order,
    draft_order,
    reject_order,
    submit_order,
)
from chalicelib.orders.delivery_commands import receive_order, ship_order
from chalicelib.orders.records import OrderRecord
from chalicelib.stock.rules import Pieces
from infra.seed.goods import bring_in, once, wares
from infra.seed.notes import about_order
from infra.seed.plan import COURSES, HABITS, NOTES, RECENT, RETURNS, SEASON, SPECIAL, STOPS, Habit, Special, basket
from infra.seed.returns import Return

Act = Callable[[], object]


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
    redeems: bool = False
    order_id: str = ""


class Trade:
    """All that happens between the maker and its dealers from a first month until now."""

    def __init__(self, staff: dict[str, Principal], dealers: dict[str, Principal]) -> None:
        self._staff = staff
        self._dealers = dealers
        self._wares = wares()
        self._until = clock.now()
        self._acts: dict[str, Callable[[Order], object]] = {
            "draft": self._draft,
            "submit": self._submit,
            "confirm": self._confirm,
            "reject": self._reject,
            "cancel": self._cancel,
            "ship": self._ship,
            "ship_half": self._ship_half,
            "receive": self._receive,
            "receive_half": self._receive_half,
            "close": self._close,
        }

    def steps(self, first: Period, until: datetime) -> Iterator[Step]:
        """Every step that lies before `until`, in no order."""
        self._until = until
        return (step for step in self._all(first, until) if step.at < until)

    def _all(self, first: Period, until: datetime) -> Iterator[Step]:
        month, number = first, 0
        while (begins := month.starts_at(settings().zone)) < until:
            yield Step(
                begins + timedelta(hours=8, minutes=30), f"{month}-goods", partial(bring_in, month, first.first_day)
            )
            for key in self._dealers:
                yield from self._month(key, month, number)
            month, number = month.next(), number + 1
        for key, hours, course in RECENT:
            placed = until - timedelta(hours=hours)
            order = self._order(f"recent-{key}", key, Decimal(HABITS[key].buys[-1][1]) / 2, Special(course))
            yield from self._steps(order, HABITS[key], Special(course), placed)

    def _month(self, key: str, month: Period, number: int) -> Iterator[Step]:
        """What a dealer orders in a month. One order is placed on a day, at about nine."""
        if number >= STOPS.get(key, len(SEASON)):
            return
        habit = HABITS[key]
        for place, (day, amount) in enumerate(habit.buys):
            special = SPECIAL.get((key, number, place), Special())
            placed = month.starts_at(settings().zone) + timedelta(days=day, hours=9, minutes=7 + 11 * place)
            order = self._order(f"{key}-{number}-{place}", key, amount * SEASON[number], special)
            if habit.pays is None:
                before = partial(self._pay_in_advance, order.buyer, amount * SEASON[number])
                yield Step(placed - timedelta(hours=20), f"{order.name}-deposit", before)
            yield from self._steps(order, habit, special, placed)

    def _order(self, name: str, key: str, amount: Decimal, special: Special) -> Order:
        told = [Pieces(sku, quantity) for sku, quantity in special.lines]
        lines = told or basket(name, amount, HABITS[key].likes, self._wares)
        return Order(name, self._dealers[key], lines, special.redeems)

    def _steps(self, order: Order, habit: Habit, special: Special, placed: datetime) -> Iterator[Step]:
        shipments = 0
        for hours, what in COURSES[special.course]:
            at = placed + timedelta(hours=hours)
            yield Step(at, f"{order.name}-{hours:03}-{what}", partial(self._acts[what], order))
            if what in {"ship", "ship_half"}:
                yield from self._payments(order, habit, special, at, shipments)
                shipments += 1
        for place, (after, by, text) in enumerate(NOTES.get(order.name, ())):
            written = partial(self._write, order, by, text)
            yield Step(placed + timedelta(hours=after), f"{order.name}-note-{place}", written)
        yield from self._returns(order, placed)

    def _returns(self, order: Order, placed: datetime) -> Iterator[Step]:
        """What comes back of an order; nothing where now is too early for its first step."""
        reason, planned = RETURNS.get(order.name, ("", ()))
        back = Return(order.name, order.buyer, self._staff, reason)
        for hours, what in planned:
            at = (placed if hours > 0 else self._until) + timedelta(hours=hours)
            yield Step(at, f"{order.name}-return-{at:%y%m%d%H}-{what}", partial(self._go_back, back, what, order))

    def _go_back(self, back: Return, what: str, order: Order) -> None:
        back.act(what, self._now(order))

    def _payments(
        self, order: Order, habit: Habit, special: Special, shipped: datetime, shipment: int
    ) -> Iterator[Step]:
        for days, share in habit.pays or () if special.paid else ():
            at = shipped + timedelta(days=days, hours=1)
            yield Step(at, f"{order.name}-pay-{shipment}-{days}", partial(self._pay, order, shipment, share))

    def _draft(self, order: Order) -> OrderRecord:
        draft = draft_order(order.buyer, order.lines, once(f"{order.name}-draft"))
        order.order_id = draft.order_id
        return draft

    def _submit(self, order: Order) -> None:
        draft = self._draft(order)
        seen = Seen(draft.total, redeem=self._redeemed(order, draft.total))
        submit_order(order.buyer, draft.order_id, seen, once(f"{order.name}-submit"))

    def _redeemed(self, order: Order, total: Decimal) -> Decimal:
        """What the wallet pays of an order that it is to pay: what it may, and at most half of what there is."""
        if not order.redeems:
            return ZERO
        kept, account = policy(), account_as_is(str(order.buyer.dealer_id))
        half = round_down(account.rebate_available / 2)
        return redeemable(total, half, kept.redemption_percent, goods=False).most

    def _confirm(self, order: Order) -> None:
        confirm_order(self._staff["sales"], order.order_id, once(f"{order.name}-confirm"))

    def _reject(self, order: Order) -> None:
        reason = "收货地址不在贵司经营区域内，请更正后重新下单。"
        reject_order(self._staff["sales"], order.order_id, reason, once(f"{order.name}-reject"))

    def _cancel(self, order: Order) -> None:
        reason = "工地延期开工，经销商来电要求取消。"
        cancel_order(self._staff["sales"], order.order_id, reason, once(f"{order.name}-cancel"))

    def _ship(self, order: Order) -> None:
        ship_order(self._staff["warehouse"], order.order_id, None, once(f"{order.name}-ship"))

    def _ship_half(self, order: Order) -> None:
        half = {line["line"]: (line["quantity"] + 1) // 2 for line in self._now(order).lines}
        ship_order(self._staff["warehouse"], order.order_id, half, once(f"{order.name}-ship-half"))

    def _receive(self, order: Order) -> None:
        shipment_id = str(self._now(order).shipments[-1]["shipment_id"])
        receive_order(order.buyer, order.order_id, shipment_id, None, once(f"{shipment_id}-receive"))

    def _receive_half(self, order: Order) -> None:
        found = self._now(order)
        half = {line["line"]: (line["quantity"] + 1) // 2 for line in found.lines}
        shipment_id = str(found.shipments[-1]["shipment_id"])
        receive_order(order.buyer, order.order_id, shipment_id, half, once(f"{shipment_id}-receive-half"))

    def _close(self, order: Order) -> None:
        close_order(self._staff["sales"], order.order_id, once(f"{order.name}-close"))

    def _pay(self, order: Order, shipment: int, share: Decimal) -> None:
        """Pays a share of what is open of the invoice."""
        dealer_id = str(order.buyer.dealer_id)
        shipment_id = str(self._now(order).shipments[shipment]["shipment_id"])
        billed = invoice(dealer_id, shipment_id)
        if billed and billed.open:
            amount = round_money(billed.open * share)
            payment = NewPayment(dealer_id, amount, self._today(), f"网银转账 {shipment_id}", shipment_id)
            record_payment(payment, once(f"{order.name}-pay-{shipment}-{share}"))

    def _pay_in_advance(self, buyer: Principal, about: Decimal) -> None:
        """Somewhat more than the order will cost, in whole thousands: what is left is a deposit."""
        amount = (about * Decimal("1.1") / 1000).quantize(Decimal(1), ROUND_UP) * 1000
        payment = NewPayment(str(buyer.dealer_id), amount, self._today(), "网银转账 预付货款")
        record_payment(payment, once(f"{self._today()}-{buyer.dealer_id}-deposit"))

    def _write(self, order: Order, by: str, text: str) -> None:
        about_order(order.order_id, self._staff[by] if by else order.buyer, text)

    def _now(self, order: Order) -> OrderRecord:
        return queries.order(order.order_id, order.buyer.reach)

    def _today(self) -> date:
        return business_day(clock.now(), settings().zone)
