"""A range of 300 products, and one dealer's orders of all of it."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import requests

from tests.e2e.company import Company
from tests.e2e.system import Reply

RANGE = [f"BULK-{number:03}" for number in range(1, 301)]
WAREHOUSE = "WH-EAST"
PIECES = 10
"""Of each product in the warehouse."""


def table(rows: list[dict[str, Any]]) -> bytes:
    """A CSV with the rows' keys as its header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@dataclass(frozen=True)
class Wholesale:
    """What tests of large orders do with the deployed system."""

    company: Company

    def load(self, kind: str, content: bytes, *, file_name: str = "table.csv", dry_run: bool = False) -> Reply:
        """Uploads a table and has it imported, as an admin."""
        ask, token = self.company.system.ask, self.company.token("admin")
        stated = {"file_name": file_name, "size": len(content)}
        offered = ask("POST", "/api/catalog/uploads", stated, token=token)
        assert offered.status == 200, offered
        form = offered.body
        put = requests.post(form["url"], data=form["fields"], files={"file": content}, timeout=20)
        assert put.status_code in {200, 204}, put.text
        wanted = {"kind": kind, "file_name": file_name, "upload_id": form["upload_id"], "dry_run": dry_run}
        return ask("POST", "/api/catalog/imports", wanted, token=token)

    def put_on_sale(self) -> None:
        """The range, at 1.00 a piece, 10 of each in the warehouse of the east."""
        made = [
            self.load("categories", table([{"category": "bulk", "name": "大宗", "name_en": "Bulk"}])),
            self.load("products", table([_product(sku) for sku in RANGE])),
            self.load("prices", table([_price(sku) for sku in RANGE])),
        ]
        assert [(reply.status, reply.body["created"]) for reply in made] == [(200, 1), (200, 300), (200, 300)], made
        token = self.company.token("warehouse")
        for start in range(0, len(RANGE), 90):
            lines = [{"sku": sku, "quantity": PIECES} for sku in RANGE[start : start + 90]]
            moved = {"location": WAREHOUSE, "kind": "receipt", "lines": lines}
            answer = self.company.system.ask("POST", "/api/stock/movements", moved, token=token, key=f"bulk-{start}")
            assert answer.status == 201, answer

    def levels(self, location: str) -> dict[str, dict[str, Any]]:
        """What lies of the range at a location, by SKU."""
        return {level["sku"]: level for level in self.company.levels(location) if level["sku"] in RANGE}

    def figures(self) -> set[tuple[int, int, int]]:
        """On hand, reserved and available of the range in the warehouse: one triple where all are alike."""
        return {(one["on_hand"], one["reserved"], one["available"]) for one in self.levels(WAREHOUSE).values()}


def _product(sku: str) -> dict[str, Any]:
    named = {"sku": sku, "name": f"大宗品 {sku}", "name_en": f"Bulk {sku}"}
    return named | {"category": "bulk", "unit": "件", "case_size": 1, "tax_rate": "0.13"}


def _price(sku: str) -> dict[str, Any]:
    priced = {"list_id": "default", "list_kind": "default", "list_name": "标准价", "sku": sku}
    return priced | {"min_quantity": 1, "unit_price": "1.00", "valid_from": "2026-01-01", "valid_until": ""}
