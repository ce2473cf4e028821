"""Programs: saving one, succeeding it by a next version, ending it, trying it out. None is ever edited."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit, create, replace
from chalicelib.company.queries import policy, regions
from chalicelib.dealers.hierarchy_queries import links_above
from chalicelib.dealers.queries import unknown_dealers
from chalicelib.dealers.rules import Audience
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Invalid
from chalicelib.kernel.periods import Period, PeriodKind, business_day
from chalicelib.kernel.settings import settings
from chalicelib.rebates import queries
from chalicelib.rebates.accrual_queries import so_far
from chalicelib.rebates.program_rules import Problem, Validity, budget_problems, problems
from chalicelib.rebates.records import ProgramRecord, ReturnedRecord, program_key, returned_key
from chalicelib.rebates.rules import RebateResult
from chalicelib.rebates.sales_queries import Sales
from chalicelib.rebates.term_rules import Basis, Terms, exact_or_none, figure_text


@dataclass(frozen=True)
class NewProgram:
    """A program as it is to be saved. Lines count from `first_day` to `last_day` (None: until further notice).

    `budget` is what it should cost a calendar year; it warns and changes no payout.
    """

    name: str
    kind: PeriodKind
    partial: bool
    audience: Audience
    first_day: date
    last_day: date | None
    terms: Mapping[str, Any]
    budget: Decimal | None = None

    def as_fields(self) -> dict[str, Any]:
        """The JSON form that `of` reads: as the wire has it."""
        return {
            "name": self.name,
            "period_kind": str(self.kind),
            "partial": self.partial,
            "audience": self.audience.as_fields(),
            "first_day": str(self.first_day),
            "last_day": str(self.last_day) if self.last_day else None,
            "terms": Terms.of(self.terms).as_fields(),
            "budget": figure_text(self.budget),
        }

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From what `as_fields` wrote."""
        last = fields["last_day"]
        return cls(
            fields["name"],
            PeriodKind(fields["period_kind"]),
            fields["partial"],
            Audience.of(fields["audience"]),
            date.fromisoformat(fields["first_day"]),
            date.fromisoformat(last) if last else None,
            fields["terms"],
            exact_or_none(fields["budget"]),
        )


def save_program(new: NewProgram, once: Once | None) -> ProgramRecord:
    """Saves a program; 422 names every field that keeps it from being saved."""
    terms = checked_terms(new)
    _must_share_period(new, terms)
    program = _record(new, terms)
    first = [once.write(program)] if once else []
    commit(*first, create(program))
    return program


def succeed(program_id: str, new: NewProgram, once: Once | None) -> ProgramRecord:
    """Saves the next version of a program, which takes its place from the start of a period that has not begun.

    The version before it then ends on the day before. 422 names every wrong field; 409 `wrong_state` where it has a
    next version already, or ended.
    """
    before = queries.program(program_id)
    terms = checked_terms(new)
    _refuse(list(_wrong_succession(before, new)))
    _must_share_period(new, terms)
    program = _record(new, terms, before)
    until = str(new.first_day - timedelta(days=1))
    before.last_day = min(before.last_day or until, until)
    before.succeeded_by = program.program_id
    first = [once.write(program)] if once else []
    commit(*first, replace(before), create(program))
    return program


def _wrong_succession(before: ProgramRecord, new: NewProgram) -> Iterator[Problem]:
    """The latest version alone is succeeded, from the start of a period of its kind that lies ahead."""
    today = business_day(clock.now(), settings().zone)
    if before.succeeded_by:
        details = [{"program_id": before.succeeded_by}]
        raise Conflict(Code.WRONG_STATE, f"{before.program_id} has a next version: succeed that one.", details)
    if before.last_day and before.last_day < str(today):
        raise Conflict(Code.WRONG_STATE, f"{before.program_id} has ended: save a new program.")
    if new.kind != before.period_kind:
        yield {"field": "period_kind", "problem": f"must be {before.period_kind}, as in the version before"}
    if new.first_day != Period.of(new.first_day, new.kind).first_day:
        yield {"field": "first_day", "problem": f"must be the first day of a {new.kind}"}
    if new.first_day <= today or str(new.first_day) <= before.first_day:
        yield {"field": "first_day", "problem": f"must lie after {max(str(today), before.first_day)}"}


def end_program(program_id: str, version: int, last_day: date) -> ProgramRecord:
    """Lets a program end with a period's last day that is not past: a promise is kept to the end of its period.

    409 `version_conflict` where somebody changed it meanwhile, `wrong_state` where a next version ends it already.
    """
    program = queries.program(program_id)
    if program.version != version:
        details = [{"version": program.version}]
        raise Conflict(Code.VERSION_CONFLICT, "It was changed meanwhile. Read it again and repeat.", details)
    if program.succeeded_by:
        following = [{"program_id": program.succeeded_by}]
        raise Conflict(Code.WRONG_STATE, f"{program_id} has a next version: end that one.", following)
    _refuse(list(_wrong_end(program, last_day)))
    program.last_day = str(last_day)
    commit(replace(program))
    return program


