"""A small shop: two regions with a warehouse each, price lists, four products, stock, and dealers who buy."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from botocore.client import BaseClient

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Record, commit
from chalicelib.catalog.commands import save_category, save_list, save_prices, save_product
from chalicelib.catalog.records import PriceRecord, ProductRecord, price_key, product_key
from chalicelib.catalog.rules import ListKind, NewCategory, NewProduct, Price
from chalicelib.company.commands import save_region
from chalicelib.dealers.commands import new_dealer
from chalicelib.dealers.rules import NewDealer
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.ledger.exposure_commands import open_account
from chalicelib.ledger.queries import account_as_is
from chalicelib.orders import queries as orders
from chalicelib.stock import commands as stock
from chalicelib.stock.queries import levels
from chalicelib.stock.records import LevelRecord, level_key
from chalicelib.stock.rules import Pieces
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.books import instant

NOW = instant("2026-10-20")
DEALER, OTHER, NORTHERN = "D0000000A", "D0000000B", "D0000000N"
BUYER, OTHER_BUYER, NORTHERN_BUYER = dealer_user(DEALER), dealer_user(OTHER), dealer_user(NORTHERN)
SALES, WAREHOUSE, ADMIN = staff(Role.SALES, regions=("east",)), staff(Role.WAREHOUSE), staff(Role.ADMIN)
EAST, NORTH = "WH-EAST", "WH-NORTH"
CONTRACT = "contract-ACME"
CATEGORIES = {"paint": "涂料", "tools": "工具"}


def product(sku: str, category: str = "paint", tax_rate: str = "0.13", **more: Any) -> None:
    """A product on sale."""
    fields = {"name": f"产品 {sku}", "name_en": f"Product {sku}", "unit": "桶", "case_size": 4} | more
    save_category(NewCategory(category, CATEGORIES.get(category, category), category.capitalize()))
    save_product(NewProduct(sku=sku, category=category, tax_rate=Decimal(tax_rate), **fields))


def prices(list_id: str, sku: str, *breaks: tuple[int, str]) -> None:
    """Prices by quantity break that hold from 2026 on."""
    save_prices(list_id, sku, [Price(least, Decimal(price), date(2026, 1, 1)) for least, price in breaks])


def supply(location: str, **quantities: int) -> None:
    """Brings goods into a warehouse."""
    lines = [Pieces(sku, quantity) for sku, quantity in quantities.items()]
    key = f"supply-{location}-{sorted(quantities.items())}"
    stock.receive_goods(location, lines, Once("seed", key[:120], "seed", 201, str))


def shelf(count: int) -> dict[str, int]:
    """So many products at 1.00 with two pieces each in the east, put there in bulk; returns two of each as a basket."""
    skus = [f"M{number:03}" for number in range(count)]
    price = Price(1, Decimal("1.00"), date(2026, 1, 1)).as_fields()
    level = {"on_hand": 2, "reserved": 0, "safety": 0, "available": 2}
    facts = {"name": "货", "name_en": "Goods", "category": "goods", "unit": "件", "case_size": 1, "active": True}
    save_category(NewCategory("goods", "货品", "Goods"))
    _put([ProductRecord(*product_key(sku), sku=sku, tax_rate=Decimal("0.13"), **facts) for sku in skus])
    _put([PriceRecord(*price_key("default", sku), list_id="default", sku=sku, prices=[price]) for sku in skus])
    _put([LevelRecord(*level_key(EAST, sku), location=EAST, sku=sku, **level) for sku in skus])
    return dict.fromkeys(skus, 2)


def _put(records: Sequence[Record]) -> None:
    with type(records[0]).batch_write() as batch:
        for record in records:
            record.stamp()
            batch.save(record)


def dealer(dealer_id: str, region: str = "east", limit: str = "10000.00", contract: str | None = None) -> None:
    """An active dealer of grade A with an account."""
    new = NewDealer(
        dealer_id=dealer_id,
        name=f"{dealer_id} 经贸有限公司",
        credit_code="91310000MA1FL1MQ5D",
        region=region,
        grade="A",
        payment_days=30,
        contract_list_id=contract,
        contact_name="李娜",
        email=f"owner@{dealer_id.lower()}.example.com",
        phone="021-55550100",
        address="上海市",
        locale="zh-CN",
        case_id=None,
    )
    commit(new_dealer(new), open_account(dealer_id, Decimal(limit), unlimited=False, opened_on=date(2026, 9, 1)))


def open_shop() -> None:
    """Everything that a dealer needs to buy. Default prices: A 10.00 (9.00 from 100), B 20.00, C 1.2345 from 5;
    grade A pays 9.50 for A; the contract 8.00 for A from 50. East has A 500, B 40, C 1000."""
    save_region("east", "华东", EAST)
    save_region("north", "华北", NORTH)
    save_list("default", ListKind.DEFAULT, "标准价")
    save_list("grade-A", ListKind.GRADE, "A级价")
    save_list(CONTRACT, ListKind.CONTRACT, "协议价")
    product("A")
    product("B", tax_rate="0.09")
    product("C", category="tools")
    product("X", active=False)
    prices("default", "A", (1, "10.00"), (100, "9.00"))
    prices("default", "B", (1, "20.00"))
    prices("default", "C", (5, "1.2345"))
    prices("grade-A", "A", (1, "9.50"))
    prices(CONTRACT, "A", (50, "8.00"))
    supply(EAST, A=500, B=40, C=1000)
    supply(NORTH, A=7)
    dealer(DEALER)
    dealer(OTHER, contract=CONTRACT)
    dealer(NORTHERN, region="north")


def basket(**quantities: int) -> dict[str, Any]:
    """The body of a quote or an order."""
    return {"lines": [{"sku": sku, "quantity": quantity} for sku, quantity in quantities.items()]}


_keys = iter(range(10**9))


def post(path: str, body: Any = None, who: Principal = BUYER, key: str | None = None) -> Reply:
    """One POST under a new key."""
    return ask("POST", path, {} if body is None else body, who, key or f"key-{next(_keys)}")


def drafted(who: Principal = BUYER, **quantities: int) -> dict[str, Any]:
    """A draft, as it was answered."""
    reply = post("/orders", basket(**quantities), who)
    assert reply.status == 201, reply.text
    return dict(reply.body)


def submitted(who: Principal = BUYER, **quantities: int) -> str:
    """The id of a submitted order."""
    draft = drafted(who, **quantities)
    done(post(f"/orders/{draft['order_id']}/submit", {"total": draft["total"]}, who))
    return str(draft["order_id"])


def confirmed(**quantities: int) -> str:
    """The id of an order that staff took on."""
    order_id = submitted(**quantities)
    done(post(f"/orders/{order_id}/confirm", None, SALES))
    return order_id


def done(reply: Reply) -> dict[str, Any]:
    """The body of an answer that must be 200."""
    assert reply.status == 200, reply.text
    return dict(reply.body)


def stands(location: str = EAST) -> dict[str, tuple[int, int, int]]:
    """On hand, reserved and available by SKU."""
    found = levels(location, ["A", "B", "C"])
    return {sku: (level.on_hand, level.reserved, level.available) for sku, level in sorted(found.items())}


def account(dealer_id: str = DEALER) -> tuple[str, str, str]:
    """Receivable, exposure and available."""
    found = account_as_is(dealer_id)
    return f"{found.receivable:.2f}", f"{found.exposure:.2f}", f"{found.available:.2f}"


def books(order_id: str) -> Any:
    """All that an order may change, to compare before and after a refusal."""
    order = orders.order(order_id, ADMIN.reach)
    return order.attribute_values, stands(), stands(f"DEALER-{DEALER}"), account()


@contextmanager
def counted_calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every AWS call that is made inside, by its operation."""
    calls: list[str] = []
    really = BaseClient._make_api_call

    def note(self: Any, operation: str, parameters: Any) -> Any:
        calls.append(operation)
        return really(self, operation, parameters)

    with monkeypatch.context() as patched:
        patched.setattr(BaseClient, "_make_api_call", note)
        yield calls


@contextmanager
def open_for_business() -> Iterator[None]:
    """The shop on 20 October 2026."""
    with clock.at(NOW):
        open_shop()
        yield
