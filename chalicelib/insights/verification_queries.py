"""What the books say, gathered as facts for the rules of verification."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from chalicelib.approvals.records import DecisionRecord, decision_key
from chalicelib.approvals.rules import DecisionState
from chalicelib.aws.tables import MOST_KEYS, find, find_many, list_all
from chalicelib.company import queries as company
from chalicelib.dealers.hierarchy_queries import as_link, parents, sub_dealers
from chalicelib.dealers.records import DealerRecord, LinkRecord, parent_key, state_keys, sub_dealer_key
from chalicelib.dealers.rules import DealerState
from chalicelib.insights.verification_rules import (
    NOTHING,
    AccountFacts,
    DealerBooks,
    EntryFacts,
    Figures,
    Finding,
    InvoiceFacts,
    JobFacts,
    LevelFacts,
    LinkFacts,
    LocationBooks,
    OrderFacts,
    PaymentFacts,
    PayoutFacts,
    ReceiptFacts,
    ReturnFacts,
    ShipmentFacts,
    StatementFacts,
    check_campaigns,
    check_dealer,
    check_location,
    days_text,
)
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.money import ZERO
from chalicelib.ledger import payout_commands, wallet_queries
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.change_commands import decision_id_of
from chalicelib.ledger.records import AccountRecord, EntryRecord, InvoiceRecord, StatementRecord
from chalicelib.ledger.rules import Account, Ageing, ChangeKind, ChangeState, adjustment_cause
from chalicelib.ledger.wallet_rules import PayoutState, payout_cause
from chalicelib.orders.queries import uses_of
from chalicelib.orders.records import (
    JOBS,
    JobRecord,
    OrderRecord,
    ReceiptRecord,
    ShipmentRecord,
    order_key,
    receipt_key,
    shipment_key,
    state_partition,
)
from chalicelib.orders.rules import HOLDING, Action, OrderLine, OrderState, Part, pieces_by_sku
from chalicelib.promotions import queries as promotions
from chalicelib.promotions.contest_rules import Use
from chalicelib.rebates import queries as rebates
from chalicelib.rebates.accrual_queries import Program
from chalicelib.rebates.program_rules import Validity
from chalicelib.rebates.records import DraftRecord, PostedRecord, draft_key, posted_key
from chalicelib.returns.records import ReturnRecord, return_key
from chalicelib.returns.rules import HOLDING as RETURNING
from chalicelib.returns.rules import ReturnLine, pieces_of
from chalicelib.stock.records import LevelRecord, MovementRecord, level_key, movement_key
from chalicelib.stock.rules import dealer_location

PAUSE_SECONDS = 2.0
"""Between the two readings of which a finding is made: what was under way at the first has ended by the second."""


def findings_of_dealer(dealer_id: str) -> list[Finding]:
    """What is wrong in a dealer's books and in its own stock, found twice."""
    return _found_twice(lambda: [*check_dealer(_dealer(dealer_id)), *check_location(_own_stock(dealer_id))])


def findings_of_warehouse(warehouse_id: str) -> list[Finding]:
    """What is wrong in the stock of a warehouse, found twice."""
    return _found_twice(lambda: check_location(_warehouse(warehouse_id)))


def findings_of_campaigns() -> list[Finding]:
    """What is wrong with what was used of promotions in all, found twice."""
    return _found_twice(_check_campaigns)


def _check_campaigns() -> list[Finding]:
    ids = [dealer_id for state in DealerState for dealer_id in _dealer_ids(state)]
    chunks = [ids[start : start + MOST_KEYS] for start in range(0, len(ids), MOST_KEYS)]
    used = [part.used for chunk in chunks for part in promotions.parts(chunk)]
    stored = {one.promotion_id: Use(one.used_amount, one.used_count) for one in promotions.all_promotions()}
    return check_campaigns(used, stored)


def _dealer_ids(state: DealerState) -> Iterator[str]:
    for found in DealerRecord.by_state.query(state_keys(state)[0]):
        yield found.dealer_id


def warehouses() -> list[str]:
    """Every warehouse, in order."""
    return sorted({region.warehouse_id for region in company.regions()})


def _found_twice(check: Callable[[], list[Finding]]) -> list[Finding]:
    """Books move while they are read: what the second reading does not find again, figures included, was under way."""
    first = check()
    if not first:
        return []
    time.sleep(PAUSE_SECONDS)
    again = set(check())
    return [finding for finding in first if finding in again]


