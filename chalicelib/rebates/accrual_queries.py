"""What programs come to for a dealer: one computation for the accrual so far, the simulation and the settlement.

What a settled period comes to may change by itself later: an invoice is collected, or what was held is due. Nothing
marks it then. Whatever was posted says whether it may still change, and each run computes all such periods again as
they now stand: what differs is a line of its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.dealers import queries as dealers
from chalicelib.dealers.records import DealerRecord
from chalicelib.dealers.rules import Audience, Standing, standing_at
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.paging import Page, decode_cursor, encode_cursor
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries as ledger
from chalicelib.orders.rules import SoldLine
from chalicelib.rebates.program_rules import Candidate, Validity, may_change, settles_in, stack
from chalicelib.rebates.queries import posted, still_open
from chalicelib.rebates.queries import programs as list_programs
from chalicelib.rebates.records import DraftRecord, PostedRecord, ProgramRecord
from chalicelib.rebates.rules import RebateResult, calculate, measure
from chalicelib.rebates.sales_queries import Sales, qualifying
from chalicelib.rebates.settlement_rules import Line
from chalicelib.rebates.term_rules import Terms


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

    def means(self, dealer_id: str, standing: Standing) -> bool:
        """Whether a dealer that stands so is in its audience."""
        return self.audience.includes(dealer_id, standing.grade, standing.region)


@dataclass(frozen=True)
class Settling:
    """A month as a run settles it, and what it shares among all dealers.

    `late_days`: how long after its day a payment may come in.
    """

    month: Period
    programs: Sequence[Program]
    today: date
    late_days: int


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
    def quantity(self) -> int:
        """Pieces on the lines that count."""
        return sum(line.quantity for line in self.lines)

    @property
    def net_amount(self) -> Decimal:
        """Money on the lines that count."""
        return sum((line.net_amount for line in self.lines), ZERO)


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


def so_far(sales: Sales, terms: Terms, validity: Validity, period: Period, until: date) -> RebateResult:
    """What the terms pay for the valid days of a period up to the day `until`, with the explanation."""
    lines = qualifying(sales, terms, validity, period, until).as_sales()
    return calculate(terms, lines, _baseline(sales, terms, period))


def _baseline(sales: Sales, terms: Terms, period: Period) -> Decimal | None:
    """The same measure over the whole of the period that growth is measured against, with what was bought before the
    dealer's books began."""
    if terms.growth is None:
        return None
    before = terms.growth.baseline_period(period)
    span = before.first_day, before.last_day
    return measure(terms, [*sales.sold(terms, *span).as_sales(), *sales.past(*span)])


Work = dict[tuple[str, str], tuple[Program, Period]]
"""Programs and their periods, by program id and period."""


def settlement_lines(dealer: DealerRecord, open_from: Period, settling: Settling) -> list[Line]:
    """What a run says of a dealer: every program whose period it settles, and what may still have changed since.

    With the run's month come those before it, from `open_from` on, of which the dealer has no statement: it was frozen
    then, or their settlement was rejected. The statement of this run closes them all.
    """
    now = _due(settling.programs, [settling.month])
    due = _due(settling.programs, _not_closed(open_from, settling.month)) | now
    before = still_open(dealer.dealer_id)
    work = _again(settling.programs, before, settling.month) | due
    known = before | posted(dealer.dealer_id, [key for key in work if key not in before])
    computing = _Computing(dealer, work, known, settling.month.last_day, settling.today, settling.late_days)
    lines = computing.lines([key for key in work if computing.means(*work[key]) or _paid(known.get(key))])
    expected = before.keys() | now.keys()
    return [line for line in lines if (line.program_id, str(line.program_period)) in expected or line.changes_something]


MOST_MONTHS = 24
"""How far back a run makes up for months that a dealer has no statement of."""


def _not_closed(open_from: Period, month: Period) -> list[Period]:
    """The months that a dealer's next statement closes, the last of them `month`."""
    first = max(open_from.first, month.first - MOST_MONTHS)
    return [Period(number, 1) for number in range(first, month.first + 1)]


def _due(programs: Sequence[Program], months: Sequence[Period]) -> Work:
    """Every program whose period is settled in one of these months."""
    return {
        (program.program_id, str(period)): (program, period)
        for month in months
        for program in programs
        if (period := settles_in(program.kind, program.partial, program.validity, month))
    }


