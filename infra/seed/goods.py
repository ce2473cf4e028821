"""Regions, products, prices and stock, from products.csv."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from chalicelib.aws.once import Once
from chalicelib.catalog.commands import save_list, save_prices, save_product
from chalicelib.catalog.rules import ListKind, NewProduct, Price
from chalicelib.company.commands import save_region
from chalicelib.kernel.periods import Period
from chalicelib.stock.commands import receive_goods
from chalicelib.stock.rules import Pieces

REGIONS = (("east", "华东", "WH-EAST"), ("north", "华北", "WH-NORTH"))
LISTS = (
    ("default", ListKind.DEFAULT, "标准价 Standard"),
    ("grade-A", ListKind.GRADE, "A 级价 Grade A"),
    ("grade-B", ListKind.GRADE, "B 级价 Grade B"),
    ("contract-tiancheng", ListKind.CONTRACT, "天成协议价 Tiancheng contract"),
)
CONTRACT = {"NW-18L-01": "429.00", "CZ-25K-01": "35.50", "NZ-20K-01": "33.00"}
"""Unit prices that one dealer agreed on."""


def once(key: str) -> Once:
    """The seed does each thing once."""
    return Once("seed", key, "seed", 201, str)


def rows() -> Iterator[dict[str, str]]:
    """The products, a row each."""
    with (Path(__file__).parent / "products.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def stock_the_shelves(since: date) -> None:
    """Everything that can be sold, at prices that hold from `since` on."""
    for region in REGIONS:
        save_region(*region)
    for price_list in LISTS:
        save_list(*price_list)
    for row in rows():
        _product(row)
        _prices(row, since)
    for sku, price in CONTRACT.items():
        save_prices("contract-tiancheng", sku, [Price(1, Decimal(price), since)])


def bring_in(month: Period) -> None:
    """What the factory sends at the beginning of a month, to both warehouses."""
    for warehouse, column in (("WH-EAST", "stock_east"), ("WH-NORTH", "stock_north")):
        goods = [Pieces(row["sku"], int(row[column])) for row in rows()]
        receive_goods(warehouse, goods, once(f"goods-{month}-{warehouse}"))


def _product(row: dict[str, str]) -> None:
    save_product(
        NewProduct(
            sku=row["sku"],
            name=row["name"],
            name_en=row["name_en"],
            category=row["category"],
            unit=row["unit"],
            case_size=int(row["case_size"]),
            tax_rate=Decimal(row["tax_rate"]),
        )
    )


def _prices(row: dict[str, str], since: date) -> None:
    def price(column: str, least: int = 1) -> Price:
        return Price(least, Decimal(row[column]), since)

    save_prices("default", row["sku"], [price("price")])
    save_prices("grade-A", row["sku"], [price("grade_a"), price("grade_a_bulk", int(row["grade_a_break"]))])
    save_prices("grade-B", row["sku"], [price("grade_b")])
