"""The order lines behind a calculation, by document."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.dealers.rules import dealer_of
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.paging import Page, decode_cursor, encode_cursor
from chalicelib.kernel.periods import Period
from chalicelib.orders.rules import SoldLine
from chalicelib.rebates.accrual_queries import Program
from chalicelib.rebates.queries import programs as list_programs
from chalicelib.rebates.records import DraftRecord
from chalicelib.rebates.sales_queries import Sales, qualifying


@dataclass(frozen=True)
class Document:
    """A shipment or receipt, with those of its lines that count for a program in a period, and the factor where the
    terms have a scale.
    """

    program_id: str
    period: Period
    document_id: str
    invoice_id: str
    day: date
    lines: Sequence[SoldLine]
    collected_in_days: int | None
    factor: Decimal | None

    @property
    def place(self) -> str:
        """Where it stands in the list of all."""
        return f"{self.program_id}#{self.period}#{self.day}#{self.document_id}"

    @property
    def dealer_id(self) -> str:
        """Whose document it is: the dealer's, or a sub-dealer's."""
        return dealer_of(self.document_id)

    @property
    def quantity(self) -> int:
        """Pieces on the lines that count, less what came back."""
        return sum(-line.quantity if line.returned else line.quantity for line in self.lines)

    @property
    def net_amount(self) -> Decimal:
        """Money on the lines that count, less what came back."""
        return sum((ZERO - line.net_amount if line.returned else line.net_amount for line in self.lines), ZERO)


def documents_page(
    draft: DraftRecord, month: Period, program_id: str | None, period: str | None, limit: int, cursor: str | None
) -> Page[Document]:
    """A page of the documents behind a draft's lines (of one program, of one period), as they stand now; by program,
    period, day and document.
    """
    name = f"{draft.pk}#{draft.dealer_id}"
    start = decode_cursor(cursor, "draft", name, ["draft", "after"])
    after = start["after"]["S"] if start else ""
    named = {(line["program_id"], line["program_period"]) for line in draft.lines}
    wanted = sorted(key for key in named if program_id in (None, key[0]) and period in (None, key[1]))
    programs = {record.program_id: Program.of(record) for record in list_programs()} if wanted else {}
    sales = Sales(draft.dealer_id)
    found = [
        document
        for key in wanted
        for document in _documents(sales, programs[key[0]], Period.parse(key[1]), month)
        if document.place > after
    ]
    if len(found) <= limit:
        return Page(found)
    return Page(found[:limit], encode_cursor({"draft": {"S": name}, "after": {"S": found[limit - 1].place}}))


def _documents(sales: Sales, program: Program, period: Period, month: Period) -> list[Document]:
    """What a program counts in a period up to the end of a run's month, by day and document."""
    terms = program.terms
    sold = qualifying(sales, terms, program.validity, period, min(month.last_day, period.last_day))
    by_document: dict[tuple[date, str], list[SoldLine]] = defaultdict(list)
    for line in sold.lines:
        if terms.products.matches(line.sku, line.category):
            by_document[line.day, line.document_id].append(line)
    found = []
    for (day, document_id), lines in sorted(by_document.items()):
        days = sold.collected_in_days(lines[0])
        factor = terms.factor(days)
        found.append(Document(program.program_id, period, document_id, lines[0].invoice_id, day, lines, days, factor))
    return found
