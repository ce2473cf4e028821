"""The catalogue at own prices, and quotes that explain themselves."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.catalog.commands import save_list, save_prices, save_product
from chalicelib.catalog.queries import all_products, contract_lists
from chalicelib.catalog.rules import ListKind, NewProduct, Price
from chalicelib.edge.principal import Role
from chalicelib.kernel.errors import Invalid, NotFound
from tests.world.api import ask, dealer_user, staff
from tests.world.cloud import Cloud
from tests.world.shop import (
    BUYER,
    DEALER,
    NORTHERN_BUYER,
    OTHER,
    OTHER_BUYER,
    SALES,
    account,
    basket,
    dealer,
    open_for_business,
    prices,
    product,
    stands,
    submitted,
)


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def catalog(query: str = "", who: Any = BUYER) -> list[dict[str, Any]]:
    reply = ask("GET", f"/catalog{query}", who=who)
    assert reply.status == 200, reply.text
    return list(reply.body["items"])


def rungs(item: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(rung["min_quantity"], rung["unit_price"], rung["source"]) for rung in item["prices"]]


class TestCatalog:
    def test_a_dealer_sees_what_is_sold_at_its_own_prices(self) -> None:
        items = catalog()
        assert [item["sku"] for item in items] == ["A", "B", "C"]
        assert rungs(items[0]) == [(1, "9.5000", "grade")]
        assert rungs(items[2]) == [(5, "1.2345", "default")]
        assert items[1] == {
            "sku": "B",
            "name": "产品 B",
            "name_en": "Product B",
            "category": "paint",
            "category_name": "涂料",
            "category_name_en": "Paint",
            "unit": "桶",
            "case_size": 4,
            "tax_rate": "0.09",
            "available": 40,
            "prices": [{"min_quantity": 1, "unit_price": "20.0000", "source": "default"}],
        }

    def test_each_break_says_which_list_it_comes_from(self) -> None:
        assert rungs(catalog(who=OTHER_BUYER)[0]) == [(1, "9.5000", "grade"), (50, "8.0000", "contract")]

    def test_what_is_available_is_what_the_own_region_has_left(self) -> None:
        submitted(A=10)
        assert [item["available"] for item in catalog()] == [490, 40, 1000]
        assert [item["available"] for item in catalog(who=NORTHERN_BUYER)] == [7, 0, 0]

    def test_staff_name_the_dealer_at_whose_prices_they_look(self) -> None:
        refused = ask("GET", "/catalog", who=SALES)
        assert (refused.status, refused.body["Details"][0]["field"]) == (422, "dealer_id")
        assert catalog(f"?dealer_id={OTHER}", SALES) == catalog(who=OTHER_BUYER)
        assert ask("GET", "/catalog?dealer_id=D0000000N", who=SALES).status == 404
        assert ask("GET", "/catalog?dealer_id=D9999999Z", who=staff(Role.ADMIN)).status == 404
        assert ask("GET", f"/catalog?dealer_id={OTHER}", who=BUYER).status == 404

    def test_it_is_searched_by_words_and_category(self) -> None:
        product("P-1", name="净味内墙乳胶漆", name_en="Low-odour emulsion")
        assert [item["sku"] for item in catalog("?q=乳胶漆 净味")] == ["P-1"]
        assert [item["sku"] for item in catalog("?q=LOW-odour")] == ["P-1"]
        assert [item["sku"] for item in catalog("?category=tools")] == ["C"]
        assert catalog("?q=乳胶漆&category=tools") == []

    def test_a_product_without_a_price_is_shown_without_one(self) -> None:
        product("P-1")
        assert rungs(catalog("?q=P-1")[0]) == []

    def test_pages_go_on_where_the_one_before_ended(self) -> None:
        first = ask("GET", "/catalog?limit=2", who=BUYER).body
        second = ask("GET", f"/catalog?limit=2&cursor={first['next']}", who=BUYER).body
        assert [item["sku"] for item in (*first["items"], *second["items"])] == ["A", "B", "C"]
        assert second["next"] is None
        assert ask("GET", "/catalog?limit=3", who=BUYER).body["next"] is None
        assert ask("GET", "/catalog?cursor=nonsense", who=BUYER).status == 422


class TestQuote:
    def test_it_explains_each_price_and_what_is_left(self) -> None:
        reply = ask("POST", "/quotes", basket(A=60, B=41), OTHER_BUYER)
        assert reply.status == 200
        assert reply.body == {
            "lines": [
                {
                    "sku": "A",
                    "name": "产品 A",
                    "category": "paint",
                    "quantity": 60,
                    "price_source": "contract",
                    "min_quantity": 50,
                    "unit_price": "8.0000",
                    "gross": "480.00",
                    "discount": "0.00",
                    "net": "480.00",
                    "tax_rate": "0.13",
                    "tax": "55.22",
                    "applied": [],
                    "name_en": "Product A",
                    "unit": "桶",
                    "case_size": 4,
                    "available": 500,
                    "short": 0,
                    "next_break": None,
                },
                {
                    "sku": "B",
                    "name": "产品 B",
                    "category": "paint",
                    "quantity": 41,
                    "price_source": "default",
                    "min_quantity": 1,
                    "unit_price": "20.0000",
                    "gross": "820.00",
                    "discount": "0.00",
                    "net": "820.00",
                    "tax_rate": "0.09",
                    "tax": "67.71",
                    "applied": [],
                    "name_en": "Product B",
                    "unit": "桶",
                    "case_size": 4,
                    "available": 40,
                    "short": 1,
                    "next_break": None,
                },
            ],
            "free_goods": [],
            "order_discounts": [],
            "not_applied": [],
            "redemption": {"available": "0.00", "most": "0.00", "percent": 30, "wholly": False},
            "promotions": [],
            "gross": "1300.00",
            "discount": "0.00",
            "total": "1300.00",
            "tax": "122.93",
            "short": True,
            "credit_left": "10000.00",
            "credit_short": "0.00",
        }

    def test_it_names_the_next_quantity_at_which_a_piece_becomes_cheaper(self) -> None:
        def next_break(quantity: int) -> Any:
            return ask("POST", "/quotes", basket(A=quantity), OTHER_BUYER).body["lines"][0]["next_break"]

        assert next_break(49) == {"min_quantity": 50, "unit_price": "8.0000", "source": "contract"}
        assert next_break(50) is None

    def test_it_buys_nothing(self) -> None:
        before = stands(), account()
        assert ask("POST", "/quotes", basket(A=60), BUYER).status == 200
        assert (stands(), account()) == before
        assert ask("GET", "/orders", who=BUYER).body["items"] == []

    def test_the_credit_that_is_missing_is_named(self) -> None:
        dealer("D0000000P", limit="100.00")
        reply = ask("POST", "/quotes", basket(A=20), dealer_user("D0000000P", Role.DEALER_BUYER))
        assert (reply.body["total"], reply.body["credit_left"], reply.body["credit_short"]) == (
            "190.00",
            "100.00",
            "90.00",
        )

    def test_every_unknown_product_is_named_by_its_line(self) -> None:
        reply = ask("POST", "/quotes", basket(A=1, Z1=1, B=1, Z2=1), BUYER)
        assert (reply.status, reply.code) == (422, "unknown_sku")
        assert [detail["field"] for detail in reply.body["Details"]] == ["lines.1.sku", "lines.3.sku"]

    @pytest.mark.parametrize(
        "body",
        [
            {"lines": []},
            {"lines": [{"sku": "A", "quantity": 0}]},
            {"lines": [{"sku": "A", "quantity": 1.5}]},
            {"lines": [{"sku": "A", "quantity": "1"}]},
            {"lines": [{"sku": "A", "quantity": 1, "price": "0.01"}]},
            {"lines": [{"sku": "A", "quantity": 1}] * 501},
        ],
    )
    def test_what_is_no_basket_is_refused(self, body: Any) -> None:
        assert ask("POST", "/quotes", body, BUYER).status == 422

    def test_an_accountant_asks_for_none(self) -> None:
        assert ask("POST", "/quotes", basket(A=1), dealer_user(DEALER, Role.DEALER_ACCOUNTANT)).status == 403


class TestSaving:
    def test_contract_lists_are_those_to_choose_from(self) -> None:
        save_list("contract-1", ListKind.CONTRACT, "协议价一")
        assert contract_lists() == ["contract-1", "contract-ACME"]

    @pytest.mark.parametrize(
        ("list_id", "kind"),
        [("grade-B", ListKind.CONTRACT), ("default", ListKind.GRADE), ("other", ListKind.DEFAULT)],
    )
    def test_a_list_is_called_after_its_kind(self, list_id: str, kind: ListKind) -> None:
        with pytest.raises(Invalid):
            save_list(list_id, kind, "价")
        assert contract_lists() == ["contract-ACME"]

    def test_two_prices_for_one_break_are_refused_and_the_old_ones_stay(self) -> None:
        with pytest.raises(Invalid):
            save_prices("default", "B", [Price.of(OLD), Price.of(OLD)])
        assert rungs(catalog("?q=B")[0]) == [(1, "20.0000", "default")]

    def test_saving_again_takes_the_place_of_what_was(self) -> None:
        prices("default", "B", (1, "21.00"), (10, "19.00"))
        assert rungs(catalog("?q=B")[0]) == [(1, "21.0000", "default"), (10, "19.0000", "default")]
        product("B", name="新名")
        assert [found.name for found in all_products() if found.sku == "B"] == ["新名"]

    @pytest.mark.parametrize(("list_id", "sku"), [("default", "Z"), ("contract-none", "A")])
    def test_a_price_needs_its_list_and_its_product(self, list_id: str, sku: str) -> None:
        with pytest.raises(NotFound):
            save_prices(list_id, sku, [Price.of(OLD)])

    def test_a_product_with_a_wrong_tax_is_not_saved(self) -> None:
        with pytest.raises(Invalid):
            save_product(NewProduct("N", "货", "Goods", "paint", "桶", 1, Price.of(OLD).unit_price))
        assert [found.sku for found in all_products()] == ["A", "B", "C", "X"]


OLD = {"min_quantity": 1, "unit_price": "9.0000", "valid_from": "2026-01-01", "valid_until": None}
