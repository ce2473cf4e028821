"""What the machine does with a run: manifest, drafts, summary, question, posting. Every step may be done twice."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from chalicelib.approvals.commands import open_decision
from chalicelib.approvals.queries import decision
from chalicelib.approvals.rules import Approver, Ask, Fact
from chalicelib.aws import files
from chalicelib.aws.tables import MOST_KEYS, Write, change, commit, create, replace
from chalicelib.company.queries import policy, staff_with
from chalicelib.dealers import queries as dealers
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, Forbidden, NotFound
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.statement_commands import MOST_REBATES, RebatePosting, post_settlement
from chalicelib.rebates import queries
from chalicelib.rebates.accrual_queries import Program, Settling, settlement_lines
from chalicelib.rebates.budget_queries import budgets_touched, spent_of
from chalicelib.rebates.records import (
    DoneRecord,
    DraftRecord,
    PostedRecord,
    ReturnedRecord,
    RunRecord,
    done_key,
    draft_key,
    posted_key,
    returned_key,
)
from chalicelib.rebates.run_commands import decision_id, is_approved, subject
from chalicelib.rebates.settlement_rules import (
    KEEPS_FROM_POSTING,
    Line,
    Problem,
    Stage,
    approvals_needed,
    in_parts,
    line_problems,
    summarise,
)
from chalicelib.rebates.term_rules import Basis


def manifest_key(run: RunRecord) -> str:
    """Where the working files of a run's present question lie: the list of its parts."""
    return f"settlements/{run.run_id}/q{run.question}/manifest.json"


def write_manifest(run: RunRecord) -> int:
    """Lists the active dealers in parts of the policy's size, and the parts; returns how many parts there are."""
    folder = manifest_key(run).rpartition("/")[0]
    listed = []
    for number, ids in enumerate(in_parts(dealers.active_dealer_ids(), max(policy().settlement_chunk_size, 1)), 1):
        key = f"{folder}/part-{number:05}.json"
        files.write_json(key, ids)
        listed.append({"run_id": run.run_id, "part": key, "dealers": len(ids)})
    files.write_json(manifest_key(run), listed)
    run.parts = len(listed)
    commit(replace(run))
    return len(listed)


def settling(month: Period) -> Settling:
    """What a run of a month shares among all dealers: read once a part."""
    programs = [Program.of(record) for record in queries.programs()]
    today = business_day(clock.now(), settings().zone)
    return Settling(month, programs, today, policy().late_payment_days)


def compute_part(run: RunRecord, part: str) -> int:
    """Writes the drafts of a part's dealers as they now stand; returns how many.

    Only while the run computes: what finance is asked about no longer changes.
    """
    if run.stage != Stage.COMPUTING:
        return 0
    shared = settling(Period.parse(run.period))
    ids = files.read_json(part)
    for dealer_id in ids:
        write_draft(run, dealer_id, shared)
    _note_done(run, Stage.COMPUTING, part)
    return len(ids)


def _note_done(run: RunRecord, stage: Stage, part: str) -> None:
    """That a part has gone through a stage; the same again changes nothing that is counted."""
    name = part.rpartition("/")[2]
    commit(change(DoneRecord, done_key(run.run_id, run.question, stage, name), []))


class _Answered(Exception):
    """There is a draft for this question, or a later one: finance may be looking at it, so it no longer changes."""


def write_draft(run: RunRecord, dealer_id: str, shared: Settling) -> None:
    """Writes what one dealer comes to, in place of what an earlier question of the run said; once a question."""
    news = queries.returned(dealer_id)  # before the sales are read: what comes back later is news for the next run
    lines, problems = _compute(dealer_id, shared, queries.days_of(news))
    pk, sk = draft_key(run.run_id, dealer_id)
    draft = DraftRecord(
        pk,
        sk,
        dealer_id=dealer_id,
        question=run.question,
        amount=sum((line.difference for line in lines), ZERO),
        lines=[line.as_fields() for line in lines],
        problems=[str(problem) for problem in problems],
        news=news.news if news else 0,
    )
    older = DraftRecord.pk.does_not_exist() | (DraftRecord.question < run.question)
    try:
        commit(create(draft, lambda _: _Answered(), older))
    except _Answered:
        return


