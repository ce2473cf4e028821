"""The rebate wallet pays orders: a share or the whole, held at submission, posted with what is shipped."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit
from chalicelib.company.commands import save_policy
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Conflict
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.exposure_commands import hold_credit_beyond_limit
from chalicelib.ledger.rules import Account
from chalicelib.orders import queries as orders
from chalicelib.orders.commands import Seen, submit_order
from tests.world.api import Reply, ask, staff
from tests.world.books import fill_wallet
from tests.world.cloud import Cloud
from tests.world.shop import BUYER, DEALER, NOW, SALES, WAREHOUSE, basket, done, drafted, open_shop, post, shelf

FINANCE = staff(Role.FINANCE)


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with clock.at(NOW):
        open_shop()
        fill_wallet(DEALER, "100.00")
        yield


def stands() -> tuple[str, ...]:
    """Of the account: receivable, exposure, available; of the wallet: balance, held, available."""
    found = ledger.account_as_is(DEALER)
    figures = (found.receivable, found.exposure, found.available)
    return tuple(f"{figure:.2f}" for figure in (*figures, found.rebate, found.rebate_held, found.rebate_available))


def submit(redeem: str, **quantities: int) -> Reply:
    order = drafted(**quantities)
    body = {"total": order["total"], "redeem": redeem}
    return post(f"/orders/{order['order_id']}/submit", body)


def step(order_id: str, name: str, body: Any = None, who: Any = SALES) -> Any:
    return done(post(f"/orders/{order_id}/{name}", {} if body is None else body, who))


def shown(order_id: str) -> tuple[str, str, str]:
    found = done(ask("GET", f"/orders/{order_id}", who=BUYER))
    return found["redeemed"], found["redeemed_so_far"], found["redemption_held"]


def clean() -> None:
    found = done(ask("GET", f"/accounts/{DEALER}/verification", who=FINANCE))
    assert found["items"] == []


def redemptions(account: Account) -> list[str]:
    found = ledger.entries_between(DEALER, account, "2026-10", "2026-10")
    return [f"{entry.amount:.2f}" for entry in found if entry.cause.startswith("redemption:")]


def test_the_quote_says_how_much_the_wallet_may_pay() -> None:
    quoted = done(post("/quotes", basket(B=3)))
    assert quoted["total"] == "60.00"
    assert quoted["redemption"] == {"available": "100.00", "percent": 30, "most": "18.00", "wholly": True}
    fill_wallet(DEALER, "-95.00", "back")
    assert done(post("/quotes", basket(B=3)))["redemption"]["most"] == "5.00"
    fill_wallet(DEALER, "-95.00", "further")
    assert done(post("/quotes", basket(B=3)))["redemption"] == {
        "available": "-90.00", "percent": 30, "most": "0.00", "wholly": False,
    }  # fmt: skip


def test_a_redemption_is_held_and_posted_with_each_shipment_in_proportion() -> None:
    order_id = done(submit("16.00", B=3))["order_id"]
    assert stands() == ("0.00", "44.00", "9956.00", "100.00", "16.00", "84.00")
    step(order_id, "confirm")
    step(order_id, "ship", {"lines": [{"line": 1, "quantity": 1}]}, WAREHOUSE)
    assert shown(order_id) == ("16.00", "5.33", "10.67")
    assert stands() == ("14.67", "29.33", "9956.00", "94.67", "10.67", "84.00")
    clean()
    step(order_id, "ship", {"lines": [{"line": 1, "quantity": 1}]}, WAREHOUSE)
    step(order_id, "ship", {}, WAREHOUSE)
    assert shown(order_id) == ("16.00", "16.00", "0.00")
    assert redemptions(Account.REBATE) == redemptions(Account.RECEIVABLE) == ["-5.33", "-5.34", "-5.33"]
    assert stands() == ("44.00", "0.00", "9956.00", "84.00", "0.00", "84.00")
    sent = done(ask("GET", f"/orders/{order_id}", who=BUYER))["shipments"]
    assert [(one["amount"], one["redeemed"]) for one in sent] == [
        ("20.00", "5.33"), ("20.00", "5.34"), ("20.00", "5.33"),
    ]  # fmt: skip
    assert [f"{one.open:.2f}" for one in ledger.open_invoices(DEALER)] == ["14.67", "14.66", "14.67"]
    clean()


def test_more_than_the_share_or_than_the_wallet_holds_is_refused() -> None:
    over = submit("18.01", B=3)
    assert (over.status, over.code) == (422, "invalid")
    assert over.body["Details"] == [{"field": "redeem", "problem": "is at most 18.00 of this order", "most": "18.00"}]
    empty = submit("100.01", B=20)
    assert (empty.status, empty.code) == (409, "insufficient_wallet")
    assert empty.body["Details"] == [
        {"balance": "100.00", "held": "0.00", "asked": "0.00", "available": "100.00", "needed": "100.01"}
    ]
    assert stands() == ("0.00", "0.00", "10000.00", "100.00", "0.00", "100.00")
    save_policy(redemption_percent=0)
    assert submit("0.01", B=1).status == 422


@pytest.mark.parametrize("ending", ["cancel", "reject", "close"])
def test_what_is_not_shipped_is_released(ending: str) -> None:
    order_id = done(submit("16.00", B=3))["order_id"]
    if ending == "close":
        step(order_id, "confirm")
        step(order_id, "ship", {"lines": [{"line": 1, "quantity": 1}]}, WAREHOUSE)
        step(order_id, "close")
        assert stands() == ("14.67", "0.00", "9985.33", "94.67", "0.00", "94.67")
        assert shown(order_id) == ("16.00", "5.33", "0.00")
    else:
        who, body = (BUYER, {"reason": "改期"}) if ending == "cancel" else (SALES, {"reason": "地址不符"})
        step(order_id, ending, body, who)
        assert stands() == ("0.00", "0.00", "10000.00", "100.00", "0.00", "100.00")
        assert shown(order_id) == ("16.00", "0.00", "0.00")
    clean()


def test_in_review_the_wallet_is_held_and_the_credit_is_that_without_it() -> None:
    commit(hold_credit_beyond_limit(DEALER, Decimal("9990.00")))
    order = drafted(B=3)
    body = {"total": order["total"], "redeem": "16.00", "credit_review": True}
    made = done(post(f"/orders/{order['order_id']}/submit", body))
    assert made["state"] == "credit_review"
    assert stands() == ("0.00", "9990.00", "10.00", "100.00", "16.00", "84.00")
    step(order["order_id"], "grant", {}, FINANCE)
    assert stands() == ("0.00", "10034.00", "-34.00", "100.00", "16.00", "84.00")


def test_goods_instead_of_money_the_wallet_pays_the_whole_order_without_credit() -> None:
    save_policy(redemption_percent=10)
    quoted = done(post("/quotes", basket(B=1)))
    assert quoted["redemption"]["wholly"] is True
    made = done(submit(quoted["total"], B=1))
    total = quoted["total"]
    assert stands()[:2] == ("0.00", "0.00")
    assert stands()[4] == total
    step(made["order_id"], "confirm")
    step(made["order_id"], "ship", {}, WAREHOUSE)
    assert stands()[:3] == ("0.00", "0.00", "10000.00")
    assert ledger.open_invoices(DEALER) == []
    clean()
    save_policy(wallet_goods=0)
    assert done(post("/quotes", basket(B=1)))["redemption"]["wholly"] is False


def test_a_large_order_holds_it_from_its_first_transaction_and_posts_it_by_its_job() -> None:
    order = drafted(**shelf(120))
    body = {"total": order["total"], "redeem": "70.00"}
    made = done(post(f"/orders/{order['order_id']}/submit", body))
    assert (made["state"], order["total"]) == ("submitted", "240.00")
    assert stands() == ("0.00", "170.00", "9830.00", "100.00", "70.00", "30.00")
    step(order["order_id"], "confirm")
    step(order["order_id"], "ship", {}, WAREHOUSE)
    assert stands() == ("170.00", "0.00", "9830.00", "30.00", "0.00", "30.00")
    clean()


def test_a_large_order_that_is_short_gives_the_wallet_back() -> None:
    wanted = shelf(120)
    order = drafted(**wanted)
    rival = drafted(M119=2)
    done(post(f"/orders/{rival['order_id']}/submit", {"total": rival["total"]}))
    refused = post(f"/orders/{order['order_id']}/submit", {"total": order["total"], "redeem": "70.00"})
    assert (refused.status, refused.code) == (409, "insufficient_stock")
    assert stands()[3:] == ("100.00", "0.00", "100.00")
    assert orders.order(order["order_id"], BUYER.reach).redeemed == 0


def test_ten_at_once_never_spend_more_than_the_wallet_holds() -> None:
    drafts = [drafted(A=10) for _ in range(10)]

    def one(order: dict[str, Any]) -> bool:
        order_id, seen = order["order_id"], Seen(Decimal(order["total"]), redeem=Decimal("25.00"))
        try:
            submit_order(BUYER, order_id, seen, Once(BUYER.user_id, order_id, "f", 200, str))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(one, drafts)) == 4
    assert stands()[3:] == ("100.00", "100.00", "0.00")
    clean()
