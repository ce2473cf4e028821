"""Opening decisions, deciding them once, closing those that nobody needs any more."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from chalicelib.approvals.queries import behind_link, closed, decision, is_open
from chalicelib.approvals.records import (
    SECRET_KEPT,
    DecisionRecord,
    SecretRecord,
    SubjectRecord,
    WaitingRecord,
    approver_key,
    decision_key,
    secret_key,
    subject_key,
)
from chalicelib.approvals.rules import (
    DECIDED,
    LIFECYCLE,
    STATE_OF,
    Approver,
    Ask,
    DecisionState,
    Occasion,
    Verdict,
    named,
)
from chalicelib.aws import site, workflows
from chalicelib.aws.mail import Mail, send_once
from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit, create, find, list_all, remove, replace
from chalicelib.company.queries import policy
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock, ids
from chalicelib.kernel.context import caller
from chalicelib.kernel.errors import Code, Conflict, Forbidden, NotFound, Unauthorized
from chalicelib.kernel.settings import settings


class OpenedMeanwhile(Exception):
    """Somebody else changed the same decision at the same moment."""


def open_decision(ask: Ask) -> DecisionRecord:
    """Opens a decision and mails each approver a link, once.

    Opened again (a restarted execution) it takes the new task token, mails only whom no mail reached yet, and wakes
    the token at once where it was decided, or ended by itself, meanwhile. The links sent before still work, and one
    that ends by itself keeps its end; else the end is that of the new wait.
    """
    found = find(DecisionRecord, decision_key(ask.decision_id)) or _open(ask)
    if ask.task_token and found.task_token != ask.task_token:
        found = _take_token(ask, ask.task_token)
    if has_verdict(found):
        if ask.task_token:
            workflows.wake(ask.task_token, found.verdict())
    elif found.state == DecisionState.OPEN:
        for approver in found.first_asked:
            mail_link(found, approver, Occasion.FIRST)
    else:
        raise LIFECYCLE.wrong_state(found.state, [DecisionState.OPEN])
    return found


def has_verdict(found: DecisionRecord) -> bool:
    """Whether whoever waits for it can be told what came of it."""
    return found.state in DECIDED or (found.expires and found.state == DecisionState.EXPIRED)


def _open(ask: Ask) -> DecisionRecord:
    if not ask.approvers:
        raise Conflict(Code.NOT_THE_APPROVER, "There is nobody to ask.", [{"subject": ask.subject}])
    set_by_maker = policy()
    made = DecisionRecord(
        *decision_key(ask.decision_id),
        decision_id=ask.decision_id,
        subject=ask.subject,
        subject_version=ask.subject_version,
        state=DecisionState.OPEN,
        template=ask.template,
        shown=dict(ask.values),
        facts=[asdict(fact) for fact in ask.facts],
        documents=[asdict(document) for document in ask.documents],
        asked=[asdict(approver) for approver in ask.approvers],
        fields=[field.as_fields() for field in ask.form],
        not_by=sorted(ask.not_by),
        needs_sign_in=ask.needs_sign_in,
        opened_at=clock.now(),
        ends_at=ask.expires_at,
        task_token=ask.task_token,
        may_return=ask.may_return,
        expires=ask.expires,
        remind_at=_in_time(set_by_maker.approval_remind_seconds, ask),
        escalate_at=_in_time(set_by_maker.approval_escalate_seconds, ask) if ask.escalates else None,
    )
    made.index()
    waiting = waiting_items(ask.decision_id, ask.approvers)
    about = create(SubjectRecord(*subject_key(ask.subject, ask.decision_id), decision_id=ask.decision_id))
    try:
        commit(create(made, or_else=lambda _: OpenedMeanwhile()), about, *waiting)
    except OpenedMeanwhile:
        return decision(ask.decision_id)
    return made


def _in_time(seconds: int, ask: Ask) -> datetime | None:
    """So many seconds from now, where the decision has not ended by then."""
    instant = clock.now() + timedelta(seconds=seconds)
    return instant if instant < ask.expires_at else None


def waiting_items(decision_id: str, approvers: Sequence[Approver]) -> list[Write]:
    """That a decision waits for each of some approvers: goes into the transaction that asks them."""
    return [
        create(WaitingRecord(*approver_key(approver.user_id, decision_id), decision_id=decision_id))
        for approver in approvers
    ]


def _take_token(ask: Ask, task_token: str) -> DecisionRecord:
    """The decision as it stands, with the new task token where it is still open."""
    actions = [DecisionRecord.task_token.set(task_token)]
    if not ask.expires:
        actions.append(DecisionRecord.ends_at.set(ask.expires_at))
    still_open = DecisionRecord.state == DecisionState.OPEN
    try:
        commit(change(DecisionRecord, decision_key(ask.decision_id), actions, still_open, lambda _: OpenedMeanwhile()))
    except OpenedMeanwhile:
        return decision(ask.decision_id)
    return decision(ask.decision_id)


def mail_link(opened: DecisionRecord, approver: Approver, occasion: Occasion) -> None:
    """Mails one approver a link with a secret of its own, once for each occasion."""

    def with_link() -> dict[str, str]:
        secret = ids.secret()
        known = SecretRecord(
            *secret_key(ids.digest(secret)),
            decision_id=opened.decision_id,
            user_id=approver.user_id,
            expires_at=opened.ends_at + SECRET_KEPT,
        )
        commit(create(known))
        return {"link": site.link("approve", secret)}

    values = {
        **opened.shown,
        "name": approver.name,
        "ends_at": f"{opened.ends_at.astimezone(settings().zone):%Y-%m-%d %H:%M}",
        "occasion": str(occasion),
    }
    cause = f"approval:{opened.decision_id}:{approver.email}"
    if occasion is not Occasion.FIRST:
        cause = f"{cause}:{occasion}"
    send_once(Mail(cause, approver.email, approver.locale, opened.template, clock.now(), values), with_link)


def decide_by_link(secret: str, verdict: Verdict) -> DecisionRecord:
    """Decides as the approver to whom the secret was mailed, once.

    401 `sign_in_required` where the decision asks for a known person, else as `behind_link` and `decide_as`.
    """
    found, user_id = behind_link(secret)
    if found.needs_sign_in:
        raise Unauthorized("Sign in to decide this.", Code.SIGN_IN_REQUIRED)
    made = _decided(found, user_id, verdict, "link")
    _commit_decision(made)
    return made


def decide_as(user: Principal, decision_id: str, verdict: Verdict, once: Once) -> DecisionRecord:
    """Decides as the signed-in approver, once.

    403 `four_eyes` for those who must not; 404 for those who are not asked; 422 `answer_out_of_bounds` names
    the fields; 409 where it was decided or has run out.
    """
    found = decision(decision_id)
    made = _decided(found, user.user_id, verdict, "console")
    _commit_decision(made, once.write(made))
    return made


def _decided(found: DecisionRecord, user_id: str, verdict: Verdict, via: str) -> DecisionRecord:
    """The decision as it will stand, where this person may make it."""
    if user_id in found.not_by:
        raise Forbidden("Somebody else has to decide this.", Code.FOUR_EYES)
    approver = named(found.approvers, user_id)
    if approver is None:
        raise NotFound("decision")
    if not is_open(found):
        raise closed(found)
    checked = verdict.checked(found.form, may_return=found.may_return)
    found.state = LIFECYCLE.transition(DecisionState(found.state), STATE_OF[checked.choice])
    found.index()
    found.choice, found.answers, found.comment = checked.choice, dict(checked.answers), checked.comment
    found.decided_by, found.decided_by_name = approver.user_id, approver.name
    found.decided_at, found.decided_from, found.decided_via = clock.now(), caller().where, via
    return found


def _commit_decision(made: DecisionRecord, *first: Write) -> None:
    commit(*first, replace(made, or_else=_changed), *_nobody_waits(made))


def _changed(old: DecisionRecord | None) -> Exception:
    """Decided meanwhile: say so. Only given another task token, or escalated: whoever decides tries again."""
    if old is not None and old.state != DecisionState.OPEN:
        return closed(old)
    return Conflict(Code.BUSY, "This decision was touched at this moment. Please send it once more.")


def _nobody_waits(found: DecisionRecord) -> list[Write]:
    keys = [approver_key(approver.user_id, found.decision_id) for approver in found.approvers]
    return [remove(WaitingRecord(*key)) for key in keys]


_NEARLY = timedelta(minutes=5)
"""A wait ends a little before the decision that it waits for, since the wait began first."""


def expire_decision(decision_id: str) -> DecisionRecord:
    """Closes a decision that nobody made in time, and returns it.

    One that was made meanwhile, or whose time is not over (a wait that broke off), stays as it is.
    """
    found = decision(decision_id)
    over = found.state == DecisionState.OPEN and clock.now() >= found.ends_at - _NEARLY
    return close(found, DecisionState.EXPIRED) if over else found


def void_decisions(subject: str) -> None:
    """Makes the open decisions about a subject void: it has changed, and what was asked is no longer so."""
    for about in list_all(SubjectRecord, subject_key(subject)[0]):
        found = decision(about.decision_id)
        if found.state == DecisionState.OPEN:
            close(found, DecisionState.VOID)


def close(found: DecisionRecord, state: DecisionState) -> DecisionRecord:
    """Closes a decision that is still open, and returns it as it stands then."""
    key = decision_key(found.decision_id)
    actions = [
        DecisionRecord.state.set(state),
        DecisionRecord.decided_at.set(clock.now()),
        DecisionRecord.due_key.remove(),
        DecisionRecord.due_sort.remove(),
    ]
    still_open = DecisionRecord.state == DecisionState.OPEN
    try:
        commit(change(DecisionRecord, key, actions, still_open, lambda _: OpenedMeanwhile()), *_nobody_waits(found))
    except OpenedMeanwhile:
        return decision(found.decision_id)
    return decision(found.decision_id)
