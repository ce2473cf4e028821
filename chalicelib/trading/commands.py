"""Changing a dealer: what a change names lies in the company's settings and the catalogue, above which this stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.catalog.queries import contract_lists
from chalicelib.company.queries import policy, regions
from chalicelib.dealers.commands import change_dealer
from chalicelib.dealers.records import DealerRecord
from chalicelib.kernel.errors import Code, Conflict, Invalid
from chalicelib.ledger.statement_commands import move_statements
from chalicelib.orders.queries import orders_under_way

_MOST_NAMED = 20


def change_terms(found: DealerRecord, version: int, changes: Mapping[str, Any], reason: str | None) -> DealerRecord:
    """Changes fields of a dealer by their names, where everything that they name is there and nobody changed it since.

    422 names every wrong field; else as `change_dealer`. A new state needs a reason. A region is left only when no
    order is under way, which the warehouse and the people of that region have in hand: 409 names them.
    """
    wrong = dict(_wrong(changes, reason))
    if wrong:
        details = [{"field": name, "problem": problem} for name, problem in wrong.items()]
        raise Invalid(f"Please correct: {', '.join(wrong)}.", details)
    region = changes.get("region", found.region)
    if region == found.region:
        return change_dealer(found, version, changes, reason)
    _demand_no_orders(found)
    return change_dealer(found, version, changes, reason, *move_statements(found.dealer_id, region))


def _demand_no_orders(dealer: DealerRecord) -> None:
    under_way = [{"order_id": order_id} for order_id in orders_under_way(dealer.dealer_id)]
    if under_way:
        message = "The dealer has orders under way. End them, then change the region."
        raise Conflict(Code.WRONG_STATE, message, under_way[:_MOST_NAMED])


def _wrong(changes: Mapping[str, Any], reason: str | None) -> Iterator[tuple[str, str]]:
    """What names something that is not there, or is out of bounds."""
    company = policy()
    if "grade" in changes and changes["grade"] not in company.grades:
        yield "grade", f"choose one of: {', '.join(company.grades)}"
    if changes.get("payment_days", 0) > company.longest_payment_days:
        yield "payment_days", f"is at most {company.longest_payment_days}"
    if changes.get("contract_list_id") and changes["contract_list_id"] not in contract_lists():
        yield "contract_list_id", "is no price list that a contract may name"
    if "region" in changes and changes["region"] not in {region.region_id for region in regions()}:
        yield "region", "is no region"
    if "state" in changes and not reason:
        yield "reason", "a new state needs a reason"