def _dealer(dealer_id: str) -> DealerBooks:
    try:
        account = _account(ledger.account_as_is(dealer_id))
    except NotFound:
        account = None
    entries = ledger.all_entries(dealer_id)
    return DealerBooks(
        dealer_id=dealer_id,
        account=account,
        entries=[_entry(entry) for entry in entries],
        invoices=[_invoice(invoice) for invoice in ledger.all_invoices(dealer_id)],
        payments=_payments(dealer_id),
        statements=[_statement(statement) for statement in ledger.all_statements(dealer_id)],
        orders=[_order(order) for order in list_all(OrderRecord, *order_key(dealer_id, ""))],
        shipments=[
            ShipmentFacts(
                sent.shipment_id, sent.order_id, sent.amount, [Part.of(part) for part in sent.lines], sent.redeemed
            )
            for sent in list_all(ShipmentRecord, *_all_days(shipment_key, dealer_id))
        ],
        receipts=[
            ReceiptFacts(came.order_id, [Part.of(part) for part in came.lines])
            for came in list_all(ReceiptRecord, *_all_days(receipt_key, dealer_id))
        ],
        returns=[_return(made) for made in list_all(ReturnRecord, *return_key(dealer_id)) if made.state in RETURNING],
        posted={(record.program_id, record.period): record.amount for record in _posted(dealer_id)},
        settled=_settled(dealer_id, entries),
        approved=_approved(dealer_id),
        validities=_validities(),
        links=_links(dealer_id),
        used=promotions.part(dealer_id).used,
        payouts=_payouts(dealer_id),
    )


def _payments(dealer_id: str) -> list[PaymentFacts]:
    found = ledger.all_payments(dealer_id)
    lines = ledger.bank_lines([payment.bank_line_id for payment in found if payment.bank_line_id])
    return [
        PaymentFacts(
            payment.payment_id,
            payment.amount,
            payment.unapplied,
            [(each["invoice_id"], Decimal(each["amount"])) for each in payment.applied],
            payment.cause,
            payment.bank_line_id is not None,
            next((line.amount for line in lines.values() if line.payment_id == payment.payment_id), None),
        )
        for payment in found
    ]


def _approved(dealer_id: str) -> dict[str, Decimal]:
    """By how much the adjustments were to move their accounts that one person asked for and another approved."""
    booked = [
        made
        for made in ledger.all_account_changes(dealer_id)
        if made.what == ChangeKind.ADJUSTMENT and made.state == ChangeState.BOOKED
    ]
    found = find_many(DecisionRecord, [decision_key(decision_id_of(made.change_id)) for made in booked])
    decided = {made.decision_id: made.decided_by for made in found.values() if made.state == DecisionState.APPROVED}
    return {
        adjustment_cause(made.change_id): made.amount
        for made in booked
        if decided.get(decision_id_of(made.change_id)) not in {None, made.asked_by}
    }


def _validities() -> dict[str, Validity]:
    """When the versions of programs are in force."""
    return {record.program_id: Program.of(record).validity for record in rebates.programs()}


def _links(dealer_id: str) -> list[LinkFacts]:
    """To its parents and sub-dealers, each with what the other one's record says."""
    own = [
        *((record, sub_dealer_key(record.parent_id, record.first_day, dealer_id)) for record in parents(dealer_id)),
        *((record, parent_key(record.dealer_id, record.first_day)) for record in sub_dealers(dealer_id)),
    ]
    keys = [key for _, key in own]
    found: dict[tuple[str, str], LinkRecord] = {}
    for start in range(0, len(keys), MOST_KEYS):
        found |= find_many(LinkRecord, keys[start : start + MOST_KEYS])
    return [
        LinkFacts(as_link(record), days_text(as_link(found[key])) if key in found else NOTHING) for record, key in own
    ]


def _return(made: ReturnRecord) -> ReturnFacts:
    pieces = pieces_of(ReturnLine.of(line) for line in made.lines)
    return ReturnFacts(made.return_id, made.order_id, pieces, made.amount)


def _payouts(dealer_id: str) -> list[PayoutFacts]:
    """What the dealer asked to be paid out, and whether finance approved it."""
    asked = wallet_queries.all_payouts(dealer_id)
    keys = [decision_key(payout_commands.decision_id_of(made.payout_id)) for made in asked]
    approved = {
        made.subject for made in find_many(DecisionRecord, keys).values() if made.state == DecisionState.APPROVED
    }
    return [
        PayoutFacts(
            cause=payout_cause(made.payout_id),
            amount=made.amount,
            waits=made.state == PayoutState.WAITING,
            approved=made.state == PayoutState.APPROVED and payout_commands.subject_of(made.payout_id) in approved,
        )
        for made in asked
    ]


def _posted(dealer_id: str) -> list[PostedRecord]:
    """What every program paid so far."""
    pk, every = posted_key(dealer_id, "", "")
    return list_all(PostedRecord, pk, every.rstrip("#") + "#")


def _all_days(key: Callable[[str, str], tuple[str, str]], dealer_id: str) -> tuple[str, str]:
    """The partition of a dealer's documents, and what the sort keys of all of them begin with, whatever their day."""
    pk, sk = key(dealer_id, "")
    return pk, sk.rstrip("#") + "#"


def _account(account: AccountRecord) -> AccountFacts:
    return AccountFacts(
        receivable=account.receivable,
        rebate=account.rebate,
        exposure=account.exposure,
        available=account.available,
        limit=account.credit_limit,
        unlimited=account.unlimited,
        oldest_due=account.oldest_due,
        wallet_held=account.rebate_held,
        wallet_asked=account.rebate_asked,
        wallet_available=account.rebate_available,
    )