def _again(programs: Sequence[Program], before: Mapping[tuple[str, str], PostedRecord], month: Period) -> Work:
    """Periods that had ended before and may have changed since."""
    by_id = {program.program_id: program for program in programs}
    periods = {key: Period.parse(key[1]) for key in before if key[0] in by_id}
    return {key: (by_id[key[0]], period) for key, period in periods.items() if period.last_day <= month.last_day}


def accrued_lines(dealer: DealerRecord, programs: Sequence[Program], today: date) -> list[Line]:
    """What the programs that mean a dealer come to in their present period, up to and with `today`; and what is held
    or may still change of earlier ones.
    """
    present: Work = {}
    for program in programs:
        period = Period.of(today, program.kind)
        if program.validity.part_of(period):
            present[program.program_id, str(period)] = program, period
    before = still_open(dealer.dealer_id)
    work = _again(programs, before, Period.of(today).previous()) | present
    known = before | posted(dealer.dealer_id, [key for key in present if key not in before])
    computing = _Computing(dealer, work, known, today, today, 0)
    return computing.lines([key for key in work if computing.means(*work[key])])


def _paid(before: PostedRecord | None) -> bool:
    """Whether something was posted that a program which does not mean the dealer any more takes back."""
    return before is not None and (before.amount != 0 or before.held or before.open)


class _Computing:
    """One dealer's programs and periods as they now stand, up to the day `until`."""

    def __init__(
        self,
        dealer: DealerRecord,
        work: Work,
        known: Mapping[tuple[str, str], PostedRecord],
        until: date,
        today: date,
        late_days: int,
    ) -> None:
        self.dealer = dealer
        self.work = work
        self.known = known
        self.until = until
        self.today = today
        self.late_days = late_days
        self.sales = Sales(dealer.dealer_id)
        first_end = min((period.last_instant(settings().zone) for _, period in work.values()), default=None)
        self.standings = dealers.standings(dealer, first_end) if first_end else []

    def means(self, program: Program, period: Period) -> bool:
        """Whether the program means the dealer as it stood at the last instant of the period, or stands by now."""
        standing = standing_at(self.standings, period.last_instant(settings().zone))
        return program.means(self.dealer.dealer_id, standing)

    def lines(self, keys: Sequence[tuple[str, str]]) -> list[Line]:
        """One line for each; programs exclude each other within one period."""
        together: dict[Period, list[tuple[Terms, Line]]] = defaultdict(list)
        for key in keys:
            program, period = self.work[key]
            together[period].append((program.terms, self._line(program, period, self.known.get(key))))
        overdue = ledger.days_overdue(self.dealer.dealer_id, self.today) if keys else 0
        return [line for lines in together.values() for line in _exclude(lines, overdue)]

    def _line(self, program: Program, period: Period, before: PostedRecord | None) -> Line:
        until = min(self.until, period.last_day)
        result = so_far(self.sales, program.terms, program.validity, period, until)
        means = self.means(program, period)
        return Line(
            program.program_id,
            program.name,
            period,
            result,
            total=result.payout if means else ZERO,
            posted_earlier=before.amount if before else ZERO,
            was_held=bool(before and before.held),
            open=means and self._may_change(program, period, result),
            was_open=bool(before and before.open),
        )

    def _may_change(self, program: Program, period: Period, result: RebateResult) -> bool:
        sold = qualifying(self.sales, program.terms, program.validity, period, min(self.until, period.last_day))
        uncollected = sold.last_uncollected(program.terms)
        return may_change(program.terms, period, result, uncollected, self.until - timedelta(days=self.late_days))


def _exclude(together: Sequence[tuple[Terms, Line]], overdue: int) -> list[Line]:
    """Of the programs of one stacking group the highest counts. Where one of them may still change, or is held, all
    are computed again by the next run, since another one may then be the highest.
    """
    stacked = stack([Candidate(line.program_id, terms.stacking_group, line.total) for terms, line in together])
    final = []
    for terms, line in together:
        outcome = stacked[line.program_id]
        final.append((terms, _held(terms, replace(line, total=outcome.total, beaten_by=outcome.beaten_by), overdue)))
    moving = {terms.stacking_group for terms, line in final if terms.stacking_group and (line.open or line.held)}
    return [replace(line, open=line.open or terms.stacking_group in moving) for terms, line in final]


def _held(terms: Terms, line: Line, overdue: int) -> Line:
    """A payout above what was posted earlier is held while an invoice is overdue for too long."""
    return replace(line, held=line.total > line.posted_earlier and terms.holds_payout(overdue))
