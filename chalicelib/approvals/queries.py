"""What is to be decided, and what was."""

from collections.abc import Iterable

from chalicelib.approvals.records import (
    DUE,
    DecisionRecord,
    SecretRecord,
    SubjectRecord,
    WaitingRecord,
    approver_key,
    decision_key,
    secret_key,
    subject_key,
)
from chalicelib.approvals.rules import DecisionState, named
from chalicelib.aws.tables import find, find_many, list_all, list_page
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, NotFound
from chalicelib.kernel.paging import Page


def decision(decision_id: str) -> DecisionRecord:
    """One decision; 404 where there is none."""
    found = find(DecisionRecord, decision_key(decision_id))
    if found is None:
        raise NotFound("decision")
    return found


def earlier_decision(decision_id: str) -> DecisionRecord | None:
    """One decision, where it was opened."""
    return find(DecisionRecord, decision_key(decision_id))


def decision_asked_of(decision_id: str, user_id: str) -> DecisionRecord:
    """One decision, open or not, for somebody who is or was asked; 404 for everybody else."""
    found = decision(decision_id)
    if named(found.approvers, user_id) is None:
        raise NotFound("decision")
    return found


def decisions_about(subject: str) -> list[DecisionRecord]:
    """Every decision about a subject, in the order in which they were opened."""
    keys = [decision_key(about.decision_id) for about in list_all(SubjectRecord, subject_key(subject)[0])]
    return sorted(find_many(DecisionRecord, keys).values(), key=lambda found: (found.opened_at, found.decision_id))


def waits_for(decisions: Iterable[DecisionRecord], user_id: str) -> str | None:
    """The id of the first of these decisions that can be made at this moment, and by this person."""
    own = (one for one in decisions if is_open(one) and named(one.approvers, user_id) and user_id not in one.not_by)
    return next((one.decision_id for one in own), None)


def due() -> list[str]:
    """The ids of the open decisions with which something is to be done by now, the earliest first."""
    found = DecisionRecord.by_due.query(DUE, DecisionRecord.due_sort < f"{clock.iso(clock.now())}~")
    return [one.decision_id for one in found]


def waiting_for(user_id: str, limit: int, cursor: str | None) -> Page[DecisionRecord]:
    """The open decisions that wait for one approver."""
    waiting = list_page(WaitingRecord, approver_key(user_id)[0], limit=limit, cursor=cursor)
    keys = [decision_key(item.decision_id) for item in waiting.items]
    found = find_many(DecisionRecord, keys)
    return Page([found[key] for key in keys if key in found and is_open(found[key])], waiting.next)


def behind_link(secret: str) -> tuple[DecisionRecord, str]:
    """The open decision behind a mailed secret and the approver it was mailed to; reading it changes nothing.

    404 where the secret is unknown, 409 `link_used` where it was decided or is void (the state says which), 409
    `link_expired` where it came too late.
    """
    known = find(SecretRecord, secret_key(ids.digest(secret)))
    if known is None:
        raise NotFound("link")
    found = decision(known.decision_id)
    if not is_open(found):
        raise closed(found)
    return found, known.user_id


def is_open(found: DecisionRecord) -> bool:
    """Whether it can still be decided at this moment."""
    return found.state == DecisionState.OPEN and clock.now() < found.ends_at


def closed(found: DecisionRecord) -> Conflict:
    """The refusal that says why a decision can no longer be made."""
    if found.state in {DecisionState.OPEN, DecisionState.EXPIRED}:
        return Conflict(Code.LINK_EXPIRED, "The time for this decision is over.", [{"state": DecisionState.EXPIRED}])
    if found.state == DecisionState.VOID:
        text = "What was to be decided was changed meanwhile. If it is to be decided again, a new mail says so."
        return Conflict(Code.LINK_USED, text, [{"state": found.state}])
    return Conflict(Code.LINK_USED, "This was decided before.", [{"state": found.state}])
