"""Saving programs, and trying them out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit, create
from chalicelib.company.queries import policy, regions
from chalicelib.dealers.queries import unknown_dealers
from chalicelib.dealers.rules import Audience
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.rebates import queries
from chalicelib.rebates.accrual_queries import so_far
from chalicelib.rebates.program_rules import Problem, Validity, problems
from chalicelib.rebates.records import ProgramRecord, program_key
from chalicelib.rebates.rules import RebateResult
from chalicelib.rebates.sales_queries import Sales
from chalicelib.rebates.term_rules import Attribution, Terms


@dataclass(frozen=True)
class NewProgram:
    """A program as it is to be saved. Lines count from `first_day` to `last_day` (None: until further notice)."""

    name: str
    kind: PeriodKind
    partial: bool
    audience: Audience
    first_day: date
    last_day: date | None
    terms: Mapping[str, Any]


def save_program(new: NewProgram, once: Once | None) -> ProgramRecord:
    """Saves a program; 422 names every field that keeps it from being saved."""
    terms = checked_terms(new)
    _must_share_period(new, terms)
    program_id = ids.new("P")
    pk, sk = program_key(program_id)
    program = ProgramRecord(
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
        made_at=clock.now(),
    )
    first = [once.write(program)] if once else []
    commit(*first, create(program))
    return program


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
    if terms.attribution is Attribution.SUBTREE:
        wrong.append({"field": "terms.attribution", "problem": "must be own: dealers have no sub-dealers here"})
    if new.last_day and new.last_day < new.first_day:
        wrong.append({"field": "last_day", "problem": "must not lie before first_day"})
    _refuse([*wrong, *_unknown(new.audience)])
    return terms


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
