"""What a dealer was sold in a span of days, as programs count it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.kernel.periods import Period
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.records import InvoiceRecord
from chalicelib.ledger.rules import days_to_collect
from chalicelib.orders import queries as orders
from chalicelib.orders.rules import SoldLine
from chalicelib.rebates.program_rules import Validity
from chalicelib.rebates.rules import SalesLine
from chalicelib.rebates.term_rules import Basis, Terms


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

    def as_sales(self) -> list[SalesLine]:
        """As the rules take them."""
        return [
            SalesLine(
                line.sku,
                line.category,
                line.quantity,
                line.net_amount,
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
    """A dealer's sales, each span read once."""

    def __init__(self, dealer_id: str) -> None:
        self.dealer_id = dealer_id
        self._read: dict[tuple[Basis, date, date, bool], Sold] = {}

    def sold(self, terms: Terms, first: date, last: date) -> Sold:
        """What is dated from `first` to `last` by the terms' basis; with invoices where the terms ask for them."""
        asked = (terms.basis, first, last, bool(terms.collection))
        if asked not in self._read:
            lines = self._lines(terms.basis, first, last)
            invoice_ids = list(dict.fromkeys(line.invoice_id for line in lines)) if terms.collection else []
            self._read[asked] = Sold(lines, ledger.invoices(self.dealer_id, invoice_ids))
        return self._read[asked]

    def past(self, first: date, last: date) -> list[SalesLine]:
        """What was bought in whole months before the dealer's books began here: a part of what growth is measured
        against."""
        months = str(Period.of(first)), str(Period.of(last))
        return [
            SalesLine(bought.sku or "", bought.category or "", bought.quantity, bought.net_amount)
            for bought in ledger.past_purchases(self.dealer_id, *months)
        ]

    def _lines(self, basis: Basis, first: date, last: date) -> list[SoldLine]:
        """`paid` lines are those of the shipments whose invoice was collected in the span."""
        if basis is not Basis.PAID:
            return orders.sold_lines(self.dealer_id, basis, first, last)
        collected = {
            invoice.invoice_id: date.fromisoformat(invoice.day)
            for invoice in ledger.collected_invoices(self.dealer_id, first, last)
        }
        if not collected:
            return []
        days = collected.values()
        shipped = orders.sold_lines(self.dealer_id, Basis.SHIPPED, min(days), max(days))
        return [line for line in shipped if line.invoice_id in collected]


def qualifying(sales: Sales, terms: Terms, validity: Validity, period: Period, until: date) -> Sold:
    """What is dated into the valid days of a period up to the day `until`; products are not looked at yet."""
    part = validity.part_of(period)
    if part is None or part[0] > until:
        return Sold([], {})
    return sales.sold(terms, part[0], min(part[1], until))
