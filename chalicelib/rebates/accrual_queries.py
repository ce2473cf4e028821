"""What programs come to for a dealer: one computation for the accrual so far, the simulation and the settlement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from chalicelib.dealers.records import DealerRecord
from chalicelib.dealers.rules import Audience
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.rules import days_to_collect
from chalicelib.orders import queries as orders
from chalicelib.orders.rules import SoldLine
from chalicelib.rebates.program_rules import Candidate, Validity, settles_in, stack
from chalicelib.rebates.queries import posted_to
from chalicelib.rebates.records import PostedRecord, ProgramRecord
from chalicelib.rebates.rules import Basis, RebateResult, SalesLine, Terms, calculate, measure
from chalicelib.rebates.settlement_rules import Line


@dataclass(frozen=True)
class Program:
    """A program as it is computed with."""

    program_id: str
    name: str
    kind: PeriodKind
    partial: bool
    validity: Validity
    audience: Audience
    terms: Terms

    @classmethod
    def of(cls, record: ProgramRecord) -> "Program":
        """From what is kept of it."""
        last = date.fromisoformat(record.last_day) if record.last_day else None
        return cls(
            record.program_id,
            record.name,
            PeriodKind(record.period_kind),
            record.partial,
            Validity(date.fromisoformat(record.first_day), last),
            Audience.of(record.audience),
            Terms.of(record.terms),
        )

    def means(self, dealer: DealerRecord) -> bool:
        """Whether the dealer is in its audience, as the dealer now stands."""
        return self.audience.includes(dealer.dealer_id, dealer.grade, dealer.region)


class Sales:
    """A dealer's sales lines, each span read once."""

    def __init__(self, dealer_id: str) -> None:
        self.dealer_id = dealer_id
        self._read: dict[tuple[Basis, date, date, bool], list[SalesLine]] = {}

    def lines(self, terms: Terms, first: date, last: date) -> list[SalesLine]:
        """The lines dated from `first` to `last` by the terms' basis; with days to collection where they ask for it."""
        asked = (terms.basis, first, last, bool(terms.collection))
        if asked not in self._read:
            sold = self._sold(terms.basis, first, last)
            collected = self._collected(sold) if terms.collection else {}
            self._read[asked] = [
                SalesLine(
                    line.sku,
                    line.category,
                    line.quantity,
                    line.net_amount,
                    collected_in_days=collected.get(line.invoice_id),
                )
                for line in sold
            ]
        return self._read[asked]

    def _sold(self, basis: Basis, first: date, last: date) -> list[SoldLine]:
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

    def _collected(self, sold: Iterable[SoldLine]) -> dict[str, int]:
        """Days to collection by invoice, of those that are collected."""
        invoices = ledger.invoices(self.dealer_id, list(dict.fromkeys(line.invoice_id for line in sold)))
        return {
            invoice.invoice_id: days_to_collect(
                date.fromisoformat(invoice.day), date.fromisoformat(invoice.collected_on)
            )
            for invoice in invoices.values()
            if invoice.collected_on
        }


def so_far(sales: Sales, terms: Terms, validity: Validity, period: Period, until: date) -> RebateResult:
    """What the terms pay for the valid days of a period up to the day `until`, with the explanation."""
    part = validity.part_of(period)
    first, last = part or (period.first_day, period.first_day)
    lines = sales.lines(terms, first, min(last, until)) if part and first <= until else []
    return calculate(terms, lines, _baseline(sales, terms, period))


def _baseline(sales: Sales, terms: Terms, period: Period) -> Decimal | None:
    """The same measure over the whole of the period that growth is measured against."""
    if terms.growth is None:
        return None
    before = terms.growth.baseline_period(period)
    return measure(terms, sales.lines(terms, before.first_day, before.last_day))


def settlement_lines(dealer: DealerRecord, programs: Sequence[Program], month: Period, today: date) -> list[Line]:
    """What a run of `month` says of a dealer: every program whose period it settles, and what was held earlier."""
    posted = posted_to(dealer.dealer_id)
    work = {
        (program.program_id, str(period)): (program, period)
        for program in programs
        if (period := settles_in(program.kind, program.partial, program.validity, month))
        if program.means(dealer) or _paid(posted.get((program.program_id, str(period))))
    }
    by_id = {program.program_id: program for program in programs}
    held = {
        key: (by_id[record.program_id], Period.parse(record.period))
        for key, record in posted.items()
        if record.held and record.program_id in by_id
    }
    return _lines(dealer, list((held | work).values()), posted, month.last_day, today)


def accrued_lines(dealer: DealerRecord, programs: Sequence[Program], today: date) -> list[Line]:
    """What the programs that mean a dealer come to in their present period, up to and with `today`."""
    work = [
        (program, period)
        for program in programs
        if program.means(dealer)
        if program.validity.part_of(period := Period.of(today, program.kind))
    ]
    return _lines(dealer, work, posted_to(dealer.dealer_id), today, today)


def _paid(posted: PostedRecord | None) -> bool:
    """Whether something was posted that a program which means the dealer no longer takes back."""
    return posted is not None and posted.amount != 0


def _lines(
    dealer: DealerRecord,
    work: Sequence[tuple[Program, Period]],
    posted: dict[tuple[str, str], PostedRecord],
    until: date,
    today: date,
) -> list[Line]:
    """One line for each program and period; programs exclude each other within one period."""
    sales = Sales(dealer.dealer_id)
    by_period = defaultdict(list)
    for program, period in work:
        earlier = posted.get((program.program_id, str(period)))
        result = so_far(sales, program.terms, program.validity, period, min(until, period.last_day))
        line = Line(
            program.program_id,
            program.name,
            period,
            result,
            total=result.payout if program.means(dealer) else ZERO,
            posted_earlier=earlier.amount if earlier else ZERO,
            was_held=bool(earlier and earlier.held),
        )
        by_period[period].append((program.terms, line))
    overdue = ledger.days_overdue(dealer.dealer_id, today) if work else 0
    return [_held(terms, line, overdue) for together in by_period.values() for terms, line in _exclude(together)]


def _exclude(together: Sequence[tuple[Terms, Line]]) -> list[tuple[Terms, Line]]:
    """Of the programs of one stacking group the highest counts."""
    stacked = stack([Candidate(line.program_id, terms.stacking_group, line.total) for terms, line in together])
    return [
        (terms, replace(line, total=stacked[line.program_id].total, beaten_by=stacked[line.program_id].beaten_by))
        for terms, line in together
    ]


def _held(terms: Terms, line: Line, overdue: int) -> Line:
    """A payout above what was posted earlier is held while an invoice is overdue for too long."""
    return replace(line, held=line.total > line.posted_earlier and terms.holds_payout(overdue))
