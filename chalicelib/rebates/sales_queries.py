"""What a dealer was sold in a span of days, as programs count it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.dealers.hierarchy_queries import subtree_spans
from chalicelib.dealers.hierarchy_rules import Span
from chalicelib.dealers.rules import dealer_of
from chalicelib.kernel.periods import Period
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.records import InvoiceRecord
from chalicelib.ledger.rules import days_to_collect
from chalicelib.orders import queries as orders
from chalicelib.orders.rules import SoldLine
from chalicelib.rebates.program_rules import Validity
from chalicelib.rebates.rules import LineKind, SalesLine
from chalicelib.rebates.term_rules import Attribution, Basis, Terms


@dataclass(frozen=True)
class Sold:
    """Lines of a span, and the invoices that ask for them where the terms count days to collection."""

    lines: Sequence[SoldLine]
    invoices: Mapping[str, InvoiceRecord]

    def collected_in_days(self, line: SoldLine) -> int | None:
        """Days to collection of the line's invoice; None while it is not collected whole."""
        invoice = self.invoices.get(line.invoice_id)
        if invoice is None or not invoice.collected_on:
            return None
        return days_to_collect(date.fromisoformat(invoice.day), date.fromisoformat(invoice.collected_on))

    def of_others(self, dealer_id: str) -> list[SalesLine]:
        """Those of other dealers than this one: of its sub-dealers."""
        others = [line for line in self.lines if dealer_of(line.document_id) != dealer_id]
        return Sold(others, self.invoices).as_sales()

    def as_sales(self) -> list[SalesLine]:
        """As the rules take them."""
        return [
            SalesLine(
                line.sku,
                line.category,
                line.quantity,
                line.net_amount,
                LineKind.RETURN if line.returned else LineKind.SALE,
                collected_in_days=self.collected_in_days(line),
            )
            for line in self.lines
        ]

    def last_uncollected(self, terms: Terms) -> date | None:
        """The day of the latest invoice that is not collected and asks for what the terms count."""
        days = (
            self.invoices[line.invoice_id].day
            for line in self.lines
            if line.invoice_id in self.invoices
            if self.collected_in_days(line) is None and terms.products.matches(line.sku, line.category)
        )
        latest = max(days, default=None)
        return None if latest is None else date.fromisoformat(latest)


class Sales:
    """A dealer's sales, alone or with those of all sub-dealers below it, each span read once."""

    def __init__(self, dealer_id: str) -> None:
        self.dealer_id = dealer_id
        self._read: dict[tuple[Basis, Attribution, date, date, bool], Sold] = {}

    def sold(self, terms: Terms, first: date, last: date) -> Sold:
        """What is dated from `first` to `last` by the terms' basis; with invoices where the terms ask for them.

        With sub-dealers a line counts where its dealer stood below this one on the line's own business date.
        """
        asked = (terms.basis, terms.attribution, first, last, bool(terms.collection))
        if asked not in self._read:
            parts = [self._of_one(terms, span) for span in self._spans(terms.attribution, first, last)]
            self._read[asked] = Sold(
                [line for part in parts for line in part.lines],
                {invoice_id: invoice for part in parts for invoice_id, invoice in part.invoices.items()},
            )
        return self._read[asked]

    def past(self, attribution: Attribution, first: date, last: date) -> list[SalesLine]:
        """What was bought in whole months before the dealers' books began here: a part of what growth is measured
        against. A month counts where its dealer stood on the month's last day."""
        return [
            SalesLine(bought.sku or "", bought.category or "", bought.quantity, bought.net_amount)
            for span in self._spans(attribution, first, last)
            if (months := _months_that_end_within(span))
            for bought in ledger.past_purchases(span.dealer_id, *months)
        ]

    def _spans(self, attribution: Attribution, first: date, last: date) -> list[Span]:
        if attribution is Attribution.SUBTREE:
            return subtree_spans(self.dealer_id, first, last)
        return [Span(self.dealer_id, first, last)]

    def _of_one(self, terms: Terms, span: Span) -> Sold:
        lines = self._lines(span.dealer_id, terms.basis, span.first, span.last)
        invoice_ids = list(dict.fromkeys(line.invoice_id for line in lines)) if terms.collection else []
        return Sold(lines, ledger.invoices(span.dealer_id, invoice_ids))

    def _lines(self, dealer_id: str, basis: Basis, first: date, last: date) -> list[SoldLine]:
        """`paid` lines are those of the shipments whose invoice was collected in the span."""
        if basis is not Basis.PAID:
            return orders.sold_lines(dealer_id, basis, first, last)
        collected = {
            invoice.invoice_id: date.fromisoformat(invoice.day)
            for invoice in ledger.collected_invoices(dealer_id, first, last)
        }
        if not collected:
            return []
        days = collected.values()
        shipped = orders.sold_lines(dealer_id, Basis.SHIPPED, min(days), max(days))
        return [line for line in shipped if line.invoice_id in collected]


def _months_that_end_within(span: Span) -> tuple[str, str] | None:
    """The first and the last month whose last day lies in a span; None where there is none."""
    last = Period.of(span.last)
    first, last = Period.of(span.first), last if last.last_day <= span.last else last.previous()
    return (str(first), str(last)) if str(first) <= str(last) else None


def qualifying(sales: Sales, terms: Terms, validity: Validity, period: Period, until: date) -> Sold:
    """What is dated into the valid days of a period up to the day `until`; products are not looked at yet."""
    part = validity.part_of(period)
    if part is None or part[0] > until:
        return Sold([], {})
    return sales.sold(terms, part[0], min(part[1], until))
