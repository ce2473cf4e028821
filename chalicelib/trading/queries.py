"""What the terms of a dealer may be."""

from dataclasses import dataclass

from chalicelib.catalog.queries import contract_lists
from chalicelib.company.queries import policy


@dataclass(frozen=True)
class PossibleTerms:
    """The grades and price lists that there are, and the longest time to pay."""

    grades: tuple[str, ...]
    longest_payment_days: int
    contract_lists: tuple[str, ...]


def possible_terms() -> PossibleTerms:
    """Within what a change of terms has to stay at this moment."""
    company = policy()
    return PossibleTerms(tuple(company.grades), company.longest_payment_days, tuple(contract_lists()))
