"""`python -m tests.bench.shop`: ten products and a dealer who may buy without end, run with a deployed function's
settings. Prints the dealer's id.
"""

import sys
from datetime import date
from decimal import Decimal

from chalicelib.aws.once import Once
from chalicelib.catalog.commands import save_category, save_list, save_prices, save_product
from chalicelib.catalog.rules import ListKind, NewCategory, NewProduct, Price
from chalicelib.company.commands import save_region
from chalicelib.stock.commands import receive_goods
from chalicelib.stock.rules import Pieces
from tests.world.books import make_dealer

SKUS = [f"BENCH-{number:02}" for number in range(10)]
WAREHOUSE = "WH-BENCH"


def open_shop(dealer_id: str) -> None:
    """Everything that an order needs."""
    save_region("bench", "测速", WAREHOUSE)
    save_list("default", ListKind.DEFAULT, "标准价")
    save_category(NewCategory("tools", "工具", "Tools"))
    for sku in SKUS:
        save_product(NewProduct(sku, f"测速品 {sku}", f"Bench product {sku}", "tools", "件", 1, Decimal("0.13")))
        save_prices("default", sku, [Price(1, Decimal("10.00"), date(2026, 1, 1))])
    receive_goods(WAREHOUSE, [Pieces(sku, 1_000_000) for sku in SKUS], Once("bench", "goods", "bench", 201, str))
    make_dealer(dealer_id, region="bench", unlimited="yes")


if __name__ == "__main__":
    open_shop(sys.argv[1])