def _compute(
    dealer_id: str, shared: Settling, returned: Sequence[tuple[Basis, date]]
) -> tuple[list[Line], list[Problem]]:
    """A dealer without an account, or whose account was opened after the month, gets neither rebate nor statement."""
    try:
        account = ledger.account_as_is(dealer_id)
    except NotFound:
        return [], [Problem.NO_ACCOUNT]
    if account.open_from > str(shared.month):
        return [], [Problem.OPENED_LATER]
    lines = settlement_lines(dealers.dealer_as_is(dealer_id), Period.parse(account.open_from), shared, returned)
    if sum(line.changes_something for line in lines) > MOST_REBATES:
        return lines, [Problem.TOO_MANY_PROGRAMS]
    return lines, line_problems(lines)


def summarise_run(run: RunRecord) -> bool:
    """Adds up the drafts, compares them with the last closed run, and lets the question begin.

    False, and nothing done, where a dealer of the manifest has no draft: a part failed, whatever the map says.
    """
    if run.stage != Stage.COMPUTING:
        return True
    before = queries.last_closed_before(Period.parse(run.period))
    drafts = ((draft.dealer_id, _lines(draft), draft.problems) for draft in _present_drafts(run))
    summary = summarise(drafts, {"run_id": before.run_id, **before.summary} if before else None)
    touched = budgets_touched(spent_of(summary), Period.parse(run.period))
    summary["budgets"] = [standing.as_fields() for standing in touched]
    if summary["dealers"] != sum(part["dealers"] for part in files.read_json(manifest_key(run))):
        return False
    run.summary, run.stage = summary, str(Stage.ASKING)
    run.began = run.began | {str(Stage.ASKING): clock.iso(clock.now())}
    run.approvals = approvals_needed(run.starters, Decimal(summary["credited"]), policy().settlement_second_above)
    commit(replace(run))
    return True


def _present_drafts(run: RunRecord) -> Iterator[DraftRecord]:
    """The drafts that answer the run's present question."""
    return (draft for draft in queries.drafts(run.run_id) if draft.question == run.question)


def _lines(draft: DraftRecord) -> list[Line]:
    return [Line.of(fields) for fields in draft.lines]


def ask_finance(run: RunRecord, level: int, task_token: str) -> bool:
    """Asks everybody in finance but those who started the run or approved it before; false where nobody is left."""
    not_by = {*run.starters, *_decided_before(run, level)}
    people = [person for person in staff_with(Role.FINANCE) if person.user_id not in not_by]
    if not people:
        return False
    open_decision(
        Ask(
            decision_id=decision_id(run, level),
            subject=subject(run),
            subject_version=run.question,
            template="settlement_approval",
            values=_shown(run),
            facts=list(_facts(run)),
            approvers=[Approver(one.user_id, one.email, one.name, one.locale) for one in people],
            form=[],
            expires_at=clock.now() + timedelta(seconds=policy().settlement_answer_seconds),
            task_token=task_token,
            needs_sign_in=True,
            not_by=frozenset(not_by),
            expires=True,
        )
    )
    return True


def _decided_before(run: RunRecord, level: int) -> Iterator[str]:
    for earlier in range(1, level):
        decided_by = decision(decision_id(run, earlier)).decided_by
        if decided_by:
            yield decided_by


def _shown(run: RunRecord) -> dict[str, str | None]:
    summary: dict[str, Any] = run.summary
    before = summary["before"]
    return {
        "period": run.period,
        "run_id": run.run_id,
        "dealers": str(summary["dealers"]),
        "paid": str(summary["paid"]),
        "amount": summary["amount"],
        "before": before and before["amount"],
        "exceptions": str(sum(summary["problems"].values())),
    }


def _facts(run: RunRecord) -> Iterator[Fact]:
    for label, value in _shown(run).items():
        if value is not None:
            yield Fact(label, value)
    for problem, count in run.summary["problems"].items():
        yield Fact(f"problem_{problem}", str(count))


def post_part(run: RunRecord, part: str) -> int:
    """Posts the approved drafts of a part's dealers: rebates and statement, each dealer once; returns how many.

    403 `four_eyes` where the run's question is not approved by all whom it needs.
    """
    if not is_approved(run):
        raise Forbidden(f"{run.run_id} is not approved.", Code.FOUR_EYES)
    _begin_posting(run)
    ids = files.read_json(part)
    posted = sum(post_draft(run, dealer_id) for dealer_id in ids)
    _note_done(run, Stage.POSTING, part)
    return posted