def _entry(entry: EntryRecord) -> EntryFacts:
    program = _program_of(entry)
    return EntryFacts(entry.cause, entry.account, entry.amount, entry.period, program)


def _program_of(entry: EntryRecord) -> tuple[str, str] | None:
    """The program and its period that a rebate's entry pays."""
    if entry.account != Account.REBATE or not entry.cause.startswith("rebate:"):
        return None
    return entry.details["program_id"], entry.details["program_period"]


def _invoice(invoice: InvoiceRecord) -> InvoiceFacts:
    applied = [(each["payment_id"], Decimal(each["amount"])) for each in invoice.applied]
    return InvoiceFacts(invoice.invoice_id, invoice.amount, invoice.open, applied, invoice.cause, invoice.due_day)


def _statement(statement: StatementRecord) -> StatementFacts:
    figures = {
        str(kind): Figures(*(Decimal(statement.figures[kind][name]) for name in ("opening", "sum", "closing")))
        for kind in Account
    }
    return StatementFacts(
        statement.statement_id,
        statement.first_period,
        statement.period,
        figures,
        Ageing.of(statement.ageing).total,
    )


def _order(order: OrderRecord) -> OrderFacts:
    return OrderFacts(
        order_id=order.order_id,
        state=OrderState(order.state),
        total=order.total,
        exposure=order.exposure,
        lines=[OrderLine.of(line) for line in order.lines],
        saved=_saved(order.quote),
        uses=uses_of(order),
        credited=order.credited,
        redeemed=order.redeemed,
        redemption_held=order.redemption_held,
    )


def _saved(quote: Mapping[str, Any]) -> dict[str, Decimal]:
    """What each promotion saved, as the quote says: in all; the first orders say it by line."""
    whole = {saved["promotion"]: Decimal(saved["amount"]) for saved in quote["order_discounts"]}
    by_line = {promotion: Decimal(amount) for promotion, amount in quote.get("saved", {}).items()}
    for taken in chain.from_iterable(line.get("applied", ()) for line in quote["lines"]):
        by_line[taken["promotion"]] = by_line.get(taken["promotion"], ZERO) + Decimal(taken["amount"])
    return by_line | whole


def _settled(dealer_id: str, entries: Iterable[EntryRecord]) -> dict[str, Decimal]:
    """What the drafts of the runs say that was to be posted, by the cause of the entry that a run posted for it."""
    causes: dict[str, dict[tuple[str, str], str]] = {}
    for entry in entries:
        program = _program_of(entry)
        if program:
            run_id = entry.cause.split(":")[1]
            causes.setdefault(run_id, {})[program] = entry.cause
    settled = {}
    for run_id, by_program in causes.items():
        draft = find(DraftRecord, draft_key(run_id, dealer_id))
        for line in draft.lines if draft else ():
            cause = by_program.get((line["program_id"], line["program_period"]))
            if cause:
                settled[cause] = Decimal(line["difference"])
    return settled


def _own_stock(dealer_id: str) -> LocationBooks:
    """A dealer's own stock, of which nothing is reserved."""
    return _location(dealer_location(dealer_id), {})


def _warehouse(warehouse_id: str) -> LocationBooks:
    return _location(warehouse_id, pieces_by_sku(_to_ship(warehouse_id)))


def _location(location: str, to_ship: Mapping[str, int]) -> LocationBooks:
    moved: Counter[str] = Counter()
    quarantined: Counter[str] = Counter()
    for movement in list_all(MovementRecord, *movement_key(location, "")):
        for line in movement.lines:
            moved[line["sku"]] += line["quantity"]
        for line in movement.quarantined:
            quarantined[line["sku"]] += line["quantity"]
    return LocationBooks(
        location=location,
        levels=[
            LevelFacts(level.sku, level.on_hand, level.reserved, level.safety, level.available, level.quarantine)
            for level in list_all(LevelRecord, *level_key(location, ""))
        ],
        moved=moved,
        to_ship=to_ship,
        jobs=[_job(job) for job in list_all(JobRecord, JOBS) if job.location == location],
        quarantined=quarantined,
    )


def _to_ship(warehouse_id: str) -> Iterator[tuple[str, int]]:
    """What the orders that hold stock of a warehouse have not shipped, line by line."""
    for state in HOLDING:
        for order in OrderRecord.by_state.query(state_partition(state)):
            if order.warehouse_id == warehouse_id:
                yield from ((line["sku"], line["quantity"] - line["shipped"]) for line in order.lines)


def _job(job: JobRecord) -> JobFacts:
    applied, left = (
        pieces_by_sku((sku, quantity) for batch in batches for sku, quantity in batch)
        for batches in (job.batches[: job.done], job.batches[job.done :])
    )
    return JobFacts(Action(job.action), applied, left)
