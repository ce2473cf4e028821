"""The composition root: which features stand behind the API's paths, and which have functions of their own."""

# First, and from here: CPython keeps frames in blocks, and where a deep chain of imports stands at the edge of one,
# every call below it takes a block and gives it back, several thousand times in a library's regular expressions.
import pynamodb.models  # noqa: F401

from chalicelib.edge.loading import OnDemand

ROUTES = {
    "account-changes": ("ledger/change",),
    "accounts": ("ledger", "ledger/change", "ledger/wallet", "insights"),
    "adjustments": ("ledger/change",),
    "approval": ("approvals",),
    "audit": ("insights",),
    "cases": ("onboarding", "messages"),
    "bank-files": ("ledger/bank",),
    "bank-lines": ("ledger/bank",),
    "catalog": ("pricing", "catalog"),
    "categories": ("catalog",),
    "credit-limits": ("ledger/change",),
    "dealers": ("dealers", "trading", "people"),
    "decisions": ("approvals",),
    "invitation": ("access",),
    "locations": ("stock",),
    "me": ("access", "dealers"),
    "messages": ("messages",),
    "openings": ("ledger/opening",),
    "orders": ("orders", "messages"),
    "payments": ("ledger",),
    "payouts": ("ledger/wallet",),
    "price-lists": ("catalog",),
    "products": ("catalog",),
    "promotions": ("promotions", "orders"),
    "quotes": ("pricing",),
    "rebate-programs": ("rebates",),
    "rebates": ("rebates",),
    "regions": ("company",),
    "returns": ("returns", "messages"),
    "registration-form": ("onboarding",),
    "registrations": ("onboarding", "messages"),
    "session": ("access",),
    "settings": ("company",),
    "settlement-runs": ("rebates/run",),
    "staff": ("people",),
    "statements": ("ledger", "ledger/dispute", "messages"),
    "stock": ("stock",),
    "threads": ("messages",),
    "uploads": ("onboarding",),
    "users": ("people",),
    "verifications": ("insights",),
}
"""By the first part of a path: the features that have a route there."""
TASKS = (
    "access",
    "approvals",
    "onboarding",
    "dealers",
    "orders",
    "ledger",
    "promotions",
    "rebates",
    "returns",
    "messages",
    "insights",
)

app = OnDemand("qudao", ROUTES, TASKS)
