"""What a role may do. Every endpoint declares one permission and one scope; this table says who has it."""

from enum import StrEnum

from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel.errors import Forbidden


class Permission(StrEnum):
    READ_SELF = "read_self"
    DECIDE = "decide"
    READ_DEALERS = "read_dealers"
    CHANGE_DEALERS = "change_dealers"
    MOVE_DEALERS = "move_dealers"
    READ_CATALOG = "read_catalog"
    READ_PRODUCTS = "read_products"
    READ_PRICE_LISTS = "read_price_lists"
    WRITE_CATALOG = "write_catalog"
    ASK_QUOTES = "ask_quotes"
    PLACE_ORDERS = "place_orders"
    READ_ORDERS = "read_orders"
    CANCEL_ORDERS = "cancel_orders"
    HANDLE_ORDERS = "handle_orders"
    REJECT_ORDERS = "reject_orders"
    GRANT_CREDIT = "grant_credit"
    SHIP_ORDERS = "ship_orders"
    RECEIVE_ORDERS = "receive_orders"
    READ_RETURNS = "read_returns"
    REQUEST_RETURNS = "request_returns"
    HANDLE_RETURNS = "handle_returns"
    TAKE_RETURNS = "take_returns"
    CREDIT_RETURNS = "credit_returns"
    READ_STOCK = "read_stock"
    MOVE_STOCK = "move_stock"
    SET_THRESHOLDS = "set_thresholds"
    READ_ACCOUNTS = "read_accounts"
    RECORD_PAYMENTS = "record_payments"
    READ_BANK_LINES = "read_bank_lines"
    READ_ACCOUNT_CHANGES = "read_account_changes"
    ASK_ADJUSTMENTS = "ask_adjustments"
    ASK_CREDIT_LIMITS = "ask_credit_limits"
    ASK_PAYOUTS = "ask_payouts"
    LIFT_BLOCKS = "lift_blocks"
    LOAD_OPENINGS = "load_openings"
    READ_PROMOTIONS = "read_promotions"
    WRITE_PROMOTIONS = "write_promotions"
    READ_ENROLMENTS = "read_enrolments"
    JOIN_PROMOTIONS = "join_promotions"
    READ_PROGRAMS = "read_programs"
    WRITE_PROGRAMS = "write_programs"
    READ_REBATES = "read_rebates"
    RUN_SETTLEMENTS = "run_settlements"
    READ_SETTLEMENTS = "read_settlements"
    READ_STATEMENTS = "read_statements"
    CONFIRM_STATEMENTS = "confirm_statements"
    RESOLVE_STATEMENTS = "resolve_statements"
    READ_MESSAGES = "read_messages"
    READ_THREADS = "read_threads"
    WRITE_ORDER_NOTES = "write_order_notes"
    WRITE_RETURN_NOTES = "write_return_notes"
    WRITE_STATEMENT_NOTES = "write_statement_notes"
    WRITE_CASE_NOTES = "write_case_notes"
    VERIFY_BOOKS = "verify_books"
    READ_VERIFICATIONS = "read_verifications"
    READ_AUDIT = "read_audit"
    READ_STAFF = "read_staff"
    WRITE_STAFF = "write_staff"
    READ_USERS = "read_users"
    WRITE_USERS = "write_users"
    READ_CASES = "read_cases"
    READ_SETTINGS = "read_settings"
    CHANGE_SETTINGS = "change_settings"
    READ_REGIONS = "read_regions"
    CHANGE_REGIONS = "change_regions"


class Scope(StrEnum):
    """How far an endpoint reaches.

    `public`: nobody need sign in. `secret`: whoever holds a mailed secret. `own`: the asker's own dealer or self.
    `reach`: what the asker's role reaches (own dealer, own regions, everything). `company`: the maker as a whole.
    """

    PUBLIC = "public"
    SECRET = "secret"  # noqa: S105 - a word, not a secret
    OWN = "own"
    REACH = "reach"
    COMPANY = "company"