def _begin_posting(run: RunRecord) -> None:
    """Several parts begin at once; the first one says so."""
    if run.stage == Stage.POSTING:
        return
    began = run.began | {str(Stage.POSTING): clock.iso(clock.now())}
    actions = [RunRecord.stage.set(str(Stage.POSTING)), RunRecord.began.set(began)]
    not_yet = (RunRecord.question == run.question) & (RunRecord.stage == Stage.ASKING)
    try:
        commit(change(RunRecord, (run.pk, run.sk), actions, not_yet))
    except Conflict:
        if queries.run(run.run_id).question != run.question:
            raise


def is_posted(run: RunRecord) -> bool:
    """Whether every dealer that can have one has this run's statement: a part may fail, whatever the map says."""
    wanted = (draft.dealer_id for draft in _present_drafts(run) if not KEEPS_FROM_POSTING & set(draft.problems))
    return all(_have_statements(run, some) for some in in_parts(wanted, MOST_KEYS))


def _have_statements(run: RunRecord, dealer_ids: list[str]) -> bool:
    sent = ledger.statements_of(dealer_ids, Period.parse(run.period))
    return all(dealer_id in sent and sent[dealer_id].run_id == run.run_id for dealer_id in dealer_ids)


def post_draft(run: RunRecord, dealer_id: str) -> bool:
    """Posts one dealer's draft and statement, once; false where the draft keeps them from being posted."""
    draft = queries.draft(run.run_id, dealer_id)
    if draft is None or draft.question != run.question:
        raise Conflict(Code.WRONG_STATE, f"{dealer_id} has no draft of {run.run_id}.", [{"dealer_id": dealer_id}])
    if KEEPS_FROM_POSTING & set(draft.problems):
        return False
    rebates = [_posting(run, dealer_id, line) for line in _lines(draft) if line.changes_something]
    month = Period.parse(run.period)
    return post_settlement(dealer_id, month, rebates, run.run_id, lambda: _looked_at(draft)) is not None


def _looked_at(draft: DraftRecord) -> list[Write]:
    """Forgets the days of which something had come back, where nothing has since the draft was computed."""
    marked = queries.returned(draft.dealer_id)
    if marked is None or not marked.days or marked.news != draft.news:
        return []
    seen = ReturnedRecord.news == draft.news
    return [change(ReturnedRecord, returned_key(draft.dealer_id), [ReturnedRecord.days.remove()], seen)]


def _posting(run: RunRecord, dealer_id: str, line: Line) -> RebatePosting:
    details = {
        "program_name": line.program_name,
        "program_version": line.program_version,
        "tier_method": str(line.result.tier_method),
        "total": money_text(line.total),
        "posted_earlier": money_text(line.posted_earlier),
    }
    write = _remember(run, dealer_id, line)
    return RebatePosting(line.program_id, line.program_period, line.difference, details, write)


def _remember(run: RunRecord, dealer_id: str, line: Line) -> Write:
    """What is posted so far, where it still is what the draft was computed against."""
    period = str(line.program_period)
    posted: Decimal = line.posted_earlier + line.difference
    actions = [
        PostedRecord.dealer_id.set(dealer_id),
        PostedRecord.program_id.set(line.program_id),
        PostedRecord.period.set(period),
        PostedRecord.amount.set(posted),
        PostedRecord.held.set(line.held),
        PostedRecord.open.set(line.open),
        PostedRecord.run_id.set(run.run_id),
        PostedRecord.in_open_index(line.program_id, period, stays=line.held or line.open),
    ]
    as_computed = PostedRecord.amount == line.posted_earlier
    if line.posted_earlier == 0:
        as_computed = as_computed | PostedRecord.pk.does_not_exist()
    key = posted_key(dealer_id, line.program_id, period)
    return change(PostedRecord, key, actions, as_computed, _posted_otherwise)


def _posted_otherwise(posted: PostedRecord | None) -> Exception:
    details = [{"run_id": posted.run_id, "program_id": posted.program_id}] if posted else []
    return Conflict(Code.WRONG_STATE, "Another run has posted for this program and period.", details)
