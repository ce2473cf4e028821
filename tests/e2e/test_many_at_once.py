"""Many at once, on the deployed system: stock is sold once, a request has one effect.

Two cores start sixteen functions here, so a gateway may give up on an answer. Whoever asks repeats the request under
its key then, as any client has to.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.company import Company
from tests.e2e.system import Reply, System

SKU = "RUSH-1"
GAVE_UP = {502, 503, 504}


def post(system: System, path: str, body: object, token: str, key: str) -> Reply:
    """One POST, repeated under its key where a gateway gave up on it."""
    for _ in range(5):
        reply = system.ask("POST", path, body, token=token, key=key)
        if reply.status not in GAVE_UP:
            return reply
    raise AssertionError(f"no answer: {reply}")


def test_eighty_buyers_of_forty_pieces(system: System, company: Company) -> None:
    company.put_on_sale(SKU, price="10.00", pieces=40)
    token = company.sign_in("tiancheng")
    one = {"lines": [{"sku": SKU, "quantity": 1}]}

    def buy(number: int) -> Reply:
        draft = post(system, "/api/orders", one, token, f"rush-{number}")
        assert draft.status == 201, draft
        path = f"/api/orders/{draft.body['order_id']}/submit"
        return post(system, path, {"total": "10.00"}, token, f"rush-submit-{number}")

    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(buy, range(80)))
    assert Counter((reply.status, reply.code) for reply in replies) == {
        (200, None): 40,
        (409, "insufficient_stock"): 40,
    }
    level = company.level("WH-EAST", SKU)
    assert (level["on_hand"], level["reserved"], level["available"]) == (40, 40, 0)


def test_one_key_ten_times_at_once(system: System, company: Company) -> None:
    company.put_on_sale("ONCE-1", price="7.00", pieces=100)
    token = company.sign_in("hengda")
    body = {"lines": [{"sku": "ONCE-1", "quantity": 3}]}
    draft = system.ask("POST", "/api/orders", body, token=token, key="once-draft").body
    path = f"/api/orders/{draft['order_id']}/submit"

    def submit(_: int) -> Reply:
        return post(system, path, {"total": "21.00"}, token, "once-submit")

    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(submit, range(10)))
    assert [reply.status for reply in replies] == [200] * 10
    assert all(reply.body == replies[0].body for reply in replies)
    level = company.level("WH-EAST", "ONCE-1")
    assert (level["on_hand"], level["reserved"], level["available"]) == (100, 3, 97)
    other = system.ask("POST", path, {"total": "22.00"}, token=token, key="once-submit")
    assert (other.status, other.code) == (409, "idempotency_key_reused")


def test_one_key_ten_new_orders_at_once(system: System, company: Company) -> None:
    token = company.sign_in("hengda")
    body = {"lines": [{"sku": "NZ-20K-01", "quantity": 1}]}

    def draft(_: int) -> Reply:
        return post(system, "/api/orders", body, token, "ten-drafts")

    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(draft, range(10)))
    assert {reply.status for reply in replies} == {201}
    assert len({reply.body["order_id"] for reply in replies}) == 1
