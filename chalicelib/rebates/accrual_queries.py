"""What programs come to for a dealer: one computation for the accrual so far, the simulation and the settlement.

What a settled period comes to may change by itself later: an invoice is collected, or what was held is due. Nothing
marks it then. Whatever was posted says whether it may still change, and each run computes all such periods again as
they now stand: what differs is a line of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.dealers import queries as dealers
from chalicelib.dealers.records import DealerRecord
from chalicelib.dealers.rules import Audience, Standing, standing_at
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries as ledger
from chalicelib.rebates.program_rules import Candidate, Validity, may_change, settles_in, stack
from chalicelib.rebates.queries import days_of, posted, returned, still_open
from chalicelib.rebates.records import PostedRecord, ProgramRecord
from chalicelib.rebates.rules import RebateResult, calculate, measure
from chalicelib.rebates.sales_queries import Sales, qualifying
from chalicelib.rebates.settlement_rules import Line
from chalicelib.rebates.term_rules import Attribution, Basis, Terms
from chalicelib.rebates.what_if_rules import with_more


@dataclass(frozen=True)
class Program:
    """A version of a program as it is computed with; the budget is not among it, so it never changes a payout."""

    program_id: str
    name: str
    number: int
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
            record.number,
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


def so_far(
    sales: Sales, terms: Terms, validity: Validity, period: Period, until: date, more: Decimal = ZERO
) -> RebateResult:
    """What the terms pay for the valid days of a period up to the day `until`, with the explanation; as if so much
    `more` of the measure had been sold besides.
    """
    lines = qualifying(sales, terms, validity, period, until).as_sales()
    return calculate(terms, with_more(terms, lines, more), baseline(sales, terms, period))


def baseline(sales: Sales, terms: Terms, period: Period) -> Decimal | None:
    """The same measure over the whole of the period that growth is measured against, with what was bought before the
    dealer's books began."""
    if terms.growth is None:
        return None
    before = terms.growth.baseline_period(period)
    span = before.first_day, before.last_day
    return measure(terms, [*sales.sold(terms, *span).as_sales(), *sales.past(terms.attribution, *span)])


Work = dict[tuple[str, str], tuple[Program, Period]]
"""Programs and their periods, by program id and period."""


def settlement_lines(
    dealer: DealerRecord, open_from: Period, settling: Settling, returned: Collection[tuple[Basis, date]] = ()
) -> list[Line]:
    """What a run says of a dealer: every program whose period it settles, and what may still have changed since.

    `returned` are days of its sales of which something came back: their periods are open again.

    With the run's month come those before it, from `open_from` on, of which the dealer has no statement: it was frozen
    then, or their settlement was rejected. The statement of this run closes them all.
    """
    now = _due(settling.programs, [settling.month])
    due = _due(settling.programs, _not_closed(open_from, settling.month)) | now
    before = still_open(dealer.dealer_id)
    work = _again(settling.programs, before, settling.month) | due
    work = _came_back(settling.programs, returned, settling.month) | work
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


def _came_back(programs: Sequence[Program], returned: Collection[tuple[Basis, date]], month: Period) -> Work:
    """Periods that had ended, by the end of a month, and of whose sales something came back; and those that grow from
    such a period's sales.
    """
    return {
        (program.program_id, str(period)): (program, period)
        for program in programs
        for basis, day in returned
        if basis is program.terms.basis
        for period in _counting(program, Period.of(day, program.kind))
        if period.last_day <= month.last_day and program.validity.part_of(period)
    }


def _counting(program: Program, period: Period) -> list[Period]:
    """The periods in which the sales of a period count: itself, and the one whose baseline it is."""
    growth = program.terms.growth
    later = [period.next(), period.next_year()] if growth else []
    return [period, *(each for each in later if growth and growth.baseline_period(each) == period)]


def accrued_lines(dealer: DealerRecord, programs: Sequence[Program], today: date) -> list[Line]:
    """What the programs that mean a dealer come to in their present period, up to and with `today`; and what is held
    or may still change of earlier ones.
    """
    present = _present(programs, today)
    before = still_open(dealer.dealer_id)
    last = Period.of(today).previous()
    again = _came_back(programs, days_of(returned(dealer.dealer_id)), last) | _again(programs, before, last)
    work = again | present
    known = before | posted(dealer.dealer_id, [key for key in work if key not in before])
    computing = _Computing(dealer, work, known, today, today, 0)
    return computing.lines([key for key in work if computing.means(*work[key])])


def _present(programs: Sequence[Program], today: date) -> Work:
    """The programs that have a present period."""
    present = {program.program_id: Period.of(today, program.kind) for program in programs}
    return {
        (program.program_id, str(period)): (program, period)
        for program in programs
        if program.validity.part_of(period := present[program.program_id])
    }


def what_if_lines(
    dealer: DealerRecord, programs: Sequence[Program], program_id: str, more: Decimal, today: date
) -> tuple[Line, Line] | None:
    """What a program comes to in its present period, and what it would with so much `more` of its measure; each after
    the programs of its stacking group excluded each other. None where it does not mean the dealer now.
    """
    present = _present(programs, today)
    asked = next((key for key in present if key[0] == program_id), None)
    if asked is None:
        return None
    group = present[asked][0].terms.stacking_group
    work = {
        key: (program, period)
        for key, (program, period) in present.items()
        if key == asked or (group is not None and program.terms.stacking_group == group)
    }
    computing = _Computing(dealer, work, posted(dealer.dealer_id, list(work)), today, today, 0)
    keys = [key for key in work if computing.means(*work[key])]
    if asked not in keys:
        return None
    now, then = (computing.lines(keys, {asked: extra}) for extra in (ZERO, more))
    return tuple(next(line for line in lines if line.program_id == program_id) for lines in (now, then))  # type: ignore[return-value]


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

    def lines(
        self, keys: Sequence[tuple[str, str]], more: Mapping[tuple[str, str], Decimal] | None = None
    ) -> list[Line]:
        """One line for each; programs exclude each other within one period. `more` is supposed to be sold besides."""
        together: dict[Period, list[tuple[Terms, Line]]] = defaultdict(list)
        for key in keys:
            program, period = self.work[key]
            supposed = (more or {}).get(key, ZERO)
            together[period].append((program.terms, self._line(program, period, self.known.get(key), supposed)))
        overdue = ledger.days_overdue(self.dealer.dealer_id, self.today) if keys else 0
        return [line for lines in together.values() for line in _exclude(lines, overdue)]

    def _line(self, program: Program, period: Period, before: PostedRecord | None, more: Decimal) -> Line:
        until = min(self.until, period.last_day)
        result = so_far(self.sales, program.terms, program.validity, period, until, more)
        means = self.means(program, period)
        return Line(
            program.program_id,
            program.name,
            period,
            result,
            total=result.payout if means else ZERO,
            posted_earlier=before.amount if before else ZERO,
            program_version=program.number,
            measured_below=self._measured_below(program, period, until),
            was_held=bool(before and before.held),
            open=means and self._may_change(program, period, result),
            was_open=bool(before and before.open),
        )

    def _measured_below(self, program: Program, period: Period, until: date) -> Decimal | None:
        """What sub-dealers brought into the measure; None where they do not count."""
        if program.terms.attribution is Attribution.OWN:
            return None
        return measure(
            program.terms,
            qualifying(self.sales, program.terms, program.validity, period, until).of_others(self.dealer.dealer_id),
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