_P = Permission
_READS = {
    _P.READ_PRODUCTS, _P.READ_PRICE_LISTS,
    _P.READ_DEALERS, _P.READ_CATALOG, _P.READ_ORDERS, _P.READ_STOCK, _P.READ_ACCOUNTS, _P.READ_PROGRAMS,
    _P.READ_REBATES, _P.READ_SETTLEMENTS, _P.READ_STATEMENTS, _P.READ_VERIFICATIONS, _P.READ_CASES, _P.READ_REGIONS,
    _P.READ_THREADS, _P.READ_BANK_LINES, _P.READ_ACCOUNT_CHANGES, _P.READ_PROMOTIONS, _P.READ_RETURNS,
    _P.READ_ENROLMENTS,
}  # fmt: skip
_SELLS = {
    _P.READ_PRODUCTS, _P.READ_PRICE_LISTS,
    _P.READ_SELF, _P.DECIDE, _P.READ_DEALERS, _P.CHANGE_DEALERS, _P.READ_CATALOG, _P.READ_ORDERS, _P.CANCEL_ORDERS,
    _P.HANDLE_ORDERS, _P.REJECT_ORDERS, _P.READ_STOCK,
    _P.READ_ACCOUNTS, _P.READ_PROGRAMS, _P.READ_REBATES, _P.READ_STATEMENTS, _P.READ_CASES, _P.READ_REGIONS,
    _P.READ_THREADS, _P.READ_ACCOUNT_CHANGES, _P.ASK_CREDIT_LIMITS, _P.READ_PROMOTIONS, _P.WRITE_PROMOTIONS,
    _P.READ_ENROLMENTS, _P.READ_RETURNS, _P.HANDLE_RETURNS,
}  # fmt: skip
_WRITES_NOTES = {_P.WRITE_ORDER_NOTES, _P.WRITE_RETURN_NOTES, _P.WRITE_STATEMENT_NOTES, _P.WRITE_CASE_NOTES}
"""Who may read a thing may write in its thread, but for the auditor, who only reads."""
_DEALER_READS = {
    _P.READ_SELF, _P.READ_CATALOG, _P.READ_ORDERS, _P.READ_STOCK, _P.READ_PROGRAMS, _P.READ_REBATES, _P.READ_MESSAGES,
    _P.WRITE_ORDER_NOTES, _P.READ_PROMOTIONS, _P.READ_RETURNS, _P.WRITE_RETURN_NOTES,
}  # fmt: skip
_BUYS = {
    _P.JOIN_PROMOTIONS, _P.REQUEST_RETURNS, _P.SET_THRESHOLDS, _P.ASK_QUOTES, _P.PLACE_ORDERS, _P.CANCEL_ORDERS,
    _P.RECEIVE_ORDERS,
}  # fmt: skip
_KEEPS_ACCOUNTS = {
    _P.READ_ACCOUNTS, _P.READ_STATEMENTS, _P.CONFIRM_STATEMENTS, _P.WRITE_STATEMENT_NOTES, _P.ASK_PAYOUTS,
}  # fmt: skip
_KEEPS_USERS = {_P.READ_USERS, _P.WRITE_USERS}

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {
            _P.VERIFY_BOOKS,
            _P.READ_AUDIT,
            _P.READ_SELF,
            _P.CHANGE_DEALERS,
            _P.MOVE_DEALERS,
            _P.DECIDE,
            _P.CANCEL_ORDERS,
            _P.HANDLE_ORDERS,
            _P.REJECT_ORDERS,
            _P.SHIP_ORDERS,
            _P.HANDLE_RETURNS,
            _P.TAKE_RETURNS,
            _P.MOVE_STOCK,
            _P.SET_THRESHOLDS,
            _P.WRITE_PROGRAMS,
            _P.WRITE_PROMOTIONS,
            _P.WRITE_CATALOG,
            _P.READ_STAFF,
            _P.WRITE_STAFF,
            _P.READ_SETTINGS,
            _P.CHANGE_SETTINGS,
            _P.CHANGE_REGIONS,
            _P.LIFT_BLOCKS,
            _P.LOAD_OPENINGS,
        }
        | _READS
        | _WRITES_NOTES
    ),
    Role.SALES: frozenset(_SELLS | _WRITES_NOTES),
    Role.REGIONAL_MANAGER: frozenset(_SELLS | _WRITES_NOTES),
    Role.FINANCE: frozenset(
        {
            _P.VERIFY_BOOKS,
            _P.READ_SELF,
            _P.DECIDE,
            _P.RECORD_PAYMENTS,
            _P.ASK_ADJUSTMENTS,
            _P.ASK_CREDIT_LIMITS,
            _P.RESOLVE_STATEMENTS,
            _P.LIFT_BLOCKS,
            _P.LOAD_OPENINGS,
            _P.WRITE_PROGRAMS,
            _P.RUN_SETTLEMENTS,
            _P.GRANT_CREDIT,
            _P.CREDIT_RETURNS,
            _P.REJECT_ORDERS,
        }
        | _READS
        | _WRITES_NOTES
    ),
    Role.WAREHOUSE: frozenset(
        {
            _P.READ_SELF,
            _P.READ_REGIONS,
            _P.READ_CATALOG,
            _P.READ_PRODUCTS,
            _P.READ_ORDERS,
            _P.READ_THREADS,
            _P.WRITE_ORDER_NOTES,
            _P.SHIP_ORDERS,
            _P.READ_RETURNS,
            _P.TAKE_RETURNS,
            _P.WRITE_RETURN_NOTES,
            _P.READ_STOCK,
            _P.MOVE_STOCK,
            _P.SET_THRESHOLDS,
        }
    ),
    Role.SUPPORT: frozenset(
        {
            _P.READ_SELF,
            _P.READ_CASES,
            _P.READ_REGIONS,
            _P.READ_DEALERS,
            _P.READ_CATALOG,
            _P.READ_PRODUCTS,
            _P.READ_ORDERS,
            _P.READ_THREADS,
            _P.WRITE_ORDER_NOTES,
            _P.READ_RETURNS,
            _P.WRITE_RETURN_NOTES,
            _P.WRITE_CASE_NOTES,
            _P.READ_STOCK,
            _P.READ_PROMOTIONS,
        }
    ),
    Role.AUDITOR: frozenset({_P.READ_SELF, _P.READ_SETTINGS, _P.READ_AUDIT, _P.READ_STAFF} | _READS),
    Role.DEALER_OWNER: frozenset(_DEALER_READS | _BUYS | _KEEPS_ACCOUNTS | _KEEPS_USERS),
    Role.DEALER_BUYER: frozenset(_DEALER_READS | _BUYS),
    Role.DEALER_ACCOUNTANT: frozenset(_DEALER_READS | _KEEPS_ACCOUNTS),
}


def permissions_of(principal: Principal) -> frozenset[Permission]:
    """What any of the roles allows."""
    return frozenset[Permission]().union(*(GRANTED[role] for role in principal.roles))


def permit(principal: Principal, permission: Permission) -> None:
    """403 where none of the asker's roles has the permission."""
    if permission not in permissions_of(principal):
        raise Forbidden(f"Your role does not allow this ({permission}).", details=[{"permission": str(permission)}])
