"""The tree of refusals. An error carries a code and data; nobody reads the message to decide.

Refusal                 what the caller may be told, with an HTTP status
  Invalid          422  a field is wrong: `details` name the field and what to do
  Unauthorized     401  nobody known is asking
  Forbidden        403  somebody known is asking for what their role does not allow
  NotFound         404  no such thing within the asker's scope
  Conflict         409  the thing is not, or no longer, in a state that allows it
  NotJson          415  the body is something else than JSON in UTF-8
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

Detail = Mapping[str, Any]


class Code(StrEnum):
    """Every code that the API answers with. docs/openapi.json lists them; each error states one."""

    INVALID = "invalid"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_REQUIRED = "sign_in_required"
    IDEMPOTENCY_KEY_MISSING = "idempotency_key_missing"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    VERSION_CONFLICT = "version_conflict"
    WRONG_STATE = "wrong_state"
    BUSY = "busy"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    DUPLICATE = "duplicate"
    LINK_USED = "link_used"
    LINK_EXPIRED = "link_expired"
    NOT_THE_APPROVER = "not_the_approver"
    ANSWER_OUT_OF_BOUNDS = "answer_out_of_bounds"
    DEALER_NOT_ACTIVE = "dealer_not_active"
    NO_PRICE = "no_price"
    UNKNOWN_SKU = "unknown_sku"
    QUOTE_CHANGED = "quote_changed"
    TOO_MANY_LINES = "too_many_lines"
    FREE_GOODS_KEPT = "free_goods_kept"
    INSUFFICIENT_STOCK = "insufficient_stock"
    INSUFFICIENT_CREDIT = "insufficient_credit"
    INSUFFICIENT_WALLET = "insufficient_wallet"
    OVERDUE_INVOICES = "overdue_invoices"
    PERIOD_CLOSED = "period_closed"
    TOO_EARLY = "too_early"
    FOUR_EYES = "four_eyes"
    NOT_YOURSELF = "not_yourself"
    LAST_OWNER = "last_owner"
    RUN_OPEN = "run_open"
    IMPORT_REFUSED = "import_refused"
    INTERNAL = "internal"


class Refusal(Exception):
    """A request that is refused: `code` for programs, `message` in English for logs, `details` for both."""

    status: ClassVar[int] = 400

    def __init__(self, code: Code, message: str, details: Sequence[Detail] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = list(details)


class Invalid(Refusal):
    """Something in the request is wrong; `details` are `{"field": ..., "problem": ...}`."""

    status = 422

    def __init__(self, message: str, details: Sequence[Detail] = (), code: Code = Code.INVALID) -> None:
        super().__init__(code, message, details)

    @classmethod
    def field(cls, field: str, problem: str, code: Code = Code.INVALID, **more: Any) -> "Invalid":
        """One wrong field."""
        return cls(f"{field}: {problem}", [{"field": field, "problem": problem, **more}], code)


class Unauthorized(Refusal):
    status = 401

    def __init__(self, message: str = "Sign in first.", code: Code = Code.UNAUTHORIZED) -> None:
        super().__init__(code, message)


class Forbidden(Refusal):
    status = 403

    def __init__(self, message: str, code: Code = Code.FORBIDDEN, details: Sequence[Detail] = ()) -> None:
        super().__init__(code, message, details)


class NotFound(Refusal):
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(Code.NOT_FOUND, f"No such {what}.")


class Conflict(Refusal):
    status = 409


class NotJson(Refusal):
    status = 415

    def __init__(self) -> None:
        problem = "send application/json in UTF-8"
        details = [{"field": "Content-Type", "problem": problem}]
        super().__init__(Code.UNSUPPORTED_MEDIA_TYPE, f"Content-Type: {problem}", details)
