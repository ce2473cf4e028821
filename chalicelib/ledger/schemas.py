"""The ledger on the wire."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field

from chalicelib.edge.wire import (
    Id,
    Instant,
    Money,
    Month,
    PageQuery,
    SignedMoney,
    Text,
    Wire,
)
from chalicelib.kernel import clock
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import rules
from chalicelib.ledger.dispute_schemas import DisputeOut
from chalicelib.ledger.queries import Standing, as_open_invoice
from chalicelib.ledger.records import AccountRecord, EntryRecord, InvoiceRecord, PaymentRecord, StatementRecord


class RebateOut(Wire):
    """What a rebate's entry pays: the program's total for its period so far, less what was posted earlier."""

    program_id: str
    program_name: str
    program_version: int = 1
    program_period: str
    tier_method: str
    total: SignedMoney
    posted_earlier: SignedMoney


class ExpiredOut(Wire):
    """What of a credit of the wallet, which was posted on a day, ran out."""

    cause: str
    posted_on: date
    amount: Money


class EntryOut(Wire):
    """One entry. `day` is its own date; `period` the month that it counts in. An adjustment says its reason, and what
    ran out of the wallet the credits that it was left of.
    """

    cause: str
    account: rules.Account
    amount: SignedMoney
    day: date
    period: str
    document_id: str
    posted_at: Instant
    reason: str | None
    rebate: RebateOut | None
    expired: Sequence[ExpiredOut]

    @classmethod
    def of(cls, entry: EntryRecord) -> Self:
        details = entry.details or {}
        return cls(
            cause=entry.cause,
            account=rules.Account(entry.account),
            amount=entry.amount,
            day=date.fromisoformat(entry.day),
            period=entry.period,
            document_id=entry.document_id,
            posted_at=entry.posted_at,
            reason=details.get("reason"),
            rebate=RebateOut(**details) if "program_id" in details else None,
            expired=[ExpiredOut.model_validate_json(json.dumps(lot)) for lot in details.get("expired", [])],
        )


class AgeingOut(Wire):
    """Open items by days past due at an instant; they add up to the receivable of that instant."""

    not_due: SignedMoney
    days_1_30: SignedMoney
    days_31_60: SignedMoney
    days_61_90: SignedMoney
    over_90: SignedMoney


class OpenInvoiceOut(Wire):
    """An invoice, or another debit, that is not covered whole; `days_overdue` is 0 where it is not past due."""

    invoice_id: str
    cause: str
    order_id: str | None
    amount: Money
    open: Money
    day: date
    due_day: date
    days_overdue: int

    @classmethod
    def of(cls, invoice: InvoiceRecord, today: date) -> Self:
        return cls(
            invoice_id=invoice.invoice_id,
            cause=invoice.cause,
            order_id=invoice.order_id,
            amount=invoice.amount,
            open=invoice.open,
            day=date.fromisoformat(invoice.day),
            due_day=date.fromisoformat(invoice.due_day),
            days_overdue=rules.days_overdue(as_open_invoice(invoice), today),
        )


class UnappliedPaymentOut(Wire):
    """A payment, or another credit, of which no invoice has taken `unapplied` yet."""

    payment_id: str
    cause: str
    amount: Money
    unapplied: Money
    received_on: date

    @classmethod
    def of(cls, payment: PaymentRecord) -> Self:
        return cls(
            payment_id=payment.payment_id,
            cause=payment.cause,
            amount=payment.amount,
            unapplied=payment.unapplied,
            received_on=date.fromisoformat(payment.received_on),
        )


class BlockOut(Wire):
    """Whether overdue invoices block new orders on credit today: since `oldest_due` is over, and nobody lifted the
    block until today or a later day.
    """

    blocked: bool
    oldest_due: date | None
    lifted_until: date | None
    reason: str | None
    lifted_by: str | None
    lifted_at: Instant | None

    @classmethod
    def of(cls, account: AccountRecord) -> Self:
        today = str(business_day(clock.now(), settings().zone))
        return cls(
            blocked=rules.is_blocked(account.oldest_due, account.lifted_until, today),
            oldest_due=date.fromisoformat(account.oldest_due) if account.oldest_due else None,
            lifted_until=date.fromisoformat(account.lifted_until) if account.lifted_until else None,
            reason=account.lifted_reason,
            lifted_by=account.lifted_by,
            lifted_at=account.lifted_at,
        )


MOST_SHOWN = 100
"""Open invoices and unapplied payments that are shown one by one; the sums count all."""


class AccountOut(Wire):
    """What stands now. A `credit_limit` of null is prepayment only; `unlimited` is a flag of its own.

    Of the wallet (`rebate`) orders are to be paid with `rebate_held`, and `rebate_asked` is to be paid out.
    `overdue` is what of the open invoices is past due; `ageing` counts all open items as of today. Shown one by one
    are the 100 oldest due open invoices, and the 100 oldest payments of which something is left.
    """

    dealer_id: str
    receivable: SignedMoney
    rebate: SignedMoney
    rebate_held: Money
    rebate_asked: Money
    rebate_available: SignedMoney
    credit_limit: Money | None
    unlimited: bool
    exposure: Money
    available: SignedMoney
    overdue: Money
    block: BlockOut
    ageing: AgeingOut
    open_from: str
    open_invoices: Sequence[OpenInvoiceOut]
    unapplied_payments: Sequence[UnappliedPaymentOut]

    @classmethod
    def of(cls, standing: Standing) -> Self:
        account, today = standing.account, standing.day
        return cls(
            dealer_id=account.dealer_id,
            receivable=account.receivable,
            rebate=account.rebate,
            rebate_held=account.rebate_held,
            rebate_asked=account.rebate_asked,
            rebate_available=account.rebate_available,
            credit_limit=account.credit_limit,
            unlimited=account.unlimited,
            exposure=account.exposure,
            available=account.available,
            overdue=standing.overdue,
            block=BlockOut.of(account),
            ageing=AgeingOut(**standing.ageing.as_fields()),
            open_from=account.open_from,
            open_invoices=[OpenInvoiceOut.of(invoice, today) for invoice in standing.invoices[:MOST_SHOWN]],
            unapplied_payments=[UnappliedPaymentOut.of(payment) for payment in standing.deposits[:MOST_SHOWN]],
        )


class EntriesQuery(PageQuery):
    """Which entries: those of an account in a month, by default the receivable in the present month."""

    account: rules.Account = rules.Account.RECEIVABLE
    period: Month | None = None


class TotalsOut(Wire):
    """What a month's entries come to on the asked account: `closing = opening + invoiced + paid + credited`.

    Each is as it moves the balance: `invoiced` is what was shipped, `paid` what came in or the wallet paid (negative),
    `credited` all else; in the wallet `paid` is what it paid, for shipments or in cash, `credited` the rebates and all
    else.
    """

    opening: SignedMoney
    invoiced: SignedMoney
    paid: SignedMoney
    credited: SignedMoney
    closing: SignedMoney

    @classmethod
    def of(cls, totals: rules.Totals) -> Self:
        return cls.model_validate({name: getattr(totals, name) for name in cls.model_fields})


class EntriesOut(Wire):
    """What stands today, what a month came to, and a page of its entries, oldest first."""

    today: AccountOut
    period: str
    totals: TotalsOut
    items: Sequence[EntryOut]
    next: str | None

    @classmethod
    def of(cls, today: AccountOut, period: str, totals: rules.Totals, page: Page[EntryRecord]) -> Self:
        items = [EntryOut.of(entry) for entry in page.items]
        return cls(today=today, period=period, totals=TotalsOut.of(totals), items=items, next=page.next)


class RecordPayment(Wire):
    """Money that came in. It goes to the invoice that it names, else to the oldest due; the rest is a deposit."""

    dealer_id: Id
    amount: Annotated[Money, Field(gt=ZERO)]
    received_on: date
    invoice_id: Id | None = None
    reference: Text | None = None


class PaymentAppliedOut(Wire):
    """What of a payment an invoice took, counted on `day`."""

    invoice_id: str
    amount: Money
    day: date


class PaymentOut(Wire):
    """A payment, or another credit (`cause` says of what), the invoices that it has gone to, and what of it is left."""

    payment_id: str
    cause: str
    dealer_id: str
    amount: Money
    received_on: date
    period: str
    reference: str | None
    recorded_at: Instant
    unapplied: Money
    applied: Sequence[PaymentAppliedOut]

    @classmethod
    def of(cls, payment: PaymentRecord) -> Self:
        return cls(
            payment_id=payment.payment_id,
            cause=payment.cause,
            dealer_id=payment.dealer_id,
            amount=payment.amount,
            received_on=date.fromisoformat(payment.received_on),
            period=payment.period,
            reference=payment.reference,
            recorded_at=payment.recorded_at,
            unapplied=payment.unapplied,
            applied=[PaymentAppliedOut.model_validate_json(json.dumps(applied)) for applied in payment.applied],
        )


class StatementsQuery(PageQuery):
    """Whose statements. A dealer sees its own; staff those of the dealer that they name, or those of a state (default:
    disputed) of one region or of all within their reach."""

    dealer_id: Id | None = None
    state: rules.StatementState | None = None
    region: Id | None = None


class FiguresOut(Wire):
    """`closing = opening + sum`; `entries` is how many there are."""

    opening: SignedMoney
    sum: SignedMoney
    closing: SignedMoney
    entries: int


class StatementSummary(Wire):
    """A statement without its entries."""

    statement_id: str
    dealer_id: str
    dealer_name: str
    period: str
    state: rules.StatementState
    confirmed_by: rules.ConfirmedBy | None
    receivable: FiguresOut
    rebate: FiguresOut
    sent_at: Instant
    version: int

    @classmethod
    def of(cls, statement: StatementRecord) -> Self:
        return cls(**_summary(statement))


class StatementOut(StatementSummary):
    """A statement with its entries, each with the document that it is about, and with its disputes."""

    first_period: str
    ageing: AgeingOut
    answered_at: Instant | None
    disputed: Sequence[str]
    reason: str | None
    disputes: Sequence[DisputeOut]
    entries: Sequence[EntryOut]

    @classmethod
    def with_entries(cls, statement: StatementRecord, entries: Sequence[EntryRecord]) -> Self:
        """The whole statement."""
        return cls(
            **_summary(statement),
            first_period=statement.first_period,
            ageing=AgeingOut(**statement.ageing),
            answered_at=statement.answered_at,
            disputed=statement.disputed,
            reason=statement.reason,
            disputes=[DisputeOut.of(dispute) for dispute in statement.disputes],
            entries=[EntryOut.of(entry) for entry in entries],
        )


def _summary(statement: StatementRecord) -> dict[str, Any]:
    return {
        "statement_id": statement.statement_id,
        "dealer_id": statement.dealer_id,
        "dealer_name": statement.dealer_name,
        "period": statement.period,
        "state": rules.StatementState(statement.state),
        "confirmed_by": rules.ConfirmedBy(statement.confirmed_by) if statement.confirmed_by else None,
        "receivable": FiguresOut(**statement.figures[rules.Account.RECEIVABLE]),
        "rebate": FiguresOut(**statement.figures[rules.Account.REBATE]),
        "sent_at": statement.sent_at,
        "version": statement.version,
    }


class ConfirmStatement(Wire):
    """Nothing more to say: the dealer agrees."""
