"""`python -m tests.e2e.put_on_sale SKU PRICE PIECES`: one more product, run with a deployed function's settings."""

import sys
from datetime import date
from decimal import Decimal

from chalicelib.aws.once import Once
from chalicelib.catalog.commands import save_prices, save_product
from chalicelib.catalog.rules import NewProduct, Price
from chalicelib.stock.commands import receive_goods
from chalicelib.stock.rules import Pieces

sku, price, pieces = sys.argv[1:]
save_product(NewProduct(sku, f"测试品 {sku}", f"Test product {sku}", "tools", "件", 1, Decimal("0.13")))
save_prices("default", sku, [Price(1, Decimal(price), date(2026, 1, 1))])
receive_goods("WH-EAST", [Pieces(sku, int(pieces))], Once("e2e", f"goods-{sku}", "e2e", 201, str))
