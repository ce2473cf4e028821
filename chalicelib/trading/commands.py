"""Changing a dealer: what a change names lies in the company's settings and the catalogue, above which this stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.catalog.queries import contract_lists
from chalicelib.company.queries import policy, regions
from chalicelib.dealers.commands import change_dealer
from chalicelib.dealers.records import DealerRecord
from chalicelib.kernel.errors import Invalid


def change_terms(found: DealerRecord, version: int, changes: Mapping[str, Any], reason: str | None) -> DealerRecord:
    """Changes fields of a dealer by their names, where everything that they name is there and nobody changed it since.

    422 names every wrong field; else as `change_dealer`. A new state needs a reason.
    """
    wrong = dict(_wrong(changes, reason))
    if wrong:
        details = [{"field": name, "problem": problem} for name, problem in wrong.items()]
        raise Invalid(f"Please correct: {', '.join(wrong)}.", details)
    return change_dealer(found, version, changes, reason)


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