def _wrong_end(program: ProgramRecord, last_day: date) -> Iterator[Problem]:
    kind, today = PeriodKind(program.period_kind), business_day(clock.now(), settings().zone)
    if last_day != Period.of(last_day, kind).last_day:
        yield {"field": "last_day", "problem": f"must be the last day of a {kind}"}
    if last_day < today or str(last_day) < program.first_day:
        yield {"field": "last_day", "problem": f"must not lie before {max(str(today), program.first_day)}"}
    if program.last_day and str(last_day) >= program.last_day:
        yield {"field": "last_day", "problem": f"must lie before {program.last_day}, when it ends by itself"}


def _record(new: NewProgram, terms: Terms, before: ProgramRecord | None = None) -> ProgramRecord:
    program_id = ids.new("P")
    pk, sk = program_key(program_id)
    return ProgramRecord(
        pk,
        sk,
        program_id=program_id,
        name=new.name,
        period_kind=str(new.kind),
        partial=new.partial,
        audience=new.audience.as_fields(),
        first_day=str(new.first_day),
        last_day=str(new.last_day) if new.last_day else None,
        terms=terms.as_fields(),
        budget=new.budget,
        family=before.family if before else program_id,
        number=before.number + 1 if before else 1,
        succeeds=before.program_id if before else None,
        made_at=clock.now(),
    )


def simulate(new: NewProgram, dealer_id: str, period: Period) -> RebateResult:
    """What a program would pay a dealer for one of its periods as sales now stand; nothing is stored.

    Programs of its stacking group and overdue invoices are left out of account. 422 as when it is saved.
    """
    if period.kind is not new.kind:
        raise Invalid.field("period", f"must be a {new.kind} such as the program's")
    validity = Validity(new.first_day, new.last_day)
    return so_far(Sales(dealer_id), checked_terms(new), validity, period, period.last_day)


def checked_terms(new: NewProgram) -> Terms:
    """The terms, where the program may be saved; else 422 that names every wrong field."""
    terms = Terms.of(new.terms)
    wrong = [{**problem, "field": f"terms.{problem['field']}"} for problem in problems(terms)]
    wrong += budget_problems(new.budget)
    if new.last_day and new.last_day < new.first_day:
        wrong.append({"field": "last_day", "problem": "must not lie before first_day"})
    _refuse([*wrong, *_unknown(new.audience)])
    return terms


def look_again(dealer_id: str, days: Collection[tuple[Basis, date]]) -> list[Write]:
    """Marks days of a dealer's sales of which something came back: the next settlement computes their periods again,
    for the dealer and for those above it, for whom the sales may count, too.

    Belongs into the transaction that takes the sales back.
    """
    above = links_above(dealer_id, min(day for _, day in days))
    return [_mark(one, days) for one in dict.fromkeys([dealer_id, *above])]


def _mark(dealer_id: str, days: Collection[tuple[Basis, date]]) -> Write:
    marked = {f"{basis}#{day}" for basis, day in days}
    actions = [
        ReturnedRecord.dealer_id.set(dealer_id),
        ReturnedRecord.days.add(marked),
        ReturnedRecord.news.add(1),
    ]
    return change(ReturnedRecord, returned_key(dealer_id), actions)


def _unknown(audience: Audience) -> Iterator[Problem]:
    """Grades, regions and dealers that are not there: a program that names them would silently mean nobody."""
    missing = {
        "grades": audience.grades - set(policy().grades) if audience.grades else set(),
        "regions": audience.regions - {region.region_id for region in regions()} if audience.regions else set(),
        "dealers": unknown_dealers(sorted(audience.dealers)),
    }
    for field, names in missing.items():
        if names:
            yield {"field": f"audience.{field}", "problem": f"not known: {', '.join(sorted(names)[:10])}"}


def _must_share_period(new: NewProgram, terms: Terms) -> None:
    """Programs exclude each other within one period, so those of a group have periods of one kind."""
    others = [
        program
        for program in queries.programs()
        if terms.stacking_group is not None and program.terms["stacking_group"] == terms.stacking_group
    ]
    if any(program.period_kind != new.kind for program in others):
        problem = f"{others[0].program_id} is of this group and settles each {others[0].period_kind}"
        _refuse([{"field": "terms.stacking_group", "problem": problem}])


def _refuse(wrong: Sequence[Problem]) -> None:
    if wrong:
        names = ", ".join(dict.fromkeys(problem["field"] for problem in wrong))
        raise Invalid(f"Please correct: {names}.", wrong)
