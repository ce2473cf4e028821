"""What the machine does with a run: manifest, drafts, summary, question, posting. Every step may be done twice."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from chalicelib.approvals.commands import open_decision
from chalicelib.approvals.queries import decision
from chalicelib.approvals.rules import Approver, Ask, Fact
from chalicelib.aws import files
from chalicelib.aws.tables import Write, change, commit, create, replace
from chalicelib.company.queries import policy, staff_with
from chalicelib.dealers import queries as dealers
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, Forbidden, NotFound
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.statement_commands import RebatePosting, post_settlement
from chalicelib.rebates import queries
from chalicelib.rebates.accrual_queries import Program, settlement_lines
from chalicelib.rebates.records import DraftRecord, PostedRecord, RunRecord, draft_key, posted_key
from chalicelib.rebates.run_commands import decision_id, is_approved, subject
from chalicelib.rebates.settlement_rules import (
    KEEPS_FROM_POSTING,
    Line,
    Problem,
    Stage,
    line_problems,
    summarise,
)


def manifest_key(run: RunRecord) -> str:
    """Where the working files of a run's present question lie: the list of its parts."""
    return f"settlements/{run.run_id}/q{run.question}/manifest.json"


def write_manifest(run: RunRecord) -> int:
    """Lists the active dealers in parts of the policy's size, and the parts; returns how many parts there are."""
    ids = list(dealers.active_dealer_ids())
    size = policy().settlement_chunk_size
    parts = [ids[start : start + size] for start in range(0, len(ids), size)]
    folder = manifest_key(run).rpartition("/")[0]
    keys = [f"{folder}/part-{number:05}.json" for number in range(1, len(parts) + 1)]
    for key, part in zip(keys, parts, strict=True):
        files.write_json(key, part)
    listed = [{"run_id": run.run_id, "part": key, "dealers": len(part)} for key, part in zip(keys, parts, strict=True)]
    files.write_json(manifest_key(run), listed)
    return len(parts)


def compute_part(run: RunRecord, part: str) -> int:
    """Writes the drafts of a part's dealers as they now stand; returns how many.

    Only while the run computes: what finance is asked about no longer changes.
    """
    if run.stage != Stage.COMPUTING:
        return 0
    programs = [Program.of(record) for record in queries.programs()]
    ids = files.read_json(part)
    for dealer_id in ids:
        _write_draft(run, dealer_id, programs)
    return len(ids)


def _write_draft(run: RunRecord, dealer_id: str, programs: list[Program]) -> None:
    lines, problems = _compute(Period.parse(run.period), dealer_id, programs)
    pk, sk = draft_key(run.run_id, dealer_id)
    draft = DraftRecord(
        pk,
        sk,
        dealer_id=dealer_id,
        question=run.question,
        amount=sum((line.difference for line in lines), ZERO),
        lines=[line.as_fields() for line in lines],
        problems=[str(problem) for problem in problems],
    )
    not_newer = DraftRecord.pk.does_not_exist() | (DraftRecord.question <= run.question)
    commit(create(draft, condition=not_newer))


def _compute(month: Period, dealer_id: str, programs: list[Program]) -> tuple[list[Line], list[Problem]]:
    """A dealer without an account, or whose account was opened after the month, gets neither rebate nor statement."""
    try:
        account = ledger.account_as_is(dealer_id)
    except NotFound:
        return [], [Problem.NO_ACCOUNT]
    if account.open_from > str(month):
        return [], [Problem.OPENED_LATER]
    today = business_day(clock.now(), settings().zone)
    lines = settlement_lines(dealers.dealer_as_is(dealer_id), programs, month, today)
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
    if summary["dealers"] != sum(part["dealers"] for part in files.read_json(manifest_key(run))):
        return False
    run.summary, run.stage = summary, str(Stage.ASKING)
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
    return sum(_post(run, dealer_id) for dealer_id in ids)


def _begin_posting(run: RunRecord) -> None:
    """Several parts begin at once; the first one says so."""
    if run.stage == Stage.POSTING:
        return
    key = (run.pk, run.sk)
    commit(change(RunRecord, key, [RunRecord.stage.set(str(Stage.POSTING))], RunRecord.question == run.question))


def is_posted(run: RunRecord) -> bool:
    """Whether every dealer that can have one has this run's statement: a part may fail, whatever the map says."""
    wanted = [draft.dealer_id for draft in _present_drafts(run) if not KEEPS_FROM_POSTING & set(draft.problems)]
    sent = ledger.statements_of(wanted, Period.parse(run.period))
    return all(dealer_id in sent and sent[dealer_id].run_id == run.run_id for dealer_id in wanted)


def _post(run: RunRecord, dealer_id: str) -> bool:
    draft = queries.draft(run.run_id, dealer_id)
    if draft is None or draft.question != run.question:
        raise Conflict(Code.WRONG_STATE, f"{dealer_id} has no draft of {run.run_id}.", [{"dealer_id": dealer_id}])
    if KEEPS_FROM_POSTING & set(draft.problems):
        return False
    rebates = [_posting(run, dealer_id, line) for line in _lines(draft) if line.changes_something]
    return post_settlement(dealer_id, Period.parse(run.period), rebates, run.run_id) is not None


def _posting(run: RunRecord, dealer_id: str, line: Line) -> RebatePosting:
    details = {
        "program_name": line.program_name,
        "tier_method": str(line.result.tier_method),
        "total": line.as_fields()["total"],
        "posted_earlier": line.as_fields()["posted_earlier"],
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
        PostedRecord.run_id.set(run.run_id),
    ]
    as_computed = PostedRecord.amount == line.posted_earlier
    if line.posted_earlier == 0:
        as_computed = as_computed | PostedRecord.pk.does_not_exist()
    key = posted_key(dealer_id, line.program_id, period)
    return change(PostedRecord, key, actions, as_computed, _posted_otherwise)


def _posted_otherwise(posted: PostedRecord | None) -> Exception:
    details = [{"run_id": posted.run_id, "program_id": posted.program_id}] if posted else []
    return Conflict(Code.WRONG_STATE, "Another run has posted for this program and period.", details)
