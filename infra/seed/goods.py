"""Regions, categories, products, prices and stock. The tables go through the loader that the API uses."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypedDict

from chalicelib.aws.once import Once
from chalicelib.catalog.import_commands import import_table
from chalicelib.catalog.import_rules import ImportKind
from chalicelib.catalog.rules import ListKind
from chalicelib.company.commands import save_region
from chalicelib.kernel.money import round_money
from chalicelib.kernel.periods import Period
from chalicelib.stock.commands import receive_goods
from chalicelib.stock.rules import Pieces

FOLDER = Path(__file__).parent
REGIONS = (("east", "华东", "WH-EAST"), ("north", "华北", "WH-NORTH"), ("south", "华南", "WH-EAST"))
WAREHOUSES = ("WH-EAST", "WH-NORTH")

DEARER = "waterproofing"
"""The category whose prices rose when the fourth month began."""
BEFORE = Decimal("0.95")
"""What they were before, as a share of what they are now."""

OPENING, MONTHLY = Decimal(150_000), Decimal(56_000)
"""What the factory sends of each product to each warehouse, in yuan at the default price: at first, and each month."""
TOOLS_SHARE = Decimal("0.2")
"""Of tools it sends less."""


class Ware(TypedDict):
    """A product, as the seed itself needs to know it."""

    sku: str
    category: str
    case_size: int
    price: Decimal


def once(key: str) -> Once:
    """The seed does each thing once."""
    return Once("seed", key, "seed", 201, str)


def wares() -> list[Ware]:
    """The products with their default prices, in the order of the table."""
    price = {row["sku"]: Decimal(row["default"]) for row in _table("prices")}
    return [
        Ware(sku=row["sku"], category=row["category"], case_size=int(row["case_size"]), price=price[row["sku"]])
        for row in _table("products")
    ]


def stock_the_shelves(first: Period) -> None:
    """Everything that can be sold, at prices that hold from the first month on."""
    for region in REGIONS:
        save_region(*region)
    for kind in (ImportKind.CATEGORIES, ImportKind.PRODUCTS):
        import_table(kind, f"{kind}.csv", (FOLDER / f"{kind}.csv").read_bytes(), dry_run=False)
    import_table(ImportKind.PRICES, "prices.csv", price_table(first).encode(), dry_run=False)


def price_table(first: Period) -> str:
    """prices.csv as the loader wants it: a row each price, with the days on which it holds."""
    rises_on = first.next().next().next()
    category = {ware["sku"]: ware["category"] for ware in wares()}
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(
        ("list_id", "list_kind", "list_name", "sku", "min_quantity", "unit_price", "valid_from", "valid_until")
    )
    for row in _table("prices"):
        for price_list, least, price in _prices(row):
            if category[row["sku"]] == DEARER:
                was = round_money(price * BEFORE)
                table.writerow((*price_list, row["sku"], least, was, first.first_day, rises_on.previous().last_day))
                table.writerow((*price_list, row["sku"], least, price, rises_on.first_day, ""))
            else:
                table.writerow((*price_list, row["sku"], least, price, first.first_day, ""))
    return text.getvalue()


def _prices(row: dict[str, str]) -> Iterator[tuple[tuple[str, ListKind, str], int, Decimal]]:
    """The prices of one product: the list, the least quantity, the price of a piece."""
    grade_a = ("grade-A", ListKind.GRADE, "A 级价 Grade A")
    yield ("default", ListKind.DEFAULT, "标准价 Standard"), 1, Decimal(row["default"])
    yield grade_a, 1, Decimal(row["grade_a"])
    yield grade_a, int(row["grade_a_break"]), Decimal(row["grade_a_bulk"])
    yield ("grade-B", ListKind.GRADE, "B 级价 Grade B"), 1, Decimal(row["grade_b"])
    if row["contract"]:
        contract = ("contract-tiancheng", ListKind.CONTRACT, "天成协议价 Tiancheng contract")
        yield contract, 1, Decimal(row["contract"])


def bring_in(month: Period, since: date) -> None:
    """What the factory sends at the beginning of a month, to both warehouses; most of it in the very first."""
    worth = OPENING if month.first_day == since else MONTHLY
    for warehouse in WAREHOUSES:
        goods = [Pieces(ware["sku"], _pieces(ware, worth)) for ware in wares()]
        receive_goods(warehouse, goods, once(f"goods-{month}-{warehouse}"))


def _pieces(ware: Ware, worth: Decimal) -> int:
    """As many whole cases as come nearest to that worth."""
    share = TOOLS_SHARE if ware["category"] == "tools" else Decimal(1)
    return max(int(worth * share / ware["price"] / ware["case_size"]), 1) * ware["case_size"]


def _table(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
