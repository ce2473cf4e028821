"""An overdue invoice blocks new orders on credit in the order's own transaction; staff lift the block for some days."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.ledger import queries
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from tests.world.api import Reply, ask, staff
from tests.world.books import instant, invoice, make_dealer
from tests.world.cloud import Cloud, cloud
from tests.world.shop import BUYER, DEALER, account, done, drafted, open_shop, post
from tests.world.streams import Streams

FINANCE = staff(Role.FINANCE)
TODAY = "2026-10-20"


@pytest.fixture
def shop(aws: Cloud) -> Iterator[None]:
    with clock.at(instant(TODAY)):
        open_shop()
        yield


def submit(day: str = TODAY, **more: Any) -> Reply:
    draft = drafted(A=2)
    with clock.at(instant(day)):
        return post(f"/orders/{draft['order_id']}/submit", {"total": draft["total"], **more})


def lift(until: str | None, reason: str = "已约定付款日期") -> Reply:
    return post(f"/accounts/{DEALER}/overdue-block", {"until": until, "reason": reason}, FINANCE)


def block() -> Any:
    return done(ask("GET", f"/accounts/{DEALER}/entries", who=FINANCE))["today"]["block"]


def pay(amount: str) -> None:
    record_payment(NewPayment(DEALER, Decimal(amount), date.fromisoformat(TODAY)), None)


@pytest.mark.usefixtures("shop")
class TestBlock:
    def test_what_is_due_today_does_not_block_and_tomorrow_it_does(self) -> None:
        invoice(DEALER, 1, "10.00", "2026-10-10", due_days=10)
        assert submit().status == 200
        refused = submit("2026-10-21")
        assert (refused.status, refused.code) == (409, "overdue_invoices")
        assert refused.body["Details"] == [{"due_day": "2026-10-20"}]

    def test_it_blocks_whatever_the_limit_and_also_what_asks_for_review(self) -> None:
        invoice(DEALER, 1, "10.00", "2026-10-01", due_days=5)
        before = account()
        assert submit().code == "overdue_invoices"
        assert submit(credit_review=True).code == "overdue_invoices"
        assert account() == before
        much = drafted(C=900, A=300, B=40)
        asked = {"total": much["total"], "credit_review": True}
        assert post(f"/orders/{much['order_id']}/submit", asked, BUYER).code == "overdue_invoices"
        assert account() == before

    def test_an_order_in_review_is_refused_too(self) -> None:
        invoice(DEALER, 1, "9990.00", "2026-10-01", due_days=5)
        assert submit(credit_review=True).code == "overdue_invoices"
        lift(TODAY)
        assert done(submit(credit_review=True))["state"] == "credit_review"

    def test_it_ends_when_the_last_overdue_invoice_is_paid(self) -> None:
        invoice(DEALER, 1, "10.00", "2026-10-01", due_days=5)
        invoice(DEALER, 2, "20.00", "2026-10-02", due_days=5)
        invoice(DEALER, 3, "30.00", "2026-10-20", due_days=5)
        pay("10.00")
        assert submit().body["Details"] == [{"due_day": "2026-10-07"}]
        pay("20.00")
        assert block() == {
            "blocked": False, "oldest_due": "2026-10-25", "lifted_until": None, "reason": None, "lifted_by": None,
            "lifted_at": None,
        }  # fmt: skip
        assert submit().status == 200

    def test_staff_lift_it_until_the_end_of_a_day_with_a_reason(self, streams: Streams) -> None:
        invoice(DEALER, 1, "10.00", "2026-10-01", due_days=5)
        assert lift("2026-10-21", "").status == 422
        assert lift("2026-10-19").body["Details"][0]["field"] == "until"
        assert lift("2027-10-19").body["Details"][0]["field"] == "until"
        assert block()["blocked"] is True
        lifted = done(lift("2026-10-21"))
        assert (lifted["blocked"], lifted["lifted_until"], lifted["lifted_by"]) == (False, "2026-10-21", "finance-1")
        assert submit("2026-10-21").status == 200
        assert submit("2026-10-22").code == "overdue_invoices"
        assert done(lift(None, "付款违约"))["blocked"] is True
        assert submit().code == "overdue_invoices"
        streams.drain()
        told = [item["title"] for item in done(ask("GET", "/messages", who=BUYER))["items"]]
        assert told.count("逾期限制已暂时解除") == 1


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("bill"), st.integers(1, 40), st.integers(1, 60)),
        st.tuples(st.just("pay"), st.integers(1, 90), st.none() | st.integers(0, 5)),
    ),
    max_size=8,
)


@given(ACTIONS)
@settings(max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_what_is_stored_is_always_the_oldest_due_day_of_what_is_open(actions: list[Any]) -> None:
    with cloud(), clock.at(instant(TODAY)):
        make_dealer(DEALER, "100000.00")
        made: list[str] = []
        for what, amount, other in actions:
            if what == "bill":
                made.append(invoice(DEALER, len(made), f"{amount}.00", "2026-10-01", due_days=other))
            else:
                named = made[other] if other is not None and other < len(made) else None
                record_payment(NewPayment(DEALER, Decimal(amount), date(2026, 10, 1), None, named), None)
            found = queries.open_invoices(DEALER)
            assert queries.account_as_is(DEALER).oldest_due == min((one.due_day for one in found), default=None)
